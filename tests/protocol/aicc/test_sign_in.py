"""Tokens against the sandbox: one for everyone, renewed in time, and what a 401 allows."""

from __future__ import annotations

import asyncio
import logging

import pytest
from protocol.aicc.tenant import CREATE, RECORDS, STATE, TOKEN, Tenant, run

from dialer.domain.calls import CallEventKind
from dialer.domain.errors import (
    NotSent,
    NotSentReason,
    OutcomeUnknown,
    Rejected,
    UnknownReason,
)
from dialer.sandbox import (
    BusinessError,
    CutReply,
    Fault,
    HtmlErrorPage,
    Point,
    Redirect,
    ResetConnection,
    SkewClock,
)


def test_fifty_calls_at_once_fetch_one_token() -> None:
    async def scenario(tenant: Tenant) -> None:
        receipts = await asyncio.gather(*(tenant.call() for _ in range(50)))
        assert len({receipt.call_id for receipt in receipts}) == 50
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (1, 50)

    run(scenario)


def test_fifty_calls_whose_token_died_fetch_one_more() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        tenant.sandbox.faults.always(SkewClock(700_000))
        await asyncio.gather(*(tenant.call() for _ in range(50)))
        assert tenant.count(TOKEN) == 2
        statuses = [entry.outcome for entry in tenant.sandbox.journal.for_path(CREATE)]
        assert statuses.count("code 0") == 51

    run(scenario)


def test_a_token_is_renewed_before_it_dies() -> None:
    async def scenario(tenant: Tenant) -> None:
        for _ in range(8):
            await tenant.call()
            tenant.clock.advance(200_000)
        outcomes = {entry.outcome for entry in tenant.sandbox.journal.for_path(CREATE)}
        assert outcomes == {"code 0"}
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (3, 8)

    run(scenario)


def test_one_401_is_met_with_a_new_token_and_one_more_request() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        tenant.events.clear()
        tenant.sandbox.faults.always(SkewClock(700_000))
        assert (await tenant.call()).call_id
        outcomes = [entry.outcome for entry in tenant.sandbox.journal.for_path(CREATE)]
        assert outcomes == ["code 0", "HTTP 401", "code 0"]
        _, refused, accepted = tenant.sandbox.journal.for_path(CREATE)
        assert refused.body == accepted.body
        assert refused.header("Authorization") != accepted.header("Authorization")
        assert [event.kind for event in tenant.events] == [
            CallEventKind.SIGNED,
            CallEventKind.SENT,
        ] * 2

    run(scenario)


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (HtmlErrorPage(401), "HTTP 401"),
        (BusinessError(90100200, "auth", http_status=401), "90100200"),
    ],
    ids=repr,
)
def test_a_second_401_is_the_end(fault: Fault, code: str) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.always(fault, path=CREATE)
        with pytest.raises(Rejected) as caught:
            await tenant.call()
        assert (caught.value.code, caught.value.http_status) == (code, 401)
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (2, 2)

    run(scenario)


def test_a_401_that_names_a_call_is_never_sent_again() -> None:
    async def scenario(tenant: Tenant) -> None:
        words = "callSerialNo 1190000000000000001 exists"
        tenant.sandbox.faults.once(BusinessError(7, words, http_status=401), path=CREATE)
        with pytest.raises(Rejected) as caught:
            await tenant.call()
        assert caught.value.code == "7"
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (1, 1)

    run(scenario)


def test_a_401_whose_renewal_fails_stays_a_refusal() -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        tenant.sandbox.faults.once(HtmlErrorPage(401), path=CREATE)
        tenant.sandbox.faults.once(HtmlErrorPage(403), path=TOKEN)
        with pytest.raises(Rejected) as caught:
            await tenant.call()
        assert caught.value.code == "HTTP 401"
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (2, 2)

    run(scenario)


def test_a_lost_reply_after_the_renewal_is_unknown_and_the_last_request() -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(HtmlErrorPage(401), path=CREATE)
        tenant.sandbox.faults.once(ResetConnection(Point.BEFORE_REPLY), path=CREATE)
        with pytest.raises(OutcomeUnknown) as caught:
            await tenant.call()
        assert caught.value.reason is UnknownReason.CONNECTION_LOST
        assert tenant.count(CREATE) == 2

    run(scenario)


def test_wrong_credentials_are_refused_before_any_call() -> None:
    async def scenario(tenant: Tenant) -> None:
        with pytest.raises(Rejected) as caught:
            await tenant.call()
        assert caught.value.code == "HTTP 401"
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (1, 0)
        assert tenant.events == []

    run(scenario, app_secret="wrong")


@pytest.mark.parametrize(
    ("fault", "code"),
    [(HtmlErrorPage(403), "HTTP 403"), (Redirect("/elsewhere"), "HTTP 302")],
    ids=repr,
)
def test_a_refused_sign_in_is_a_rejection(fault: Fault, code: str) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(fault, path=TOKEN)
        with pytest.raises(Rejected) as caught:
            await tenant.call()
        assert caught.value.code == code
        assert (tenant.count(CREATE), tenant.count("/elsewhere")) == (0, 0)

    run(scenario)


@pytest.mark.parametrize(
    "fault", [ResetConnection(Point.BEFORE_REPLY), CutReply(), HtmlErrorPage(503)], ids=repr
)
def test_a_sign_in_that_fails_proves_that_no_call_was_sent(fault: Fault) -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.always(fault, path=TOKEN)
        with pytest.raises(NotSent) as caught:
            await tenant.call()
        assert caught.value.reason is NotSentReason.SIGN_IN_FAILED
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (3, 0)
        assert tenant.events == []
        tenant.sandbox.faults.clear()
        assert (await tenant.call()).call_id

    run(scenario)


def test_a_sign_in_is_tried_again_and_the_call_sent_once() -> None:
    async def scenario(tenant: Tenant) -> None:
        tenant.sandbox.faults.once(CutReply(), path=TOKEN)
        assert (await tenant.call()).call_id
        assert (tenant.count(TOKEN), tenant.count(CREATE)) == (2, 1)

    run(scenario)


def test_reads_renew_the_token_too() -> None:
    async def scenario(tenant: Tenant) -> None:
        call_id = (await tenant.call()).call_id or ""
        tenant.sandbox.faults.always(SkewClock(700_000))
        await tenant.provider.fetch_call_state(call_id)
        assert (tenant.count(TOKEN), tenant.count(STATE)) == (2, 2)

    run(scenario)


def test_the_connection_test_signs_in_reads_and_rings_nobody() -> None:
    async def scenario(tenant: Tenant) -> None:
        report = await tenant.provider.test_connection()
        assert report.round_trip_ms >= 0
        assert report.clock_offset_ms is not None
        sign_in, read = tenant.sandbox.journal.requests
        assert (sign_in.path, read.path) == (TOKEN, RECORDS)
        now_ms = tenant.clock.now_ms()
        assert read.body.decode() == (
            f'{{"startTime":"{now_ms - 60_000}","endTime":"{now_ms}",'
            '"offset":"0","limit":"1","taskType":"0"}'
        )

    run(scenario)


def test_the_connection_test_says_what_is_refused() -> None:
    async def scenario(tenant: Tenant) -> None:
        with pytest.raises(Rejected) as caught:
            await tenant.provider.test_connection()
        assert caught.value.code == "HTTP 401"

    run(scenario, app_secret="wrong")


def test_no_secret_and_no_token_reach_a_log_or_a_repr(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario(tenant: Tenant) -> None:
        await tenant.call()
        tenant.sandbox.faults.once(HtmlErrorPage(401), path=CREATE)
        receipt = await tenant.call()
        tenant.sandbox.faults.once(HtmlErrorPage(403), path=CREATE)
        with pytest.raises(Rejected) as caught:
            await tenant.call()
        hidden = {tenant.sandbox.app_credentials.app_secret}
        for sent in tenant.sandbox.journal.for_path(CREATE):
            hidden.add(sent.header("Authorization").removeprefix("Bearer "))
        assert len(hidden) == 3
        client = tenant.client
        shown = [caplog.text, repr(receipt), repr(caught.value), str(vars(caught.value))]
        shown += [repr(client._credentials), repr(client._tokens._token), repr(tenant.events)]
        for text in shown:
            assert not any(secret in text for secret in hidden)

    with caplog.at_level(logging.DEBUG):
        run(scenario)
