"""Command line of Outdial."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from dialer import __version__
from dialer.desktop.folders import prepare_data_folder
from dialer.domain.link_schemes import is_call_link


def parse_arguments(arguments: list[str]) -> argparse.Namespace:
    """Reads the command line.

    Returns:
        ``data_dir`` (Path or None), ``sandbox`` and ``self_check`` (bool), ``link`` (str or None).
    """
    parser = argparse.ArgumentParser(
        prog="outdial", description="A desktop dialer for call-centre agents."
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        metavar="DIR",
        help="keep every file of this run (settings, database, log) under DIR",
    )
    parser.add_argument(
        "--sandbox", action="store_true", help="start on the Sandbox, which places no real call"
    )
    parser.add_argument(
        "--self-check", action="store_true", help="check that the program can work here, and end"
    )
    parser.add_argument("--version", action="version", version=f"outdial {__version__}")
    parser.add_argument(
        "link",
        nargs="?",
        metavar="tel:NUMBER",
        type=_call_link,
        help="put this number into the field; nothing is dialled",
    )
    return parser.parse_args(arguments)


def _call_link(text: str) -> str:
    if not is_call_link(text):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a link like tel:+12025550123")
    return text


def _is_taken_over(options: argparse.Namespace) -> bool:
    """Whether an Outdial that has the data folder open took this start over."""
    from dialer.desktop.handover import hand_over  # noqa: PLC0415 - --version needs none

    try:
        return hand_over(prepare_data_folder(options.data_dir), options.link)
    except OSError:
        # Without a folder there is nobody to hand over to; the start itself says why.
        return False


def main() -> int:
    """Entry point of ``outdial`` and ``python -m dialer``."""
    if getattr(sys, "frozen", False) and len(sys.argv) > 1:
        # A program in one file starts its own processes by starting itself.
        from multiprocessing import freeze_support  # noqa: PLC0415 - costs, and is rarely needed

        freeze_support()
    options = parse_arguments(sys.argv[1:])
    if options.self_check:
        from dialer.self_check import run_self_check  # noqa: PLC0415 - only when asked for

        return run_self_check(options.data_dir)
    if _is_taken_over(options):
        return 0
    # Nothing made before the first paint is garbage; looking for some costs 10 ms.
    gc.disable()
    from dialer.app import run  # noqa: PLC0415 - --version answers without Qt

    return run(options.data_dir, link=options.link, on_sandbox=options.sandbox)


if __name__ == "__main__":
    sys.exit(main())
