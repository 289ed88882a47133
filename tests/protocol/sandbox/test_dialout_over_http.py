from __future__ import annotations

import asyncio
import datetime as dt
from email.utils import parsedate_to_datetime

import pytest
from protocol.sandbox.raw_client import Caller, Received

from dialer.sandbox import Sandbox, SandboxCredentials

DIALOUT = "/did/openapi/amazon/dialout"
RECORDS = "/api/did/cdr"
NOW_MS = 1_700_000_000_000


def test_a_call_is_accepted_journaled_and_recorded() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            assert sandbox.base_url == f"http://127.0.0.1:{sandbox.port}"
            caller = Caller(sandbox)
            reply = await caller.dial()
            assert (reply.status, reply.json()["code"]) == (200, 0)
            assert reply.headers["content-type"] == "application/json;charset=UTF-8"
            (seen,) = sandbox.journal.requests
            assert (seen.method, seen.path, seen.body_complete) == ("POST", DIALOUT, True)
            assert seen.body.startswith(b'{"did": "12025550170"')
            assert (seen.header("biztype"), seen.outcome) == ("9", "code 0")
            assert ("accessKey", sandbox.credentials.access_key) in seen.headers
            assert sandbox.journal.connections == 1

    asyncio.run(scenario())


def test_the_call_is_in_the_records_of_its_day() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            await caller.dial()
            listed: list[object] = []
            # The provider's day may turn between the call and the query.
            for shift_h in (8, 8 - 1):
                query = {"date": _day(sandbox.now_ms(), shift_h), "pageSize": 10, "page": 1}
                reply = (await caller.ask(caller.request(RECORDS, query))).json()
                assert (reply["code"], reply["message"]) == (0, "Success")
                listed = listed or reply["data"]["list"]
            assert len(listed) == 1

    asyncio.run(scenario())


def _day(now_ms: int, shift_h: int) -> str:
    zone = dt.timezone(dt.timedelta(hours=shift_h))
    return dt.datetime.fromtimestamp(now_ms / 1000, tz=zone).date().isoformat()


NUMBERS = [
    ("12025550100", 200, 1000),
    ("12025550101", 200, 1001),
    ("12025550102", 200, 1002),
    ("12025550103", 200, 1003),
    ("12025550104", 200, 1004),
    ("12025550105", 200, 1005),
    ("12025550106", 200, 1006),
    ("12025550107", 200, 1007),
    ("12025550108", 200, 1008),
    ("12025550109", 200, 1009),
    ("12025550110", 200, 0),
    ("12025550141", 200, 41000),
    ("12025550142", 200, 4242),
    ("12025550150", 500, 99),
    ("12025550188", 200, 88),
    ("12025550199", 200, 99),
]


@pytest.mark.parametrize(("callee", "status", "code"), NUMBERS)
def test_sandbox_numbers_answer_their_code(callee: str, status: int, code: int) -> None:
    async def scenario() -> Received:
        async with Sandbox() as sandbox:
            return await Caller(sandbox).dial(callee)

    reply = asyncio.run(scenario())
    assert (reply.status, reply.json()["code"]) == (status, code)
    assert len(reply.json()["reqId"]) == 32
    assert reply.json()["msg"]


def test_the_number_for_a_wrong_clock_shows_one() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            wrong = _date_ms(await caller.dial("12025550104"))
            right = _date_ms(await caller.dial())
            assert 90_000 < wrong - right < 98_000

    asyncio.run(scenario())


def test_the_number_for_a_limit_and_the_one_for_a_page() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            limited = await Caller(sandbox).dial("12025550129")
            assert (limited.status, limited.headers["retry-after"]) == (429, "2")
            page = await Caller(sandbox).dial("12025550151")
            assert (page.status, page.headers["content-type"]) == (502, "text/html")
            assert b"<h1>502 Bad Gateway</h1>" in page.body

    asyncio.run(scenario())


def test_a_wrong_secret_is_refused_even_for_a_sandbox_number() -> None:
    async def scenario() -> None:
        credentials = SandboxCredentials("key", "secret")
        async with Sandbox(credentials=credentials) as sandbox:
            caller = Caller(sandbox)
            good = caller.request(body=caller.order("12025550161"))
            reply = await caller.ask(good.replace(b"12025550170", b"12025550171"))
            assert reply.json()["code"] == 1003

    asyncio.run(scenario())


def test_the_own_clock_decides() -> None:
    async def scenario() -> None:
        async with Sandbox(now_ms=lambda: NOW_MS) as sandbox:
            assert sandbox.now_ms() == NOW_MS
            caller = Caller(sandbox)
            reply = await caller.dial()
            assert reply.json()["code"] == 1004
            assert reply.headers["date"] == "Tue, 14 Nov 2023 22:13:20 GMT"
            assert sandbox.journal.requests[0].received_ms == NOW_MS

    asyncio.run(scenario())


def test_the_language_can_be_chosen_and_changed() -> None:
    async def scenario() -> None:
        async with Sandbox(language="zh") as sandbox:
            caller = Caller(sandbox)
            assert (await caller.dial()).json()["msg"] == "成功"
            sandbox.language = "en"
            assert (await caller.dial()).json()["msg"] == "Success"

    asyncio.run(scenario())


def test_other_paths_and_methods() -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            lost = await caller.ask(caller.request("/did/openapi/amazon/dialout/"))
            assert (lost.status, lost.body) == (404, b"")
            control = await caller.ask(caller.request("/_sandbox/journal", b"", method="GET"))
            assert control.status == 404
            for method in ("GET", "PUT", "DELETE", "OPTIONS", "CONNECT"):
                other = await caller.ask(caller.request(method=method))
                assert (other.status, other.body) == (405, b"")
                assert other.headers["allow"] == "POST"
                assert "date" in other.headers
            assert [entry.outcome for entry in sandbox.journal.requests] == [
                "HTTP 404",
                "HTTP 404",
                *["HTTP 405"] * 5,
            ]

    asyncio.run(scenario())


@pytest.mark.parametrize("host", ["example.com", "127.0.0.1.example.com", "192.0.2.1"])
def test_another_host_is_refused_before_anything_is_asked(host: str) -> None:
    async def scenario() -> None:
        async with Sandbox() as sandbox:
            caller = Caller(sandbox)
            sandbox.faults.once()
            reply = await caller.ask(caller.request(headers={"Host": host}))
            assert reply.status == 403
            assert sandbox.faults.pending == 1
            assert sandbox.journal.requests[0].outcome == "HTTP 403"

    asyncio.run(scenario())


def _date_ms(reply: Received) -> float:
    return parsedate_to_datetime(reply.headers["date"]).timestamp() * 1000
