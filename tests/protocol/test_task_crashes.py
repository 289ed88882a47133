"""Kill -9 at any moment of a 20-batch send, 20 times over: nobody twice, nobody forgotten."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sample_lists import a_list, some_numbers, write_list

from dialer.sandbox import Sandbox
from dialer.store import SqliteNumberListStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CHILD = Path(__file__).parents[1] / "task_crash_child.py"
CREATE_TASK = "/saas/cc/openapi/ai/createandcall"
KILLS = 20
BATCHES, BATCH_SIZE = 20, 10
COUNT = BATCHES * BATCH_SIZE
# A batch takes some 10 ms from the end of the one before to its own: requests seen, and
# then a wait shorter than that, leads to every moment between two of them.
MOST_REQUESTS = 4
LONGEST_WAIT_S = 0.012


class Kills:
    """When each child dies, drawn from a seed that can be given again."""

    def __init__(self) -> None:
        self.seed = int(os.environ.get("TASK_CRASH_SEED") or random.SystemRandom().randrange(2**32))
        self._random = random.Random(self.seed)  # noqa: S311 - moments, not secrets
        self.done = 0

    def draw(self) -> tuple[int, float]:
        """After how many requests of the child, and how long after that, in seconds."""
        wait_s = self._random.uniform(0, LONGEST_WAIT_S)
        return self._random.randint(0, MOST_REQUESTS), wait_s


class Life:
    """One child, from its start to its end of its own or its death."""

    def __init__(self, sandbox: Sandbox, process: asyncio.subprocess.Process) -> None:
        self._sandbox = sandbox
        self._process = process
        self.is_ready = asyncio.Event()
        self.sums: dict[str, int] | None = None

    async def live(self, task_name: str) -> None:
        """Answers its questions as somebody would who looks into the provider's records."""
        assert self._process.stdout is not None
        assert self._process.stdin is not None
        async for line in self._process.stdout:
            words = line.decode().strip()
            if words == "ready":
                self.is_ready.set()
            elif words.startswith("unknown "):
                name = f"{task_name} ({words.removeprefix('unknown ')}/{BATCHES})"
                was_received = any(task.name == name for task in self._sandbox.tasks)
                answer = b"received\n" if was_received else b"not received\n"
                with contextlib.suppress(ConnectionError):
                    self._process.stdin.write(answer)
                    await self._process.stdin.drain()
            elif words.endswith("}"):
                self.sums = json.loads(words)
        await self._process.wait()

    async def die(self, requests: int, wait_s: float) -> None:
        """Kills it, so many requests and so long after it was ready."""
        before = len(self._sandbox.journal.for_path(CREATE_TASK))
        await self.is_ready.wait()
        await self._sandbox.journal.wait_for_requests(before + requests, CREATE_TASK)
        await asyncio.sleep(wait_s)  # a moment between two events, which nothing announces
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()


@contextlib.asynccontextmanager
async def child(
    sandbox: Sandbox, data_dir: Path, list_id: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(CHILD),
        str(data_dir),
        sandbox.base_url,
        sandbox.credentials.access_key,
        sandbox.credentials.access_secret,
        list_id,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def live_once(
    sandbox: Sandbox, data_dir: Path, list_id: str, *, kills: Kills
) -> dict[str, int] | None:
    """One life of the program; its sums, where it came to the end."""
    async with child(sandbox, data_dir, list_id) as process:
        life = Life(sandbox, process)
        dying = None
        if kills.done < KILLS:
            dying = asyncio.ensure_future(life.die(*kills.draw()))
        await life.live(list_id)
        if dying is not None:
            dying.cancel()
            await asyncio.gather(dying, return_exceptions=True)
        assert process.returncode in {0, -signal.SIGKILL}
        kills.done += process.returncode != 0
        return life.sums


async def make_file(data_dir: Path) -> None:
    """The file lists are written into, as the program makes it at its first start."""
    lists = SqliteNumberListStore(data_dir)
    await lists.open()
    await lists.close()


def received(sandbox: Sandbox, task_name: str) -> Counter[str]:
    """How often each number of a task reached the sandbox, refused requests included."""
    bodies = [
        json.loads(request.body)
        for request in sandbox.journal.for_path(CREATE_TASK)
        if request.body_complete
    ]
    return Counter(
        call["userPhone"]
        for body in bodies
        if body["taskName"].startswith(f"{task_name} (")
        for call in body["callList"]
    )


def test_twenty_kills_call_nobody_twice_and_forget_nobody(tmp_path: Path) -> None:
    kills = Kills()
    print(f"seed {kills.seed}; TASK_CRASH_SEED draws the same moments again")  # noqa: T201

    async def main() -> None:
        await make_file(tmp_path)
        async with Sandbox() as sandbox:
            while kills.done < KILLS:
                name = f"list {len(sandbox.tasks)}"
                numbers = some_numbers(COUNT, first=6_590_000_000 + len(sandbox.tasks) * BATCH_SIZE)
                write_list(tmp_path, a_list(name, accepted=COUNT), numbers, ())
                sums = None
                while sums is None:
                    sums = await live_once(sandbox, tmp_path, name, kills=kills)
                assert received(sandbox, name) == {e164[1:]: 1 for e164, _ in numbers}
                assert sums.pop("accepted") == COUNT
                assert not any(sums.values())
            assert kills.done == KILLS

    asyncio.run(main())
