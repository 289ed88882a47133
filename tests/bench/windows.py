"""Start to a ready window, memory and idling: Outdial beside a bare window and Twinkle."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from bench import processes
from bench.figures import Aim, Figure, Sample, at_most, at_most_times, beside
from bench.launches import Launch, NoMainWindow, Subject, launched
from secret_service import wait_until

if TYPE_CHECKING:
    from bench.desktop_session import Desktop

ROOT = Path(__file__).resolve().parents[2]
OUTDIAL, BARE, TWINKLE = "Outdial", "bare window", "Twinkle"
_IDLE_S = 10.0
# Above this share of a core used by others, a start says more about them.
_NOISE_PERCENT = 25.0
_TWINKLE_PSS_MB = 84.0
_TWINKLE_PROFILE = """\
user_name=agent
user_domain=example.invalid
user_display=Agent
register_at_startup=no
"""
_NO_SOUND = "pcm.!default { type null }\nctl.!default { type null }\n"

Values = dict[tuple[str, str], list[float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rounds:
    """How often to measure, and what came of it.

    Attributes:
        starts: starts of each program that count.
        idle: how often each is watched while idle, and called with.
        spare: how many more rounds may replace those that others disturbed.
        notes: for the person who reads the table.
    """

    starts: int
    idle: int
    spare: int
    notes: list[str] = field(default_factory=list)


def measure_windows(desktop: Desktop, folder: Path, rounds: Rounds) -> list[Figure]:
    """Starts every program in turn, round after round; the first round only warms up."""
    subjects = _subjects(desktop, folder, rounds)
    _leave_out_unusable(subjects, desktop, rounds)
    values: Values = defaultdict(list)
    disturbed: list[tuple[float, Values]] = []
    kept = tried = 0
    while kept < rounds.starts and tried <= rounds.starts + rounds.spare:
        noise, found = _one_round(subjects, desktop)
        tried += 1
        if tried == 1:
            continue
        if noise > _NOISE_PERCENT:
            disturbed.append((noise, found))
        else:
            kept += 1
            _add(values, found)
    disturbed.sort(key=lambda entry: entry[0])
    for _noise, found in disturbed[: rounds.starts - kept]:
        _add(values, found)
    if kept < rounds.starts:
        rounds.notes.append(
            f"{rounds.starts - kept} of {rounds.starts} rounds of starts were disturbed by other "
            "programs: run this again on a quiet machine."
        )
    for _ in range(rounds.idle):
        _add(values, _idle_round(subjects, desktop))
    values[OUTDIAL, "pss_after_call"] = _memory_after_a_call(desktop, folder, rounds.idle)
    return _figures(values)


def _subjects(desktop: Desktop, folder: Path, rounds: Rounds) -> list[Subject]:
    bare = str(Path(__file__).with_name("bare_window.py"))
    subjects = [
        Subject(name=BARE, command=(sys.executable, bare), folder=ROOT),
        _outdial(folder / "outdial-data"),
    ]
    if shutil.which("twinkle") is None:
        rounds.notes.append("Twinkle is not installed, so nothing was compared with it.")
        return subjects
    (desktop.home / ".twinkle").mkdir(exist_ok=True)
    (desktop.home / ".twinkle" / "agent.cfg").write_text(_TWINKLE_PROFILE, encoding="utf-8")
    (desktop.home / ".asoundrc").write_text(_NO_SOUND, encoding="utf-8")
    command = ("twinkle", "--force", "-f", "agent")
    return [*subjects, Subject(name=TWINKLE, command=command, folder=desktop.home)]


def _leave_out_unusable(subjects: list[Subject], desktop: Desktop, rounds: Rounds) -> None:
    """Twinkle shows an error box where its port is taken: a figure of that would be false."""
    for subject in [one for one in subjects if one.name == TWINKLE]:
        try:
            with launched(subject, desktop):
                pass
        except NoMainWindow as problem:
            subjects.remove(subject)
            rounds.notes.append(f"Nothing was compared with {subject.name}: {problem}.")


def _outdial(data_dir: Path) -> Subject:
    command = (sys.executable, "-m", "dialer", "--data-dir", str(data_dir))
    return Subject(name=OUTDIAL, command=command, folder=ROOT)


def _one_round(subjects: list[Subject], desktop: Desktop) -> tuple[float, Values]:
    """How much of a core others used, at worst, and what was measured."""
    found: Values = defaultdict(list)
    worst = 0.0
    for subject in subjects:
        began, others_s = time.monotonic(), processes.cpu_s_of_others()
        with launched(subject, desktop) as launch:
            name = subject.name
            found[name, "mapped"].append(launch.start.mapped_ms)
            found[name, "painted"].append(launch.start.painted_ms)
            found[name, "ready"].append(launch.start.ready_ms)
            found[name, "pss"].append(launch.pss_mb())
            used_s = processes.cpu_s_of_others() - others_s
        worst = max(worst, 100 * used_s / (time.monotonic() - began))
    return worst, found


def _idle_round(subjects: list[Subject], desktop: Desktop) -> Values:
    """What each does while left alone; others on the machine hardly change that."""
    found: Values = defaultdict(list)
    for subject in subjects:
        with launched(subject, desktop) as launch:
            launch.pss_mb()  # no sooner than this has everything been loaded
            idling = launch.idle(_IDLE_S)
        found[subject.name, "idle_cpu"].append(idling.cpu_percent)
        found[subject.name, "switches"].append(idling.switches_per_s)
    return found


def _add(values: Values, found: Values) -> None:
    for key, more in found.items():
        values[key] += more


def _memory_after_a_call(desktop: Desktop, folder: Path, count: int) -> list[float]:
    """Memory once a call went to the Sandbox and came back: HTTP and TLS are loaded then."""
    found = []
    for number in range(count):
        data_dir = folder / f"outdial-call-{number}"
        with launched(_outdial(data_dir), desktop) as launch:
            _call(desktop, launch)
            wait_until(lambda path=data_dir: _has_outcome(path), "the outcome of a call")  # type: ignore[misc]
            time.sleep(1)
            found.append(launch.pss_mb())
    return found


def _call(desktop: Desktop, launch: Launch) -> None:
    for action in (
        ["windowactivate", "--sync", str(launch.window)],
        ["type", "+12125550123"],
        ["key", "Return"],
    ):
        subprocess.run(["xdotool", *action], env=dict(desktop.environment), check=True, timeout=30)


def _has_outcome(data_dir: Path) -> bool:
    with contextlib.closing(sqlite3.connect(data_dir / "outdial.db")) as connection:
        query = "SELECT count(*) FROM calls WHERE state = 'accepted'"
        (count,) = connection.execute(query).fetchone()
    return bool(count)


def _figures(values: Values) -> list[Figure]:
    samples = {key: Sample(tuple(found)) for key, found in values.items() if found}
    figures: list[Figure] = []
    for key, name, aims in (
        ("mapped", "Start to mapped window, ms", {}),
        ("painted", "Start to painted window, ms", {}),
        ("ready", "Start to ready window, ms", {BARE: 1.25, TWINKLE: 1.0}),
        ("pss", "Memory 3 s after the start, PSS MB", {TWINKLE: 1.0}),
    ):
        floors = {n: samples[n, key] for n in (BARE, TWINKLE) if (n, key) in samples}
        wanted = {n: at_most_times(factor) for n, factor in aims.items()}
        figures += beside(name, samples[OUTDIAL, key], floors, wanted)
    figures.append(_after_a_call(samples))
    for key, name, aim in (
        ("idle_cpu", "Idle for 10 s, CPU %", at_most(0.1, "%")),
        ("switches", "Idle for 10 s, voluntary switches/s", at_most(8, "/s")),
    ):
        floors = {n: samples[n, key] for n in (BARE, TWINKLE) if (n, key) in samples}
        figures += beside(name, samples[OUTDIAL, key], floors, {BARE: aim})
    return figures


def _after_a_call(samples: dict[tuple[str, str], Sample]) -> Figure:
    twinkle = samples.get((TWINKLE, "pss"))
    fixed = Aim(words=f"< {_TWINKLE_PSS_MB:g} MB", is_met=lambda ours, _: ours < _TWINKLE_PSS_MB)
    return Figure(
        name="Memory after a Sandbox call, PSS MB",
        ours=samples[OUTDIAL, "pss_after_call"],
        floor_name=TWINKLE if twinkle else "",
        floor=twinkle,
        aim=at_most_times(1) if twinkle else fixed,
    )
