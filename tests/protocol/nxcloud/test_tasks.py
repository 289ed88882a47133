"""Tasks against the sandbox: bytes, every fault, and how many requests reached it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from call_centre import (
    CODES,
    CREATE_TASK,
    QUICK,
    SETTINGS,
    around_now,
    numbers,
    run,
)

from dialer.domain.errors import (
    InputError,
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownReason,
)
from dialer.domain.ports import SupportsTasks
from dialer.domain.tasks import DispatchKind, StartKind, TaskNumber
from dialer.providers.transport import MAX_REPLY_BYTES
from dialer.sandbox import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Hold,
    HtmlErrorPage,
    HugeBody,
    Point,
    Redirect,
    ResetConnection,
    Sandbox,
    SkewClock,
    TooManyRequests,
    WrongContentType,
)

if TYPE_CHECKING:
    from dialer.providers.nxcloud.nxcc import NxccProvider

ORDER_ID = "0123456789ABCDEF0123456789ABCDEF"
NUMBER = TaskNumber(order_id=ORDER_ID, e164="+6590000001", note="card 7")


def sent(sandbox: Sandbox) -> int:
    return len(sandbox.journal.for_path(CREATE_TASK))


def test_the_bytes_on_the_wire_are_the_documented_ones() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        assert isinstance(provider, SupportsTasks)
        receipt = await provider.send_task(SETTINGS, [NUMBER])
        (request,) = sandbox.journal.requests
        assert request.body == (
            b'{"country":"SG","taskName":"May offers","strategyName":"Default Strategy",'
            b'"dispatchType":0,"agentGroupNo":"NX144G001","predictCallRate":1.00,'
            b'"ratioCallRate":1.0,"startCount":1,"startupType":1,"callList":['
            b'{"orderID":"0123456789ABCDEF0123456789ABCDEF","userPhone":"6590000001",'
            b'"other":"card 7"}]}'
        )
        assert (request.header("bizType"), request.header("action")) == ("8", "cc")
        assert receipt.request_id
        assert (receipt.words, receipt.http_status) == ("Success", 200)
        assert receipt.clock_offset_ms is not None

    run(scenario)


def test_a_request_nobody_wants_any_more_does_not_leave() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        def refuse() -> None:
            raise NotSent(NotSentReason.STOPPED_BEFORE)

        with pytest.raises(NotSent) as caught:
            await provider.send_task(SETTINGS, [NUMBER], before_leaving=refuse)
        assert caught.value.reason is NotSentReason.STOPPED_BEFORE
        assert sent(sandbox) == 0

    run(scenario)


def test_every_setting_reaches_the_wire() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        settings = replace(
            SETTINGS,
            strategy="默认策略",
            dispatch=DispatchKind.PREDICTIVE,
            predictive_rate=Decimal("1.5"),
            proportional_rate=Decimal(2),
            start_count=12,
            start=StartKind.AT_ONCE,
            description="四月",
        )
        await provider.send_task(settings, [replace(NUMBER, note="")])
        body = sandbox.journal.requests[0].body.decode()
        for part in (
            '"strategyName":"默认策略"',
            '"dispatchType":2',
            '"predictCallRate":1.50,',
            '"ratioCallRate":2.0,',
            '"startCount":12',
            '"startupType":3',
            '"taskDesc":"四月"',
            f'"other":"{ORDER_ID}"',
        ):
            assert part in body

    run(scenario)


@pytest.mark.parametrize("dispatch", DispatchKind)
@pytest.mark.parametrize("start", StartKind)
def test_every_choice_is_accepted(dispatch: DispatchKind, start: StartKind) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        await provider.send_task(replace(SETTINGS, dispatch=dispatch, start=start), [NUMBER])
        assert b'"startupType":2' not in sandbox.journal.requests[0].body
        page = await provider.fetch_records(around_now(), 1)
        assert len(page.records) == (start is StartKind.AT_ONCE)

    run(scenario)


@pytest.mark.parametrize(
    ("code", "status"),
    # A code no document lists, under HTTP 500, may be a gateway's: it proves nothing.
    [
        (code, status)
        for code in CODES
        for status in (200, 400, 500)
        if (code, status) != (4242, 500)
    ],
)
def test_a_business_code_is_a_rejection_whatever_the_status(code: int, status: int) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(BusinessError(code, "原话", http_status=status))
        with pytest.raises(Rejected) as caught:
            await provider.send_task(SETTINGS, [NUMBER])
        assert (caught.value.code, caught.value.words) == (str(code), "原话")
        assert caught.value.http_status == status
        assert sent(sandbox) == 1

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        (Delay(0.05), ""),
        (WrongContentType(), ""),
        (HugeBody(MAX_REPLY_BYTES // 2), ""),
        (TooManyRequests(), "HTTP 429"),
        (TooManyRequests(with_body=False), "HTTP 429"),
        (HtmlErrorPage(403), "HTTP 403"),
        (Redirect("http://127.0.0.1:9/elsewhere", 302), "HTTP 302"),
        (Redirect("http://127.0.0.1:9/elsewhere", 307), "HTTP 307"),
        (SkewClock(94_000), "1004"),
        (HtmlErrorPage(502), UnknownReason.REPLY_UNREADABLE),
        (CutReply(), UnknownReason.REPLY_CUT_SHORT),
        (HugeBody(), UnknownReason.REPLY_TOO_LARGE),
        (HugeBody(64 * 1024 * 1024, announces_length=True), UnknownReason.REPLY_TOO_LARGE),
        (ResetConnection(Point.BEFORE_BODY), UnknownReason.CONNECTION_LOST),
        (ResetConnection(Point.BEFORE_REPLY), UnknownReason.CONNECTION_LOST),
    ],
    ids=repr,
)
def test_every_fault_has_its_outcome_and_one_request(
    fault: Fault, outcome: str | UnknownReason
) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(fault)
        seen: str | UnknownReason = ""
        try:
            await provider.send_task(SETTINGS, [NUMBER])
        except Rejected as refusal:
            seen = refusal.code
        except OutcomeUnknown as lost:
            seen = lost.reason
        assert seen == outcome
        assert sent(sandbox) == 1

    run(scenario)


@pytest.mark.parametrize("point", [Point.BEFORE_BODY, Point.BEFORE_REPLY])
def test_silence_is_unknown_and_nothing_is_sent_again(point: Point) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(Hold(point))
        with pytest.raises(OutcomeUnknown) as caught:
            await provider.send_task(SETTINGS, [NUMBER])
        assert caught.value.reason is UnknownReason.NO_REPLY_IN_TIME
        assert sent(sandbox) == 1
        assert sandbox.faults.pending == 0

    run(scenario, QUICK)


def test_a_refused_connection_is_not_sent() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        await sandbox.close()
        with pytest.raises(NotSent) as caught:
            await provider.send_task(SETTINGS, [NUMBER])
        assert caught.value.reason is NotSentReason.CONNECTION_REFUSED
        assert sent(sandbox) == 0

    run(scenario)


def test_a_lost_receipt_still_left_a_task_whose_order_ids_are_taken() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        sandbox.faults.once(CutReply())
        with pytest.raises(OutcomeUnknown):
            await provider.send_task(replace(SETTINGS, start=StartKind.AT_ONCE), [NUMBER])
        (record,) = (await provider.fetch_records(around_now(order_id=ORDER_ID), 1)).records
        assert (record.order_id, record.callee) == (ORDER_ID, "6590000001")
        with pytest.raises(Rejected) as caught:
            await provider.send_task(SETTINGS, [NUMBER])
        assert caught.value.code == "41000"
        assert ORDER_ID in caught.value.words

    run(scenario)


def test_the_sandbox_names_what_it_refuses_in_both_languages() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        for language, words in (
            ("en", "agentGroupNo: there is no such agent group"),
            ("zh", "agentGroupNo：坐席组不存在"),
        ):
            sandbox.language = "zh" if language == "zh" else "en"
            with pytest.raises(Rejected) as caught:
                await provider.send_task(replace(SETTINGS, queue_id="NX144G999"), [NUMBER])
            assert (caught.value.code, caught.value.words) == ("41000", words)

    run(scenario)


def test_five_hundred_numbers_are_one_request_and_five_hundred_records() -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        listed = numbers(*(f"+65900{place:05d}" for place in range(500)))
        await provider.send_task(replace(SETTINGS, start=StartKind.AT_ONCE), listed)
        assert sent(sandbox) == 1
        seen: list[str] = []
        page, is_last = 0, False
        while not is_last:
            page += 1
            records = await provider.fetch_records(around_now(), page)
            is_last = records.is_last
            seen += [record.order_id for record in records.records]
        assert sorted(seen) == sorted(number.order_id for number in listed)
        assert page == 6

    run(scenario)


@pytest.mark.parametrize(
    "listed",
    [
        [],
        [NUMBER, NUMBER],
        [replace(NUMBER, e164="6590000001")],
        [replace(NUMBER, e164="+12")],
        [replace(NUMBER, order_id="")],
    ],
    ids=["none", "twice", "no plus", "short", "no order id"],
)
def test_numbers_that_break_a_rule_never_leave(listed: list[TaskNumber]) -> None:
    async def scenario(sandbox: Sandbox, provider: NxccProvider) -> None:
        with pytest.raises(InputError) as caught:
            await provider.send_task(SETTINGS, listed)
        assert caught.value.field == "numbers"
        assert sandbox.journal.connections == 0

    run(scenario)
