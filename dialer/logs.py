"""The program's own log: what happened, never to whom or with which key."""

from __future__ import annotations

import logging
import logging.handlers
import os
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from io import TextIOWrapper
    from pathlib import Path

_MAX_BYTES = 1_000_000
_KEPT = 3
_PRIVATE = 0o600
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
    """Sends the program's log to ``outdial.log`` in a folder only its owner can open."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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
