"""The loop on Qt: what it leaves behind."""

from __future__ import annotations

import asyncio

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
