"""What the columns of a table of contacts hold, guessed from their titles and their cells."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from dialer.contact_files import labels
from dialer.domain.contact_files import ColumnRole, ColumnUse, Layout
from dialer.lists.guesses import looks_like_number

if TYPE_CHECKING:
    from collections.abc import Sequence

# Marks of our own tables: no other program writes these titles side by side.
OUTDIAL_TITLES = ("Name", "Company", "Notes", "Lists", "UID", "Account")
NUMBER_TITLE, LABEL_TITLE = "Number", "Label"
_GOOGLE_PHONE = re.compile(r"phone (?P<index>\d+) - (?P<part>type|label|value)")
_OUTDIAL_NUMBER = re.compile(r"(?P<part>number|label) (?P<index>\d+)")
_OUTLOOK_MARKS = frozenset(
    {"businessphone", "homephone", "mobilephone", "businessfax", "companymainphone", "emailaddress"}
)
_MANY_MARKS = 2
_NOTHING = re.compile(r"[\s_\W]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TRAILING_INDEX = re.compile(r"\s*\d+$")
_LIKELY = 0.5


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Titles without spaces and capitals, in the languages of those who use the product.
_TITLES = {
    ColumnRole.NAME: _words(
        """
        name fullname displayname contactname customername clientname fileas contact customer
        client nama namalengkap namakontak namapelanggan namanasabah pelanggan nasabah kontak
        姓名 名字 名称 名稱 全名 客户姓名 客戶姓名 客户名称 客戶名稱 客户 客戶 联系人 聯絡人
        """
    ),
    ColumnRole.GIVEN_NAME: _words("firstname givenname forename given first namadepan 名 名前"),
    ColumnRole.MIDDLE_NAME: _words("middlename additionalname secondname namatengah 中间名"),
    ColumnRole.FAMILY_NAME: _words(
        "lastname familyname surname last family namabelakang namakeluarga marga 姓 姓氏"
    ),
    ColumnRole.PREFIX: _words("nameprefix prefix salutation sapaan honorific 称谓"),
    ColumnRole.SUFFIX: _words("namesuffix suffix"),
    ColumnRole.COMPANY: _words(
        """
        company companyname organization organisation organizationname organization1name
        organisationname employer business firm perusahaan namaperusahaan instansi kantor pt
        公司 公司名称 公司名稱 单位 單位 企业 企業 工作单位 机构
        """
    ),
    ColumnRole.NOTE: _words(
        """
        note notes remark remarks comment comments description catatan keterangan deskripsi
        备注 備註 说明 說明 描述
        """
    ),
    ColumnRole.LISTS: _words(
        """
        list lists group groups groupmembership labels tags tag category categories segment
        daftar grup kelompok kategori 列表 分组 分組 群组 群組 标签 標籤 类别 類別
        """
    ),
    # An "ID" may be the number of a row: two files that have one would merge strangers.
    ColumnRole.UID: frozenset({"uid", "uuid", "guid"}),
}
# What a number is for, where its title says so.
_PHONES = {
    labels.MOBILE: _words(
        """
        mobile mobilephone mobilenumber mobileno cell cellphone cellular handphone hp nohp nomorhp
        nohandphone ponsel noponsel whatsapp whatsappnumber wa nowa msisdn
        手机 手機 手机号 手機號 手机号码 手機號碼 移动电话 行動電話
        """
    ),
    labels.WORK: _words(
        """
        businessphone workphone officephone worknumber officenumber teleponkantor telpkantor
        办公电话 辦公電話 公司电话 公司電話 工作电话
        """
    ),
    labels.HOME: _words("homephone homenumber teleponrumah telprumah 家庭电话 住宅电话 家庭電話"),
    labels.MAIN: _words("primaryphone mainphone companymainphone companyphone"),
    labels.OTHER: _words("otherphone otherphonenumber"),
    labels.FAX: _words("fax businessfax homefax otherfax faxnumber workfax 传真 傳真 faks"),
    labels.PAGER: _words("pager"),
    "": _words(
        """
        phone phones phonenumber phoneno telephone telephonenumber tel contactnumber number numbers
        contactno callee called dial telepon telpon telp tlp notelp notelepon notelepon nomor
        nomortelepon nomorkontak
        电话 電話 电话号码 電話號碼 号码 號碼 联系电话 聯絡電話 联系方式 座机 电话号
        """
    ),
}
_NAMED_PHONES = {
    "carphone": "Car",
    "radiophone": "Radio",
    "callback": "Callback",
    "assistantsphone": "Assistant",
}
# What a title means in one program's tables only. Outlook's Title stands before a name.
_OF_LAYOUT = {
    (Layout.OUTLOOK, "title"): ColumnRole.PREFIX,
    (Layout.OUTDIAL, "account"): ColumnRole.ACCOUNT,
    (Layout.GOOGLE, "fileas"): ColumnRole.IGNORED,
}
_ROLES = {title: role for role, titles in _TITLES.items() for title in titles}
_LABELS = {title: label for label, titles in _PHONES.items() for title in titles} | _NAMED_PHONES


def guess_columns(
    titles: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[Layout, tuple[ColumnUse, ...]]:
    """Whose table it is, and what each of its columns is used for.

    Args:
        titles: of the columns; empty where there is no header.
        rows: some rows, without the header.
    """
    if not titles:
        return Layout.OTHER, _from_cells(rows)
    layout = _guess_layout(titles)
    uses = tuple(_guess_use(title, layout) for title in titles)
    uses = _without_repeats(uses)
    if not any(use.role is ColumnRole.NUMBER for use in uses):
        uses = _with_number_column(uses, rows)
    return layout, uses


def is_contact_title(title: str) -> bool:
    """Tells whether a cell may be the title of a column of contacts."""
    return _guess_use(title, Layout.OTHER).role is not ColumnRole.IGNORED


def _guess_layout(titles: Sequence[str]) -> Layout:
    lowered = [title.strip().lower() for title in titles]
    if any(_GOOGLE_PHONE.fullmatch(title) for title in lowered):
        return Layout.GOOGLE
    own = {title.lower() for title in OUTDIAL_TITLES}
    if own <= set(lowered) and any(_OUTDIAL_NUMBER.fullmatch(title) for title in lowered):
        return Layout.OUTDIAL
    marks = {_bare(_TRAILING_INDEX.sub("", title)) for title in titles}
    return Layout.OUTLOOK if len(marks & _OUTLOOK_MARKS) >= _MANY_MARKS else Layout.OTHER


def _guess_use(title: str, layout: Layout) -> ColumnUse:
    lowered = title.strip().lower()
    indexed = {Layout.GOOGLE: _GOOGLE_PHONE, Layout.OUTDIAL: _OUTDIAL_NUMBER}.get(layout)
    match = indexed.fullmatch(lowered) if indexed else None
    if match is not None:
        is_number = match["part"] in {"value", "number"}
        return ColumnUse(ColumnRole.NUMBER if is_number else ColumnRole.LABEL)
    bare = _bare(title)
    without_index = _bare(_TRAILING_INDEX.sub("", title))
    role = _OF_LAYOUT.get((layout, bare), _ROLES.get(bare, _ROLES.get(without_index)))
    if role is not None:
        return ColumnUse(role)
    for known in (bare, without_index):
        if known in _LABELS:
            return ColumnUse(ColumnRole.NUMBER, _LABELS[known])
    return _guess_from_words(title)


def _guess_from_words(title: str) -> ColumnUse:
    """What a title of several words means: "Customer mobile no."; "No. HP (WA)"."""
    words = [_bare(word) for word in _NOTHING.split(_CAMEL.sub(" ", title)) if word]
    joined = {"".join(pair) for pair in itertools.pairwise(words)} | set(words)
    for label, known in _PHONES.items():
        if label and joined & known:
            return ColumnUse(ColumnRole.NUMBER, label)
    if joined & (_PHONES[""] - {"number", "numbers", "nomor", "called"}):
        return ColumnUse(ColumnRole.NUMBER, "")
    for role in (ColumnRole.NAME, ColumnRole.COMPANY, ColumnRole.NOTE):
        if words and words[-1] in _TITLES[role]:
            return ColumnUse(role)
    return ColumnUse()


def _bare(title: str) -> str:
    return _NOTHING.sub("", title).lower()


def _without_repeats(uses: Sequence[ColumnUse]) -> tuple[ColumnUse, ...]:
    """One column is the name, one the company; numbers, lists and notes may be several."""
    several = {ColumnRole.NUMBER, ColumnRole.LABEL, ColumnRole.LISTS, ColumnRole.NOTE}
    seen: set[ColumnRole] = set()
    kept: list[ColumnUse] = []
    for use in uses:
        is_repeated = use.role in seen and use.role not in several
        kept.append(ColumnUse() if is_repeated else use)
        seen.add(use.role)
    return tuple(kept)


def _with_number_column(
    uses: tuple[ColumnUse, ...], rows: Sequence[Sequence[str]]
) -> tuple[ColumnUse, ...]:
    """Takes the column for the numbers whose cells look most like some."""
    column = _likeliest_number_column(rows)
    if column is None or column >= len(uses):
        return uses
    return (*uses[:column], ColumnUse(ColumnRole.NUMBER), *uses[column + 1 :])


def _from_cells(rows: Sequence[Sequence[str]]) -> tuple[ColumnUse, ...]:
    """Without titles: numbers where cells look like some, and the first text is the name."""
    width = max((len(row) for row in rows), default=0)
    uses = [ColumnUse()] * width
    for column in range(width):
        filled = [row[column] for row in rows if column < len(row) and row[column].strip()]
        share = sum(map(looks_like_number, filled)) / len(filled) if filled else 0.0
        if share >= _LIKELY:
            uses[column] = ColumnUse(ColumnRole.NUMBER)
        elif filled and ColumnUse(ColumnRole.NAME) not in uses:
            uses[column] = ColumnUse(ColumnRole.NAME)
    return tuple(uses)


def _likeliest_number_column(rows: Sequence[Sequence[str]]) -> int | None:
    def share(column: int) -> float:
        filled = [row[column] for row in rows if column < len(row) and row[column].strip()]
        return sum(map(looks_like_number, filled)) / len(filled) if filled else 0.0

    width = max((len(row) for row in rows), default=0)
    best = max(range(width), key=share, default=None)
    return best if best is not None and share(best) >= _LIKELY else None


def label_from_title(title: str) -> str:
    """What a column's title says of its numbers, where the person chose it for them."""
    use = _guess_use(title, Layout.OTHER)
    return use.label if use.role is ColumnRole.NUMBER else labels.read_label(title)
