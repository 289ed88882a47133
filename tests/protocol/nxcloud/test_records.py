"""Call records against the sandbox: they match the calls and tasks placed there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from call_centre import (
    CODES,
    DID_RECORDS,
    END_MS,
    RECORDS_BY_ORDER,
    RECORDS_PAGE,
    SETTINGS,
    START_MS,
    around_now,
    numbers,
    run,
)

from dialer.clock import SystemClock
from dialer.domain.calls import DialoutRequest
from dialer.domain.errors import InputError, OutcomeUnknown, Rejected, UnknownReason
from dialer.domain.phone_number import PhoneNumber
from dialer.domain.ports import SupportsDidRecords, SupportsRecords
from dialer.domain.records import AnsweredFilter, EndedBy, RecordDirection, RecordQuery
from dialer.domain.tasks import StartKind
from dialer.sandbox import (
    BusinessError,
    HtmlErrorPage,
    HugeBody,
    MisshapenSuccess,
    Point,
    ResetConnection,
    Sandbox,
    SuccessShape,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from dialer.domain.calls import Receipt
    from dialer.domain.records import RecordPage
    from dialer.domain.tasks import TaskNumber
    from dialer.providers.nxcloud.nxcc import NxccProvider

SPAN = RecordQuery(start_ms=START_MS, end_ms=END_MS)
READS: dict[str, Callable[[NxccProvider], Awaitable[RecordPage]]] = {
    RECORDS_PAGE: lambda provider: provider.fetch_records(SPAN, 1),
    RECORDS_BY_ORDER: lambda provider: provider.fetch_records(replace(SPAN, order_id="A1"), 1),
    DID_RECORDS: lambda provider: provider.fetch_did_records(SPAN, 1),
}
ROUTING = {RECORDS_PAGE: ("8", "cc"), RECORDS_BY_ORDER: ("8", "cc"), DID_RECORDS: ("4", "cdr")}
BODIES = {
    RECORDS_PAGE: (
        b'{"answered":0,"direction":0,"startTime":1704643200,"endTime":1704646800,'
        b'"size":100,"page":1}'
    ),
    RECORDS_BY_ORDER: b'{"tenantId":144,"orderId":"A1"}',
    DID_RECORDS: b'{"date":"2024-01-08","pageSize":500,"page":1}',
}


def now() -> RecordQuery:
    """A query for the provider's today."""
    now_ms = SystemClock().now_ms()
    return RecordQuery(start_ms=now_ms, end_ms=now_ms)


async def dial(provider: NxccProvider, callee: str = "+622600000001") -> Receipt:
    request = DialoutRequest(
        caller_id=PhoneNumber("+12025550170"),
        callee=PhoneNumber(callee),
        agent_number=PhoneNumber("+12025550180"),
    )
    return await provider.place_dialout(request, observe=lambda _event: None)


async def call_at_once(provider: NxccProvider, *e164s: str) -> list[TaskNumber]:
    listed = [replace(number, note=f"note {number.e164}") for number in numbers(*e164s)]
    await provider.send_task(replace(SETTINGS, start=StartKind.AT_ONCE), listed)
    return listed


@pytest.mark.parametrize("path", READS)
def test_the_bytes_on_the_wire_are_the_documented_ones(path: str) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        assert isinstance(provider, SupportsRecords)
        assert isinstance(provider, SupportsDidRecords)
        page = await READS[path](provider)
        assert (page.records, page.is_last) == ((), True)
        (request,) = sandbox.journal.requests
        assert (request.method, request.path) == ("POST", path)
        assert request.body == BODIES[path]
        assert (request.header("bizType"), request.header("action")) == ROUTING[path]

    run(scenario)


def test_every_filter_reaches_the_wire() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        query = RecordQuery(
            start_ms=START_MS + 1,
            end_ms=END_MS + 1,
            call_id="c1",
            order_id="A1",
            caller="12025550170",
            callee="6590000001",
            agent="amara@example.com",
            direction=RecordDirection.AICC,
            answered=AnsweredFilter.UNANSWERED,
        )
        await provider.fetch_records(query, 3)
        inbound = replace(SPAN, direction=RecordDirection.INBOUND, caller="65", callee="1202")
        await provider.fetch_did_records(inbound, 2)
        first, second = sandbox.journal.requests
        assert first.body == (
            b'{"answered":1,"direction":3,"startTime":1704643200,"endTime":1704646801,'
            b'"name":"amara@example.com","caller":"12025550170","callee":"6590000001",'
            b'"callId":"c1","orderId":"A1","size":100,"page":3}'
        )
        assert second.body == (
            b'{"date":"2024-01-08","pageSize":500,"page":2,"didNumber":"1202",'
            b'"callNumber":"65","type":0}'
        )

    run(scenario)


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_rejection_in_the_providers_words(path: str, code: int) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(BusinessError(code, "原话"))
        with pytest.raises(Rejected) as caught:
            await READS[path](provider)
        assert (caught.value.code, caught.value.words) == (str(code), "原话")
        assert len(sandbox.journal.requests) == 1

    run(scenario)


@pytest.mark.parametrize("path", READS)
def test_a_read_that_fails_every_time_is_sent_three_times(path: str) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY))
        sandbox.faults.once(HtmlErrorPage(502))
        sandbox.faults.once(HugeBody())
        with pytest.raises(OutcomeUnknown) as caught:
            await READS[path](provider)
        assert caught.value.reason is UnknownReason.REPLY_TOO_LARGE
        assert len(sandbox.journal.requests) == 3

    run(scenario)


def test_a_record_tells_the_course_of_a_tasks_call() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        (number,) = await call_at_once(provider, "+6590000001")
        (record,) = (await provider.fetch_records(around_now(), 1)).records
        assert (record.order_id, record.note) == (number.order_id, number.note)
        assert record.task_id == "100001"
        assert record.direction is RecordDirection.OUTBOUND
        assert record.callee == "6590000001"
        assert record.agent.endswith("@example.com")
        assert record.is_answered is True
        assert record.started_ms is not None
        assert record.answered_ms is not None
        assert record.ended_ms is not None
        assert record.answered_ms - record.started_ms == 11_139
        assert record.ended_ms - record.answered_ms == 4_000
        assert (record.queue_s, record.ring_s, record.talk_s) == (5, 6, 4)
        assert (record.hang_up_code, record.hang_up_words) == ("1001", "Agent hung up")
        assert record.hang_up_meaning == "The agent hung up."
        assert record.ended_by is EndedBy.CUSTOMER
        assert record.recording_url.endswith(f"{record.call_id}.mp3")
        assert record.price == "0.031"
        details = dict(record.details)
        assert details["queueDuration"] == "5139"
        assert (details["callStatus"], details["intent"]) == ("Answered", "Interested")
        assert details["agentNickName"]

    run(scenario)


def test_an_unanswered_call_has_no_answer_and_no_agent() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.language = "zh"
        await call_at_once(provider, "+6590000003")
        (record,) = (await provider.fetch_records(around_now(), 1)).records
        assert (record.is_answered, record.answered_ms, record.agent) == (False, None, "")
        assert (record.hang_up_code, record.hang_up_words) == ("1103", "用户放弃排队")
        assert record.hang_up_meaning.startswith("The customer left")

    run(scenario)


def test_a_dial_out_is_in_both_records() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        receipt = await dial(provider)
        assert receipt.call_id is not None
        query = around_now(call_id=receipt.call_id)
        (record,) = (await provider.fetch_records(query, 1)).records
        page = await provider.fetch_did_records(now(), 1)
        (did_record,) = page.records
        assert page.is_last
        assert record.call_id == receipt.call_id
        assert did_record.call_id == ""
        for found in (record, did_record):
            assert (found.caller, found.callee) == ("12025550170", "622600000001")
            assert found.direction is RecordDirection.OUTBOUND
            assert found.talk_s == 4
        assert did_record.server_time
        assert (did_record.hang_up_code, did_record.hang_up_words) == ("0", "Normal call clearing")
        assert did_record.ended_by is EndedBy.CALLEE
        assert did_record.price == "0.12"
        details = dict(did_record.details)
        assert (details["countryName"], details["feeType"]) == ("Indonesia", "0")

    run(scenario)


@pytest.mark.parametrize("shape", [None, SuccessShape.LONE_ROW])
def test_an_order_is_found_alone_or_in_a_list(shape: SuccessShape | None) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        number, _other = await call_at_once(provider, "+6590000001", "+6590000002")
        if shape is not None:
            sandbox.faults.once(MisshapenSuccess(shape))
        query = replace(SPAN, order_id=number.order_id)
        page = await provider.fetch_records(query, 1)
        assert [record.callee for record in page.records] == ["6590000001"]
        assert page.is_last
        beyond = await provider.fetch_records(query, 2)
        assert (beyond.records, beyond.is_last) == ((), True)
        assert len(sandbox.journal.for_path(RECORDS_BY_ORDER)) == 1

    run(scenario)


def test_filters_choose_among_records() -> None:
    async def scenario(_sandbox: Sandbox, provider: NxccProvider) -> None:
        listed = await call_at_once(provider, "+6590000001", "+6590000003", "+6590000004")
        everyone = (await provider.fetch_records(around_now(), 1)).records
        agent = next(r.agent for r in everyone if r.callee == "6590000001")

        async def found(**fields: object) -> set[str]:
            page = await provider.fetch_records(around_now(**fields), 1)
            return {record.callee[-1] for record in page.records}

        assert await found() == {"1", "3", "4"}
        assert await found(answered=AnsweredFilter.ANSWERED) == {"1", "4"}
        assert await found(answered=AnsweredFilter.UNANSWERED) == {"3"}
        assert await found(direction=RecordDirection.OUTBOUND) == {"1", "3", "4"}
        assert await found(direction=RecordDirection.INBOUND) == set()
        assert await found(direction=RecordDirection.AICC) == set()
        assert await found(callee="6590000003") == {"3"}
        assert await found(caller="1") == set()
        assert await found(agent=agent) == {"1"}
        assert await found(order_id=listed[2].order_id, callee="6590000004") == {"4"}
        past = await provider.fetch_records(SPAN, 1)
        assert past.records == ()

    run(scenario)


def test_did_records_come_in_pages_of_five_hundred() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        for place in range(501):
            await dial(provider, f"+62260{place:07d}")
        first = await provider.fetch_did_records(now(), 1)
        second = await provider.fetch_did_records(now(), 2)
        assert (len(first.records), first.is_last) == (500, False)
        assert (len(second.records), second.is_last) == (1, True)
        assert len(sandbox.journal.for_path(DID_RECORDS)) == 2

    run(scenario)


@pytest.mark.parametrize(
    "query",
    [
        replace(SPAN, direction=RecordDirection.UNKNOWN),
        replace(SPAN, end_ms=START_MS - 1),
    ],
)
def test_questions_the_page_cannot_take_never_leave(query: RecordQuery) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        with pytest.raises(InputError):
            await provider.fetch_records(query, 1)
        for direction in (RecordDirection.UNKNOWN, RecordDirection.AICC):
            with pytest.raises(InputError):
                await provider.fetch_did_records(replace(SPAN, direction=direction), 1)
        with pytest.raises(InputError):
            await provider.fetch_records(SPAN, 0)
        assert sandbox.journal.requests == ()

    run(scenario)
