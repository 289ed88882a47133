"""What a failed exchange proves: nothing left this machine, or nobody can say.

A failure before the first byte of a request was handed to the network is NotSent. A
failure after it is OutcomeUnknown, because the provider may have acted. The border is
not guessed from exception types: the HTTP library reports the moment it starts to write.
"""

from __future__ import annotations

import socket
import ssl
from typing import TYPE_CHECKING

import httpx

from dialer.domain.errors import NotSent, NotSentReason, OutcomeUnknown, SendError, UnknownReason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Progress:
    """How far one exchange has come."""

    def __init__(self, on_sent: Callable[[], None]) -> None:
        self.may_have_left = False
        self.reply_began = False
        self._on_sent = on_sent

    async def trace(self, event: str, info: Mapping[str, object]) -> None:
        """Called by the HTTP library; a proxy's CONNECT is not yet our request."""
        if event == "http11.send_request_headers.started":
            request = info.get("request")
            self.may_have_left = getattr(request, "method", b"") != b"CONNECT"
        elif event == "http11.send_request_body.complete" and self.may_have_left:
            self._on_sent()
        elif event == "http11.receive_response_headers.complete" and self.may_have_left:
            self.reply_began = True


def failure_in_time(progress: Progress) -> SendError:
    """What it proves that an exchange took too long."""
    if progress.may_have_left:
        return OutcomeUnknown(UnknownReason.NO_REPLY_IN_TIME)
    return NotSent(NotSentReason.CONNECT_TIMEOUT)


def failure_of(error: Exception, progress: Progress) -> SendError:
    """What an error proves; only how far the exchange had come decides."""
    if progress.may_have_left:
        return OutcomeUnknown(_why_unknown(error, progress))
    return NotSent(_why_not_sent(error), _plain_words(error))


def _why_unknown(error: Exception, progress: Progress) -> UnknownReason:
    if isinstance(error, httpx.TimeoutException):
        return UnknownReason.NO_REPLY_IN_TIME
    if not isinstance(error, OSError | httpx.HTTPError):
        return UnknownReason.PROGRAM_FAULT
    if progress.reply_began:
        return UnknownReason.REPLY_CUT_SHORT
    return UnknownReason.CONNECTION_LOST


_BY_TYPE: tuple[tuple[type[BaseException], NotSentReason], ...] = (
    (httpx.PoolTimeout, NotSentReason.POOL_TIMEOUT),
    (httpx.TimeoutException, NotSentReason.CONNECT_TIMEOUT),
    (httpx.ProxyError, NotSentReason.PROXY_FAILED),
    (httpx.UnsupportedProtocol, NotSentReason.ADDRESS_NOT_ALLOWED),
    (httpx.InvalidURL, NotSentReason.ADDRESS_NOT_ALLOWED),
    (UnicodeError, NotSentReason.REQUEST_UNUSABLE),
    (ssl.SSLError, NotSentReason.TLS_FAILED),
    (socket.gaierror, NotSentReason.ADDRESS_NOT_FOUND),
    (ConnectionRefusedError, NotSentReason.CONNECTION_REFUSED),
)


def _why_not_sent(error: Exception) -> NotSentReason:
    causes = list(_causes(error))
    for kind, reason in _BY_TYPE:
        if any(isinstance(cause, kind) for cause in causes):
            return reason
    if any(isinstance(cause, OSError | httpx.HTTPError) for cause in causes):
        return NotSentReason.NETWORK_UNREACHABLE
    return NotSentReason.PROGRAM_FAULT


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and all it stems from; the HTTP library wraps the system's errors twice."""
    waiting: list[BaseException] = [error]
    seen: set[int] = set()
    while waiting:
        current = waiting.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        waiting += [e for e in (current.__cause__, current.__context__) if e is not None]
        if isinstance(current, BaseExceptionGroup):
            waiting += current.exceptions


def _plain_words(error: Exception) -> str:
    """The system's own words for the innermost cause; these never hold a request."""
    system = [e for e in _causes(error) if isinstance(e, OSError)]
    return str(system[-1])[:200] if system else ""
