"""Rows a second of checking a list of a million, beside what reading and parsing alone cost."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import phonenumbers
from bench.figures import Figure, Sample, at_least, at_most
from bench.list_files import sample_phones, write_csv, write_workbook

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = Path(__file__).with_name("list_program.py")
_PARSED = 20_000
_MIN_ROWS_S, _MAX_WORKER_MB, _MAX_STALL_MS = 50_000, 150, 50


def measure_lists(folder: Path, rows: int, rounds: int) -> list[Figure]:
    """Checks the same list as CSV and as a workbook, each time into a data folder of its own."""
    text, workbook = folder / "list.csv", folder / "list.xlsx"
    write_csv(text, rows)
    write_workbook(workbook, rows)
    runs, floors, parses, sheets = [], [], [], []
    for number in range(rounds):
        runs.append(_run(folder / f"csv {number}", text))
        floors.append(_read_csv(text))
        parses.append(_parse_numbers())
        sheets.append(_run(folder / f"xlsx {number}", workbook))
    return [
        *_csv_figures(runs, Sample(tuple(floors)), Sample(tuple(parses))),
        *_sheet_figures(sheets),
    ]


def _csv_figures(runs: Sequence[dict[str, float]], floor: Sample, parses: Sample) -> list[Figure]:
    rows_s = Sample(tuple(run["rows"] / run["check_s"] for run in runs))
    aim = at_least(_MIN_ROWS_S, "rows/s")
    return [
        Figure(
            name="List check of CSV, rows/s",
            ours=rows_s,
            floor_name="csv.reader alone",
            floor=floor,
            aim=aim,
        ),
        Figure(
            name="List check of CSV, rows/s",
            ours=rows_s,
            floor_name="phonenumbers parse + is_valid alone",
            floor=parses,
            aim=aim,
        ),
        _cpu_figure("List check of CSV, rows/s of processor time", runs),
        _figure("List check of CSV, peak memory of its process, MB", runs, "worker_mb"),
        _figure("List check of CSV, peak memory of the window's half, MB", runs, "parent_mb"),
        _stall_figure("List check of CSV, longest stall of the loop, ms", runs),
        _figure("List preview of CSV with start of the process, s", runs, "preview_s"),
    ]


def _sheet_figures(runs: Sequence[dict[str, float]]) -> list[Figure]:
    rows_s = Sample(tuple(run["rows"] / run["check_s"] for run in runs))
    return [
        Figure(name="List check of .xlsx, rows/s", ours=rows_s),
        _cpu_figure("List check of .xlsx, rows/s of processor time", runs),
        _figure("List check of .xlsx, peak memory of its process, MB", runs, "worker_mb"),
        _stall_figure("List check of .xlsx, longest stall of the loop, ms", runs),
    ]


def _cpu_figure(name: str, runs: Sequence[dict[str, float]]) -> Figure:
    """What the others on this machine do not slow down."""
    return Figure(name=name, ours=Sample(tuple(run["rows"] / run["cpu_s"] for run in runs)))


def _stall_figure(name: str, runs: Sequence[dict[str, float]]) -> Figure:
    return Figure(
        name=name,
        ours=Sample(tuple(run["stall_ms"] for run in runs)),
        floor_name="the same loop idle for 10 s",
        floor=Sample(tuple(run["idle_stall_ms"] for run in runs)),
        aim=at_most(_MAX_STALL_MS, "ms"),
    )


def _figure(name: str, runs: Sequence[dict[str, float]], key: str) -> Figure:
    aim = at_most(_MAX_WORKER_MB, "MB") if key == "worker_mb" else None
    return Figure(name=name, ours=Sample(tuple(run[key] for run in runs)), aim=aim)


def _run(folder: Path, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, str(_PROGRAM), str(folder), str(path)],
        env={**os.environ, "PYTHONPATH": str(_ROOT)},
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _read_csv(path: Path) -> float:
    began = time.perf_counter()
    with path.open(encoding="utf-8", newline="") as file:
        rows = sum(1 for _row in csv.reader(file))
    return rows / (time.perf_counter() - began)


def _parse_numbers() -> float:
    phones = sample_phones(_PARSED)
    began = time.perf_counter()
    for phone in phones:
        try:
            phonenumbers.is_valid_number(phonenumbers.parse(phone, "ID"))
        except phonenumbers.NumberParseException:
            continue
    return _PARSED / (time.perf_counter() - began)
