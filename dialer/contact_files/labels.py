"""What a number is for, in the few words every program shares, or in the file's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOBILE, HOME, WORK, MAIN = "Mobile", "Home", "Work", "Main"
FAX, PAGER, OTHER = "Fax", "Pager", "Other"


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MAX_LABEL_CHARS = 200
_APPLE = re.compile(r"_\$!<(.*)>!\$_", re.DOTALL)
# What a machine is comes before where it stands: a work mobile is a mobile.
_MEANINGS = {
    FAX: frozenset({"fax", "homefax", "workfax", "otherfax", "传真", "傳真", "faks"}),
    PAGER: frozenset({"pager", "beeper", "传呼机"}),
    MOBILE: _words(
        """
        mobile mobilephone cell cellphone cellular iphone applewatch handphone hp ponsel seluler
        workmobile homemobile 手机 手機 移动电话 行動電話
        """
    ),
    MAIN: frozenset({"main", "mainphone", "primary", "primaryphone", "companymain", "company"}),
    WORK: _words("work office business businessphone workphone kantor 工作 单位 公司 办公 辦公"),
    HOME: _words("home homephone residence rumah 住宅 家庭 家"),
    OTHER: frozenset({"other", "otherphone", "lainnya", "其他", "其它"}),
}
_WORDS = {word: label for label, words in _MEANINGS.items() for word in words}
# What a number can do, and which one comes first, tells nothing of whose it is.
_SILENT = _words(
    """
    voice pref preferred msg text textphone video bbs modem isdn pcs internet phone tel telephone
    number default dom intl none null
    """
)
_BETWEEN = re.compile(r"[\s_./()-]+")


# What a table has no column for: the number to call first, and one that may not be called.
_FIRST = "* "
_BARRED = " (do not call)"


def read_label(text: str) -> str:
    """One of the words above where a program's word means it; else the word itself."""
    word = _BETWEEN.sub("", text).lower()
    if not word or word in _SILENT:
        return ""
    known = _WORDS.get(word) or _WORDS.get(word.rstrip("0123456789"))
    return known or own_label(text)


def own_label(text: str) -> str:
    """What a person called a number; Apple's own words are among them, in a wrapping."""
    match = _APPLE.fullmatch(text.strip())
    if match is not None:
        return read_label(match[1])
    return " ".join(text.split())[:_MAX_LABEL_CHARS]


def choose_label(types: Iterable[str], *, label: str = "") -> str:
    """The label of a number.

    Args:
        types: words of its TYPE, in any order.
        label: what the person called it; it counts for more.
    """
    chosen = own_label(label)
    if chosen:
        return chosen
    found = [read_label(_without_prefix(word)) for word in types]
    for known in _MEANINGS:
        if known in found and known != OTHER:
            return known
    own = [word for word in found if word and word != OTHER]
    return own[0] if own else (OTHER if OTHER in found else "")


def to_cell(label: str, *, is_first: bool, is_barred: bool) -> str:
    """A label as it stands in a table, with what there is no column for."""
    return f"{_FIRST if is_first else ''}{label}{_BARRED if is_barred else ''}".strip()


def from_cell(cell: str) -> tuple[str, bool, bool]:
    """A label, whether its number is called first, and whether it may not be called."""
    text = cell.strip()
    is_first = text.startswith(_FIRST.strip())
    text = text.removeprefix(_FIRST.strip()).strip()
    is_barred = f" {text}".lower().endswith(_BARRED)
    text = f" {text}"[: -len(_BARRED)] if is_barred else text
    return own_label(text), is_first, is_barred


def _without_prefix(word: str) -> str:
    bare = word.strip()
    lower = bare.lower()
    for prefix in ("x-evolution-", "x-kaddressbook-", "x-"):
        if lower.startswith(prefix):
            bare = bare[len(prefix) :]
            break
    return bare.capitalize() if bare.isupper() or bare.islower() else bare
