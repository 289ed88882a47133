"""A program that places one call and may die on the way; started by the crash tests.

``crash_child.py place DATA_DIR BASE_URL KEY SECRET POINT`` dies at POINT by SIGKILL;
``crash_child.py inspect DATA_DIR`` starts as after a crash and prints the calls as JSON.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from dialer.backend import Backend, open_backend
from dialer.domain.accounts import Account, ProviderKind
from dialer.domain.calls import Call, DialoutRequest
from dialer.domain.guard import ConcernKind
from dialer.domain.phone_number import parse_phone_number
from dialer.providers.sending import ReplyLimits
from dialer.services.calls import PlaceCall
from dialer.store import SqliteCallJournal

ACCOUNT_ID = "crash"


def die() -> None:
    """The end, without clean-up of any kind."""
    os.kill(os.getpid(), signal.SIGKILL)


class DyingJournal(SqliteCallJournal):
    """Dies around its writes where the test says so."""

    point = ""

    async def record(self, call: Call) -> None:
        if self.point == "before_record":
            die()
        await super().record(call)

    async def update(self, call: Call) -> None:
        if self.point == "before_update":
            die()
        await super().update(call)


async def place(backend: Backend, base_url: str, *, key: str, secret: str, point: str) -> None:
    """Places one call, dying when the call's newest event is the point."""

    def listener(call: Call) -> None:
        if call.last_event.kind == point:
            die()

    backend.calls.listen(listener)
    account = Account(
        account_id=ACCOUNT_ID,
        name="Crash",
        provider=ProviderKind.NXCLOUD,
        base_url=base_url,
        key_id=key,
    )
    await backend.secrets.save_for_session(ACCOUNT_ID, secret)
    await backend.accounts.save(account, None)
    await backend.calls.place(
        PlaceCall(
            account_id=ACCOUNT_ID,
            request=DialoutRequest(
                caller_id=parse_phone_number("+12025550170", region=""),
                callee=parse_phone_number("+12025550111", region=""),
                agent_number=parse_phone_number("+12025550180", region=""),
            ),
            waved_through=frozenset({ConcernKind.NEW_COUNTRY}),
        )
    )


async def inspect(backend: Backend) -> None:
    """Prints what a restarted program knows."""
    await backend.calls.settle_leftovers()
    calls = await backend.calls.fetch_recent(10)
    sys.stdout.write(
        json.dumps(
            [
                {
                    "state": call.state,
                    "call_id": call.call_id,
                    "callee": call.callee,
                    "detail": call.last_event.code or call.last_event.reason,
                }
                for call in calls
            ]
        )
    )


async def main(arguments: list[str]) -> None:
    """Runs one of the two commands."""
    command, data_dir, *rest = arguments
    if command == "place":
        base_url, key, secret, DyingJournal.point = rest
        # The composition root is used as it is; only its journal is told when to die.
        import dialer.backend  # noqa: PLC0415

        vars(dialer.backend)["SqliteCallJournal"] = DyingJournal
    backend = await open_backend(Path(data_dir), limits=ReplyLimits(dial_s=20))
    try:
        if command == "place":
            await place(backend, base_url, key=key, secret=secret, point=DyingJournal.point)
        else:
            await inspect(backend)
    finally:
        await backend.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
