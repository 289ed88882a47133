"""Ten thousand agents: paged into the window, filtered and sorted, beside the bare requests.

The window, its services and the bare requests share one process and one loop; the provider
is the Sandbox, in a process of its own. The pace a real account keeps is switched off.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bench.figures import Figure, Sample, at_most
from bench.presses import sandbox_program

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]
_AGENTS = 10_000
_BARE = "bare httpx and JSON"
_WITHIN_S = 600


def measure_agents(folder: Path, rounds: int, shown_on: Mapping[str, str]) -> list[Figure]:
    """Loads the same agents in turn, through the window and by bare requests.

    Args:
        folder: for the program's files.
        rounds: of each; one more warms up.
        shown_on: environment that says where the window is shown.
    """
    environment = {
        **os.environ,
        **shown_on,
        "PYTHONPATH": os.pathsep.join((str(ROOT / "tests"), str(ROOT))),
    }
    with sandbox_program("--agents", str(_AGENTS)) as (base_url, access_key, access_secret):
        done = subprocess.run(
            [sys.executable, "-m", "bench.agents_program"],
            input=json.dumps(
                {
                    "folder": str(folder / "agents-data"),
                    "base_url": base_url,
                    "access_key": access_key,
                    "access_secret": access_secret,
                    "agents": _AGENTS,
                    "rounds": rounds,
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


def _figures(samples: dict[str, Sample]) -> list[Figure]:
    return [
        Figure(
            name="10,000 agents paged and painted, agents/s",
            ours=samples["shown_per_s"],
            floor_name=_BARE,
            floor=samples["bare_per_s"],
        ),
        Figure(
            name="Longest stall of the window's thread while paging, ms",
            ours=samples["stall"],
            floor_name=_BARE,
            floor=samples["bare_stall"],
            aim=at_most(50, "ms"),
        ),
        Figure(
            name="  of it: processor time of the thread at most, ms",
            ours=samples["busy"],
            floor_name=_BARE,
            floor=samples["bare_busy"],
            aim=at_most(50, "ms"),
        ),
        Figure(
            name="Filter keystroke to repainted rows of 10,000, ms",
            ours=samples["filter"],
            aim=at_most(50, "ms"),
        ),
        Figure(
            name="Click on a title to repainted rows of 10,000, ms",
            ours=samples["sort"],
            aim=at_most(100, "ms"),
        ),
    ]
