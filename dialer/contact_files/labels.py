"""What a number is for, in the few words every program shares, or in the file's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MOBILE, HOME, WORK, MAIN, FAX, PAGER, OTHER = (
    "mobile",
    "home",
    "work",
    "main",
    "fax",
    "pager",
    "other",
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MAX_LABEL_CHARS = 60
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


def read_label(text: str) -> str:
    """One of the words above where a text means it; else the text itself, in short."""
    match = _APPLE.fullmatch(text.strip())
    bare = (match[1] if match else text).strip()
    word = _BETWEEN.sub("", bare).lower()
    if not word or word in _SILENT:
        return ""
    known = _WORDS.get(word) or _WORDS.get(word.rstrip("0123456789"))
    return known or " ".join(bare.split())[:_MAX_LABEL_CHARS]


def choose_label(types: Iterable[str], *, label: str = "") -> str:
    """The label of a number.

    Args:
        types: words of its TYPE, in any order.
        label: what the person called it; it counts for more.
    """
    chosen = read_label(label)
    if chosen:
        return chosen
    found = [read_label(_without_prefix(word)) for word in types]
    for known in _MEANINGS:
        if known in found and known != OTHER:
            return known
    own = [word for word in found if word and word != OTHER]
    return own[0] if own else (OTHER if OTHER in found else "")


def _without_prefix(word: str) -> str:
    bare = word.strip()
    lower = bare.lower()
    for prefix in ("x-evolution-", "x-kaddressbook-", "x-"):
        if lower.startswith(prefix):
            bare = bare[len(prefix) :]
            break
    return bare.lower() if bare.isupper() else bare
