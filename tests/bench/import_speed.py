"""Rows a second of importing contacts, beside putting the same cells into a bare table."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure, Sample, at_most, beside

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROOT = Path(__file__).resolve().parents[2]
_PROGRAM = Path(__file__).with_name("import_program.py")
_MAX_STALL_MS = 50
_TITLES = ("First Name", "Last Name", "Company", "Mobile Phone", "Business Phone", "Notes")
_COMPANIES = 5003
_OFFICES = 9999


def measure_imports(folder: Path, rows: int, rounds: int) -> list[Figure]:
    """Imports the same file, each time into a data folder of its own."""
    path = folder / "contacts.csv"
    _write(path, rows)
    runs, bare, indexed = [], [], []
    for number in range(rounds):
        runs.append(_run(folder / f"import {number}", path))
        bare.append(_insert(folder / f"bare {number}.db", path, with_index=False))
        indexed.append(_insert(folder / f"indexed {number}.db", path, with_index=True))
    floors = {
        "executemany into one table": Sample(tuple(bare)),
        "executemany into one table and a trigram index": Sample(tuple(indexed)),
    }
    return _figures(runs, floors)


def _figures(runs: Sequence[dict[str, float]], floors: dict[str, Sample]) -> list[Figure]:
    return [
        *beside(
            "Import of contacts from CSV, rows/s",
            Sample(tuple(run["rows"] / run["import_s"] for run in runs)),
            floors,
            {},
        ),
        Figure(
            name="Import of contacts, rows/s of processor time",
            ours=Sample(tuple(run["rows"] / run["cpu_s"] for run in runs)),
        ),
        Figure(
            name="Import of the same file again, rows/s",
            ours=Sample(tuple(run["rows"] / run["again_s"] for run in runs)),
        ),
        Figure(
            name="Import of contacts, peak memory of its process, MB",
            ours=Sample(tuple(run["worker_mb"] for run in runs)),
        ),
        Figure(
            name="Import of contacts, longest stall of the loop, ms",
            ours=Sample(tuple(run["stall_ms"] for run in runs)),
            floor_name="the same loop idle for 10 s",
            floor=Sample(tuple(run["idle_stall_ms"] for run in runs)),
            aim=at_most(_MAX_STALL_MS, "ms"),
        ),
    ]


def _write(path: Path, rows: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_TITLES)
        writer.writerows(
            (
                f"Siti {number}",
                f"Dewi {number % 997}",
                f"Toko {number % _COMPANIES}",
                f"0812{10_000_000 + number}",
                f"021{5_550_000 + number % _OFFICES}",
                f"Asked for {number}, in the morning",
            )
            for number in range(rows)
        )


def _run(folder: Path, path: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, str(_PROGRAM), str(folder), str(path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(_ROOT), str(_ROOT / "tests")))},
        stdout=subprocess.PIPE,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def _insert(target: Path, path: Path, *, with_index: bool) -> float:
    """Rows a second, in one transaction: nobody is known again, no number is read."""
    connection = sqlite3.connect(target)
    try:
        connection.execute("CREATE TABLE contacts (a, b, c, d, e, f)")
        connection.execute("CREATE VIRTUAL TABLE pieces USING fts5 (body, tokenize = 'trigram')")
        connection.commit()
        began = time.perf_counter()
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            next(reader)
            done = connection.executemany("INSERT INTO contacts VALUES (?, ?, ?, ?, ?, ?)", reader)
        if with_index:
            connection.execute(
                "INSERT INTO pieces (rowid, body)"
                " SELECT rowid, a || ' ' || b || ' ' || c || ' ' || d || ' ' || e FROM contacts"
            )
        connection.commit()
        return done.rowcount / (time.perf_counter() - began)
    finally:
        connection.close()
