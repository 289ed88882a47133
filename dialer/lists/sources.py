"""Opening what a person chose: a file or a paste, and what it turns out to be."""

from __future__ import annotations

import io
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from dialer.domain.errors import InputError
from dialer.lists.guesses import looks_like_number
from dialer.lists.rows import FIELD

if TYPE_CHECKING:
    from dialer.domain.number_lists import ListSource

ZIP_START = b"PK\x03\x04"
_OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN_STARTS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
# Where a protected workbook names its content, as OLE spells names.
_PROTECTED = "EncryptedPackage".encode("utf-16-le")
_SEARCHED = 64 << 20
_CHUNK = 1 << 20
_BETWEEN_NUMBERS = re.compile(r"[,;|\t，；、]+")


def open_source(source: ListSource) -> BinaryIO:
    """The bytes of a file or a paste, at their beginning.

    Raises:
        InputError: there is nothing that can be read; the sentence says why and what to do.
    """
    data = _open_file(source.path) if source.path else io.BytesIO(_pasted(source.text))
    try:
        _refuse_foreign(data)
    except BaseException:
        data.close()
        raise
    return data


def _open_file(name: str) -> BinaryIO:
    try:
        path = Path(name)
        if not stat.S_ISREG(path.stat().st_mode):
            raise InputError(FIELD, "This is no file. Choose a file with numbers in it.")
        return path.open("rb")
    except FileNotFoundError as error:
        problem = "This file is not there any more. Choose it again."
        raise InputError(FIELD, problem) from error
    except PermissionError as error:
        problem = (
            "This file may not be read, or another program has it locked. "
            "Close it there, or copy it to another folder, and choose it again."
        )
        raise InputError(FIELD, problem) from error
    except (OSError, ValueError) as error:
        raise unreadable(error) from error


def unreadable(error: Exception) -> InputError:
    """For a file that was there and cannot be read to its end."""
    detail = error.strerror if isinstance(error, OSError) and error.strerror else ""
    detail = f" ({detail})" if detail else ""
    return InputError(FIELD, f"This file cannot be read{detail}. Copy it to this computer first.")


def _pasted(text: str) -> bytes:
    filled = text.strip()
    pieces = [piece for piece in _BETWEEN_NUMBERS.split(filled) if piece.strip()]
    is_one_line = not any(end in filled for end in "\r\n")
    if len(pieces) > 1 and is_one_line and all(map(looks_like_number, pieces)):
        # Numbers pasted in a row are a list all the same.
        text = "\n".join(pieces)
    return text.encode("utf-8", "replace")


def _refuse_foreign(data: BinaryIO) -> None:
    try:
        start = data.read(len(_OLE_START))
        if start == _OLE_START:
            raise InputError(FIELD, _why_old(data))
        data.seek(0)
    except OSError as error:
        raise unreadable(error) from error
    if not start:
        raise InputError(FIELD, "There is nothing in this. Choose a file with numbers in it.")
    if start.startswith(_FOREIGN_STARTS):
        raise InputError(
            FIELD, "This is no list. Choose a CSV, TSV or text file, or an .xlsx workbook."
        )


def _why_old(data: BinaryIO) -> str:
    """Old workbooks and protected new ones are the same kind of file outside."""
    overlap = b""
    for _ in range(_SEARCHED // _CHUNK):
        chunk = data.read(_CHUNK)
        if _PROTECTED in overlap + chunk:
            return (
                "This workbook is protected with a password. Open it in the spreadsheet "
                "program, save a copy without the password, and choose the copy."
            )
        if not chunk:
            break
        overlap = chunk[-len(_PROTECTED) :]
    return (
        "This is a workbook of the old kind (.xls). Open it in the spreadsheet program, "
        "save it as .xlsx or CSV, and choose that file."
    )
