from __future__ import annotations

import asyncio

import pytest
from protocol.sandbox.raw_client import Caller

from dialer.sandbox import Sandbox


def test_the_journal_can_be_read_and_stays_out_of_itself() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            assert (await caller.control("GET", "journal")).json() == []
            await caller.dial()
            (entry,) = (await caller.control("GET", "journal")).json()
            assert entry["path"] == "/did/openapi/amazon/dialout"
            assert entry["method"] == "POST"
            assert ["bizType", "9"] in entry["headers"]
            assert '"callee": "622600000001"' in entry["body"]
            assert (entry["body_complete"], entry["outcome"]) == (True, "code 0")
            assert len(sandbox.journal.requests) == 1

    asyncio.run(scenario())


def test_faults_can_be_scripted_and_cleared() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            code = {"kind": "business_error", "code": 88}
            assert (await caller.control("POST", "faults", code)).json() == {"pending": 1}
            elsewhere = {**code, "code": 99, "path": "/api/did/cdr"}
            assert (await caller.control("POST", "faults", elsewhere)).json() == {"pending": 2}
            lasting = {"kind": "html_error_page", "permanent": True}
            assert (await caller.control("POST", "faults", lasting)).json() == {"pending": 2}
            assert (await caller.dial()).json()["code"] == 88
            assert (await caller.dial()).status == 502
            assert (await caller.dial()).status == 502
            assert (await caller.control("DELETE", "faults")).json() == {"pending": 0}
            assert (await caller.dial()).json()["code"] == 0

    asyncio.run(scenario())


def test_holds_can_be_released() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            await caller.control("POST", "faults", {"kind": "hold", "point": "before_body"})
            dial = asyncio.create_task(caller.dial())
            await sandbox.faults.wait_for_holds(1)
            assert (await caller.control("POST", "release")).json() == {"released": 1}
            assert (await dial).json()["code"] == 0

    asyncio.run(scenario())


def test_tasks_can_be_looked_at_and_started() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            assert (await caller.control("GET", "tasks")).json() == []
            start = {"task_id": "100001"}
            assert (await caller.control("POST", "start", start)).json() == {"started": False}
            assert (await caller.control("POST", "start", {"task_id": 1})).status == 400
            assert sandbox.tasks == ()

    asyncio.run(scenario())


def test_the_language_can_be_switched() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            switched = await caller.control("POST", "language", {"language": "zh"})
            assert switched.json() == {"language": "zh"}
            assert (await caller.dial()).json()["msg"] == "成功"
            refused = await caller.control("POST", "language", {"language": ["en"]})
            assert (refused.status, sandbox.language) == (400, "zh")

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "x",
        {"kind": "flood"},
        {"kind": "cut_reply", "path": 1},
        {"kind": "cut_reply", "permanent": "yes"},
        {"kind": "delay", "delay_s": -1},
    ],
)
def test_an_unusable_fault_is_explained(body: object) -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            reply = await Caller(sandbox).control("POST", "faults", body)
            assert reply.status == 400
            assert reply.json()["error"]
            assert sandbox.faults.pending == 0

    asyncio.run(scenario())


def test_web_pages_and_other_hosts_are_refused() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            fault = {"kind": "cut_reply"}
            for headers in ({"Origin": "null"}, {"Origin": "http://a"}, {"Host": "a"}):
                reply = await caller.control("POST", "faults", fault, **headers)
                assert (reply.status, reply.body) == (403, b"")
            assert sandbox.faults.pending == 0

    asyncio.run(scenario())


def test_other_names_and_methods() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            assert (await caller.control("GET", "nothing")).status == 404
            assert (await caller.control("GET", "faults")).status == 405
            assert (await caller.control("DELETE", "journal")).status == 405
            assert not sandbox.journal.requests

    asyncio.run(scenario())


def test_faults_never_strike_control_itself() -> None:
    async def scenario() -> None:
        async with Sandbox(control=True) as sandbox:
            caller = Caller(sandbox)
            await caller.control("POST", "faults", {"kind": "hold", "permanent": True})
            assert (await caller.control("GET", "journal")).status == 200

    asyncio.run(scenario())
