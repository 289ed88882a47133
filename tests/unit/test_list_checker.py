"""The process that checks lists, seen from the window's: results, cancels and deaths."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fakes import FixedClock

from dialer.backend import open_backend
from dialer.domain.accounts import SANDBOX_ACCOUNT_ID
from dialer.domain.calls import DialoutRequest
from dialer.domain.errors import CallRefused, InputError, StoreError
from dialer.domain.guard import ConcernKind
from dialer.domain.number_lists import UNREAD_KEPT, CheckProgress, ListSource, RowVerdict
from dialer.domain.phone_number import parse_phone_number
from dialer.list_checker import ListChecker
from dialer.services.calls import PlaceCall
from dialer.store import SqliteNumberListStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

posix_only = pytest.mark.skipif(os.name != "posix", reason="signals are a POSIX idea")
needs_proc = pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="needs /proc")

SMALL = """Customer ID,Phone
C1,0812 3456 7890
C2,
C3,+62 812-3456-7890
C4,12
C5,0812 3456 7891
C6,0812 3456 7892
C7,0812 3456 7893
"""
BIG_ROWS = 120_000

# A window's process that has a list checked until it is killed.
WINDOW = """
import asyncio, sys
from pathlib import Path
from dialer.clock import SystemClock
from dialer.domain.number_lists import ListSource
from dialer.list_checker import ListChecker
from dialer.store import SqliteNumberListStore

async def main():
    folder = Path(sys.argv[1])
    store = SqliteNumberListStore(folder)
    await store.open()
    checker = ListChecker(folder, store, SystemClock())
    source = ListSource(path=sys.argv[2], name="big")
    list_format = (await checker.preview(source)).format
    def tell(progress):
        print(checker.worker_pid, flush=True)
    await checker.check(source, list_format, region="ID", on_progress=tell)

if __name__ == "__main__":
    asyncio.run(main())
"""


class Desk:
    """A checker with its store, in a folder of their own."""

    def __init__(self, folder: Path, *, idle_s: float = 60) -> None:
        self.folder = folder
        self.store = SqliteNumberListStore(folder / "data")
        self.checker = ListChecker(folder / "data", self.store, FixedClock(), idle_s=idle_s)
        self.progress: asyncio.Queue[CheckProgress] = asyncio.Queue()

    def file(self, text: str, name: str = "list.csv") -> ListSource:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return ListSource(path=str(path), name=name)

    def big_file(self, rows: int = BIG_ROWS) -> ListSource:
        return self.file("".join(f"{6281200000000 + n}\n" for n in range(rows)), "big.csv")

    async def start_check(self, source: ListSource) -> asyncio.Task[object]:
        """A check that has come as far as its first progress."""
        preview = await self.checker.preview(source)
        checking = asyncio.ensure_future(
            self.checker.check(
                source, preview.format, region="ID", on_progress=self.progress.put_nowait
            )
        )
        first = asyncio.ensure_future(self.progress.get())
        await asyncio.wait((checking, first), return_when=asyncio.FIRST_COMPLETED)
        assert first.done(), "the check ended before it told anything"
        return checking

    async def count_rows(self) -> tuple[int, int]:
        """Lists and accepted rows in the file, whether they count or not."""
        return await self.store._database.run(
            lambda connection: (
                connection.execute("SELECT count(*) FROM lists").fetchone()[0],
                connection.execute("SELECT count(*) FROM accepted_rows").fetchone()[0],
            )
        )


@asynccontextmanager
async def a_desk(folder: Path, *, idle_s: float = 60) -> AsyncIterator[Desk]:
    desk = Desk(folder, idle_s=idle_s)
    await desk.store.open()
    try:
        yield desk
    finally:
        await desk.checker.close()
        await desk.store.close()


def is_running(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    return False


def libraries_of(pid: int) -> str:
    return Path(f"/proc/{pid}/maps").read_text(encoding="utf-8").lower()


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - another process changes it, and tells nobody
        await asyncio.sleep(0.01)


def test_a_list_is_previewed_checked_and_stored(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            source = desk.file(SMALL)
            preview = await desk.checker.preview(source)
            assert preview.columns == ("Customer ID", "Phone")
            await desk.store.add_do_not_call(
                ["+6281234567892"], source="register", reason="asked", at_ms=1
            )
            first = await desk.checker.check(
                desk.file("0812 3456 7893\n", "first.csv"),
                (await desk.checker.preview(desk.file("0812 3456 7893\n", "first.csv"))).format,
                region="ID",
                on_progress=lambda _progress: None,
            )
            await desk.store.note_use(first.list_id, start=0, count=1, task_id="t", at_ms=1)
            checked = await desk.checker.check(
                source, preview.format, region="ID", on_progress=desk.progress.put_nowait
            )
            assert checked == await desk.store.fetch_list(checked.list_id)
            assert (checked.name, checked.region) == ("list.csv", "ID")
            assert checked.checked_ms == FixedClock().now_ms()
            numbers = await desk.store.fetch_numbers(checked.list_id, start=0, count=9)
            assert [(n.e164, n.note) for n in numbers] == [
                ("+6281234567890", "C1"),
                ("+6281234567891", "C5"),
            ]
            rejected = await desk.store.fetch_rejected(checked.list_id, after_line=0, limit=9)
            assert [(row.line, row.note, row.verdict) for row in rejected] == [
                (3, "C2", RowVerdict.EMPTY),
                (4, "C3", RowVerdict.REPEATED),
                (5, "C4", RowVerdict.INVALID),
                (7, "C6", RowVerdict.DO_NOT_CALL),
                (8, "C7", RowVerdict.IN_EARLIER_TASK),
            ]
            assert "“register” says “asked”" in rejected[3].reason
            assert (checked.read, checked.accepted) == (7, 2)

    asyncio.run(scenario())


def test_what_cannot_be_read_is_told_and_the_next_list_is_checked(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            with pytest.raises(InputError, match="not there any more"):
                await desk.checker.preview(ListSource(path=str(tmp_path / "gone.csv")))
            preview = await desk.checker.preview(desk.file(SMALL))
            with pytest.raises(InputError) as caught:
                await desk.checker.check(
                    ListSource(path=str(tmp_path / "gone.csv")),
                    preview.format,
                    region="ID",
                    on_progress=lambda _progress: None,
                )
            assert caught.value.field == "source"
            assert await desk.count_rows() == (0, 0)
            pasted = ListSource(text="0812 3456 7890\n0812 3456 7891", name="pasted")
            assert len((await desk.checker.preview(pasted)).rows) == 2

    asyncio.run(scenario())


def test_progress_is_told_while_a_list_is_checked_and_counts_up(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            source = desk.big_file()
            await (await desk.start_check(source))
            told = [desk.progress.get_nowait() for _ in range(desk.progress.qsize())]
            assert all(0 < p.bytes_read <= p.byte_count for p in told)
            assert [p.rows for p in told] == sorted({p.rows for p in told})
            assert {p.byte_count for p in told} <= {BIG_ROWS * len("6281200000000\n")}

    asyncio.run(scenario())


def test_a_cancelled_check_leaves_nothing_and_the_process_goes_on(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            checking = await desk.start_check(desk.big_file())
            pid = desk.checker.worker_pid
            checking.cancel()
            with pytest.raises(asyncio.CancelledError):
                await checking
            assert await desk.count_rows() == (0, 0)
            assert len((await desk.checker.preview(desk.file(SMALL))).rows) == 7
            assert desk.checker.worker_pid == pid

    asyncio.run(scenario())


def test_what_waits_for_its_turn_is_cancelled_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            checking = await desk.start_check(desk.big_file())
            waiting = asyncio.ensure_future(desk.checker.preview(desk.file(SMALL)))
            await asyncio.sleep(0)
            waiting.cancel()
            with pytest.raises(asyncio.CancelledError):
                await waiting
            assert not checking.done()
            await checking

    asyncio.run(scenario())


@posix_only
def test_a_killed_process_is_told_leaves_nothing_and_is_replaced(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            checking = await desk.start_check(desk.big_file())
            pid = desk.checker.worker_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(StoreError, match="Nothing of it was stored"):
                await checking
            assert await desk.count_rows() == (0, 0)
            assert len((await desk.checker.preview(desk.file(SMALL))).rows) == 7
            assert desk.checker.worker_pid not in {pid, None}

    asyncio.run(scenario())


@posix_only
def test_a_process_that_died_unnoticed_is_replaced(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            source = desk.file(SMALL)
            await desk.checker.preview(source)
            pid = desk.checker.worker_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            await until(lambda: desk.checker.worker_pid is None)
            assert len((await desk.checker.preview(source)).rows) == 7

    asyncio.run(scenario())


@needs_proc
def test_closing_ends_the_process_in_the_middle_of_a_list(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            checking = await desk.start_check(desk.big_file())
            pid = desk.checker.worker_pid
            await desk.checker.close()
            with pytest.raises(StoreError):
                await checking
            assert pid is not None
            assert not is_running(pid)
            assert await desk.count_rows() == (0, 0)
            with pytest.raises(StoreError, match="closing"):
                await desk.checker.preview(desk.file(SMALL))

    asyncio.run(scenario())


@needs_proc
def test_a_process_nobody_needs_ends(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path, idle_s=0.01) as desk:
            await desk.checker.preview(desk.file(SMALL))
            await until(lambda: desk.checker.worker_pid is None)
            assert len((await desk.checker.preview(desk.file(SMALL))).rows) == 7

    asyncio.run(scenario())


@needs_proc
def test_the_process_is_gentle_and_knows_no_qt(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            await desk.checker.preview(desk.file(SMALL))
            pid = desk.checker.worker_pid
            assert pid is not None
            assert os.getpriority(os.PRIO_PROCESS, pid) == min(19, 10 + os.nice(0))
            loaded = libraries_of(pid)
            assert "sqlite" in loaded
            assert "pyside" not in loaded
            assert "libqt" not in loaded

    asyncio.run(scenario())


@needs_proc
@posix_only
def test_a_killed_window_takes_the_process_with_it_and_leaves_no_half_list(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        desk = Desk(tmp_path)
        source = desk.big_file()
        window = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            WINDOW,
            str(tmp_path / "data"),
            source.path,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
        )
        assert window.stdout is not None
        pid = int(await window.stdout.readline())
        assert is_running(pid)
        window.kill()
        await window.wait()
        await until(lambda: not is_running(pid))
        async with a_desk(tmp_path) as later:
            assert later.store._sweeping is not None
            await later.store._sweeping
            assert await later.count_rows() == (0, 0)

    asyncio.run(scenario())


def test_a_file_of_numbers_that_may_not_be_called_is_added(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            source = desk.file("Nomor\n0812 3456 7890\n0812 3456 7890\n12\n\n+442071838750\n")
            list_format = (await desk.checker.preview(source)).format
            came_to = [
                await desk.checker.add_do_not_call_file(
                    source, list_format, region="ID", reason="asked"
                )
                for _ in range(2)
            ]
            assert [(c.read, c.added, c.known, c.invalid, c.empty) for c in came_to] == [
                (5, 2, 1, 1, 1),
                (5, 0, 3, 1, 1),
            ]
            assert await desk.store.count_do_not_call() == 2
            assert await desk.store.find_do_not_call("+442071838750") == ("list.csv", "asked")

    asyncio.run(scenario())


def test_who_may_not_be_called_at_an_extension_is_not_called_at_the_number(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            source = desk.file("Phone\n202-555-0143 x12\n(202) 555-0144 ext. 7\n12 x3\n")
            list_format = (await desk.checker.preview(source)).format
            done = await desk.checker.add_do_not_call_file(
                source, list_format, region="US", reason=""
            )
            assert (done.read, done.added, done.invalid) == (3, 2, 1)
            assert await desk.store.find_do_not_call("+12025550143")
            assert await desk.store.find_do_not_call("+12025550144")

    asyncio.run(scenario())


def test_rows_that_bar_nobody_are_named(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            rows = ["+442071838750", "", "ask Mary", *(f"{at}" for at in range(10, 30))]
            source = desk.file("Phone\n" + "\n".join(rows) + "\n")
            list_format = (await desk.checker.preview(source)).format
            done = await desk.checker.add_do_not_call_file(
                source, list_format, region="GB", reason=""
            )
            assert (done.added, done.invalid, done.empty) == (1, 21, 1)
            assert done.unread[:2] == ((4, "ask Mary"), (5, "10"))
            assert len(done.unread) == UNREAD_KEPT

    asyncio.run(scenario())


@posix_only
def test_of_a_file_whose_reading_died_some_numbers_may_be_barred_and_that_is_said(
    tmp_path: Path,
) -> None:
    async def scenario() -> None:
        async with a_desk(tmp_path) as desk:
            source = desk.big_file()
            list_format = (await desk.checker.preview(source)).format
            adding = asyncio.ensure_future(
                desk.checker.add_do_not_call_file(source, list_format, region="ID", reason="")
            )
            while not await desk.store.count_do_not_call():
                assert not adding.done()
            pid = desk.checker.worker_pid
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(StoreError, match="Some of its numbers may be"):
                await adding

    asyncio.run(scenario())


def test_the_backend_bars_a_call_to_a_number_of_an_imported_file(tmp_path: Path) -> None:
    async def scenario() -> None:
        backend = await open_backend(tmp_path / "data", clock=FixedClock())
        try:
            source = Desk(tmp_path).file("0812 3456 7890\n", "register.csv")
            list_format = (await backend.list_checker.preview(source)).format
            await backend.list_checker.add_do_not_call_file(
                source, list_format, region="ID", reason=""
            )
            assert await backend.number_lists.count_do_not_call() == 1
            with pytest.raises(CallRefused) as caught:
                await backend.calls.place(
                    PlaceCall(
                        account_id=SANDBOX_ACCOUNT_ID,
                        request=DialoutRequest(
                            caller_id=parse_phone_number("+12025550170", region=""),
                            callee=parse_phone_number("081234567890", region="ID"),
                            agent_number=parse_phone_number("+12025550180", region=""),
                        ),
                    )
                )
            (concern,) = caught.value.concerns
            assert (concern.kind, concern.listed_by) == (ConcernKind.DO_NOT_CALL, "register.csv")
        finally:
            await backend.close()

    asyncio.run(scenario())
