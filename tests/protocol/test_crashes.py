"""Kill -9 at every step between Call and the reply: no attempt lost, none sent twice."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from dialer.domain.calls import CallState
from dialer.domain.errors import NotSentReason, UnknownReason
from dialer.sandbox import BusinessError, Hold, Point, Sandbox

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHILD = Path(__file__).parents[1] / "crash_child.py"
DIALOUT_PATH = "/did/openapi/amazon/dialout"


@contextlib.asynccontextmanager
async def child(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, str(CHILD), *arguments, stdout=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def calls_after_restart(data_dir: Path) -> list[dict[str, Any]]:
    async with child("inspect", str(data_dir)) as process:
        out, _ = await process.communicate()
        assert process.returncode == 0
    calls: list[dict[str, Any]] = json.loads(out)
    return calls


def arguments_for(sandbox: Sandbox, data_dir: Path, point: str) -> tuple[str, ...]:
    credentials = sandbox.credentials
    return (
        "place",
        str(data_dir),
        sandbox.base_url,
        credentials.access_key,
        credentials.access_secret,
        point,
    )


async def die_at(sandbox: Sandbox, data_dir: Path, point: str) -> None:
    async with child(*arguments_for(sandbox, data_dir, point)) as process:
        await process.wait()
        assert process.returncode == -signal.SIGKILL


def dials(sandbox: Sandbox) -> int:
    return len(sandbox.journal.for_path(DIALOUT_PATH))


@pytest.mark.parametrize(
    ("point", "state", "detail", "requests"),
    [
        ("recorded", CallState.UNKNOWN, UnknownReason.PROGRAM_STOPPED, {0}),
        ("signed", CallState.UNKNOWN, UnknownReason.PROGRAM_STOPPED, {0}),
        ("sent", CallState.UNKNOWN, UnknownReason.PROGRAM_STOPPED, {0, 1}),
        ("before_update", CallState.UNKNOWN, UnknownReason.PROGRAM_STOPPED, {1}),
        ("accepted", CallState.ACCEPTED, None, {1}),
    ],
)
def test_death_inside_the_program(
    tmp_path: Path, point: str, state: CallState, detail: str | None, requests: set[int]
) -> None:
    async def main() -> None:
        async with Sandbox() as sandbox:
            await die_at(sandbox, tmp_path, point)
            (call,) = await calls_after_restart(tmp_path)
            assert (call["state"], call["detail"]) == (state, detail)
            assert call["callee"] == "+12025550111"
            assert dials(sandbox) in requests
            # A restarted program never sends what it finds.
            assert await calls_after_restart(tmp_path) == [call]
            assert dials(sandbox) in requests

    asyncio.run(main())


@pytest.mark.parametrize("point", list(Point))
def test_death_while_the_provider_works(tmp_path: Path, point: Point) -> None:
    async def main() -> None:
        async with Sandbox() as sandbox:
            sandbox.faults.once(Hold(point), path=DIALOUT_PATH)
            async with child(*arguments_for(sandbox, tmp_path, "never")) as process:
                await sandbox.faults.wait_for_holds(1)
                process.kill()
                await process.wait()
            sandbox.faults.release()
            (call,) = await calls_after_restart(tmp_path)
            assert call["state"] == CallState.UNKNOWN
            assert dials(sandbox) == 1

    asyncio.run(main())


def test_death_before_the_attempt_is_on_disk_sends_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        async with Sandbox() as sandbox:
            await die_at(sandbox, tmp_path, "before_record")
            assert await calls_after_restart(tmp_path) == []
            assert sandbox.journal.connections == 0

    asyncio.run(main())


def test_death_after_a_rejection(tmp_path: Path) -> None:
    async def main() -> None:
        async with Sandbox() as sandbox:
            sandbox.faults.once(BusinessError(1003), path=DIALOUT_PATH)
            await die_at(sandbox, tmp_path, "rejected")
            (call,) = await calls_after_restart(tmp_path)
            assert (call["state"], call["detail"]) == (CallState.REJECTED, "1003")
            assert dials(sandbox) == 1

    asyncio.run(main())


def test_death_after_nothing_was_sent(tmp_path: Path) -> None:
    async def main() -> None:
        async with Sandbox() as sandbox:
            arguments = list(arguments_for(sandbox, tmp_path, "not_sent"))
            await sandbox.close()
            arguments[2] = "http://127.0.0.1:1"
            async with child(*arguments) as process:
                await process.wait()
                assert process.returncode == -signal.SIGKILL
            (call,) = await calls_after_restart(tmp_path)
            assert call["state"] == CallState.NOT_SENT
            assert call["detail"] == NotSentReason.CONNECTION_REFUSED
            assert sandbox.journal.requests == ()

    asyncio.run(main())
