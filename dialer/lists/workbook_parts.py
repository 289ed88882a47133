"""What the cells of a sheet refer to: strings shared by the workbook, and number formats."""

from __future__ import annotations

import re
from array import array
from typing import TYPE_CHECKING

from dialer.lists.package import too_large
from dialer.lists.rows import MAX_CELL_CHARS

if TYPE_CHECKING:
    from dialer.lists.package import Package

_MAX_STRING_BYTES = 96 << 20
_MAX_STRINGS = 4_000_000
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Built-in formats of dates and times, those of East Asian editions among them.
_DATE_FORMATS = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_LITERALS = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_ZEROS = re.compile(r"0{2,20}")

IS_PLAIN, IS_DATE = 0, -1


def unescaped(text: str) -> str:
    """Text with the characters back that XML cannot hold."""
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class RichText:
    """Gathers the text of a string element, leaving out how it is pronounced."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._is_text = False
        self._is_phonetic = False

    def start(self, name: str, _attributes: dict[str, str]) -> None:
        """An element inside begins."""
        if name == "t":
            self._is_text = not self._is_phonetic
        elif name == "rPh":
            self._is_phonetic = True

    def end(self, name: str) -> None:
        """An element inside ends."""
        if name == "t":
            self._is_text = False
        elif name == "rPh":
            self._is_phonetic = False

    def text(self, text: str) -> None:
        """Takes a piece of text, as long as the cell is not beyond its limit."""
        if self._is_text and self._length <= MAX_CELL_CHARS:
            self._pieces.append(text)
            self._length += len(text)

    def take(self) -> str:
        """The text, and begins anew."""
        pieces = self._pieces
        text = pieces[0] if len(pieces) == 1 else "".join(pieces)
        if "_x" in text or self._length > MAX_CELL_CHARS:
            text = unescaped(text)[:MAX_CELL_CHARS]
        self._pieces, self._length = [], 0
        self._is_text = self._is_phonetic = False
        return text


class SharedStrings(RichText):
    """Strings by index, in one block of memory: a million of them as a list are 80 MB.

    Raises:
        InputError: there are more than any list can need.
    """

    def __init__(self) -> None:
        super().__init__()
        self._block = bytearray()
        self._ends = array("I")

    def load(self, package: Package, part: str) -> None:
        """Reads the part that holds them."""
        package.parse_whole(part, self)

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends):
            return ""
        begin = self._ends[index - 1] if index else 0
        return self._block[begin : self._ends[index]].decode()

    def end(self, name: str) -> None:
        """An element ends; ``si`` is a string."""
        if name != "si":
            super().end(name)
            return
        self._block += self.take().encode("utf-8", "replace")
        self._ends.append(len(self._block))
        if len(self._block) > _MAX_STRING_BYTES or len(self._ends) > _MAX_STRINGS:
            raise too_large()


class NumberFormats:
    """What each cell style makes of a number: IS_PLAIN, IS_DATE, or digits to pad it to."""

    def __init__(self) -> None:
        self._codes: dict[int, str] = {}
        self._kinds: list[int] = []
        self._is_in_cells = False

    def load(self, package: Package, part: str) -> None:
        """Reads the part that holds the styles."""
        package.parse_whole(part, self)

    def __getitem__(self, style: int) -> int:
        return self._kinds[style] if 0 <= style < len(self._kinds) else IS_PLAIN

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if name == "numFmt":
            self._codes[int(attributes.get("numFmtId", "0"))] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._is_in_cells = True
        elif name == "xf" and self._is_in_cells:
            self._kinds.append(self._kind_of(int(attributes.get("numFmtId", "0"))))

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "cellXfs":
            self._is_in_cells = False

    def text(self, text: str) -> None:
        """Styles have none."""

    def _kind_of(self, format_id: int) -> int:
        code = self._codes.get(format_id)
        if code is None:
            return IS_DATE if format_id in _DATE_FORMATS else IS_PLAIN
        positive = code.partition(";")[0]
        if _ZEROS.fullmatch(positive):
            return len(positive)
        if positive.lower() in {"general", "standard"}:
            return IS_PLAIN
        return IS_DATE if _DATE_LETTERS.search(_LITERALS.sub("", positive)) else IS_PLAIN
