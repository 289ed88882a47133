"""From the key press to the wire and to the result, beside a bare HTTP request.

The window, its services and the bare requests share one process, one loop and one warm
connection; the provider is the Sandbox, in a process of its own.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Aim, Figure, Sample, at_most, at_most_times

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parents[2]
BARE_POST = "bare httpx POST"
_WITHIN_S = 600
_LISTENING = re.compile(r"listening on (\S+) access_key=(\S+) access_secret=(\S+)")


def measure_presses(folder: Path, count: int, shown_on: Mapping[str, str]) -> list[Figure]:
    """Presses Enter and sends bare requests in turn.

    Args:
        folder: for the program's files.
        count: of each.
        shown_on: environment that says where the window is shown.
    """
    environment = {
        **os.environ,
        **shown_on,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT))),
    }
    with sandbox_program() as (base_url, access_key, access_secret):
        done = subprocess.run(
            [sys.executable, "-m", "bench.press_program"],
            input=json.dumps(
                {
                    "folder": str(folder / "press-data"),
                    "base_url": base_url,
                    "access_key": access_key,
                    "access_secret": access_secret,
                    "count": count,
                }
            ),
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=_WITHIN_S,
        )
    found: dict[str, list[float]] = json.loads(done.stdout)
    return _figures({name: Sample(tuple(values)) for name, values in found.items()})


@contextmanager
def sandbox_program(*options: str) -> Iterator[tuple[str, str, str]]:
    """The Sandbox in a process of its own: its address, access key and access secret."""
    command = [sys.executable, "-m", "dialer.sandbox", "--control", *options]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as program:
        try:
            line = program.stdout.readline() if program.stdout else ""
            found = _LISTENING.match(line)
            if found is None:
                raise RuntimeError("the Sandbox did not start")
            yield found[1], found[2], found[3]
        finally:
            program.terminate()


def _figures(samples: dict[str, Sample]) -> list[Figure]:
    times = at_most_times(1.3)
    ten_ms = at_most(10, "ms")
    bare_sent, bare_reply = samples["bare_sent"], samples["bare_reply"]
    figures = [
        Figure(name=name, ours=samples[key], floor_name=BARE_POST, floor=floor, aim=aim)
        for key, name, floor, aim in (
            ("sent", "Press to request sent, ms", bare_sent, times),
            ("shown", "Press to result in the window, ms", bare_reply, times),
            ("painted", "Press to result painted, ms", bare_reply, None),
            ("received", "Press to request at the server, ms", samples["bare_received"], None),
        )
    ]
    figures += [_of_our_own("wire", samples["sent"], bare_sent, ten_ms)]
    figures += [_of_our_own("result", samples["shown"], bare_reply, ten_ms)]
    figures += [
        Figure(name=f"  of it: {name}, ms", ours=samples[key])
        for key, name in (
            ("guard", "form and guard"),
            ("record", "journal write before sending (sync)"),
            ("signing", "body and signature"),
            ("sending", "sending"),
            ("reply", "server and reply"),
            ("update", "journal write of the outcome (sync)"),
            ("showing", "result card"),
            ("painting", "until painted"),
        )
    ]
    return figures


def _of_our_own(end: str, ours: Sample, floor: Sample, aim: Aim) -> Figure:
    own = tuple(value - floor.median for value in ours.values)
    return Figure(name=f"Our own part of press to {end}, ms", ours=Sample(own), aim=aim)
