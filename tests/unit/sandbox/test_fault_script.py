from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Delay,
    Fault,
    Faults,
    Hold,
    HtmlErrorPage,
    HugeBody,
    Redirect,
    ResetConnection,
    SkewClock,
    TooManyRequests,
    WrongContentType,
    first_replacing,
    total_skew_ms,
)

if TYPE_CHECKING:
    from collections.abc import Callable


def test_the_queue_is_taken_in_order_and_once() -> None:
    faults = Faults()
    faults.once(CutReply())
    faults.once(Delay(1.0), HtmlErrorPage())
    assert faults.pending == 2
    assert faults.take("/a") == (CutReply(),)
    assert faults.take("/a") == (Delay(1.0), HtmlErrorPage())
    assert faults.take("/a") == ()
    assert faults.pending == 0


def test_an_empty_entry_lets_one_request_pass() -> None:
    faults = Faults()
    faults.once()
    faults.once(CutReply())
    assert faults.take("/a") == ()
    assert faults.take("/a") == (CutReply(),)


def test_an_entry_for_a_path_waits_for_that_path() -> None:
    faults = Faults()
    faults.once(CutReply(), path="/b")
    faults.once(Hold())
    assert faults.take("/a") == (Hold(),)
    assert faults.take("/a") == ()
    assert faults.take("/b") == (CutReply(),)


def test_permanent_faults_stay_and_the_queue_comes_first() -> None:
    faults = Faults()
    faults.always(HtmlErrorPage(503))
    faults.always(CutReply(), path="/b")
    faults.once(HtmlErrorPage(500))
    assert faults.take("/b") == (HtmlErrorPage(500), HtmlErrorPage(503), CutReply())
    assert faults.take("/a") == (HtmlErrorPage(503),)
    faults.clear()
    assert faults.take("/b") == ()


def test_only_permanent_skew_for_every_path_moves_the_clock() -> None:
    faults = Faults()
    faults.always(SkewClock(5_000))
    faults.always(SkewClock(-1_000))
    faults.always(SkewClock(70_000), path="/a")
    faults.once(SkewClock(9_000))
    assert faults.skew_ms == 4_000
    assert total_skew_ms(faults.take("/a")) == 83_000


def test_the_first_replacing_fault_decides() -> None:
    assert first_replacing((Delay(1), BusinessError(1), HtmlErrorPage())) == BusinessError(1)
    assert first_replacing((Delay(1), CutReply(), ResetConnection())) is None


def test_release_lets_go_what_is_held_and_nothing_later() -> None:
    async def scenario() -> None:
        faults = Faults()
        assert faults.release() == 0
        first = asyncio.create_task(faults.hold())
        second = asyncio.create_task(faults.hold())
        await faults.wait_for_holds(2)
        assert faults.holding == 2
        assert faults.release() == 2
        await asyncio.gather(first, second)
        later = asyncio.create_task(faults.hold())
        await faults.wait_for_holds(1)
        assert not later.done()
        later.cancel()
        await asyncio.gather(later, return_exceptions=True)
        assert faults.holding == 0

    asyncio.run(scenario())


@pytest.mark.parametrize(
    "make",
    [
        lambda: Delay(-0.1),
        lambda: Delay(float("nan")),
        lambda: Delay(float("inf")),
        lambda: HtmlErrorPage(200),
        lambda: HtmlErrorPage(600),
        lambda: BusinessError(1, http_status=101),
        lambda: BusinessError(1, http_status=204),
        lambda: TooManyRequests(-1),
        lambda: WrongContentType("text/plain\r\nX: y"),
        lambda: WrongContentType(""),
        lambda: HugeBody(-1),
        lambda: HugeBody(2**40),
        lambda: SkewClock(10**15),
        lambda: Redirect("http://127.0.0.1/", 200),
        lambda: Redirect("http://127.0.0.1/\r\nX: y"),
        lambda: Redirect("http://例え.test/"),
    ],
)
def test_a_fault_that_cannot_be_played_is_refused(make: Callable[[], Fault]) -> None:
    with pytest.raises(ValueError, match="out of range"):
        make()
