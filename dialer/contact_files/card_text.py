"""What the bytes of a property mean: parameters, character sets, codings and escapes."""

from __future__ import annotations

import binascii
import re
from dataclasses import dataclass
from functools import lru_cache

# Our own parameter of a number that may not be called.
BARRED = "X-OUTDIAL-DO-NOT-CALL"
# Names as vCards spell them, without their punctuation; supersets where writers mean those.
_CODECS = {
    "utf8": "utf-8",
    "usascii": "cp1252",
    "ascii": "cp1252",
    "iso88591": "cp1252",
    "latin1": "cp1252",
    "ansi": "cp1252",
    "windows1252": "cp1252",
    "iso885915": "iso8859-15",
    **{f"iso8859{n}": f"iso8859-{n}" for n in (2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16)},
    **{f"windows{n}": f"cp{n}" for n in range(1250, 1259)},
    **{f"cp{n}": f"cp{n}" for n in (437, 850, 852, 866, 874, 932, 936, 949, 950)},
    **{f"cp{n}": f"cp{n}" for n in range(1250, 1259)},
    "gb2312": "gb18030",
    "gb231280": "gb18030",
    "gbk": "gb18030",
    "xgbk": "gb18030",
    "gb18030": "gb18030",
    "euccn": "gb18030",
    "big5": "cp950",
    "big5hkscs": "big5hkscs",
    "shiftjis": "cp932",
    "sjis": "cp932",
    "xsjis": "cp932",
    "ms932": "cp932",
    "windows31j": "cp932",
    "eucjp": "euc_jp",
    "iso2022jp": "iso2022_jp",
    "euckr": "cp949",
    "ksc56011987": "cp949",
    "koi8r": "koi8-r",
    "koi8u": "koi8-u",
    "tis620": "cp874",
    "utf7": "utf-7",
}
# Their bytes look like ASCII and are not.
_STATEFUL = frozenset({"iso2022_jp", "utf-7"})
# A run of them that reads as Western is one by chance.
_ANY_BYTES = frozenset({"cp1252"})
_KEPT_HEAD = 200
_PUNCTUATION = re.compile(r"[^a-z0-9]")
_PARTS = re.compile(rb'(?:[^;"]|"[^"]*"|")+')
_ESCAPED = re.compile(r"\\([\\;,:nN])")
_ESCAPED_MARK = re.compile(r"\\([;,:])")
_LINE_END = re.compile(r"\r\n?")
_CARET = re.compile(r"\^([n^'])")
_CUSTOM = re.compile(r"x-custom\((.*)\)?", re.IGNORECASE | re.DOTALL)
_CARET_MEANINGS = {"n": "\n", "^": "^", "'": '"'}
_BARE_CODINGS = frozenset({"base64", "b", "quoted-printable", "8bit", "7bit"})


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters of a property.

    Attributes:
        types: words of TYPE, and those that stand alone, in their order and as written.
        codec: Python's name of CHARSET; ``""`` where it is not given or not known.
        label: LABEL, or ``""``.
        is_base64: the value is base64.
        is_preferred: it counts before others of its kind.
        is_barred: the number may not be called, by a parameter of ours.
    """

    types: tuple[str, ...] = ()
    codec: str = ""
    label: str = ""
    is_base64: bool = False
    is_preferred: bool = False
    is_barred: bool = False


def parse_parameters(head: bytes, encoding: str) -> Parameters:
    """The parameters that stand between a property's name and its value.

    Args:
        head: name and parameters.
        encoding: of the file.
    """
    if b";" not in head:
        return Parameters()
    # The same few heads stand in every card of a file.
    return (_parse_kept if len(head) <= _KEPT_HEAD else _parse)(head, encoding)


def _parse(head: bytes, encoding: str) -> Parameters:
    types: list[str] = []
    codec = label = ""
    is_base64 = is_first = is_barred = False
    for part in _PARTS.findall(head)[1:]:
        name, is_named, value = to_text(part, "", encoding).strip().partition("=")
        bare = name.strip()
        name = bare.lower()
        words = _words_of(value)
        if _CUSTOM.match(name) is not None:
            types.append(_custom_label(part, encoding))
        elif not is_named:
            is_base64 = is_base64 or name in {"base64", "b"}
            types += [bare] if bare and name not in _BARE_CODINGS else []
        elif name == "type":
            types += words
        elif name == "charset":
            codec = find_codec(value)
        elif name == "encoding":
            is_base64 = any(word.lower() in {"b", "base64"} for word in words)
        elif name == "label":
            label = _unquoted(value)
        else:
            is_first = is_first or (name == "pref" and value.strip() == "1")
            is_barred = is_barred or name == BARRED.lower()
    is_first = is_first or any(word.lower() == "pref" for word in types)
    return Parameters(tuple(types), codec, label, is_base64, is_first, is_barred)


_parse_kept = lru_cache(maxsize=512)(_parse)


def find_codec(charset: str) -> str:
    """Python's name of a character set; ``""`` where it is not known."""
    return _CODECS.get(_PUNCTUATION.sub("", charset.lower()), "")


def to_text(value: bytes, codec: str, encoding: str) -> str:
    """Decodes bytes, as their property says, or as fits.

    Args:
        value: without transfer coding.
        codec: what the property says; ``""`` where it says nothing.
        encoding: of the file.
    """
    if codec not in _STATEFUL and value.isascii():
        return value.decode("ascii")
    encoding = "utf-8" if encoding.startswith("utf-") else encoding
    # Many a card says one thing and holds another; what any bytes fit is asked last.
    order = (codec, "" if encoding in _ANY_BYTES else encoding, "utf-8")
    for name in filter(None, order):
        try:
            return value.decode(name)
        except UnicodeDecodeError:
            continue
    return value.decode(codec or (encoding if encoding != "utf-8" else "cp1252"), "replace")


class Value:
    """The value of a property, as one text or in its parts.

    Args:
        raw: unfolded, as it stands in the file.
        parameters: of the property.
        is_coded: it is quoted-printable.
        encoding: of the file.
    """

    __slots__ = ("_encoding", "_is_coded", "_parameters", "_raw")

    def __init__(
        self, raw: bytes, parameters: Parameters, *, is_coded: bool, encoding: str
    ) -> None:
        self._raw = _from_base64(raw) if parameters.is_base64 else raw
        self._parameters = parameters
        self._is_coded = is_coded
        self._encoding = encoding

    def text(self) -> str:
        """The whole of it, with its escapes resolved."""
        return self._unescape(self._decode(self._raw))

    def parts(self, mark: str) -> list[str]:
        """The parts a mark sets apart, each with its escapes resolved."""
        if self._is_coded:
            # A mark that is coded is a character of the text.
            pieces = [self._decode(piece.encode("latin-1")) for piece in self._split(mark)]
        else:
            pieces = split_escaped(self._decode(self._raw), mark)
        return [self._unescape(piece) for piece in pieces]

    def _split(self, mark: str) -> list[str]:
        return split_escaped(self._raw.decode("latin-1"), mark)

    def _decode(self, raw: bytes) -> str:
        if self._is_coded:
            raw = binascii.a2b_qp(raw)
        return to_text(raw, self._parameters.codec, self._encoding)

    def _unescape(self, text: str) -> str:
        if "\r" in text:
            text = _LINE_END.sub("\n", text)
        if "\\" not in text:
            return text
        if self._is_coded:
            # What is coded needs no escapes for lines: there, a backslash is one.
            return _ESCAPED_MARK.sub(r"\1", text)
        return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], text)


def split_escaped(text: str, mark: str) -> list[str]:
    """Splits a text at a mark, not where a backslash stands before it."""
    if "\\" not in text:
        return text.split(mark)
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == mark:
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [*parts, text[start:]]


def _from_base64(raw: bytes) -> bytes:
    bare = b"".join(raw.split())
    try:
        return binascii.a2b_base64(bare + b"=" * (-len(bare) % 4))
    except binascii.Error:
        return raw


def _words_of(value: str) -> list[str]:
    return [word for word in (_unquoted(part) for part in value.split(",")) if word]


def _unquoted(value: str) -> str:
    bare = value.strip().strip('"').strip()
    return _CARET.sub(lambda match: _CARET_MEANINGS[match[1]], bare) if "^" in bare else bare


def _custom_label(part: bytes, encoding: str) -> str:
    """Some phones put a label's own character set and coding in brackets before it."""
    *settings, text = part.partition(b"(")[2].rstrip().removesuffix(b")").split(b",")
    written = b",".join(settings).lower()
    raw = binascii.a2b_qp(text) if b"quoted-printable" in written else text
    charset = re.search(rb"charset=([a-z0-9_-]+)", written)
    codec = find_codec(charset[1].decode("ascii")) if charset else ""
    return to_text(raw, codec, encoding).strip()
