"""``python -m dialer.sandbox``: the sandbox as a program of its own."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from typing import TYPE_CHECKING

from dialer.sandbox.nxcloud import DEFAULT_AGENT_COUNT
from dialer.sandbox.phrases import LANGUAGES
from dialer.sandbox.server import Sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence

_MAX_PORT = 65_535


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs until SIGTERM or Ctrl-C.

    Returns:
        0 after an orderly end, 1 where the port cannot be had.
    """
    options = _parse(arguments)
    try:
        asyncio.run(_run(options))
    except OSError as problem:
        sys.stderr.write(f"cannot listen on port {options.port}: {problem.strerror}\n")
        return 1
    return 0


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m dialer.sandbox", description="A provider on this machine; rings nobody."
    )
    parser.add_argument("--port", type=_port, default=0, help="0 lets the system choose")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of its words")
    parser.add_argument("--agents", type=_count, default=DEFAULT_AGENT_COUNT, help="of the team")
    parser.add_argument("--control", action="store_true", help="answer under /_sandbox/")
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= _MAX_PORT:
        raise ValueError(text)
    return port


def _count(text: str) -> int:
    count = int(text)
    if count < 1:
        raise ValueError(text)
    return count


async def _run(options: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    _stop_on_signals(stopped)
    sandbox = Sandbox(
        port=options.port,
        language=options.language,
        control=options.control,
        agent_count=options.agents,
    )
    async with sandbox:
        credentials, app = sandbox.credentials, sandbox.app_credentials
        sys.stdout.write(
            f"listening on {sandbox.base_url} access_key={credentials.access_key}"
            f" access_secret={credentials.access_secret}"
            f" app_key={app.app_key} app_secret={app.app_secret}\n"
        )
        sys.stdout.flush()
        await stopped.wait()


def _stop_on_signals(stopped: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:  # Windows' loop has no signal handlers
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))


if __name__ == "__main__":
    sys.exit(main())
