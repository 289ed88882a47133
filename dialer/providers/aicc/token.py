"""AICC's access token: fetched once for everyone who waits, kept in memory alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dialer.domain.errors import NotSent, NotSentReason, OutcomeUnknown
from dialer.providers.aicc.wire import issued_token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.ports import Clock
    from dialer.providers.transport import Reply

_RENEW_BEFORE_END_S = 60


@dataclass(frozen=True, slots=True)
class Token:
    """A token and when to ask for the next. The text never shows in a repr.

    Attributes:
        renew_at_ms: by the clock that never jumps.
    """

    text: str = field(repr=False)
    renew_at_ms: int


class TokenSource:
    """Hands out a live token.

    Args:
        ask: sends one token request.
        clock: whose monotonic half says when a token has lived long enough.
    """

    def __init__(self, ask: Callable[[], Awaitable[Reply]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._token: Token | None = None
        self._renewal: asyncio.Future[Token] | None = None

    async def fetch(self) -> Token:
        """The token, renewed a minute before its end; one request however many wait.

        Raises:
            Rejected: the provider refused the credentials.
            NotSent: no token came, so what needs it cannot have been sent.
        """
        token = self._token
        if token is not None and self._clock.monotonic_ms() < token.renew_at_ms:
            return token
        if self._renewal is None:
            self._renewal = asyncio.ensure_future(self._renew())
            self._renewal.add_done_callback(self._settle)
        # One who stops waiting must not take the token from the others.
        return await asyncio.shield(self._renewal)

    def drop(self, token: Token) -> None:
        """Forgets a token the provider refused, unless a newer one took its place."""
        if self._token is token:
            self._token = None

    async def _renew(self) -> Token:
        began_ms = self._clock.monotonic_ms()
        try:
            reply = await self._ask()
        except OutcomeUnknown as error:
            # Unknown for the token alone: without one, nothing that rings was sent.
            raise NotSent(NotSentReason.SIGN_IN_FAILED, error.detail) from error
        issued = issued_token(reply)
        kept_s = max(issued.life_s - _RENEW_BEFORE_END_S, 0)
        self._token = Token(issued.text, began_ms + kept_s * 1000)
        return self._token

    def _settle(self, renewal: asyncio.Future[Token]) -> None:
        self._renewal = None
        if not renewal.cancelled():
            renewal.exception()  # seen, though everyone who waited may be gone
