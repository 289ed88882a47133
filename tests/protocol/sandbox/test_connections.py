"""What clients may do to a connection without harming the sandbox."""

from __future__ import annotations

import asyncio
import http.client
import logging
import socket
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol.sandbox.raw_client import Caller

from dialer.sandbox import Hold, Point, Sandbox, SandboxLimits
from dialer.sandbox.nxcloud.dialout import DialoutEndpoint

if TYPE_CHECKING:
    from dialer.sandbox.messages import Answer, ReceivedRequest

HURRIED = SandboxLimits(head_timeout_s=0.05, body_timeout_s=0.05, linger_timeout_s=0.05)
IMPATIENT = SandboxLimits(idle_timeout_s=0.05, linger_timeout_s=0.05)


def test_a_connection_is_kept() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as wire:
                for _ in range(3):
                    await wire.send(caller.request())
                    assert (await wire.receive()).json()["code"] == 0
                await wire.send(caller.request(method="HEAD"))
                assert (await wire.receive("HEAD")).status == 405
                await wire.send(caller.request("/nowhere"))
                assert (await wire.receive()).status == 404
                await wire.send(caller.request())
                assert (await wire.receive()).status == 200
            assert sandbox.journal.connections == 1
            assert len(sandbox.journal.requests) == 6

    asyncio.run(scenario())


def test_the_standard_library_keeps_it_too() -> None:
    def ask_twice(port: int) -> list[int]:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        statuses = []
        for _ in range(2):
            client.request("POST", "/did/openapi/amazon/dialout", body=b"{}")
            reply = client.getresponse()
            assert b'"code":1001' in reply.read()
            statuses.append(reply.status)
        client.close()
        return statuses

    async def scenario() -> None:
        async with Sandbox() as sandbox:
            assert await asyncio.to_thread(ask_twice, sandbox.port) == [200, 200]
            assert sandbox.journal.connections == 1
            assert (await Caller(sandbox).dial()).status == 200
            assert sandbox.journal.connections == 2

    asyncio.run(scenario())


def test_pipelined_requests_are_answered_in_order() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            callees = ["622600000001", "12025550188", "12025550142"]
            async with caller.connect() as wire:
                pipelined = [caller.request(body=caller.order(callee)) for callee in callees]
                await wire.send(b"".join(pipelined))
                codes = [(await wire.receive()).json()["code"] for _ in callees]
            assert codes == [0, 88, 4242]

    asyncio.run(scenario())


def test_a_close_that_was_asked_for() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as wire:
                await wire.send(caller.request(headers={"Connection": "close"}))
                whole = await wire.reader.read()
            assert b'"code":0' in whole
            assert b"connection: close" in whole.lower()

    asyncio.run(scenario())


def test_a_client_that_half_closes_still_gets_its_reply() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as wire:
                await wire.send(caller.request())
                wire.writer.write_eof()
                assert b'"code":0' in await wire.reader.read()

    asyncio.run(scenario())


def test_a_request_in_single_bytes_and_in_chunks() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as wire:
                for byte in caller.request():
                    await wire.send(bytes([byte]))
                assert (await wire.receive()).json()["code"] == 0
                head, _, body = caller.request().partition(b"\r\n\r\n")
                lines = head.split(b"\r\n")
                kept = [line for line in lines if not line.startswith(b"Content-Length")]
                chunked = b"\r\n".join([*kept, b"Transfer-Encoding: chunked", b"", b""])
                for piece in (body[:9], body[9:], b""):
                    chunked += b"%x\r\n%s\r\n" % (len(piece), piece)
                await wire.send(chunked)
                assert (await wire.receive()).json()["code"] == 0
            assert [entry.body for entry in sandbox.journal.requests] == [body, body]

    asyncio.run(scenario())


def test_a_client_may_wait_to_be_told_to_go_on() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            data = caller.request(headers={"Expect": "100-continue"})
            head, _, body = data.partition(b"\r\n\r\n")
            async with caller.connect() as wire:
                await wire.send(head + b"\r\n\r\n")
                assert (await wire.reader.readline()).startswith(b"HTTP/1.1 100 ")
                assert await wire.reader.readline() == b"\r\n"
                await wire.send(body)
                assert (await wire.receive()).json()["code"] == 0

    asyncio.run(scenario())


@pytest.mark.parametrize("announces_length", [True, False])
def test_a_body_that_is_too_large(*, announces_length: bool) -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            body = b" " * (1024 * 1024 + 1)
            request = caller.request(body=body)
            if not announces_length:
                head = request.partition(b"\r\n\r\n")[0].replace(
                    b"Content-Length: 1048577", b"Transfer-Encoding: chunked"
                )
                request = head + b"\r\n\r\n100001\r\n" + body + b"\r\n0\r\n\r\n"
            reply = await caller.ask(request)
            assert (reply.status, reply.headers["connection"]) == (413, "close")
            (entry,) = sandbox.journal.requests
            assert (entry.outcome, entry.body_complete) == ("HTTP 413", False)
            largest = await caller.ask(caller.request(body=body[:-1]))
            assert largest.json()["code"] == 1002

    asyncio.run(scenario())


def test_a_body_announced_too_large_is_not_waited_for() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            announced = {"Content-Length": str(1024 * 1024 + 1)}
            async with caller.connect() as wire:
                await wire.send(caller.request(body=b"", headers=announced))
                async with asyncio.timeout(10):
                    assert (await wire.receive()).status == 413

    asyncio.run(scenario())


def test_the_refusal_reaches_a_client_that_is_still_sending() -> None:
    def send_all_then_read(port: int) -> bytes:
        head = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 16777216\r\n\r\n"
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(head + b" " * 16 * 1024 * 1024)
            return client.recv(1024)

    async def scenario() -> None:
        async with Sandbox() as sandbox:
            answer = await asyncio.to_thread(send_all_then_read, sandbox.port)
            assert answer.startswith(b"HTTP/1.1 413 ")

    asyncio.run(scenario())


def test_headers_that_are_too_large() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            reply = await caller.ask(caller.request(headers={"X-Long": "x" * 100_000}))
            assert reply.status == 431
            assert not sandbox.journal.requests

    asyncio.run(scenario())


def test_a_slow_head_and_a_slow_body_time_out() -> None:
    async def scenario() -> None:
        async with Sandbox(limits=HURRIED) as sandbox:
            caller = Caller(sandbox)
            data = caller.request()
            assert (await caller.ask(data[:20])).status == 408
            assert not sandbox.journal.requests
            assert (await caller.ask(data[:-1])).status == 408
            assert sandbox.journal.requests[0].outcome == "HTTP 408"

    asyncio.run(scenario())


def test_a_silent_client_is_closed_without_a_word() -> None:
    async def scenario() -> None:
        async with Sandbox(limits=IMPATIENT) as sandbox, Caller(sandbox).connect() as wire:
            assert await wire.reader.read() == b""

    asyncio.run(scenario())


def test_one_connection_too_many_is_dropped() -> None:
    async def scenario() -> None:
        async with Sandbox(limits=SandboxLimits(max_connections=1)) as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as first:
                await first.send(caller.request())
                await first.receive()
                async with caller.connect() as second:
                    assert await second.reader.read() == b""
                await first.send(caller.request())
                assert (await first.receive()).status == 200

    asyncio.run(scenario())


def test_a_client_that_leaves_mid_request_is_noted() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once(Hold(Point.BEFORE_BODY))
            async with caller.connect() as wire:
                await wire.send(caller.request()[:-5])
                await sandbox.faults.wait_for_holds(1)
            sandbox.faults.release()
            await caller.dial()
            first, second = sandbox.journal.requests
            assert not first.body_complete
            assert first.outcome == "the client went away mid-request"
            assert second.outcome == "code 0"

    asyncio.run(scenario())


GARBAGE = [
    b"\x00" * 100,
    b"\r\n\r\n\r\n",
    b"GET\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET / HTTP/1.1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5, 6\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: gzip\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nNo colon\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"POST /\xff\xfe HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x5a" * 50,
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
]


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_is_refused_and_harms_nobody(garbage: bytes) -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as wire:
                await wire.send(garbage)
                wire.writer.write_eof()
                answer = await wire.reader.read()
            assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.1 501"))
            assert (await caller.dial()).json()["code"] == 0

    asyncio.run(scenario())


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.binary(max_size=60)
        | st.sampled_from([b"POST / HTTP/1.1\r\n", b"Host: 127.0.0.1\r\n", b"\r\n", b"0\r\n"]),
        max_size=8,
    )
)
def test_any_bytes_are_survived(pieces: list[bytes]) -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            async with caller.connect() as wire:
                await wire.send(b"".join(pieces))
                wire.writer.write_eof()
                await wire.reader.read()
            assert (await caller.dial()).json()["code"] == 0

    asyncio.run(scenario())


def test_a_bug_of_ours_answers_500_and_says_nothing_of_the_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_self: DialoutEndpoint, request: ReceivedRequest) -> Answer:
        raise KeyError(request.body)

    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            with monkeypatch.context() as patch:
                patch.setattr(DialoutEndpoint, "answer", fail)
                assert (await caller.dial()).status == 500
            assert sandbox.journal.requests[0].outcome == "sandbox fault: KeyError"
            assert (await caller.dial()).status == 200

    with caplog.at_level(logging.DEBUG, logger="dialer"):
        asyncio.run(scenario())
    assert caplog.messages == ["The sandbox failed to answer a request: KeyError"]
