"""Guesses a person may correct: delimiter, header, and which column holds what."""

from __future__ import annotations

import itertools
import re
from statistics import mode
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

DELIMITERS = (",", ";", "\t", "|")
_SEPARATED = re.compile(r"[\W_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_PUNCTUATION = str.maketrans("", "", " \u00a0\t.-–()[]/'’\"")
_NUMBER_LIKE = re.compile(r"(?:tel:)?\+?[0-9０-９٠-٩]{7,15}", re.IGNORECASE)
_SHORTENED = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_INTERNATIONAL = re.compile(r"['’]?(?:\+|0)")
_DATE = re.compile(
    r"(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})\b"
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Words of headers, in the languages of those who use the product.
_PHONE_WORDS = _words(
    """
    phone phones telephone tel mobile cell cellphone cellular handphone msisdn whatsapp wa
    contactnumber phonenumber mobilenumber callee
    telepon telpon telp tlp hp nohp notelp nohandphone ponsel seluler nomorhp nomortelepon
    电话 電話 手机 手機 手机号 手機號 手机号码 手機號碼 电话号码 電話號碼 联系电话 聯絡電話
    移动电话 座机 联系方式
    """
)
_NUMBER_WORDS = _words("number numbers no num nomor nomer contact kontak called 号码 號碼")
# The first that a header has wins: what tells one customer from another comes first.
_NOTE_WORDS = (
    _words(
        """
        id customerid custid clientid reference ref refno externalid idpelanggan idnasabah
        referensi 客户编号 客戶編號 客户号 编号 編號 参考 參考 客户id
        """
    ),
    _words(
        """
        order orderid orderno invoice contract ticket case pesanan faktur kontrak nopesanan
        订单 訂單 订单号 訂單號 合同 工单
        """
    ),
    _words("customer client account pelanggan nasabah klien akun 客户 客戶 账号 帳號"),
    _words("name fullname nama contactname namalengkap 姓名 名字 名称 名稱 客户姓名"),
    _words("note notes remark remarks comment catatan keterangan 备注 備註 说明"),
)
_LIKELY = 0.5
_SOME = 0.2


def guess_delimiter(lines: Sequence[str]) -> str:
    """The delimiter that splits lines most evenly; ``""`` where none does."""
    best, best_score = "", 0.0
    filled = [line for line in lines if line.strip()]
    for delimiter in DELIMITERS if filled else ():
        counts = [_outside_quotes(line).count(delimiter) for line in filled]
        split = [count for count in counts if count]
        if not split:
            continue
        usual = mode(split)
        score = counts.count(usual) / len(counts)
        # Of two that split evenly, the one that makes more columns.
        if score >= _LIKELY and (score, usual) > (best_score, 0):
            best, best_score = delimiter, score
    return best


def _outside_quotes(line: str) -> str:
    """The line without its quoted cells, whose commas separate nothing."""
    return "".join(line.split('"')[::2]) if line.count('"') > 1 else line


def looks_like_number(cell: str) -> bool:
    """Tells whether a cell may be meant as a phone number, however it is written."""
    text = cell.strip()
    if not text or _DATE.match(text):
        return False
    return bool(_NUMBER_LIKE.fullmatch(text.translate(_PUNCTUATION)) or _SHORTENED.fullmatch(text))


def guess_header(rows: Sequence[Sequence[str]]) -> bool:
    """Tells whether the first row names the columns."""
    first = rows[0] if rows else ()
    has_words = any(any(map(str.isalpha, cell)) for cell in first)
    if not has_words or any(map(looks_like_number, first)):
        return False
    if any(_is_about(cell, _PHONE_WORDS) or _is_about(cell, _NUMBER_WORDS) for cell in first):
        return True
    return any(_share(rows[1:], column, looks_like_number) >= _LIKELY for column in _columns(rows))


def guess_number_column(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """Index of the column with the phone numbers.

    Args:
        titles: of the columns; empty where there is no header.
        rows: some rows, without the header.
    """

    def score(column: int) -> float:
        title = titles[column] if column < len(titles) else ""
        by_title = 2.0 * _is_about(title, _PHONE_WORDS) + 0.5 * _is_about(title, _NUMBER_WORDS)
        alike = _share(rows, column, looks_like_number)
        dialled = _share(rows, column, lambda cell: bool(_INTERNATIONAL.match(cell.strip())))
        if rows and alike < _SOME:
            by_title /= 4
        return by_title + 2 * alike + 0.5 * alike * dialled

    columns = range(max(len(titles), *(len(row) for row in rows), 1) if rows else len(titles) or 1)
    return max(columns, key=score)


def guess_note_column(titles: Sequence[str], number_column: int) -> int | None:
    """Index of the column that tells who is called; None where no header says so."""
    for words in _NOTE_WORDS:
        for column, title in enumerate(titles):
            if column != number_column and _is_about(title, words):
                return column
    return None


def _is_about(title: str, words: frozenset[str]) -> bool:
    parts = [part.lower() for part in _SEPARATED.split(_CAMEL.sub(" ", title)) if part]
    pairs = ("".join(pair) for pair in itertools.pairwise(parts))
    return any(part in words for part in (*parts, *pairs, "".join(parts)))


def _columns(rows: Sequence[Sequence[str]]) -> range:
    return range(max((len(row) for row in rows), default=0))


def _share(rows: Sequence[Sequence[str]], column: int, test: Callable[[str], bool]) -> float:
    """Share of the filled cells of a column that pass a test."""
    filled = [row[column] for row in rows if column < len(row) and row[column].strip()]
    return sum(map(test, filled)) / len(filled) if filled else 0.0
