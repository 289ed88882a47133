"""One token for everyone, renewed in time."""

from __future__ import annotations

import asyncio
import gc
import json

import pytest
from fakes import FixedClock

from dialer.domain.errors import NotSent, NotSentReason, OutcomeUnknown, Rejected, UnknownReason
from dialer.providers.aicc.token import TokenSource
from dialer.providers.transport import Reply


class Desk:
    """A sign-in service that waits until it is told to answer."""

    def __init__(self, *, life: str = "600") -> None:
        self.clock = FixedClock()
        self.tokens = TokenSource(self.ask, self.clock)
        self.asked = 0
        self.life = life
        self.status = 200
        self.failure: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def ask(self) -> Reply:
        self.asked += 1
        number = self.asked
        await self.may_answer.wait()
        if self.failure is not None:
            raise self.failure
        body = json.dumps({"AccessToken": f"t-{number}", "Expires": self.life}).encode()
        return Reply(http_status=self.status, body=body, round_trip_ms=1, clock_offset_ms=None)


def test_fifty_who_wait_share_one_request() -> None:
    async def scenario() -> None:
        desk = Desk()
        tokens = await asyncio.gather(*(desk.tokens.fetch() for _ in range(50)))
        assert {token.text for token in tokens} == {"t-1"}
        assert desk.asked == 1
        assert "t-1" not in repr(tokens)

    asyncio.run(scenario())


def test_fifty_who_wait_share_one_failure_and_the_next_asks_again() -> None:
    async def scenario() -> None:
        desk = Desk()
        desk.failure = OutcomeUnknown(UnknownReason.NO_REPLY_IN_TIME)
        found = await asyncio.gather(
            *(desk.tokens.fetch() for _ in range(50)), return_exceptions=True
        )
        assert all(isinstance(error, NotSent) for error in found)
        assert desk.asked == 1
        desk.failure = None
        assert (await desk.tokens.fetch()).text == "t-2"

    asyncio.run(scenario())


def test_a_minute_before_its_end_it_is_renewed_whatever_the_wall_clock_says() -> None:
    async def scenario() -> None:
        desk = Desk()
        await desk.tokens.fetch()
        desk.clock.set_wall(0)
        desk.clock.advance(539_999)
        assert (await desk.tokens.fetch()).text == "t-1"
        desk.clock.advance(1)
        assert (await desk.tokens.fetch()).text == "t-2"

    asyncio.run(scenario())


@pytest.mark.parametrize("life", ["60", "0", "", "soon"])
def test_a_token_that_lives_too_short_is_used_once(life: str) -> None:
    async def scenario() -> None:
        desk = Desk(life=life)
        assert [(await desk.tokens.fetch()).text for _ in range(2)] == ["t-1", "t-2"]

    asyncio.run(scenario())


def test_a_dropped_token_is_fetched_anew_and_an_old_drop_takes_nothing() -> None:
    async def scenario() -> None:
        desk = Desk()
        first = await desk.tokens.fetch()
        desk.tokens.drop(first)
        second = await desk.tokens.fetch()
        desk.tokens.drop(first)
        assert (await desk.tokens.fetch()) is second
        assert desk.asked == 2

    asyncio.run(scenario())


def test_one_who_gives_up_does_not_take_the_token_from_the_others() -> None:
    async def scenario() -> None:
        desk = Desk()
        desk.may_answer.clear()
        hasty, patient = (asyncio.ensure_future(desk.tokens.fetch()) for _ in range(2))
        await asyncio.sleep(0)
        hasty.cancel()
        desk.may_answer.set()
        assert (await patient).text == "t-1"
        assert hasty.cancelled()
        assert desk.asked == 1

    asyncio.run(scenario())


def test_a_failure_nobody_waited_for_leaves_no_complaint() -> None:
    async def scenario() -> None:
        complaints: list[object] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, what: complaints.append(what))
        desk = Desk()
        desk.may_answer.clear()
        desk.failure = NotSent(NotSentReason.NETWORK_UNREACHABLE)
        waiting = asyncio.ensure_future(desk.tokens.fetch())
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        desk.may_answer.set()
        renewal = desk.tokens._renewal
        assert renewal is not None
        await asyncio.wait({renewal})
        del waiting, renewal
        gc.collect()
        assert complaints == []

    asyncio.run(scenario())


def test_refused_credentials_stay_a_rejection() -> None:
    async def scenario() -> None:
        desk = Desk()
        desk.status = 401
        with pytest.raises(Rejected) as caught:
            await desk.tokens.fetch()
        assert caught.value.code == "HTTP 401"

    asyncio.run(scenario())
