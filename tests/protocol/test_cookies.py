"""All accounts share one HTTP client: nothing a provider sets may travel to another account."""

from __future__ import annotations

import asyncio
from functools import partial

from fakes import FixedClock

from dialer.providers.pacing import Precedence
from dialer.providers.transport import OutgoingRequest, Retry, Transport, build_http_client


class CookieProvider:
    """Answers everything with cookies, and keeps what it was sent."""

    def __init__(self) -> None:
        self.heads: list[str] = []
        self.ended = asyncio.Event()

    async def answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            try:
                head = await reader.readuntil(b"\r\n\r\n")
            except asyncio.IncompleteReadError:
                writer.close()
                await writer.wait_closed()
                self.ended.set()
                return
            self.heads.append(head.decode().lower())
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
                b"Set-Cookie: session=one; Path=/; Max-Age=600\r\n"
                b"Set-Cookie: other=two; Domain=127.0.0.1; Path=/\r\n\r\n{}"
            )
            await writer.drain()


def test_no_cookie_is_kept_from_one_request_to_the_next() -> None:
    async def scenario() -> None:
        provider = CookieProvider()
        server = await asyncio.start_server(provider.answer, "127.0.0.1", 0)
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}/"
        build = partial(OutgoingRequest, url=url, headers={}, body=b"")
        async with server, build_http_client() as client:
            for transport in (Transport(client, FixedClock()), Transport(client, FixedClock())):
                reply = await transport.send(
                    build, retry=Retry.NEVER, precedence=Precedence.READ, reply_within_s=20
                )
                assert reply.http_status == 200
            assert list(client.cookies.jar) == []
        await provider.ended.wait()
        assert len(provider.heads) == 2
        assert not any("\r\ncookie:" in head for head in provider.heads)

    asyncio.run(scenario())
