"""What reached the sandbox, byte for byte."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialer.sandbox.messages import RequestHead

_MAX_REQUESTS = 10_000
_MAX_BODY_BYTES = 64 * 1024 * 1024
IN_PROGRESS = "in progress"


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One request, as far as it has come.

    Headers and body stay out of the ``repr``: they hold signatures and phone numbers.

    Attributes:
        received_ms: the sandbox's clock when the headers were complete.
        path: the target without its query.
        headers: name and value as sent, one Latin-1 character per byte.
        body: the bytes as they arrived; empty until ``body_complete``.
        outcome: what became of it, in a few words; ``in progress`` until it is known.
    """

    received_ms: int
    method: str
    path: str
    headers: tuple[tuple[str, str], ...] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    body_complete: bool = False
    outcome: str = IN_PROGRESS

    def header(self, name: str) -> str:
        """The first value sent under a name, in any case; ``""`` where none was."""
        wanted = name.lower()
        return next((value for sent, value in self.headers if sent.lower() == wanted), "")


class Journal:
    """The requests of one sandbox in the order their headers arrived, in memory.

    The oldest are dropped beyond ``max_requests`` or ``max_body_bytes`` of bodies.

    Attributes:
        connections: how many were accepted since the start, those that carried no
            request and those of a control client included.
    """

    def __init__(
        self, *, max_requests: int = _MAX_REQUESTS, max_body_bytes: int = _MAX_BODY_BYTES
    ) -> None:
        self.connections = 0
        self._max_requests = max_requests
        self._max_body_bytes = max_body_bytes
        self._entries: dict[int, RecordedRequest] = {}
        self._body_bytes = 0
        self._next_serial = 0
        self._changed = asyncio.Event()

    @property
    def requests(self) -> tuple[RecordedRequest, ...]:
        """What is kept, the oldest first."""
        return tuple(self._entries.values())

    def for_path(self, path: str) -> tuple[RecordedRequest, ...]:
        """The kept requests for one exact path, the oldest first."""
        return tuple(entry for entry in self._entries.values() if entry.path == path)

    async def wait_for_requests(
        self, count: int, path: str | None = None, *, body_complete: bool = False
    ) -> None:
        """Waits until at least ``count`` requests are kept.

        Args:
            count: how many.
            path: count only those for this exact path.
            body_complete: count only those whose body has arrived.
        """
        while self._count(path, body_complete=body_complete) < count:
            await self._changed.wait()

    def begin(self, head: RequestHead, *, received_ms: int) -> int:
        """Records a request whose headers have been read.

        Returns:
            A serial number to complete and settle it by.
        """
        serial = self._next_serial
        self._next_serial += 1
        self._entries[serial] = RecordedRequest(received_ms, head.method, head.path, head.headers)
        self._trim()
        self._announce()
        return serial

    def complete(self, serial: int, body: bytes) -> None:
        """Adds the body to a request."""
        entry = self._entries.get(serial)
        if entry is not None:  # dropped meanwhile: more requests came than are kept
            self._entries[serial] = replace(entry, body=body, body_complete=True)
            self._body_bytes += len(body)
            self._trim()
        self._announce()

    def settle(self, serial: int, outcome: str) -> None:
        """Says what became of a request."""
        entry = self._entries.get(serial)
        if entry is not None:
            self._entries[serial] = replace(entry, outcome=outcome)
        self._announce()

    def _count(self, path: str | None, *, body_complete: bool) -> int:
        return sum(
            (path is None or entry.path == path) and (entry.body_complete or not body_complete)
            for entry in self._entries.values()
        )

    def _trim(self) -> None:
        while len(self._entries) > self._max_requests or (
            self._body_bytes > self._max_body_bytes and len(self._entries) > 1
        ):
            oldest = self._entries.pop(next(iter(self._entries)))
            self._body_bytes -= len(oldest.body)

    def _announce(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
