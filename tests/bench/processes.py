"""What the kernel says of processes: memory, processor time, switches."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_TICKS_PER_S = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100
_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
_SWITCHES = re.compile(r"^voluntary_ctxt_switches:\s+(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Status:
    parent: int
    session: int
    cpu_s: float


def session_members(leader: int) -> list[int]:
    """The processes of a session, which is what one program started by us consists of."""
    return [pid for pid, status in _all().items() if status.session == leader]


def cpu_s_of(pids: Iterable[int]) -> float:
    """Processor time used so far, with that of ended children."""
    statuses = _all()
    return sum(statuses[pid].cpu_s for pid in pids if pid in statuses)


def cpu_s_of_others() -> float:
    """Processor time used since boot by everything but this process and what it started."""
    statuses = _all()
    family = {os.getpid()}
    while more := {p for p, s in statuses.items() if s.parent in family} - family:
        family |= more
    first_line = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
    user, nice, system, _idle, _wait, irq, soft_irq, steal, *_ = map(int, first_line.split()[1:])
    busy_s = (user + nice + system + irq + soft_irq + steal) / _TICKS_PER_S
    return busy_s - sum(statuses[pid].cpu_s for pid in family if pid in statuses)


def pss_mb_of(pids: Iterable[int]) -> float:
    """Memory in MB (2^20), shared pages divided among those who share them."""
    total_kb = 0
    for pid in pids:
        total_kb += _first_number(_PSS, Path(f"/proc/{pid}/smaps_rollup"))
    return total_kb / 1024


def voluntary_switches_of(pids: Iterable[int]) -> int:
    """How often any thread went to sleep by itself, so far."""
    threads = (thread for pid in pids for thread in Path(f"/proc/{pid}/task").glob("*"))
    return sum(_first_number(_SWITCHES, thread / "status") for thread in threads)


def _all() -> dict[int, _Status]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        # The name in parentheses may hold anything, spaces included.
        fields = text[text.rindex(")") + 2 :].split()
        ticks = sum(map(int, fields[11:15]))
        found[int(folder.name)] = _Status(int(fields[1]), int(fields[3]), ticks / _TICKS_PER_S)
    return found


def _first_number(pattern: re.Pattern[str], path: Path) -> int:
    try:
        match = pattern.search(path.read_text(encoding="ascii", errors="replace"))
    except OSError:
        return 0
    return int(match[1]) if match else 0
