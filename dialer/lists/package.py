"""The inside of a workbook: XML in a ZIP, read in pieces and within bounds.

A workbook may come from anybody. Whatever it claims or holds, reading it takes no more
memory than a few chunks and no more time than its honest size explains.
"""

from __future__ import annotations

import zipfile
import zlib
from typing import TYPE_CHECKING, BinaryIO, Protocol
from xml.parsers import expat

from dialer.domain.errors import InputError
from dialer.lists.rows import FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator

_CHUNK = 1 << 16
# The list of parts of a workbook takes some kilobytes; Python holds ten times as much of it.
_MAX_SINGLE_READ = 1 << 20
_MAX_PART = 2 << 30
# Rows of a sheet pack to a tenth or a thirtieth of their size; what packs to less is a trap.
_UNSUSPECTED = 64 << 20
_MAX_RATIO = 200
_MAX_TOKEN = 1 << 20
_MAX_DEPTH = 128
_MAX_NAMES = 5_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 0x1
_DAMAGED = (
    "This workbook is damaged. Open it in the spreadsheet program, save it again as .xlsx or "
    "CSV, and choose the new file."
)
_TOO_LARGE = (
    "This workbook is too large to be read. Save the sheet with the numbers as CSV, and choose "
    "that file."
)


def damaged() -> InputError:
    """For what no spreadsheet program writes."""
    return InputError(FIELD, _DAMAGED)


def too_large() -> InputError:
    """For what goes beyond every bound."""
    return InputError(FIELD, _TOO_LARGE)


class Handlers(Protocol):
    """What is told of the elements of a part, namespaces left aside."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


class _BoundedFile:
    """A file that is never read whole: what asks for that was told so by a false header."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data
        self.seek, self.tell, self.close = data.seek, data.tell, data.close

    def read(self, size: int = -1) -> bytes:
        if size > _MAX_SINGLE_READ:
            raise zipfile.BadZipFile("the directory is too large")
        data = self._data.read(_MAX_SINGLE_READ + 1 if size < 0 else size)
        if len(data) > _MAX_SINGLE_READ:
            raise zipfile.BadZipFile("the directory is not where it should be")
        return data

    def seekable(self) -> bool:
        return True


class Package:
    """The parts of a workbook by name.

    Args:
        data: the file.

    Raises:
        InputError: it is no workbook, or a damaged one.
    """

    def __init__(self, data: BinaryIO) -> None:
        try:
            self._archive = zipfile.ZipFile(_BoundedFile(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise damaged() from error
        # Some programs spell a part's name otherwise than they refer to it.
        self._parts = {info.filename.lower(): info for info in self._archive.infolist()}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def close(self) -> None:
        """Forgets the archive; the file stays open."""
        self._archive.close()

    def size_of(self, name: str) -> int:
        """Unpacked bytes of a part.

        Raises:
            InputError: there is no such part, or it is not to be trusted.
        """
        info = self._parts.get(name.lower())
        if info is None or info.compress_type not in _METHODS:
            raise damaged()
        if info.flag_bits & _ENCRYPTED_FLAG:
            problem = "This workbook is protected with a password. Choose a copy without it."
            raise InputError(FIELD, problem)
        is_suspect = info.file_size > _UNSUSPECTED
        if info.file_size > _MAX_PART or (
            is_suspect and info.file_size > _MAX_RATIO * info.compress_size
        ):
            raise too_large()
        return info.file_size

    def parse(self, name: str, handlers: Handlers) -> Iterator[int]:
        """Parses a part piece by piece.

        Yields:
            Unpacked bytes so far, after each piece.

        Raises:
            InputError: the part is damaged, or made to do harm.
        """
        self.size_of(name)
        parser = _Parser(handlers)
        try:
            with self._archive.open(self._parts[name.lower()]) as part:
                while chunk := part.read(_CHUNK):
                    yield parser.feed(chunk)
            parser.finish()
        except (
            expat.ExpatError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            NotImplementedError,
            OSError,
            # expat finds an encoding Python does not know, or one that is no encoding.
            LookupError,
            ValueError,
        ) as error:
            raise damaged() from error

    def parse_whole(self, name: str, handlers: Handlers) -> None:
        """Parses a part to its end."""
        for _ in self.parse(name, handlers):
            pass


class _Parser:
    """Expat, kept from what would make it hold much in memory."""

    def __init__(self, handlers: Handlers) -> None:
        self._handlers = handlers
        self._fed = 0
        self._names: dict[str, str] = {}
        parser = expat.ParserCreate(intern=self._names)
        parser.buffer_text = True
        parser.StartElementHandler = self._start_root
        parser.CharacterDataHandler = handlers.text
        # No part of a workbook declares a document type; entities could only do harm.
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser = parser

    def feed(self, chunk: bytes) -> int:
        self._parser.Parse(chunk, False)
        self._fed += len(chunk)
        if self._fed - self._parser.CurrentByteIndex > _MAX_TOKEN or len(self._names) > _MAX_NAMES:
            raise too_large()
        return self._fed

    def finish(self) -> None:
        self._parser.Parse(b"", True)

    def _start_root(self, name: str, attributes: dict[str, str]) -> None:
        """Learns from the root how elements are spelled, and leaves the rest to closures.

        A sheet has millions of elements: each step on the way to them counts.
        """
        # Programs that write a prefix write the same one throughout a part.
        prefix = name.find(":") + 1
        handle_start, handle_end = self._handlers.start, self._handlers.end
        depth = 0

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            if depth > _MAX_DEPTH:
                raise too_large()
            handle_start(name[prefix:] if prefix else name, attributes)

        def end(name: str) -> None:
            nonlocal depth
            depth -= 1
            handle_end(name[prefix:] if prefix else name)

        self._parser.StartElementHandler, self._parser.EndElementHandler = start, end
        start(name, attributes)

    def _refuse_doctype(self, *_: object) -> None:
        raise damaged()
