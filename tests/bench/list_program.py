"""Checks one list as the window does, and prints what it took. Started by ``list_speed``."""

from __future__ import annotations

import asyncio
import json
import math
import os
import sys
import time
from pathlib import Path

from dialer.clock import SystemClock
from dialer.domain.number_lists import ListSource
from dialer.list_checker import ListChecker
from dialer.store import SqliteNumberListStore

_TICK_S = 0.002
_IDLE_S = 10
_TICKS_PER_S = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


async def _main(folder: Path, path: str) -> dict[str, float]:
    store = SqliteNumberListStore(folder)
    await store.open()
    checker = ListChecker(folder, store, SystemClock())
    # What the machine does to a loop that has nothing to do.
    idle_stall_s = await watch_idle()
    stalls = [0.0]
    watching = asyncio.ensure_future(watch(stalls))
    try:
        source = ListSource(path=path, name="bench")
        # The process is started here, and not measured with the list.
        began = time.perf_counter()
        preview = await checker.preview(source)
        preview_s = time.perf_counter() - began
        stalls.clear()
        began, began_cpu_s = time.perf_counter(), cpu_s(checker.worker_pid)
        checked = await checker.check(
            source, preview.format, region="ID", on_progress=lambda _progress: None
        )
        check_s = time.perf_counter() - began
        return {
            "rows": checked.read,
            "accepted": checked.accepted,
            "preview_s": preview_s,
            "check_s": check_s,
            "cpu_s": cpu_s(checker.worker_pid) - began_cpu_s,
            "worker_mb": peak_mb(checker.worker_pid),
            "parent_mb": peak_mb("self"),
            "stall_ms": max(stalls) * 1000,
            "idle_stall_ms": idle_stall_s * 1000,
        }
    finally:
        watching.cancel()
        await checker.close()
        await store.close()


async def watch_idle() -> float:
    stalls: list[float] = []
    watching = asyncio.ensure_future(watch(stalls))
    await asyncio.sleep(_IDLE_S)
    watching.cancel()
    return max(stalls)


async def watch(stalls: list[float]) -> None:
    """How much later than asked for the loop comes back."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(_TICK_S)
        stalls.append(time.perf_counter() - asked - _TICK_S)


def peak_mb(process: int | str | None) -> float:
    """The most memory a process has had, in MB (2^20); only Linux tells."""
    try:
        lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    except OSError:
        return 0.0
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def cpu_s(process: int | None) -> float:
    """Processor time of a process; only Linux tells so simply."""
    try:
        text = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return math.nan
    fields = text[text.rindex(")") + 2 :].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_S


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_main(Path(sys.argv[1]), sys.argv[2]))))
