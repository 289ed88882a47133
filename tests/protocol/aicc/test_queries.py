"""States, records and agents against the sandbox."""

from __future__ import annotations

import asyncio
import json
import re

import pytest
from protocol.aicc.tenant import AGENTS, RECORDS, STATE, TOKEN, Tenant, run

from dialer.domain.calls import CallState, EndCause
from dialer.domain.errors import InputError, OutcomeUnknown, Rejected
from dialer.domain.records import AnsweredFilter, RecordQuery
from dialer.sandbox import (
    BusinessError,
    CutReply,
    HtmlErrorPage,
    Point,
    ResetConnection,
    WrongContentType,
)

WEEK_MS = 7 * 24 * 3600 * 1000


def span_of(tenant: Tenant) -> RecordQuery:
    now_ms = tenant.clock.now_ms()
    return RecordQuery(start_ms=now_ms - 3_600_000, end_ms=now_ms)


def test_a_call_is_followed_to_its_end() -> None:
    async def scenario(tenant: Tenant) -> None:
        placed_ms = tenant.clock.now_ms()
        call_id = (await tenant.call()).call_id
        assert call_id is not None
        seen = []
        for step_ms in (0, 1_000, 3_000, 8_000):
            tenant.clock.advance(step_ms)
            progress = await tenant.provider.fetch_call_state(call_id)
            seen.append(progress.state)
        assert seen == [
            CallState.ACCEPTED,
            CallState.RINGING,
            CallState.TALKING,
            CallState.ENDED,
        ]
        assert (progress.end_cause, progress.raw_cause) == (EndCause.CUSTOMER_HUNG_UP, "0")
        assert (progress.started_ms, progress.ended_ms) == (placed_ms, placed_ms + 12_000)
        for request in tenant.sandbox.journal.for_path(STATE):
            assert request.body.decode() == f'{{"callSerialNo":"{call_id}"}}'
        assert tenant.count(TOKEN) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("tail", "cause"),
    [
        ("0120", EndCause.AGENT_NO_ANSWER),
        ("0121", EndCause.CUSTOMER_NO_ANSWER),
        ("0122", EndCause.CUSTOMER_LEG_FAILED),
        ("0123", EndCause.AGENT_LEG_FAILED),
        ("0124", EndCause.NOT_STARTED),
        ("0134", EndCause.AGENT_HUNG_UP),
        ("0135", EndCause.OTHER),
    ],
)
def test_every_end_is_told_by_state_and_by_record(tail: str, cause: EndCause) -> None:
    async def scenario(tenant: Tenant) -> None:
        call_id = (await tenant.call(f"1202555{tail}")).call_id or ""
        tenant.clock.advance(20_000)
        progress = await tenant.provider.fetch_call_state(call_id)
        assert (progress.state, progress.end_cause) == (CallState.ENDED, cause)
        page = await tenant.provider.fetch_records(span_of(tenant), 1)
        (record,) = page.records
        assert (record.call_id, record.hang_up_code) == (call_id, progress.raw_cause)
        talked = cause in {EndCause.AGENT_HUNG_UP, EndCause.OTHER}
        assert (record.is_answered, record.talk_s) == (talked, 8 if talked else None)

    run(scenario)


def test_a_call_without_an_id_is_found_in_the_records() -> None:
    async def scenario(tenant: Tenant) -> None:
        assert (await tenant.call("12025550133")).call_id is None
        page = await tenant.provider.fetch_records(span_of(tenant), 1)
        (record,) = page.records
        assert re.fullmatch(r"119[0-9]{16}", record.call_id)
        assert (record.caller, record.callee) == ("13800000001", "12025550133")
        progress = await tenant.provider.fetch_call_state(record.call_id)
        assert progress.state is CallState.ACCEPTED

    run(scenario)


@pytest.mark.parametrize(("call_id", "code"), [("1", "1"), ("x", "3"), ("9" * 51, "3")])
def test_a_state_nobody_can_tell_is_a_rejection(call_id: str, code: str) -> None:
    async def scenario(tenant: Tenant) -> None:
        with pytest.raises(Rejected) as caught:
            await tenant.provider.fetch_call_state(call_id)
        assert caught.value.code == code

    run(scenario)


def test_a_state_is_asked_for_again_when_the_reply_is_lost() -> None:
    async def scenario(tenant: Tenant) -> None:
        call_id = (await tenant.call()).call_id or ""
        tenant.sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=STATE)
        await tenant.provider.fetch_call_state(call_id)
        assert tenant.count(STATE) == 2

    run(scenario)


def test_records_come_in_pages_with_ita_beside_them() -> None:
    async def scenario(tenant: Tenant) -> None:
        await asyncio.gather(*(tenant.call() for _ in range(101)))
        await tenant.call("12025550136")
        first = await tenant.provider.fetch_records(span_of(tenant), 1)
        second = await tenant.provider.fetch_records(span_of(tenant), 2)
        assert (len(first.records), first.is_last) == (101, False)
        assert (len(second.records), second.is_last) == (1, True)
        assert len({record.call_id for record in (*first.records, *second.records)}) == 102
        asked = [json.loads(entry.body) for entry in tenant.sandbox.journal.for_path(RECORDS)]
        assert [(body["taskType"], body["offset"], body["limit"]) for body in asked] == [
            ("0", "0", "100"),
            ("4", "0", "100"),
            ("0", "100", "100"),
            ("4", "100", "100"),
        ]

    run(scenario)


def test_what_aicc_cannot_filter_is_filtered_here() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        await tenant.call("12025550121")
        tenant.clock.advance(20_000)
        now_ms = tenant.clock.now_ms()
        query = RecordQuery(
            start_ms=now_ms - 60_000,
            end_ms=now_ms,
            caller="13800000001",
            answered=AnsweredFilter.UNANSWERED,
        )
        page = await tenant.provider.fetch_records(query, 1)
        assert [record.callee for record in page.records] == ["12025550121"]
        assert page.is_last
        asked = json.loads(tenant.sandbox.journal.for_path(RECORDS)[0].body)
        assert asked["caller"] == "13800000001"

    run(scenario)


def test_a_tenant_without_ita_still_has_its_records() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        tenant.sandbox.faults.once(path=RECORDS)
        tenant.sandbox.faults.once(BusinessError(1), path=RECORDS)
        page = await tenant.provider.fetch_records(span_of(tenant), 1)
        assert (len(page.records), page.is_last) == (1, True)

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "code"),
    [(BusinessError(90104003), "90104003"), (HtmlErrorPage(403), "HTTP 403")],
    ids=repr,
)
def test_a_failing_ita_list_is_not_taken_for_a_missing_one(
    fault: BusinessError | HtmlErrorPage, code: str
) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(path=RECORDS)
        tenant.sandbox.faults.once(fault, path=RECORDS)
        with pytest.raises(Rejected) as caught:
            await tenant.provider.fetch_records(span_of(tenant), 1)
        assert caught.value.code == code

    run(scenario)


def test_a_span_of_a_week_is_asked_for_and_no_longer_one() -> None:
    async def scenario(tenant: Tenant) -> None:
        now_ms = tenant.clock.now_ms()
        query = RecordQuery(start_ms=now_ms - WEEK_MS, end_ms=now_ms)
        assert (await tenant.provider.fetch_records(query, 1)).records == ()
        before = len(tenant.sandbox.journal.requests)
        with pytest.raises(InputError):
            await tenant.provider.fetch_records(
                RecordQuery(start_ms=now_ms - WEEK_MS - 1, end_ms=now_ms), 1
            )
        assert len(tenant.sandbox.journal.requests) == before

    run(scenario)


def test_agents_are_listed_and_their_passwords_dropped() -> None:
    async def scenario(tenant: Tenant) -> None:
        raw = (await tenant.client.query_agent_info()).body.decode()
        passwords = re.findall(r'"sipPwd":"([0-9a-f]+)"', raw)
        assert len(passwords) == 3
        page = await tenant.provider.fetch_agents(1, 2)
        assert [agent.name for agent in page.agents] == ["101", "102"]
        assert page.total == 3
        assert [a.name for a in (await tenant.provider.fetch_agents(2, 2)).agents] == ["103"]
        assert not any(password in repr(page) for password in passwords)
        request = tenant.sandbox.journal.for_path(AGENTS)[0]
        assert (request.method, request.body) == ("GET", b"")

    run(scenario)


def test_a_broken_list_of_agents_gives_no_password_away() -> None:
    async def scenario(tenant: Tenant) -> None:
        raw = (await tenant.client.query_agent_info()).body.decode()
        passwords = re.findall(r'"sipPwd":"([0-9a-f]+)"', raw)
        tenant.sandbox.faults.always(CutReply(), WrongContentType(), path=AGENTS)
        with pytest.raises(OutcomeUnknown) as caught:
            await tenant.provider.fetch_agents(1, 200)
        told = repr(caught.value) + str(vars(caught.value))
        assert not any(password in told for password in passwords)

    run(scenario)
