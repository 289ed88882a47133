"""What every SettingsStore promises."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from dialer.domain.ports import SettingsStore

OpenSettings = Callable[[], AbstractAsyncContextManager[SettingsStore]]


def test_a_setting_reads_back_and_can_be_replaced(open_settings: OpenSettings) -> None:
    async def scenario() -> None:
        async with open_settings() as store:
            assert await store.fetch_setting("region") is None
            await store.save_setting("region", "ID")
            await store.save_setting("theme", "")
            assert await store.fetch_setting("region") == "ID"
            assert await store.fetch_setting("theme") == ""
            await store.save_setting("region", "PH")
            assert await store.fetch_setting("region") == "PH"

    asyncio.run(scenario())
