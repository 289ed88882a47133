"""The loop on Qt: what it leaves behind."""

from __future__ import annotations

import asyncio
import inspect

import pytest
import shiboken6

from dialer.ui import aio

pytestmark = pytest.mark.usefixtures("qapp")


def test_a_closed_loop_takes_its_timers_along() -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        loops.append(loop)
        loop.call_later(3600, print).cancel()

    aio.run(main())
    (loop,) = loops
    assert not shiboken6.isValid(vars(loop)["_timer"])
    loop.close()


def test_nothing_starts_any_more_once_everything_was_cancelled() -> None:
    errors: list[BaseException] = []

    async def main() -> None:
        owner = aio.TaskOwner(errors.append)
        await owner.cancel_all()
        late = [asyncio.sleep(0), asyncio.sleep(0)]
        assert not owner.start("one", late[0])
        owner.restart("two", late[1])
        assert {inspect.getcoroutinestate(one) for one in late} == {inspect.CORO_CLOSED}

    aio.run(main())
    assert not errors


def test_cancelling_everything_waits_for_what_was_replaced_too() -> None:
    ended: list[str] = []
    errors: list[BaseException] = []

    async def wait(name: str, begun: asyncio.Event) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async def main() -> None:
        owner = aio.TaskOwner(errors.append)
        first, second = asyncio.Event(), asyncio.Event()
        owner.restart("key", wait("first", first))
        await first.wait()
        owner.restart("key", wait("second", second))
        await owner.cancel_all()
        assert "first" in ended
        assert not owner.is_running("key")

    aio.run(main())
    assert not errors
