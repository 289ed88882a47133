"""The program's own log: what happened, never to whom or with which key."""

from __future__ import annotations

import contextlib
import logging
import logging.handlers
import os
import re
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from io import TextIOWrapper
    from pathlib import Path
    from types import TracebackType

_log = logging.getLogger(__name__)
_MAX_BYTES = 1_000_000
_KEPT = 3
_PRIVATE, _PRIVATE_FOLDER = 0o600, 0o700
# A second line of defence: nothing should put these into a message in the first place.
_LONG_NUMBER = re.compile(r"(?<![\w-])\+?\d{7,}(?![\w-])")
_LONG_HEX = re.compile(r"\b[0-9a-fA-F]{32,}\b")


class RedactingFormatter(logging.Formatter):
    """Masks what looks like a phone number, a digest or a key, tracebacks included."""

    def format(self, record: logging.LogRecord) -> str:
        """The formatted line with such parts masked."""
        text = super().format(record)
        return _LONG_NUMBER.sub("[number]", _LONG_HEX.sub("[digest]", text))


class _PrivateFileHandler(logging.handlers.RotatingFileHandler):
    """Log files that only their owner can read."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        os.chmod(self.baseFilename, _PRIVATE)  # noqa: PTH101 - the handler keeps a str
        return stream


def start_logging(folder: Path) -> None:
    """Sends the program's log to ``outdial.log`` in a folder only its owner can open.

    Where that folder cannot be made the program goes on without a log, and says so on stderr:
    agents must be able to call.
    """
    try:
        folder.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        if sys.stderr is not None:
            print(f"No log is kept: {folder}: {error.strerror}", file=sys.stderr)  # noqa: T201 - there is no log
        return
    handler = _PrivateFileHandler(
        folder / "outdial.log",
        maxBytes=_MAX_BYTES,
        backupCount=_KEPT,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(RedactingFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    logging.getLogger("dialer").setLevel(logging.INFO)


def log_uncaught_errors() -> None:
    """Makes errors that nobody caught reach the log, in Qt's slots and in threads.

    What was told of them before is still told, on stderr as a rule.
    """
    tell_main, tell_thread = sys.excepthook, threading.excepthook

    def on_main(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        _log_error("Uncaught error", error)
        tell_main(kind, error, trace)

    def on_thread(told: threading.ExceptHookArgs) -> None:
        name = told.thread.name if told.thread is not None else "unknown"
        _log_error(f"Uncaught error in thread {name}", told.exc_value)
        tell_thread(told)

    sys.excepthook = on_main
    threading.excepthook = on_thread


def log_loop_errors(loop: AbstractEventLoop) -> None:
    """Makes errors that nobody awaited reach the log and stderr."""
    loop.set_exception_handler(_on_loop_error)


def _on_loop_error(_loop: AbstractEventLoop, context: dict[str, Any]) -> None:
    # The rest of the context shows tasks and transports, whose words nobody has checked.
    words = str(context.get("message") or "Error in the event loop")
    error = context.get("exception")
    _log_error(words, error)
    if sys.stderr is not None:
        print(words, file=sys.stderr)  # noqa: T201 - where Python itself tells of errors
        traceback.print_exception(error, file=sys.stderr)


def _log_error(words: str, error: BaseException | None) -> None:
    """Logs an error; a log that cannot be written must not hide it from stderr."""
    # An error raised here would replace the one that is to be told.
    with contextlib.suppress(Exception):
        _log.error("%s", words, exc_info=error)
