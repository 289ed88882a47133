"""Texts in every encoding and dialect, with the oddities real files have."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_texts import check, file_of, preview_of, rows_of

from dialer.domain.errors import InputError
from dialer.domain.number_lists import ListFormat, ListSource, RowVerdict
from dialer.lists import delimited
from dialer.lists.rows import MAX_ROWS, Row, until_last_filled

if TYPE_CHECKING:
    from pathlib import Path

any_file = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

HEADER = "客户编号,Nama,Nomor HP\r\n"
TABLE = HEADER + "".join(f"{n},王小明 {n},08123456{n:04}\r\n" for n in range(1000, 1040))
WESTERN = "Référence;Prénom;Téléphone mobile\r\n" + "".join(
    f"R{n};Zoë Müller;+4915123450{n}\r\n" for n in range(100, 140)
)


@pytest.mark.parametrize(
    ("mark", "codec", "detected"),
    [
        (b"", "utf-8", "utf-8"),
        (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le", "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16-be", "utf-16"),
        (b"", "utf-16-le", "utf-16-le"),
        (b"", "utf-16-be", "utf-16-be"),
        (b"", "gb18030", "gb18030"),
    ],
)
def test_a_chinese_list_in_any_encoding(
    tmp_path: Path, mark: bytes, codec: str, detected: str
) -> None:
    source = file_of(tmp_path, mark + TABLE.encode(codec))
    preview = preview_of(source)
    assert preview.encodings[0] == preview.format.encoding == detected
    assert preview.columns == ("客户编号", "Nama", "Nomor HP")
    assert preview.rows[0] == ("1000", "王小明 1000", "081234561000")
    assert (preview.format.number_column, preview.format.note_column) == (2, 0)
    accepted, rejected = check(source)
    assert accepted[0] == ("+6281234561000", "1000")
    assert (len(accepted), rejected) == (40, [])


def test_a_western_list_is_told_from_a_chinese_one(tmp_path: Path) -> None:
    preview = preview_of(file_of(tmp_path, WESTERN.encode("cp1252")))
    assert preview.format.encoding == "cp1252"
    assert preview.columns[1] == "Prénom"
    assert preview.rows[0][1] == "Zoë Müller"
    assert preview.format.delimiter == ";"
    assert preview.format.number_column == 2


def test_an_encoding_can_be_chosen(tmp_path: Path) -> None:
    source = file_of(tmp_path, TABLE.encode("gb18030"))
    guessed = preview_of(source).format
    wanted = replace(guessed, encoding="cp1252")
    preview = preview_of(source, wanted)
    assert preview.format.encoding == "cp1252"
    assert preview.rows[0][1] != "王小明 1000"
    assert "gb18030" in preview.encodings
    with pytest.raises(InputError, match="Choose another encoding"):
        preview_of(source, replace(guessed, encoding="utf-7"))


def test_a_broken_byte_spoils_its_own_row_only(tmp_path: Path) -> None:
    content = TABLE.encode().replace(b"081234561005", b"08123456\xff1005")
    source = file_of(tmp_path, content)
    assert preview_of(source).format.encoding == "utf-8"
    accepted, rejected = check(source)
    assert len(accepted) == 39
    assert [(row.line, row.verdict) for row in rejected] == [(7, RowVerdict.INVALID)]


def test_what_is_not_ascii_may_come_late(tmp_path: Path) -> None:
    plain = "0812345678,x\n" * 20_000
    source = file_of(tmp_path, plain.encode() + "0812345679,王小明\n".encode("gb18030") * 50)
    assert preview_of(source).format.encoding == "gb18030"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_delimiter_and_line_end(tmp_path: Path, delimiter: str, end: str) -> None:
    lines = [("Order", "Phone", "Remark"), ("1", "0812 345 6789", 'a "b" c'), ("2", "", "x")]
    source = file_of(tmp_path, end.join(delimiter.join(line) for line in lines))
    preview = preview_of(source)
    assert preview.format.delimiter == delimiter
    assert preview.columns == lines[0]
    assert preview.rows == tuple(lines[1:])


def test_one_number_a_line_without_a_header(tmp_path: Path) -> None:
    source = file_of(tmp_path, "+62 812-3456-7890\n\n0812 3456 7891\n0812 3456 7890\n\n\n")
    preview = preview_of(source)
    assert preview.format == ListFormat(kind="csv", encoding="utf-8", delimiter="")
    assert preview.columns == ("Column 1",)
    accepted, rejected = check(source)
    assert [number for number, _note in accepted] == ["+6281234567890", "+6281234567891"]
    # Blank lines in between are rows without a number; those at the end are none.
    assert [(row.line, row.verdict) for row in rejected] == [
        (2, RowVerdict.EMPTY),
        (4, RowVerdict.REPEATED),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "081234567890\n081234567891",
        "081234567890, 081234567891",
        "081234567890;081234567891;",
        "081234567890\t081234567891\n",
        "\ufeff081234567890\r\n081234567891\r\n",
        "081234567890\ud800\n081234567891\n".replace("\ud800", ""),
    ],
)
def test_pasted_text(text: str) -> None:
    source = ListSource(text=text, name="pasted")
    accepted, rejected = check(source)
    assert [number for number, _note in accepted] == ["+6281234567890", "+6281234567891"]
    assert rejected == []


def test_half_a_character_in_a_paste_is_no_fault() -> None:
    assert len(rows_of(ListSource(text="0812\ud800\n081234567891", name="pasted"))) == 2


def test_rows_pasted_from_a_spreadsheet() -> None:
    source = ListSource(text="Nama\tTelepon\nAni\t0812 3456 7890\n", name="pasted")
    assert preview_of(source).format.delimiter == "\t"
    assert check(source)[0] == [("+6281234567890", "Ani")]


def test_quotes_and_embedded_line_ends_survive(tmp_path: Path) -> None:
    content = (
        'Name,Phone,Address\n"Budi, ""the man""","0812 3456 7890","Jl. A\nNo. 5\r\nJakarta"\n'
        'Ani, "0812 3456 7891" ,x\n5" pipe,081234567892,"y"\n'
    )
    source = file_of(tmp_path, content)
    rows = rows_of(source)
    assert rows[0].cells == ['Budi, "the man"', "0812 3456 7890", "Jl. A\nNo. 5\r\nJakarta"]
    assert [row.line for row in rows] == [2, 5, 6]
    assert len(check(source)[0]) == 3


@pytest.mark.parametrize(
    "stray",
    [
        '"Budi,081234567890',
        '"Budi "the man" S",081234567890',
        '"Budi" S,081234567890',
        '",081234567890',
    ],
)
def test_a_stray_quote_swallows_no_row(tmp_path: Path, stray: str) -> None:
    others = "".join(f'"Ani {n}",0812345679{n:02}\n' for n in range(40))
    plain = "".join(f"Ani {n},0812345678{n:02}\n" for n in range(90))
    content = f"Name,Phone\n{others}{stray}\n{plain}{others.replace('5679', '5677')}"
    accepted, rejected = check(file_of(tmp_path, content), region="ID")
    assert len(accepted) + len(rejected) == 171
    assert ("+6281234567890", "Budi") in accepted or len(accepted) >= 170


def test_rows_of_unequal_length_are_read_as_they_are(tmp_path: Path) -> None:
    source = file_of(
        tmp_path, "Name,Phone,City\nAni\nBudi,081234567890,Jakarta,more,yet more\n,,\n"
    )
    preview = preview_of(source)
    assert preview.columns == ("Name", "Phone", "City", "Column 4", "Column 5")
    assert preview.rows[0] == ("Ani", "", "", "", "")
    accepted, rejected = check(source)
    assert accepted == [("+6281234567890", "Budi")]
    assert [(row.line, row.verdict) for row in rejected] == [(2, RowVerdict.EMPTY)]


def test_a_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    source = file_of(tmp_path, "sep=;\r\nName;Phone\r\nAni, A;081234567890\r\n")
    preview = preview_of(source)
    assert preview.format.delimiter == ";"
    assert preview.columns == ("Name", "Phone")
    assert check(source)[0] == [("+6281234567890", "Ani, A")]


def test_zero_bytes_are_no_fault(tmp_path: Path) -> None:
    content = b"Name,Phone\n" + b"Ani,081234567890\n" * 30 + b"B\x00b,0812\x0034567891\n"
    accepted, rejected = check(file_of(tmp_path, content))
    assert len(accepted) == 1
    assert rejected[-1].verdict is RowVerdict.INVALID
    assert rejected[-1].text == "0812\x0034567891"


def test_a_line_without_end_is_cut_and_named(tmp_path: Path) -> None:
    huge = b"x" * (5 * delimited.MAX_LINE_CHARS)
    content = b"081234567890\n0812345678" + huge + b"\r\n081234567892\n" + huge
    accepted, rejected = check(file_of(tmp_path, content))
    assert [number for number, _note in accepted] == ["+6281234567890", "+6281234567892"]
    assert [row.line for row in rejected] == [2, 4]
    assert all("longer than" in row.reason and len(row.text) <= 200 for row in rejected)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
@pytest.mark.parametrize("length", range(-2, 3))
def test_a_line_may_end_where_the_limit_is(tmp_path: Path, end: bytes, length: int) -> None:
    line = b"x" * (delimited.MAX_LINE_CHARS + length)
    rows = rows_of(file_of(tmp_path, b"1" + end + line + end + b"2" + end + b"3"))
    assert [row.line for row in rows] == [1, 2, 3, 4]
    assert [row.cells[0] for row in rows[2:]] == ["2", "3"]


def test_a_long_note_is_refused_and_a_long_other_cell_is_not(tmp_path: Path) -> None:
    content = f"Phone,Name,Remark\n081234567890,Ani,{'r' * 9000}\n081234567891,{'n' * 9000},\n"
    accepted, rejected = check(file_of(tmp_path, content))
    assert accepted == [("+6281234567890", "Ani")]
    assert "note" in rejected[0].reason
    assert len(rejected[0].note) <= 200


def test_a_preview_shows_no_more_than_fits(tmp_path: Path) -> None:
    content = "Phone,Name\n" + f"081234567890,{'n' * 9000}\n0812\n\t\x01x,\u2028y\n" + ",,1" * 3000
    preview = preview_of(file_of(tmp_path, content))
    assert len(preview.columns) <= 512
    assert all(len(row) == len(preview.columns) for row in preview.rows)
    assert all(len(cell) <= 200 and cell.isprintable() for row in preview.rows for cell in row)


def test_a_preview_of_many_rows_shows_the_first(tmp_path: Path) -> None:
    preview = preview_of(file_of(tmp_path, "".join(f"{n},0812345{n:05}\n" for n in range(9000))))
    assert 20 <= len(preview.rows) <= 100
    assert preview.rows[0] == ("0", "081234500000")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "nothing in this"),
        (b"\xef\xbb\xbf", "no rows"),
        (b"\r\n\r\n , ,\r\n", "no rows"),
        (b"Name,Phone\n", "no rows"),
        (b"%PDF-1.7 \n1 0 obj", "no list"),
        (b"\x89PNG\r\n\x1a\n0000", "no list"),
        (bytes(range(32)) * 100, "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000, "old kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * (1 << 20), "old kind"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
            + b"\0" * ((1 << 20) - 19)
            + "EncryptedPackage".encode("utf-16-le")
            + b"\0" * 99,
            "password",
        ),
    ],
    ids=range(10),
)
def test_what_is_no_list_is_refused_in_words(tmp_path: Path, content: bytes, word: str) -> None:
    with pytest.raises(InputError, match=word) as caught:
        preview_of(file_of(tmp_path, content))
    assert caught.value.field == "source"


def test_what_is_no_file_is_refused_in_words(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path, tmp_path / "a\0b"):
        with pytest.raises(InputError):
            preview_of(ListSource(path=str(path)))
    with pytest.raises(InputError, match="nothing in this"):
        preview_of(ListSource(text=""))
    if sys.platform == "linux":
        with pytest.raises(InputError, match="no file"):
            preview_of(ListSource(path="/dev/zero"))


def test_what_is_wanted_is_kept_where_it_is_there(tmp_path: Path) -> None:
    source = file_of(tmp_path, "A,B,C\n081234567890,081234567891,x\n")
    wanted = ListFormat(kind="csv", encoding="utf-8", delimiter=",", number_column=1, note_column=2)
    preview = preview_of(source, wanted)
    assert preview.format == wanted
    assert preview.columns == ("Column 1", "Column 2", "Column 3")
    assert len(preview.rows) == 2
    gone = preview_of(source, replace(wanted, number_column=7, note_column=9)).format
    assert (gone.number_column, gone.note_column, gone.has_header) == (0, None, True)
    anew = preview_of(source, replace(wanted, number_column=-1)).format
    assert (anew.number_column, anew.has_header) == (0, True)
    single = preview_of(source, replace(wanted, delimiter="", number_column=0))
    assert single.columns == ("Column 1",)
    with pytest.raises(InputError, match="delimiter"):
        preview_of(source, replace(wanted, delimiter=",,"))


def test_a_list_is_not_checked_without_a_column(tmp_path: Path) -> None:
    source = file_of(tmp_path, "081234567890\n")
    with pytest.raises(InputError, match="column"):
        check(source, ListFormat(kind="csv", encoding="utf-8", number_column=-1))


def test_a_list_ends_at_the_largest_sheet() -> None:
    rows = (Row(line, ["x"]) for line in range(1, MAX_ROWS + 2))
    with pytest.raises(InputError, match="Split it"):
        list(until_last_filled(rows))
    blanks = (Row(line, [""]) for line in range(1, MAX_ROWS + 2))
    with pytest.raises(InputError, match="Split it"):
        list(until_last_filled(blanks))


cell_texts = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc"], include_characters="\r\n\t", exclude_characters="\ufeff"
    ),
    max_size=9,
)


def count_filled(text: str, delimiter: str) -> int:
    """Rows up to the last filled one, counted by the standard reader."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    filled = [n for n, row in enumerate(rows, start=1) if "".join(row).strip()]
    return filled[-1] if filled else 0


@any_file
@given(
    st.lists(
        st.lists(
            cell_texts,
            min_size=1,
            max_size=4,
        ),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
    st.sampled_from(["", "all"]),
)
def test_every_row_that_is_written_is_read(
    tmp_path: Path, table: list[list[str]], delimiter: str, encoding: str, quotes_all: str
) -> None:
    text = io.StringIO(newline="")
    if quotes_all:
        csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    else:
        csv.writer(text, delimiter=delimiter).writerows(table)
    source = file_of(tmp_path, text.getvalue().encode(encoding))
    list_format = ListFormat(kind="csv", encoding=encoding, delimiter=delimiter)
    rows = rows_of(source, list_format)
    if re.fullmatch(r"sep=.?\s*", "".join(table[0]), re.IGNORECASE):
        return
    assert len(rows) == count_filled(text.getvalue(), delimiter)
    # Where a cell begins with spaces, the reader may leave them out; nobody wants them.
    assert [[cell.strip() for cell in row.cells] for row in rows if row.cells] == [
        [cell.strip() for cell in row] for row in table[: len(rows)] if "".join(row).strip()
    ] or any(not "".join(row).strip() for row in table)


@any_file
@given(st.binary(max_size=400), st.sampled_from(["", ",", ";", "\t"]))
def test_any_bytes_are_rows_or_a_sentence(tmp_path: Path, content: bytes, delimiter: str) -> None:
    source = file_of(tmp_path, content)
    with contextlib.suppress(InputError):
        guessed = preview_of(source).format
        accepted, rejected = check(source, replace(guessed, delimiter=delimiter))
        assert accepted or rejected or guessed.has_header


@any_file
@given(st.text(st.sampled_from("0123456789+\"'\n\r,; \tabé王\x00"), max_size=300))
def test_no_line_is_lost_whatever_the_quotes_are(tmp_path: Path, text: str) -> None:
    source = file_of(tmp_path, text)
    if not text.strip() or text.lower().startswith("sep="):
        return
    wanted = ListFormat(kind="csv", encoding="utf-8", delimiter="")
    lines = re.split("\r\n|\r|\n", text)
    filled = [n for n, line in enumerate(lines, start=1) if line.strip()]
    rows = rows_of(source, wanted)
    assert [row.line for row in rows] == list(range(1, filled[-1] + 1))
    with_quotes = rows_of(source, replace(wanted, delimiter=","))
    spans = [row.line for row in with_quotes] + [filled[-1] + 1]
    # Every line belongs to exactly one row, and only quoted cells span several.
    assert spans == sorted(set(spans))
    assert spans[0] == 1 or not with_quotes
