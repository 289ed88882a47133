"""The agents of the account in use, for the views that let a person choose among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from dialer.domain.agents import Agent


class LoadedAgents:
    """What the list of agents last loaded.

    Attributes:
        agents: in the provider's order.
        is_loaded: False before the first load of the account; its list may then be empty.
    """

    def __init__(self) -> None:
        self.agents: tuple[Agent, ...] = ()
        self.is_loaded = False
        self._listeners: list[Callable[[], None]] = []

    def take(self, agents: tuple[Agent, ...]) -> None:
        """Takes what was loaded."""
        self.agents, self.is_loaded = agents, True
        self._tell()

    def forget(self) -> None:
        """Another account is in use."""
        self.agents, self.is_loaded = (), False
        self._tell()

    def listen(self, listener: Callable[[], None]) -> None:
        """Tells a listener of every change from now on."""
        self._listeners.append(listener)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()
