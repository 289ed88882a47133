"""All benchmarks in order, and their report."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench.agents import measure_agents
from bench.figures import Figure, table_of
from bench.import_speed import measure_imports
from bench.journal_speed import measure_journal
from bench.list_speed import measure_lists
from bench.presses import measure_presses
from bench.sending_speed import measure_sending

if TYPE_CHECKING:
    from bench.desktop_session import Desktop

_BUILD = Path(__file__).resolve().parents[2] / "build"
_PARTS = ("windows", "presses", "journal", "lists", "import", "sending", "agents")


@dataclass(slots=True)
class _Report:
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def main(arguments: list[str] | None = None) -> int:
    """Entry point.

    Returns:
        0, whatever the timings are.
    """
    options = _parse(arguments)
    # The default would end this program at once and leave all it started running.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    _BUILD.mkdir(exist_ok=True)
    report = _Report()
    # Beside the build, not in a folder for temporary files: that may be memory, where a
    # sync to the disk costs nothing.
    with tempfile.TemporaryDirectory(prefix="bench-", dir=_BUILD) as folder:
        _measure(report, options, Path(folder))
    _write(report, options.json)
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure start-up, memory and latency.")
    parser.add_argument("--only", choices=_PARTS, action="append", help="leave the rest out")
    parser.add_argument("--runs", type=int, default=7, help="starts of each program")
    parser.add_argument("--idle-runs", type=int, default=3, help="idle spells of each program")
    parser.add_argument("--presses", type=int, default=300, help="calls of each kind")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of a number list")
    parser.add_argument("--contacts", type=int, default=100_000, help="contacts to import")
    parser.add_argument(
        "--list-runs", type=int, default=3, help="checks of each list, imports of contacts"
    )
    parser.add_argument("--json", type=Path, default=_BUILD / "bench.json", help="the file")
    return parser.parse_args(arguments)


def _measure(report: _Report, options: argparse.Namespace, folder: Path) -> None:
    parts = options.only or _PARTS
    with ExitStack() as stack:
        desktop = _open_desktop(stack, report, folder / "desktop")
        if "windows" in parts and desktop is not None:
            # It reads the display and /proc, which only Linux has.
            from bench.windows import Rounds, measure_windows  # noqa: PLC0415

            rounds = Rounds(starts=options.runs, idle=options.idle_runs, spare=options.runs // 2)
            report.figures += measure_windows(desktop, folder, rounds)
            report.notes += rounds.notes
        shown_on = desktop.environment if desktop else {"QT_QPA_PLATFORM": "offscreen"}
        if "agents" in parts:
            report.figures += measure_agents(folder, options.runs, shown_on)
        if "presses" in parts:
            report.figures += measure_presses(folder, options.presses, shown_on)
    if "journal" in parts:
        report.figures += measure_journal(folder)
    if "lists" in parts:
        report.figures += measure_lists(folder, options.rows, options.list_runs)
    if "import" in parts:
        report.figures += measure_imports(folder, options.contacts, options.list_runs)
    if "sending" in parts:
        report.figures += measure_sending(folder)


def _open_desktop(stack: ExitStack, report: _Report, folder: Path) -> Desktop | None:
    if platform.system() != "Linux":
        report.notes.append("Windows, memory and idling are measured on Linux only.")
        return None
    from bench.desktop_session import desktop_session, missing_programs  # noqa: PLC0415 - Linux

    missing = missing_programs()
    if missing:
        report.notes.append(f"No window was measured: not installed: {', '.join(missing)}.")
        return None
    folder.mkdir()
    return stack.enter_context(desktop_session(folder))


def _write(report: _Report, path: Path) -> None:
    machine = {
        "system": platform.platform(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "disk_free_gb": shutil.disk_usage(_BUILD).free // 10**9,
        "load_average": os.getloadavg() if hasattr(os, "getloadavg") else None,
    }
    content = {
        "machine": machine,
        "notes": report.notes,
        "figures": [figure.to_json() for figure in report.figures],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    lines = [
        "Median (lowest–highest) of several runs, Outdial and what it is beside in turn.",
        "{processor}, {cores} cores, {system}, Python {python}".format_map(machine),
        "",
        table_of(report.figures),
        "",
        *report.notes,
    ]
    sys.stdout.write("\n".join(lines) + "\n")


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    return names[0] if names else platform.machine()
