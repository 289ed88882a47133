"""What is loaded behind the window's first paint, on a thread of its own."""

from __future__ import annotations

import subprocess
import sys

LOADED_BEHIND = """
import sys
import phonenumbers
import dialer.backend
print(*(name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6", "qasync")))
"""


def test_the_loading_thread_names_nothing_of_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", LOADED_BEHIND], check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == [], "PySide6 crashes where two threads make its types at once"
