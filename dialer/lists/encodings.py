"""In which encoding a text is written, told from its bytes."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, BinaryIO

from dialer.domain.errors import InputError
from dialer.lists.rows import FIELD

if TYPE_CHECKING:
    from collections.abc import Iterator

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "cp1252")
_CHUNK = 1 << 20
# What is not looked at is still read: a byte that does not fit spoils its own row only.
_LOOKED_AT = 16 << 20
_SAMPLE = 1 << 16
_WITHOUT_MARK = ("utf-8", "gb18030", "cp1252")
_MANY_NULS = 0.1
_FEW_CONTROLS = 16
_MOSTLY = 0.8
_HIGH = re.compile(rb"[\x80-\xff]")
_UTF8_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
# The hanzi and the punctuation of GB 2312, which make up nearly all of a Chinese text.
_GB_PAIR = re.compile(rb"[\xa1-\xf7][\xa1-\xfe]")
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x19\x1b-\x1f]")


def detect_encodings(data: BinaryIO) -> tuple[str, ...]:
    """Encodings a text can be read in, the likeliest first.

    Args:
        data: at its beginning; it is left anywhere.

    Raises:
        InputError: these bytes are no text.
    """
    sample = data.read(_SAMPLE)
    if sample.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    by_nuls = _from_nuls(sample)
    if by_nuls:
        return (by_nuls,)
    if len(_CONTROL.findall(sample)) > max(len(sample) * _MANY_NULS, _FEW_CONTROLS):
        raise InputError(
            FIELD,
            "This is no text and no workbook. "
            "Choose a CSV, TSV or text file, or an .xlsx workbook.",
        )
    readable = _readable(_chunks(data, sample))
    order = _likeliest_first(sample if _HIGH.search(sample) else _high_part(data))
    # A single broken byte makes a text no less what it is.
    return tuple(name for name in order if name in readable or name == order[0])


def _from_nuls(sample: bytes) -> str:
    """UTF-16 without its mark: every other byte of digits and delimiters is zero."""
    pairs = len(sample) // 2
    low, high = sample[0::2].count(0), sample[1::2].count(0)
    if high > pairs * _MANY_NULS and low < high * _MANY_NULS:
        return "utf-16-le"
    if low > pairs * _MANY_NULS and high < low * _MANY_NULS:
        return "utf-16-be"
    return ""


def _chunks(data: BinaryIO, sample: bytes) -> Iterator[tuple[bytes, bool]]:
    """Chunks to look at, and whether each is the file's last."""
    chunk, looked_at = sample, 0
    while chunk:
        looked_at += len(chunk)
        following = data.read(_CHUNK)
        yield chunk, not following
        if looked_at >= _LOOKED_AT:
            return
        chunk = following


def _readable(chunks: Iterator[tuple[bytes, bool]]) -> list[str]:
    decoders = {name: codecs.getincrementaldecoder(name)("strict") for name in _WITHOUT_MARK}
    for chunk, is_last in chunks:
        for name, decoder in list(decoders.items()):
            try:
                decoder.decode(chunk, is_last)
            except UnicodeDecodeError:
                del decoders[name]
    return list(decoders)


def _high_part(data: BinaryIO) -> bytes:
    """The first stretch of the file that is not plain ASCII, or ``b""``."""
    data.seek(0)
    looked_at = 0
    while looked_at < _LOOKED_AT and (chunk := data.read(_CHUNK)):
        found = _HIGH.search(chunk)
        if found is not None:
            return chunk[found.start() : found.start() + _SAMPLE]
        looked_at += len(chunk)
    return b""


def _likeliest_first(sample: bytes) -> tuple[str, ...]:
    high = len(_HIGH.findall(sample))
    in_utf8 = sum(map(len, _UTF8_SEQUENCE.findall(sample)))
    in_pairs = sum(map(len, _GB_PAIR.findall(sample)))
    if in_utf8 >= high * _MOSTLY:
        return ("utf-8", "gb18030", "cp1252")
    if in_pairs >= high * _MOSTLY:
        return ("gb18030", "cp1252", "utf-8")
    return ("cp1252", "gb18030", "utf-8")
