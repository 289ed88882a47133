from __future__ import annotations

import asyncio
import json
import socket
import time
from email.utils import parsedate_to_datetime

import h11
import pytest
from protocol.sandbox.raw_client import Caller, Received

from dialer.sandbox import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Hold,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Point,
    Redirect,
    ResetConnection,
    Sandbox,
    SkewClock,
    SuccessShape,
    TooManyRequests,
    WrongContentType,
)

RECORDS = "/api/did/cdr"
DAY = {"date": "2023-11-15", "pageSize": 10, "page": 1}


def dial_with(*faults: Fault) -> Received:
    async def scenario() -> Received:
        async with Sandbox() as sandbox:
            sandbox.faults.once(*faults)
            return await Caller(sandbox).dial()

    return asyncio.run(scenario())


def test_a_delay_holds_the_reply_back() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            sandbox.faults.once(Delay(0.2))
            loop = asyncio.get_running_loop()
            began = loop.time()
            reply = await Caller(sandbox).dial()
            assert reply.json()["code"] == 0
            assert loop.time() - began >= 0.19

    asyncio.run(scenario())


def test_a_hold_before_the_body() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            sandbox.faults.once(Hold(Point.BEFORE_BODY))
            dial = asyncio.create_task(Caller(sandbox).dial())
            await sandbox.faults.wait_for_holds(1)
            (entry,) = sandbox.journal.requests
            assert (entry.body, entry.body_complete) == (b"", False)
            assert sandbox.faults.release() == 1
            assert (await dial).json()["code"] == 0
            assert sandbox.journal.requests[0].body_complete

    asyncio.run(scenario())


def test_a_hold_before_the_reply() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            sandbox.faults.once(Hold(Point.BEFORE_REPLY))
            dial = asyncio.create_task(Caller(sandbox).dial())
            await sandbox.faults.wait_for_holds(1)
            (entry,) = sandbox.journal.requests
            assert (entry.body_complete, entry.outcome) == (True, "in progress")
            assert not dial.done()
            sandbox.faults.release()
            assert (await dial).json()["code"] == 0
            assert sandbox.journal.requests[0].outcome == "code 0"

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("point", "is_read", "records"), [(Point.BEFORE_BODY, False, 0), (Point.BEFORE_REPLY, True, 1)]
)
def test_a_reset_is_an_error_not_an_end(point: Point, *, is_read: bool, records: int) -> None:
    async def scenario() -> None:
        async with Sandbox(now_ms=lambda: 1_700_000_000_000) as sandbox:
            caller = Caller(sandbox, clock_off_ms=_off_to(1_700_000_000_000))
            sandbox.faults.once(ResetConnection(point))
            with pytest.raises(ConnectionResetError):
                await caller.dial()
            (entry,) = sandbox.journal.requests
            assert entry.body_complete is is_read
            assert entry.outcome == "the connection was reset"
            listed = (await caller.ask(caller.request(RECORDS, DAY))).json()["data"]
            assert listed["totalRow"] == records

    asyncio.run(scenario())


def test_a_plain_socket_sees_the_reset_too() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            sandbox.faults.once(ResetConnection(Point.BEFORE_BODY))
            await asyncio.to_thread(_expect_reset, sandbox.port)

    asyncio.run(scenario())


def _expect_reset(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            client.recv(1)


def test_a_cut_reply_ends_inside_its_body() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once(CutReply())
            with pytest.raises(h11.RemoteProtocolError, match="without sending complete"):
                await caller.dial()
            async with caller.connect() as wire:
                sandbox.faults.once(CutReply())
                await wire.send(caller.request())
                head, _, body = (await wire.reader.read()).partition(b"\r\n\r\n")
            announced = int(head.lower().partition(b"content-length: ")[2].split()[0])
            assert len(body) == announced // 2
            assert body.startswith(b'{"reqId":"')
            assert {entry.outcome for entry in sandbox.journal.requests} == {"code 0, cut"}

    asyncio.run(scenario())


@pytest.mark.parametrize("callee", ["12025550161", "12025550162"])
def test_sandbox_numbers_that_break_the_connection(callee: str) -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            with pytest.raises((ConnectionResetError, h11.RemoteProtocolError)) as caught:
                await Caller(sandbox).dial(callee)
            is_reset = isinstance(caught.value, ConnectionResetError)
            assert is_reset is (callee == "12025550161")
            assert sandbox.journal.requests[0].body_complete

    asyncio.run(scenario())


def test_an_html_page() -> None:
    reply = dial_with(HtmlErrorPage(503))
    assert (reply.status, reply.headers["content-type"]) == (503, "text/html")
    assert reply.body.startswith(b"<html>")


def test_any_code_with_any_words_under_any_status() -> None:
    reply = dial_with(BusinessError(777, "余额不足 \ud800", http_status=500))
    assert reply.status == 500
    assert {**reply.json(), "reqId": ""} == {
        "reqId": "",
        "code": 777,
        "msg": "余额不足 ?",
        "data": {},
    }


def test_the_records_refuse_in_their_own_envelope() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once(BusinessError(-1))
            reply = await caller.ask(caller.request(RECORDS, DAY))
            assert reply.json() == {"code": -1, "message": "Query failed", "data": {}}

    asyncio.run(scenario())


def test_a_limit_with_and_without_a_body() -> None:
    reply = dial_with(TooManyRequests(7))
    assert (reply.status, reply.headers["retry-after"]) == (429, "7")
    assert reply.json() == {"message": "Too many requests"}
    bare = dial_with(TooManyRequests(None, with_body=False))
    assert (bare.status, bare.body) == (429, b"")
    assert "retry-after" not in bare.headers
    assert "content-type" not in bare.headers


def test_valid_json_under_another_name() -> None:
    reply = dial_with(WrongContentType())
    assert (reply.status, reply.headers["content-type"]) == (200, "text/plain")
    assert reply.json()["code"] == 0


@pytest.mark.parametrize("announces_length", [True, False])
def test_a_huge_body(*, announces_length: bool) -> None:
    size = 3 * 1024 * 1024 + 17
    reply = dial_with(HugeBody(size, announces_length=announces_length))
    assert len(reply.body) == size
    assert ("content-length" in reply.headers) is announces_length
    assert reply.json()["code"] == 0


def test_a_client_may_leave_a_huge_body_unread() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once(HugeBody())
            async with caller.connect() as wire:
                await wire.send(caller.request())
                assert (await wire.reader.readline()).startswith(b"HTTP/1.1 200 ")
                wire.writer.transport.abort()
            assert (await caller.dial()).json()["code"] == 0

    asyncio.run(scenario())


def test_a_skewed_clock_moves_the_date_and_the_window() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once(SkewClock(-70_000))
            skewed = await caller.dial()
            assert skewed.json()["code"] == 1004
            right = await caller.dial()
            assert right.json()["code"] == 0
            assert 65_000 < _date_ms(right) - _date_ms(skewed) < 80_000
            before = sandbox.now_ms()
            sandbox.faults.always(SkewClock(3_600_000))
            assert sandbox.now_ms() - before >= 3_600_000
            assert (await caller.dial()).json()["code"] == 1004
            in_step = Caller(sandbox, clock_off_ms=3_600_000)
            assert (await in_step.dial()).json()["code"] == 0

    asyncio.run(scenario())


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect(status: int) -> None:
    reply = dial_with(Redirect("http://127.0.0.1:9/elsewhere", status))
    assert (reply.status, reply.body) == (status, b"")
    assert reply.headers["location"] == "http://127.0.0.1:9/elsewhere"


def test_misshapen_successes() -> None:
    top = dial_with(MisshapenSuccess(SuccessShape.TOP_LEVEL_CALL_ID)).json()
    assert top["code"] == 0
    assert len(top["callId"]) == 32
    assert "data" not in top
    without = dial_with(MisshapenSuccess(SuccessShape.NO_CALL_ID)).json()
    assert (without["code"], without["data"]) == (0, {})
    assert "callId" not in without
    null = dial_with(MisshapenSuccess(SuccessShape.NULL_DATA)).json()
    assert (null["code"], null["data"]) == (0, None)
    assert "callId" not in null


def test_faults_of_one_entry_work_together() -> None:
    shape = MisshapenSuccess(SuccessShape.NULL_DATA)
    reply = dial_with(WrongContentType("text/html"), shape, HugeBody(1000))
    assert reply.headers["content-type"] == "text/html"
    assert len(reply.body) == 1000
    assert reply.json()["data"] is None


def test_a_fault_strikes_once_or_always_and_only_its_path() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.always(HtmlErrorPage(), path=RECORDS)
            sandbox.faults.once(BusinessError(88))
            seen = [(await caller.dial()).json()["code"] for _ in range(2)]
            assert seen == [88, 0]
            pages = [await caller.ask(caller.request(RECORDS, DAY)) for _ in range(2)]
            assert [page.status for page in pages] == [502, 502]
            sandbox.faults.clear()
            assert (await caller.ask(caller.request(RECORDS, DAY))).status == 200

    asyncio.run(scenario())


def test_a_fault_of_a_path_nobody_answers() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once(BusinessError(1005))
            reply = await caller.ask(caller.request("/saas/cc/openapi/agent/page"))
            assert json.loads(reply.body)["code"] == 1005

    asyncio.run(scenario())


def _off_to(now_ms: int) -> int:
    return now_ms - time.time_ns() // 1_000_000


def _date_ms(reply: Received) -> float:
    return parsedate_to_datetime(reply.headers["date"]).timestamp() * 1000
