"""A client that shares no code with the product: raw sockets, its own signature."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import h11

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from dialer.sandbox import Sandbox

DIALOUT = "/did/openapi/amazon/dialout"
RECORDS = "/api/did/cdr"
KINDS = {DIALOUT: ("9", "didaws"), RECORDS: ("4", "cdr")}


@dataclass(frozen=True, slots=True)
class Received:
    """A whole reply; names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:  # noqa: ANN401 - JSON has no type until it is looked into
        return json.loads(self.body)


class Wire:
    """One connection, spoken to in bytes and read by h11."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self._h11 = h11.Connection(h11.CLIENT)

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def receive(self, method: str = "POST") -> Received:
        """Reads one reply.

        Raises:
            h11.RemoteProtocolError: the reply stops halfway.
            ConnectionResetError: the connection was reset.
            EOFError: it was closed before a reply began.
        """
        # h11 must know what was asked; what really was sent went out in bytes.
        self._h11.send(h11.Request(method=method, target="/", headers=[("Host", "h")]))
        self._h11.send(h11.EndOfMessage())
        if not self._h11.trailing_data[0]:
            data = await self.reader.read(65536)
            if not data:
                raise EOFError
            self._h11.receive_data(data)
        status, headers, body = 0, {}, b""
        while not isinstance(event := await self._next_event(), h11.EndOfMessage):
            if isinstance(event, h11.Response):
                status = event.status_code
                headers = {name.decode(): value.decode() for name, value in event.headers}
            elif isinstance(event, h11.Data):
                body += event.data
        if self._h11.our_state is h11.DONE and self._h11.their_state is h11.DONE:
            self._h11.start_next_cycle()
        return Received(status, headers, body)

    async def _next_event(self) -> object:
        while (event := self._h11.next_event()) is h11.NEED_DATA:
            self._h11.receive_data(await self.reader.read(65536))
        return event


class Caller:
    """Signs and sends requests to one sandbox."""

    def __init__(self, sandbox: Sandbox, *, clock_off_ms: int = 0) -> None:
        self.sandbox = sandbox
        self.clock_off_ms = clock_off_ms

    @contextlib.asynccontextmanager
    async def connect(self) -> AsyncIterator[Wire]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.sandbox.port)
        try:
            yield Wire(reader, writer)
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def request(
        self,
        path: str = DIALOUT,
        body: Mapping[str, object] | bytes | None = None,
        *,
        method: str = "POST",
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """The bytes of a signed request; ``headers`` replace or join the usual ones."""
        raw = body if isinstance(body, bytes) else json.dumps(body or self.order()).encode()
        key = self.sandbox.credentials
        biz_type, action = KINDS.get(path, ("9", "didaws"))
        ts = str(time.time_ns() // 1_000_000 + self.clock_off_ms)
        signed = f"accessKey={key.access_key}&action={action}&bizType={biz_type}&ts={ts}"
        text = signed.encode() + (b"&body=" + raw if raw else b"")
        text += b"&accessSecret=" + key.access_secret.encode()
        sent = {
            "Host": f"127.0.0.1:{self.sandbox.port}",
            "Content-Type": "application/json",
            "accessKey": key.access_key,
            "ts": ts,
            "bizType": biz_type,
            "action": action,
            "sign": hashlib.md5(text, usedforsecurity=False).hexdigest(),
            "Content-Length": str(len(raw)),
            **(headers or {}),
        }
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
        return "\r\n".join(lines).encode() + b"\r\n\r\n" + raw

    @staticmethod
    def order(callee: str = "622600000001") -> dict[str, object]:
        return {"did": "12025550170", "callee": callee, "connectNumber": "12025550180"}

    async def ask(self, data: bytes) -> Received:
        """Sends bytes on a connection of their own and reads the reply."""
        async with self.connect() as wire:
            await wire.send(data)
            return await wire.receive()

    async def dial(self, callee: str = "622600000001") -> Received:
        return await self.ask(self.request(body=self.order(callee)))

    async def control(
        self, method: str, name: str, body: object = None, **headers: str
    ) -> Received:
        raw = b"" if body is None else json.dumps(body).encode()
        path = f"/_sandbox/{name}"
        return await self.ask(self.request(path, raw, method=method, headers=headers))
