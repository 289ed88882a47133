"""Parts of cards: folds, codings, character sets, types and what is broken."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from dialer.contact_files.cards import CardReader
from dialer.contact_files.numbers import split_extension, split_numbers

if TYPE_CHECKING:
    from dialer.contact_files.entries import Entry


def read(content: bytes | str, encoding: str = "utf-8") -> list[Entry]:
    data = content.encode() if isinstance(content, str) else content
    return list(CardReader(io.BytesIO(data), encoding))


def card(*lines: bytes | str, version: str = "3.0") -> bytes:
    encoded = [line.encode() if isinstance(line, str) else line for line in lines]
    version_line = f"VERSION:{version}".encode()
    return b"\r\n".join([b"BEGIN:VCARD", version_line, *encoded, b"END:VCARD", b""])


def only(*lines: bytes | str, version: str = "3.0", encoding: str = "utf-8") -> Entry:
    (entry,) = read(card(*lines, version=version), encoding)
    return entry


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("TEL:5550100", ""),
        ("TEL;HOME;CELL:5550100", "Mobile"),
        ("tel;home:5550100", "Home"),
        ("TEL;TYPE=home,cell:5550100", "Mobile"),
        ("TEL;TYPE=HOME;TYPE=VOICE:5550100", "Home"),
        ('TEL;TYPE="voice,home":5550100', "Home"),
        ('TEL;PREF=1;TYPE="work,cell";VALUE=text:5550100', "Mobile"),
        ("TEL;WORK;FAX:5550100", "Fax"),
        ("TEL;TYPE=pref,voice:5550100", ""),
        ("TEL;TYPE=other:5550100", "Other"),
        ("TEL;TYPE=工作:5550100", "Work"),
        ("TEL;X-Ship:5550100", "Ship"),
        ("TEL;TYPE=MAIN;TYPE=WORK:5550100", "Main"),
        ('TEL;TYPE=work;LABEL="Front desk":5550100', "Front desk"),
        ("TEL;X-CUSTOM(Desk 2):5550100", "Desk 2"),
        ("A.TEL;TYPE=home:5550100\r\na.X-ABLabel:Boat^s", "Boat^s"),
        ("item9.X-ABLABEL:_$!<Mobile>!$_\r\nITEM9.TEL:5550100", "Mobile"),
    ],
)
def test_types_are_read_in_every_style(line: str, label: str) -> None:
    (number,) = only(line).numbers
    assert (number.text, number.label) == ("5550100", label)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("tel:+1-202-555-0100", ("+1-202-555-0100", "")),
        ("tel:+1-202-555-0100;ext=12", ("+1-202-555-0100", "12")),
        ("TEL:+12025550100;isub=1;ext=7", ("+12025550100", "7")),
        ("tel:555-0100;phone-context=+1202", ("+1202555-0100", "")),
        ("tel:555-0100;phone-context=example.com", ("555-0100", "")),
        ("tel:+1%20202%20555%200100", ("+1 202 555 0100", "")),
        ("+1 202 555 0100 x45", ("+1 202 555 0100", "45")),
        ("(202) 555-0100 ext. 45", ("(202) 555-0100", "45")),
        ("202-555-0100#45", ("202-555-0100", "45")),
        ("2025550100,,45#", ("2025550100", "45")),
        ("2025550100;45", ("2025550100", "45")),
        ("2025550100p45", ("2025550100", "45")),
        ("010 5550100转8001", ("010 5550100", "8001")),
        ("021 5550100 ekst 12", ("021 5550100", "12")),
        ("1-800-SAMPLES", ("1-800-SAMPLES", "")),
        ("*100#", ("*100#", "")),
        ("x45", ("x45", "")),
    ],
)
def test_extensions_are_set_apart(value: str, expected: tuple[str, str]) -> None:
    (number,) = only(f"TEL;VALUE=uri:{value}", version="4.0").numbers
    assert (number.text, number.extension) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("0812 555 0100", ["0812 555 0100"]),
        ("+12025550100 ::: +12025550101", ["+12025550100", "+12025550101"]),
        ("0215550100 / 0215550101", ["0215550100", "0215550101"]),
        ("0215550100\n0215550101", ["0215550100", "0215550101"]),
        ("0215550100 atau 0215550101", ["0215550100", "0215550101"]),
        ("0215550100/01", ["0215550100/01"]),
        ("030/5550100", ["030/5550100"]),
        ("ask Anna, or Tom", ["ask Anna, or Tom"]),
    ],
)
def test_cells_with_several_numbers_are_split(cell: str, expected: list[str]) -> None:
    assert split_numbers(cell) == expected
    assert [split_extension(part)[0] for part in split_numbers(cell)] == expected


def test_folds_take_one_space_away_and_in_old_cards_none() -> None:
    new = only("FN:Anna-Ma\r\n ria Sam\r\n\t ple", "TEL:5550100")
    assert new.name == "Anna-Maria Sam ple"
    old = only("FN:Anna\r\n Sample", "TEL:555\r\n 0100", version="2.1")
    assert old.name == "Anna Sample"
    assert old.numbers[0].text == "555 0100"


def test_a_fold_may_stand_among_the_parameters() -> None:
    entry = only('TEL;TYPE="WORK,VO\r\n ICE";X-A=1:5550100', "NOTE;X-B=1;X-C=\r\n 2:kept")
    assert [(number.text, number.label) for number in entry.numbers] == [("5550100", "Work")]
    assert entry.note == "kept"


def test_soft_breaks_are_joined_with_and_without_a_space_behind() -> None:
    plain = only(
        "NOTE;ENCODING=QUOTED-PRINTABLE:one =\r\ntwo=0D=0A=\r\n\r\nTEL:5550100", version="2.1"
    )
    assert plain.note == "one two"
    assert plain.numbers[0].text == "5550100"
    spaced = only("NOTE;ENCODING=QUOTED-PRINTABLE:one=\r\n two", version="2.1")
    assert spaced.note == "one two"
    folded = only("NOTE;ENCODING=QUOTED-PRINTABLE:on=\r\n e t=\r\n wo", version="2.1")
    assert folded.note == "one two"
    tabbed = only("NOTE;QUOTED-PRINTABLE:on=\r\n\te", version="2.1")
    assert tabbed.note == "one"


def test_a_break_that_nothing_follows_takes_no_number_away() -> None:
    entry = only(
        "NOTE;ENCODING=QUOTED-PRINTABLE:one=", "TEL;CELL:5550100", "FN:Anna", version="2.1"
    )
    assert (entry.note, entry.numbers[0].text, entry.name) == ("one", "5550100", "Anna")
    ended = read(b"BEGIN:VCARD\r\nNOTE;QUOTED-PRINTABLE:a=\r\nEND:VCARD\r\n" + card("FN:B"))
    assert [(found.note, found.name) for found in ended] == [("a", ""), ("", "B")]


def test_marks_that_are_coded_are_text() -> None:
    entry = only("N;ENCODING=QUOTED-PRINTABLE:Sam=3Bple;An=5Cna;;;", version="2.1")
    assert entry.name == "An\\na Sam;ple"
    entry = only("ORG;ENCODING=QUOTED-PRINTABLE:One=2C Two\\; Three;Four", version="2.1")
    assert entry.company == "One, Two; Three, Four"


def test_escapes_are_resolved() -> None:
    entry = only(
        r"ORG:One\, Two\; Three;Four\\",
        r"NOTE:a\nb\Nc\\nd\:e",
        r"CATEGORIES:x\,y,z",
        "N:Sample;Anna;;;",
    )
    assert entry.company == "One, Two; Three, Four\\"
    assert entry.note == "a\nb\nc\\nd:e"
    assert entry.lists == ["x,y", "z"]


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("UTF-8", "张伟 é"),
        ("GB18030", "张伟"),
        ("GBK", "张伟"),
        ("gb2312", "张伟"),
        ("BIG5", "張偉"),
        ("Shift_JIS", "山田 ソ太郎"),
        ("EUC-JP", "山田"),
        ("ISO-2022-JP", "山田"),
        ("EUC-KR", "김민수"),
        ("ISO-8859-1", "Müller"),
        ("windows-1251", "Иванов"),
        ("KOI8-R", "Иванов"),
        ("TIS-620", "สมชาย"),
    ],
)
@pytest.mark.parametrize("is_coded", [True, False])
def test_character_sets_are_obeyed(charset: str, text: str, *, is_coded: bool) -> None:
    raw = text.encode(charset)
    if is_coded:
        value = b"".join(b"=%02X" % byte for byte in raw)
        line = b"FN;CHARSET=%s;ENCODING=QUOTED-PRINTABLE:%s" % (charset.encode(), value)
    else:
        line = b"FN;CHARSET=%s:%s" % (charset.encode(), raw)
    assert only(line, version="2.1").name == text


def test_what_says_nothing_of_its_character_set_is_read_as_the_file() -> None:
    assert only("FN:联通".encode("gb18030"), encoding="gb18030").name == "联通"
    assert only("FN:Müller".encode("cp1252"), encoding="cp1252").name == "Müller"
    # Most files with a few Western bytes in them are UTF-8 all the same.
    assert only("FN:Müller", encoding="cp1252").name == "Müller"
    assert only("FN;CHARSET=UTF-8:Müller".encode("cp1252")).name == "M�ller"
    assert only("FN;CHARSET=X-UNKNOWN:Müller").name == "Müller"


def test_base64_texts_are_read() -> None:
    assert only("FN;ENCODING=B;CHARSET=UTF-8:5byg5Lyf").name == "张伟"
    assert only("FN;BASE64:5byg\r\n 5Lyf", version="2.1").name == "张伟"


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        ("Sample;Anna;Maria;Dr.;Jr.", "Dr. Anna Maria Sample, Jr."),
        ("Sample;Anna;;;", "Anna Sample"),
        ("Sample", "Sample"),
        (";Anna", "Anna"),
        ("张;伟;;;", "张伟"),
        ("山田;太郎;;;", "山田太郎"),
        ("Sample;Anna;Maria,Eva;;", "Anna Maria Eva Sample"),
        (";;;;", ""),
    ],
)
def test_a_name_is_put_together(parts: str, name: str) -> None:
    assert only(f"N:{parts}", "TEL:5550100").name == name


def test_the_name_stands_in_for_what_is_missing() -> None:
    assert only("FN:  ", "N:Sample;Anna;;;").name == "Anna Sample"
    assert only("NICKNAME:Nan").name == "Nan"
    company = only("FN:Sample Ltd", "N:;;;;", "ORG:Sample Ltd;")
    assert (company.name, company.company) == ("", "Sample Ltd")
    assert only("TEL:5550100").name == ""


def test_an_id_that_another_phone_may_give_as_well_is_none() -> None:
    long = "1f0c2f6e-4f0e-4d8a-9b5e-0d5f5a7e0111"
    assert only("UID:181", "FN:Anna").uid == ""
    assert only(f"UID:urn:uuid:{long}", "FN:Anna").uid == long
    assert only("UID:181", "PRODID:-//Outdial//Contacts//EN", "FN:Anna").uid == "181"


def test_cards_within_cards_and_without_ends_are_all_read() -> None:
    content = (
        b"BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Assistant\nTEL:5550101\nEND:VCARD\n"
        b"TEL:5550100\nEND:VCARD\nBEGIN:VCARD\nFN:Open\nTEL:5550102\n"
        b"\xef\xbb\xbfBEGIN:VCARD\nFN:Last\nTEL:5550103"
    )
    found = {entry.name: [number.text for number in entry.numbers] for entry in read(content)}
    assert found == {
        "Boss": ["5550100"],
        "Assistant": ["5550101"],
        "Open": ["5550102"],
        "Last": ["5550103"],
    }


def test_an_indented_card_is_read() -> None:
    (entry,) = read("BEGIN:VCARD\n  VERSION:3.0\n  FN:Anna\n  TEL:5550100\n  END:VCARD\n")
    assert (entry.name, entry.numbers[0].text) == ("Anna", "5550100")


def test_what_is_no_contact_is_passed_over() -> None:
    content = b"BEGIN:VCALENDAR\nTEL:5550100\nEND:VCALENDAR\nNOTE:x\n" + card("FN:Anna")
    assert [entry.name for entry in read(content)] == ["Anna"]
    (group,) = read(card("FN:Team", "KIND:group"))
    assert group.is_group


def test_pictures_cost_no_memory_and_hide_nothing() -> None:
    size = 8 << 20
    picture = b"PHOTO;ENCODING=b;TYPE=JPEG:" + b"A" * size
    folded = b"PHOTO;ENCODING=BASE64;JPEG:\r\n" + (b" " + b"A" * 74 + b"\r\n") * (size // 76)
    bare = b"PHOTO;BASE64:\r\n" + (b"A" * 74 + b"\r\n") * (size // 76)
    content = card("FN:Anna", picture, folded, bare, "TEL:5550100")
    data = io.BytesIO(content)
    tracemalloc.start()
    try:
        (entry,) = CardReader(data, "utf-8")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (entry.numbers[0].text, entry.problem) == ("5550100", "")
    assert peak < 2 << 20


def test_a_text_beyond_its_limit_is_cut_and_said_to_be() -> None:
    entry = only("FN:Anna", "NOTE:" + "x" * 200_000, "TEL:5550100")
    assert entry.problem
    assert len(entry.note) == 65_536
    assert entry.numbers[0].text == "5550100"


def test_more_numbers_than_anybody_has_are_said_to_be_cut() -> None:
    entry = only("FN:Anna", *(f"TEL:55501{n:03}" for n in range(120)))
    assert len(entry.numbers) == 100
    assert entry.problem
