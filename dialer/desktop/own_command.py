"""The command that starts this program again, from any folder."""

from __future__ import annotations

import os
import sys
import sysconfig
from pathlib import Path


def own_command(data_dir: Path | None) -> tuple[str, ...]:
    """Program and arguments; a link may be put behind them.

    Args:
        data_dir: the folder this start was given with ``--data-dir``, if any.
    """
    folder = () if data_dir is None else ("--data-dir", str(data_dir.expanduser().absolute()))
    return (*_program(), *folder)


def _program() -> tuple[str, ...]:
    image = os.environ.get("APPIMAGE")
    if image:
        # What it holds is mounted anew, somewhere else, at each start.
        return (image,)
    if getattr(sys, "frozen", False):
        return (sys.executable,)
    root = Path(__file__).resolve().parents[2]
    command = (_python(), "-m", "dialer")
    if root == Path(sysconfig.get_paths()["purelib"]).resolve() or sys.platform == "win32":
        return command
    # A checkout is found only from within itself; who opens links starts programs elsewhere.
    return ("env", f"PYTHONPATH={root}", *command)


def _python() -> str:
    executable = Path(sys.executable)
    without_console = executable.with_name("pythonw.exe")
    if sys.platform == "win32" and without_console.exists():
        return str(without_console)
    return str(executable)
