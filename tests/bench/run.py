"""``make bench``: measures, prints a table and writes build/bench.json. No timing fails it."""

from __future__ import annotations

import sys
from pathlib import Path

_TESTS = Path(__file__).resolve().parents[1]
# Run as a file, only this folder is on the path.
sys.path[:1] = [str(_TESTS), str(_TESTS.parent)]

from bench.suite import main  # noqa: E402 - the path comes first

if __name__ == "__main__":
    sys.exit(main())
