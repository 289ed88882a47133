"""The properties of vCards, put together from lines that were folded in every known way.

Sources: vCard 2.1 (versit), RFC 2426 (3.0), RFC 6350 (4.0). Beyond them, what programs write:

* soft line breaks of quoted-printable, with and without a space at the start of the next line;
* base64 that is indented, not indented, ended by a blank line or by nothing;
* lines of a note that were never folded at all, and whole cards that are indented;
* line ends of three kinds, doubled ones too, and byte order marks in the middle.
"""

from __future__ import annotations

import codecs
import io
import re
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, TypeAlias

from dialer.lists.sources import unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Its number, the line without its end, and whether it was cut.
_Line: TypeAlias = tuple[int, bytes, bool]

MAX_VALUE_BYTES = 65_536
# A line beyond this is a picture: its beginning tells that, and the rest is dropped.
_MAX_LINE_CHARS = 1 << 17
_NAME = re.compile(rb"(?:([A-Za-z0-9_-]+)\.)?([A-Za-z][A-Za-z0-9_-]*)[ \t]*(?=[;:])")
_CODED = re.compile(rb"[;=,][ \t]*quoted-printable", re.IGNORECASE)
_BASE64 = re.compile(rb"[;=][ \t]*(?:base64|b)[ \t]*(?=[;:,]|\Z)", re.IGNORECASE)
_PICTURES = frozenset({b"PHOTO", b"LOGO", b"SOUND", b"KEY"})
# What they say stands in one line, whatever follows.
_FRAME = frozenset({b"BEGIN", b"END"})
_ENDS = frozenset({b"BEGIN:VCARD", b"END:VCARD"})
_LINE_ENDS = ("\n", "\r")
_MAX_HEAD_BYTES = 4_096
# Those that are read, and have parameters enough for a fold to stand among them.
_FOLDED_IN_HEAD = frozenset(b"TEL FN N ORG NOTE UID CATEGORIES NICKNAME X-MS-TEL".split())
_KNOWN = frozenset(
    b"VERSION FN N TEL EMAIL ADR LABEL ORG TITLE ROLE NOTE UID REV BDAY URL PHOTO LOGO SOUND "
    b"CATEGORIES NICKNAME PRODID IMPP SORT-STRING CLASS GENDER KIND ANNIVERSARY".split()
)


class Property(NamedTuple):
    """One property of a card.

    Attributes:
        line: line of the file it begins at, from 1.
        group: in capitals, or ``b""``.
        name: in capitals.
        head: what stands before the value: the name and its parameters.
        value: as it stands in the file, unfolded; ``b""`` for pictures and the like.
        is_coded: the value is quoted-printable.
        is_cut: the value was too long to be kept whole.
    """

    line: int
    group: bytes
    name: bytes
    head: bytes
    value: bytes
    is_coded: bool = False
    is_cut: bool = False


def read_properties(data: BinaryIO, encoding: str) -> Iterator[Property]:
    """Every property of a file, inside cards and outside.

    Args:
        data: at its beginning; it stays open.
        encoding: of the file; only UTF-16 makes a difference here, for in all others the
            marks between values are the same bytes.

    Raises:
        InputError: the file cannot be read to its end.
    """
    current: _Unfinished | None = None
    is_old = False
    for number, text, is_cut in _with_whole_heads(_lines(data, encoding)):
        if current is not None and current.takes(text, is_cut=is_cut):
            continue
        following = _begin(number, text, is_old=is_old)
        if following is None:
            if current is not None and text.strip():
                current.add_stray(text)
            continue
        if current is not None:
            yield current.finish()
        if following.name == b"VERSION":
            is_old = following.first.strip().startswith(b"2")
        elif following.name == b"BEGIN":
            is_old = False
        following.is_cut = is_cut
        current = following
    if current is not None:
        yield current.finish()


def _with_whole_heads(lines: Iterable[_Line]) -> Iterator[_Line]:
    """The same lines, those joined that were folded before their value began."""
    head: _Line | None = None
    for line in lines:
        if head is not None:
            number, text, _ = head
            is_folded = line[1][:1] in {b" ", b"\t"} and len(text) < _MAX_HEAD_BYTES
            joined = text + line[1][1:]
            if is_folded and _lacks_value(joined):
                head = (number, joined, line[2])
                continue
            head = None
            if is_folded:
                yield number, joined, line[2]
                continue
            yield number, text, False
        if _lacks_value(line[1]):
            head = line
        else:
            yield line
    if head is not None:
        yield head


def _lacks_value(text: bytes) -> bool:
    """Tells whether a line may be parameters only."""
    if b":" in text or b";" not in text:
        return False
    match = _NAME.match(text)
    return match is not None and match[2].upper() in _FOLDED_IN_HEAD


def _lines(data: BinaryIO, encoding: str) -> Iterator[_Line]:
    is_wide = encoding.startswith("utf-16")
    # As Latin-1 every byte is a character: only the line ends are looked at.
    text = io.TextIOWrapper(data, encoding if is_wide else "latin-1", "replace", newline="")
    target = "utf-8" if is_wide else "latin-1"
    number = 0
    before = ""
    try:
        while line := text.readline(_MAX_LINE_CHARS):
            is_doubled = line == "\r\n" and before.endswith("\r")
            before = line
            if is_doubled:
                continue
            number += 1
            is_cut = not line.endswith(_LINE_ENDS) and len(line) >= _MAX_LINE_CHARS
            if is_cut:
                before = _drop_rest(text)
            encoded = line.rstrip("\r\n").encode(target, "replace")
            yield number, encoded.removeprefix(codecs.BOM_UTF8), is_cut
    except OSError as error:
        raise unreadable(error) from error
    finally:
        if not data.closed:
            text.detach()


def _drop_rest(text: io.TextIOWrapper) -> str:
    """Passes over the rest of a line; returns its last piece."""
    piece = " "
    while piece and not piece.endswith(_LINE_ENDS):
        piece = text.readline(_MAX_LINE_CHARS)
    return piece


class _Unfinished:
    """A property that may go on in the next line."""

    __slots__ = (
        "_head",
        "_is_base64",
        "_is_broken_softly",
        "_is_coded",
        "_is_old",
        "_is_picture",
        "_pieces",
        "_size",
        "group",
        "indent",
        "is_cut",
        "line",
        "name",
    )

    def __init__(
        self, line: int, match: re.Match[bytes], text: bytes, *, colon: int, is_old: bool
    ) -> None:
        self.line = line
        self.group = (match[1] or b"").upper()
        self.name = match[2].upper()
        self.indent = 0
        self.is_cut = False
        self._head = head = text[:colon]
        self._is_old = is_old
        self._is_picture = self.name in _PICTURES
        has_parameters = b";" in head
        self._is_coded = has_parameters and _CODED.search(head) is not None
        self._is_base64 = has_parameters and _BASE64.search(head) is not None
        self._is_broken_softly = False
        self._pieces: list[bytes] = []
        self._size = 0
        self._add(text[colon + 1 :])

    @property
    def first(self) -> bytes:
        """The value as far as it stands in the first line."""
        return self._pieces[0] if self._pieces else b""

    def takes(self, text: bytes, *, is_cut: bool) -> bool:
        """Adds a line where it belongs to this property; else tells that it does not."""
        if self._is_broken_softly:
            if _begins_anew(text):
                return False
        elif text[:1] in {b" ", b"\t"}:
            if self._is_beside(text):
                return False
            if self.name in _FRAME:
                return True
            if not self._is_coded:
                # In 2.1 a fold stands where a space is; later it adds one of its own.
                is_kept = self._is_old and not self._is_base64
                text = text if is_kept else text[1:]
        elif not (self._is_picture or self._is_base64) or b":" in text:
            return False
        self._add(text)
        self.is_cut = self.is_cut or (is_cut and not self._is_picture)
        return True

    def add_stray(self, text: bytes) -> None:
        """Adds a line that was never folded: it is one of the value's own lines."""
        if self.name not in _FRAME:
            self._add(b"\n" + text)

    def finish(self) -> Property:
        """The whole property."""
        pieces = self._pieces
        if self._is_coded:
            value = self._join_softly()
        else:
            value = pieces[0] if len(pieces) == 1 else b"".join(pieces)
        return Property(
            self.line, self.group, self.name, self._head, value, self._is_coded, self.is_cut
        )

    def _add(self, text: bytes) -> None:
        self._is_broken_softly = self._is_coded and text.rstrip(b" \t").endswith(b"=")
        if self._is_picture or not text:
            return
        room = MAX_VALUE_BYTES - self._size
        self.is_cut = self.is_cut or len(text) > room
        if room:
            self._pieces.append(text[:room])
            self._size += len(text[:room])

    def _is_beside(self, text: bytes) -> bool:
        """Tells whether an indented line is a property of its own, in a card that is indented."""
        if self.name != b"BEGIN" and not self.indent:
            return False
        bare = text.lstrip(b" \t")
        indent = len(text) - len(bare)
        return indent >= self.indent and _NAME.match(bare) is not None

    def _join_softly(self) -> bytes:
        first, *others = self._pieces or [b""]
        # One space may be the text's own; at the start of every line it is a fold.
        is_folded = len(others) > 1 and all(piece[:1] in {b" ", b"\t"} for piece in others)
        joined = [first]
        for piece in others:
            before = joined[-1].rstrip(b" \t")
            joined[-1] = before.removesuffix(b"=")
            is_tab = piece[:1] == b"\t"
            joined.append(piece[1:] if is_folded or is_tab else piece)
        last = joined[-1].rstrip(b" \t")
        # A break that nothing follows.
        joined[-1] = last[:-1] if last.endswith(b"=") else joined[-1]
        return b"".join(joined)


def _begin(line: int, text: bytes, *, is_old: bool) -> _Unfinished | None:
    """The property that begins in a line, or None."""
    bare = text.lstrip(b" \t")
    match = _NAME.match(bare)
    colon = _find_colon(bare, match.end()) if match else -1
    if match is None or colon < 0:
        return None
    found = _Unfinished(line, match, bare, colon=colon, is_old=is_old)
    found.indent = len(text) - len(bare)
    return found


def _begins_anew(text: bytes) -> bool:
    """Tells whether a line is no more of what was broken before it, though it was broken."""
    if text.strip().upper() in _ENDS:
        return True
    match = _NAME.match(text)
    colon = _find_colon(text, match.end()) if match else -1
    if match is None or match[2] not in _KNOWN or colon < 0:
        return False
    head, value = text[:colon], text[colon + 1 :]
    is_coded = _CODED.search(head) is not None
    # A note may say "TEL: ..." at the start of a line; and what is broken in turn goes on.
    return not value.startswith(b" ") and (is_coded or not value.endswith(b"="))


def _find_colon(text: bytes, start: int) -> int:
    """Where the value begins: the first colon outside quotes; -1 where there is none."""
    colon = text.find(b":", start)
    quote = text.find(b'"', start, colon) if colon >= 0 else -1
    while 0 <= quote < colon:
        closing = text.find(b'"', quote + 1)
        if closing < 0:
            break
        if closing > colon:
            colon = text.find(b":", closing)
            if colon < 0:
                return text.find(b":", start)
        quote = text.find(b'"', closing + 1, colon)
    return colon
