"""Command line of Outdial."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from dialer import __version__


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
        type=_tel_link,
        help="put this number into the field; nothing is dialled",
    )
    return parser.parse_args(arguments)


def _tel_link(text: str) -> str:
    if text[:4].lower() != "tel:" or not text[4:].strip():
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a link like tel:+12025550123")
    return text


def main() -> int:
    """Entry point of ``outdial`` and ``python -m dialer``."""
    options = parse_arguments(sys.argv[1:])
    if options.self_check:
        from dialer.self_check import run_self_check  # noqa: PLC0415 - only when asked for

        return run_self_check(options.data_dir)
    # Nothing made before the first paint is garbage; looking for some costs 10 ms.
    gc.disable()
    from dialer.app import run  # noqa: PLC0415 - --version answers without Qt

    return run(options.data_dir, link=options.link, on_sandbox=options.sandbox)


if __name__ == "__main__":
    sys.exit(main())
