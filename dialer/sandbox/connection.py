"""One client's connection: HTTP/1.1 by h11 over asyncio streams."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import socket
import struct
import sys
from email.utils import formatdate
from typing import TYPE_CHECKING, NoReturn

import h11

from dialer.sandbox.messages import Reply, RequestHead

if TYPE_CHECKING:
    from dialer.sandbox.limits import SandboxLimits

_READ_BYTES = 64 * 1024
_FILLER = b" " * _READ_BYTES
_REQUEST_TIMEOUT = 408
_TOO_LARGE = 413


class RequestRefused(Exception):
    """A request that HTTP itself refuses, before any endpoint is asked.

    Attributes:
        status: what to answer it with before the connection is closed.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"HTTP {status}")
        self.status = status


class ConnectionEnded(Exception):
    """Nothing more can be read from, or should be sent to, this client."""


class HttpConnection:
    """Reads requests and writes replies, one after the other, until either side closes."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, limits: SandboxLimits
    ) -> None:
        self._reader = reader
        self._writer = writer
        self._limits = limits
        self._h11 = h11.Connection(h11.SERVER)
        self._is_head_request = False
        self._is_over = False

    async def receive_head(self) -> RequestHead:
        """Waits for the next request.

        Raises:
            ConnectionEnded: the client closed, or stayed silent too long.
            RequestRefused: what it sent is not HTTP/1.1, or came too slowly.
        """
        if not self._h11.trailing_data[0]:
            await self._receive_first_bytes()
        try:
            async with asyncio.timeout(self._limits.head_timeout_s):
                event = await self._next_event()
        except TimeoutError:
            raise RequestRefused(_REQUEST_TIMEOUT) from None
        if not isinstance(event, h11.Request):
            raise ConnectionEnded("the client closed the connection")
        self._is_head_request = event.method == b"HEAD"
        return RequestHead(
            method=event.method.decode("ascii"),
            target=event.target.decode("latin-1"),
            headers=tuple(
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in event.headers.raw_items()
            ),
        )

    async def receive_body(self, head: RequestHead) -> bytes:
        """Waits for the rest of the request.

        Raises:
            ConnectionEnded: the client went away first.
            RequestRefused: the body is too large, badly framed, or came too slowly.
        """
        if int(head.header("content-length") or 0) > self._limits.max_body_bytes:
            raise RequestRefused(_TOO_LARGE)
        body = bytearray()
        try:
            async with asyncio.timeout(self._limits.body_timeout_s):
                while isinstance(event := await self._next_event(), h11.Data):
                    body += event.data
                    if len(body) > self._limits.max_body_bytes:
                        raise RequestRefused(_TOO_LARGE)
        except TimeoutError:
            raise RequestRefused(_REQUEST_TIMEOUT) from None
        if not isinstance(event, h11.EndOfMessage):
            raise ConnectionEnded("the client went away before its request was complete")
        return bytes(body)

    async def send(self, reply: Reply, *, date_ms: int) -> None:
        """Writes a reply.

        Args:
            reply: what to write.
            date_ms: the clock to show in the ``Date`` header.

        Raises:
            ConnectionEnded: the reply was cut on purpose.
            OSError: the client went away, or does not read.
        """
        head = h11.Response(
            status_code=reply.status,
            reason=http.client.responses.get(reply.status, ""),
            headers=_headers_of(reply, date_ms),
        )
        start = self._h11.send(head) or b""
        if reply.is_cut:
            await self._write(start + reply.body[: len(reply.body) // 2])
            self._is_over = True
            raise ConnectionEnded("the reply was cut")
        if not self._is_head_request:
            start += self._h11.send(h11.Data(data=reply.body)) or b""
            await self._send_filler(start, reply.filler_bytes)
            start = b""
        await self._write(start + (self._h11.send(h11.EndOfMessage()) or b""))

    async def refuse(self, status: int, *, date_ms: int) -> None:
        """Answers a request that HTTP itself refuses, where an answer can still be given."""
        if self._h11.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            reply = Reply(status, f"HTTP {status}", is_last=True)
            await self.send(reply, date_ms=date_ms)

    def start_next_cycle(self) -> bool:
        """Whether the connection goes on to another request."""
        is_done = self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE
        if is_done and not self._is_over:
            self._h11.start_next_cycle()
            return True
        return False

    def reset(self) -> NoReturn:
        """Drops the connection with a RST, so that the client sees an error, not an end.

        Raises:
            ConnectionEnded: always.
        """
        sock = self._writer.get_extra_info("socket")
        # On Windows the two fields of the structure are 16 bits wide.
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()
        raise ConnectionEnded("the connection was reset")

    async def finish(self) -> None:
        """Closes after what was written has been read by the client.

        Closing with unread bytes on our side would reset the connection and could
        destroy the reply on its way, so those are read first, for a limited time.
        """
        self._writer.write_eof()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.linger_timeout_s):
                while await self._reader.read(_READ_BYTES):
                    pass

    async def abandon(self) -> None:
        """Frees the socket, whatever state it is in."""
        self._writer.transport.abort()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()

    async def _receive_first_bytes(self) -> None:
        try:
            async with asyncio.timeout(self._limits.idle_timeout_s):
                data = await self._reader.read(_READ_BYTES)
        except TimeoutError:
            raise ConnectionEnded("the client stayed silent") from None
        if not data:
            raise ConnectionEnded("the client closed the connection")
        self._h11.receive_data(data)

    async def _next_event(self) -> h11.Event | type[h11.NEED_DATA | h11.PAUSED]:
        while True:
            try:
                event = self._h11.next_event()
            except h11.RemoteProtocolError as error:
                if self._reader.at_eof():
                    raise ConnectionEnded("the client went away mid-request") from error
                raise RequestRefused(error.error_status_hint) from error
            if event is not h11.NEED_DATA:
                return event
            if self._h11.they_are_waiting_for_100_continue:
                go_on = h11.InformationalResponse(status_code=100, headers=[])
                await self._write(self._h11.send(go_on) or b"")
            self._h11.receive_data(await self._reader.read(_READ_BYTES))

    async def _send_filler(self, start: bytes, filler_bytes: int) -> None:
        await self._write(start)
        while filler_bytes > 0:
            piece = _FILLER[:filler_bytes]
            filler_bytes -= len(piece)
            await self._write(self._h11.send(h11.Data(data=piece)) or b"")

    async def _write(self, data: bytes) -> None:
        self._writer.write(data)
        async with asyncio.timeout(self._limits.write_timeout_s):
            await self._writer.drain()


def _headers_of(reply: Reply, date_ms: int) -> list[tuple[str, str]]:
    headers = [("Date", formatdate(date_ms / 1000, usegmt=True)), *reply.headers]
    if reply.content_type:
        headers.append(("Content-Type", reply.content_type))
    if reply.announces_length:
        headers.append(("Content-Length", str(len(reply.body) + reply.filler_bytes)))
    else:
        headers.append(("Transfer-Encoding", "chunked"))
    if reply.is_last:
        headers.append(("Connection", "close"))
    return headers
