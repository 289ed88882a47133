"""Rows of text with a delimiter, whatever quotes and line ends it has."""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING, TextIO

from dialer.lists.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

# A line or a quoted cell beyond these is damage, not data: what reads on forgets it.
MAX_LINE_CHARS = 262_144
MAX_RECORD_CHARS = 65_536
MAX_RECORD_LINES = 200
_LINE_ENDS = ("\n", "\r")
_TOO_LONG = f"This line is longer than {MAX_LINE_CHARS:,} characters, and was not read whole."


class _Lines:
    """Lines of a text, cut where they are too long, that can be put back.

    Args:
        text: opened with ``newline=""``, so that its line ends are as they were.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._put_back: deque[tuple[str, bool]] = deque()
        self._piece = ""
        self.number = 0
        self.was_cut = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._put_back:
            line, self.was_cut = self._put_back.popleft()
        else:
            line, self.was_cut = self._next_piece(), False
            if not line:
                raise StopIteration
            if len(line) >= MAX_LINE_CHARS:
                self._drop_rest(line)
        self.number += 1
        return line

    def put_back(self, lines: list[tuple[str, bool]]) -> None:
        """Has lines, and whether each was cut, read again before all others."""
        self._put_back.extendleft(reversed(lines))
        self.number -= len(lines)

    def _next_piece(self) -> str:
        piece, self._piece = self._piece, ""
        return piece or self._text.readline(MAX_LINE_CHARS)

    def _drop_rest(self, piece: str) -> None:
        while piece and not piece.endswith("\n"):
            was_return = piece.endswith("\r")
            piece = self._next_piece()
            # The limit may fall between the two halves of a line end.
            if was_return and piece != "\n":
                self._piece = piece
                return
            self.was_cut = self.was_cut or bool(piece.strip("\r\n"))


class _Records:
    """Records with quoted cells, which may go on over several lines."""

    def __init__(self, lines: _Lines, delimiter: str) -> None:
        self._lines = lines
        self._delimiter = delimiter
        self._first: str | None = None
        self._taken: list[tuple[str, bool]] = []
        self._reader = self._make_reader()

    def read(self, first: str) -> list[str]:
        """Cells of the record that begins with a line."""
        self._first, self._taken = first, []
        try:
            return next(self._reader)
        except (csv.Error, StopIteration):
            self._lines.put_back(self._taken)
            self._reader = self._make_reader()
            return _split(first, self._delimiter)

    def _make_reader(self) -> Iterator[list[str]]:
        # Strict: a cell that goes on behind its closing quote was never a quoted one.
        return csv.reader(
            self._feed(), delimiter=self._delimiter, strict=True, skipinitialspace=True
        )

    def _feed(self) -> Iterator[str]:
        size = 0
        while True:
            if self._first is not None:
                line, self._first = self._first, None
                size = 0
            else:
                line = next(self._lines, "")
                if not line:
                    return
                self._taken.append((line, self._lines.was_cut))
            size += len(line)
            if (
                self._lines.was_cut
                or size > MAX_RECORD_CHARS
                or len(self._taken) > MAX_RECORD_LINES
            ):
                return
            yield line


def read_delimited(text: TextIO, delimiter: str) -> Iterator[Row]:
    """Rows of a text.

    A quote that is never closed, or is closed in the middle of a cell, is an ordinary
    character: reading it as the start of a cell would swallow the rows behind it.

    Args:
        text: opened with ``newline=""``.
        delimiter: one character; ``""`` where every line is one cell.
    """
    lines = _Lines(text)
    records = _Records(lines, delimiter) if delimiter else None
    for line in lines:
        number = lines.number
        if lines.was_cut:
            yield Row(number, _split(line, delimiter), _TOO_LONG)
        elif records is not None and '"' in line:
            yield Row(number, records.read(line))
        else:
            yield Row(number, _split(line, delimiter))


def _split(line: str, delimiter: str) -> list[str]:
    line = line.rstrip("\r\n")
    return line.split(delimiter) if delimiter else [line]
