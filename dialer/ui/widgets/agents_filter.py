"""The line above the agents, with what agents can be told apart by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.ui.models.agents import StatusFilter
from dialer.ui.widgets.listing_bar import ListingBar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget


class AgentsFilter(ListingBar):
    """Filter, Status, Group, Export and Refresh."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("agents", "", "", parent)
        self._edit.setPlaceholderText(self.tr("Filter by name, account, SIP number or group"))
        self._edit.setAccessibleName(self.tr("Filter agents"))
        self._status = self.add_menu("agents.status", self.tr("Status"))
        for status, words in (
            (StatusFilter.ALL, self.tr("Status: All")),
            (StatusFilter.ENABLED, self.tr("Status: Enabled")),
            (StatusFilter.DISABLED, self.tr("Status: Disabled")),
        ):
            self._status.addItem(words, status)
        self._group = self.add_menu("agents.group", self.tr("Group"))
        self.show_groups(())
        self._status.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self._group.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def show_groups(self, groups: Sequence[str]) -> None:
        """Replaces the groups there are to choose; the one chosen stays where it is there."""
        chosen = self.group
        self._group.blockSignals(True)
        self._group.clear()
        self._group.addItem(self.tr("Group: All"), "")
        for group in groups:
            self._group.addItem(self.tr("Group: {name}").format(name=group), group)
        self._group.setCurrentIndex(max(0, self._group.findData(chosen)))
        self._group.blockSignals(False)
        if self.group != chosen:
            self.changed.emit()

    def clear(self) -> None:
        """Lets every agent through."""
        super().clear()
        self._status.setCurrentIndex(0)
        self._group.setCurrentIndex(0)

    @property
    def status(self) -> StatusFilter:
        """The status chosen."""
        return StatusFilter(self._status.currentData() or StatusFilter.ALL)

    @property
    def group(self) -> str:
        """The group chosen; ``""`` is any."""
        return str(self._group.currentData() or "")
