"""Tables as programs and people write them: columns guessed, values split, all changeable."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dialer.contact_files.making import ContactMaker
from dialer.contact_files.reading import ContactFile
from dialer.domain.contact_files import (
    ColumnRole,
    ColumnUse,
    ContactFileFormat,
    FileKind,
    Layout,
    SkippedEntry,
)
from dialer.domain.contacts import Contact
from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from dialer.domain.contact_files import ContactPreview

OLD_GOOGLE = """\
Name,Given Name,Additional Name,Family Name,Yomi Name,Name Prefix,Name Suffix,Nickname,Birthday,\
Notes,Language,Photo,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Type,\
Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Organization 1 - Type,Organization 1 - Name
Priya Sample,Priya,,Sample,,,,,,Pays on time,,,Suppliers ::: VIP ::: * myContacts,* Home,\
priya@example.com,* Mobile,+1 202-555-0131 ::: +1 202-555-0132,Work Fax,(202) 555-0133,,Kite Co
"""
NEW_GOOGLE = """\
First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Name Suffix,Nickname,File As,\
Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,Labels,\
E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value
Priya,M.,Sample,,Dr.,,,,Kite Co,Buyer,,,"Pays
on time",,Suppliers ::: * myContacts,* ,priya@example.com,Mobile,+12025550131,Ski cabin,2025550132
"""
OUTLOOK = """\
"Title","First Name","Middle Name","Last Name","Suffix","Company","Department","Job Title",\
"Business Fax","Business Phone","Business Phone 2","Callback","Car Phone","Company Main Phone",\
"Home Phone","Mobile Phone","Other Phone","Pager","Primary Phone","Radio Phone","Categories",\
"E-mail Address","Notes"
"Mr.","Oliver","Q.","Sample","Jr.","Northwind","Buying","Buyer","(202) 555-0141",\
"(202) 555-0142","(202) 555-0143","(202) 555-0144","(202) 555-0145","(202) 555-0146",\
"(202) 555-0147","(202) 555-0148","(202) 555-0149","(202) 555-0150","(202) 555-0151",\
"(202) 555-0152","Key Customer;Freight","oliver@example.com","Prefers mornings"
"""
CHINESE = (
    "客户姓名,公司名称,手机号码,办公电话,备注,分组,编号\n张伟,材料公司,13800138000,,老客户,重点,1\n"
)
INDONESIAN = (
    "Nama Pelanggan;Perusahaan;No. HP;Telepon Kantor;Catatan;Kelompok;ID Pelanggan\n"
    "Siti Dewi;Toko Maju;0812-3456-7890;021 555 0100;Pagi saja;Jakarta,VIP;P-7\n"
)


def read(
    folder: Path,
    content: str | bytes,
    wanted: ContactFileFormat | None = None,
    *,
    region: str = "US",
    name: str = "contacts.csv",
) -> tuple[ContactPreview, list[Contact]]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    maker = ContactMaker(region=region, list_name="", at_ms=0)
    with ContactFile(str(path)) as opened:
        preview = opened.preview(wanted)
        made = [maker.make(entry) for entry in opened.reader(preview.format)]
    return preview, [one for one in made if not isinstance(one, SkippedEntry)]


def numbers_of(contact: Contact) -> list[tuple[str, str]]:
    return [(number.label, number.e164 or number.raw) for number in contact.numbers]


def test_the_old_table_of_google_contacts_is_known(tmp_path: Path) -> None:
    preview, (priya,) = read(tmp_path, OLD_GOOGLE)
    assert preview.format.layout is Layout.GOOGLE
    assert (priya.name, priya.company, priya.notes) == ("Priya Sample", "Kite Co", "Pays on time")
    assert priya.lists == ("Suppliers", "VIP")
    assert numbers_of(priya) == [
        ("Mobile", "+12025550131"),
        ("Mobile", "+12025550132"),
        ("Work Fax", "+12025550133"),
    ]
    assert [number.is_default for number in priya.numbers] == [True, False, False]


def test_the_new_table_of_google_contacts_is_known(tmp_path: Path) -> None:
    preview, (priya,) = read(tmp_path, NEW_GOOGLE)
    assert preview.format.layout is Layout.GOOGLE
    assert (priya.name, priya.company) == ("Dr. Priya M. Sample", "Kite Co")
    assert priya.notes == "Pays\non time"
    assert priya.lists == ("Suppliers",)
    assert numbers_of(priya) == [("Mobile", "+12025550131"), ("Ski cabin", "+12025550132")]


def test_the_table_of_outlook_is_known(tmp_path: Path) -> None:
    preview, (oliver,) = read(tmp_path, OUTLOOK)
    assert preview.format.layout is Layout.OUTLOOK
    assert (oliver.name, oliver.company) == ("Mr. Oliver Q. Sample, Jr.", "Northwind")
    assert oliver.lists == ("Key Customer", "Freight")
    assert oliver.notes == "Prefers mornings"
    assert [(label, e164[-4:]) for label, e164 in numbers_of(oliver)] == [
        ("Fax", "0141"),
        ("Work", "0142"),
        ("Work", "0143"),
        ("Callback", "0144"),
        ("Car", "0145"),
        ("Main", "0146"),
        ("Home", "0147"),
        ("Mobile", "0148"),
        ("Other", "0149"),
        ("Pager", "0150"),
        ("Main", "0151"),
        ("Radio", "0152"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_titles_are_known_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    _, (zhang,) = read(tmp_path, CHINESE.encode(encoding), region="CN")
    assert (zhang.name, zhang.company, zhang.notes) == ("张伟", "材料公司", "老客户")
    assert numbers_of(zhang) == [("Mobile", "+8613800138000")]
    assert (zhang.lists, zhang.uid) == (("重点",), "")


def test_indonesian_titles_are_known(tmp_path: Path) -> None:
    preview, (siti,) = read(tmp_path, INDONESIAN, region="ID")
    assert (preview.format.delimiter, preview.format.layout) == (";", Layout.OTHER)
    assert (siti.name, siti.company, siti.notes) == ("Siti Dewi", "Toko Maju", "Pagi saja")
    assert numbers_of(siti) == [("Mobile", "+6281234567890"), ("Work", "+62215550100")]
    assert (siti.lists, siti.uid) == (("Jakarta", "VIP"), "")


@pytest.mark.parametrize(
    ("titles", "roles"),
    [
        ("Full name,Phone number", ["name", "number"]),
        ("customer_name,mobile_no", ["name", "number"]),
        ("CustomerName,MobileNumber", ["name", "number"]),
        ("Surname,Forename,Tel.", ["family_name", "given_name", "number"]),
        ("Contact Person Name,WhatsApp No", ["name", "number"]),
        ("Name,Name,Phone,Phone 2", ["name", "ignored", "number", "number"]),
        ("Nama,Alamat,Email,Telp", ["name", "ignored", "ignored", "number"]),
        ("联系人,地址,联系电话", ["name", "ignored", "number"]),
        ("Organisation,Phone,Tags,UID,ID", ["company", "number", "lists", "uid", "ignored"]),
        ("Name,Note 1,Phone", ["name", "note", "number"]),
    ],
)
def test_titles_say_what_columns_hold(tmp_path: Path, titles: str, roles: list[str]) -> None:
    cells = ",".join(["x"] * len(roles))
    preview, _ = read(tmp_path, f"{titles}\n{cells}\n")
    assert preview.format.has_header
    assert [use.role for use in preview.format.columns] == roles


def test_without_titles_the_cells_tell(tmp_path: Path) -> None:
    preview, contacts = read(tmp_path, "7,Anna,0812 555 0100\n8,Tom,0812 555 0101\n", region="ID")
    assert not preview.format.has_header
    assert preview.columns == ("Column 1", "Column 2", "Column 3")
    roles = [use.role for use in preview.format.columns]
    assert roles[2] is ColumnRole.NUMBER
    assert ColumnRole.NAME in roles
    assert len(contacts) == 2


def test_a_column_of_numbers_is_found_whatever_its_title_says(tmp_path: Path) -> None:
    preview, (anna, _) = read(tmp_path, "Name,Foo\nAnna,2025550100\nTom,2025550101\n")
    assert [use.role for use in preview.format.columns] == ["name", "number"]
    assert numbers_of(anna) == [("", "+12025550100")]


def test_the_person_may_say_what_columns_hold(tmp_path: Path) -> None:
    preview, _ = read(tmp_path, "a,b,c\nAnna,2025550100,Boat\n")
    chosen = replace(
        preview.format,
        has_header=True,
        columns=(
            ColumnUse(ColumnRole.GIVEN_NAME),
            ColumnUse(ColumnRole.NUMBER, "Boat"),
            ColumnUse(ColumnRole.LISTS),
            ColumnUse(ColumnRole.UID),
        ),
    )
    wanted, (anna,) = read(tmp_path, "a,b,c,d\nAnna,2025550100,Harbour,K-1\n", chosen)
    assert wanted.format == chosen
    assert wanted.columns == ("a", "b", "c", "d")
    assert (anna.name, anna.lists, anna.uid) == ("Anna", ("Harbour",), "K-1")
    assert numbers_of(anna) == [("Boat", "+12025550100")]


def test_a_changed_header_or_delimiter_has_the_columns_guessed_again(tmp_path: Path) -> None:
    content = "Name;Phone,x\nAnna;2025550100,y\n"
    preview, _ = read(tmp_path, content)
    wanted = replace(preview.format, delimiter=";", has_header=None, columns=())
    changed, _ = read(tmp_path, content, wanted)
    assert changed.columns == ("Name", "Phone,x")
    wanted = replace(changed.format, has_header=False, columns=())
    without, contacts = read(tmp_path, content, wanted)
    assert without.rows[0] == ("Name", "Phone,x")
    assert len(contacts) == 2


def test_workbooks_are_read_like_texts(tmp_path: Path) -> None:
    path = tmp_path / "contacts.xlsx"
    _write_workbook(path, [["Nama", "No HP"], ["Siti", "081234567890"], ["Tom", "+12025550100"]])
    with ContactFile(str(path)) as opened:
        preview = opened.preview(None)
        maker = ContactMaker(region="ID", list_name="", at_ms=0)
        made = [maker.make(entry) for entry in opened.reader(preview.format)]
    assert preview.format.kind is FileKind.WORKBOOK
    assert (preview.sheets, preview.format.sheet) == (("People",), "People")
    contacts = [one for one in made if isinstance(one, Contact)]
    assert [(one.name, one.numbers[0].e164) for one in contacts] == [
        ("Siti", "+6281234567890"),
        ("Tom", "+12025550100"),
    ]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "nothing in this"),
        (b"Name,Phone\n", "only titles"),
        (b"\n\n ,,\n", "no rows"),
        (b"%PDF-1.7 ...", "no list"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "no contact"),
    ],
)
def test_what_holds_no_contacts_is_refused(tmp_path: Path, content: bytes, problem: str) -> None:
    with pytest.raises(InputError, match=problem):
        read(tmp_path, content)


def test_who_cannot_be_called_is_kept_and_told(tmp_path: Path) -> None:
    maker = ContactMaker(region="ID", list_name="", at_ms=0)
    path = tmp_path / "contacts.csv"
    path.write_text(
        "Name,Phone,Note\nAnna,ask the office,\nTom,,\n,,only a note\n,0812 555 0100,\n"
        "Eva,0812 555 0101 / 0812 555 0102,\nKai,0809 123 4567,\n",
        encoding="utf-8",
    )
    with ContactFile(str(path)) as opened:
        chosen = opened.preview(None).format
        made = [maker.make(entry) for entry in opened.reader(chosen)]
    anna, tom, nobody, nameless, eva, _kai = made
    assert isinstance(anna, Contact)
    assert numbers_of(anna) == [("", "ask the office")]
    assert maker.unread == 1
    assert isinstance(tom, Contact)
    assert tom.numbers == ()
    assert isinstance(nobody, SkippedEntry)
    assert (nobody.line, nobody.text) == (4, "only a note")
    assert nobody.reason == "There is neither a name nor a number in this."
    assert isinstance(nameless, Contact)
    assert nameless.title == "+628125550100"
    assert isinstance(eva, Contact)
    assert len(eva.numbers) == 2


def test_who_has_no_number_is_known_again(tmp_path: Path) -> None:
    _, (first, other) = read(tmp_path, "Name,Phone\nÁnna  Sample,\nTom,\n")
    _, (again,) = read(tmp_path, "Name,Phone\nanna sample,\n")
    assert first.uid == again.uid != other.uid


def _write_workbook(path: Path, rows: list[list[str]]) -> None:
    """The least that a spreadsheet program takes for a workbook."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
        "[Content_Types].xml": "<Types/>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
