"""Workbooks: those a library writes, odd ones made by hand, and those made to do harm."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from datetime import time as clock_time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample_texts import check, file_of, preview_of, rows_of

from dialer.domain.errors import InputError
from dialer.domain.number_lists import ListFormat, RowVerdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dialer.domain.number_lists import ListSource

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = "http://purl.oclc.org/ooxml"

MORNING = datetime(2024, 1, 31, 8, 15)  # noqa: DTZ001 - a sheet's dates have no time zone

any_sheet = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def written(folder: Path, rows: Iterable[Sequence[Any]], *, name: str = "list.xlsx") -> ListSource:
    """A workbook the library writes."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    return saved(folder, book, name=name)


def saved(folder: Path, book: openpyxl.Workbook, *, name: str = "list.xlsx") -> ListSource:
    content = io.BytesIO()
    book.save(content)
    return file_of(folder, content.getvalue(), name)


def made(
    folder: Path,
    sheet: str,
    *,
    strings: str | None = None,
    styles: str | None = None,
    main: str = MAIN,
    relations: str = RELATIONS,
    sheet_part: str = "xl/worksheets/sheet1.xml",
) -> ListSource:
    """A workbook made by hand, of the bare minimum."""
    target = sheet_part.removeprefix("xl/")
    parts = {
        "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{relations}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="{target}"/>'
        f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{relations}/styles" Target="styles.xml"/>'
        "</Relationships>",
        sheet_part: sheet,
    }
    if strings is not None:
        parts["xl/SharedStrings.xml"] = strings
    if styles is not None:
        parts["xl/styles.xml"] = styles
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(part, text)
    return file_of(folder, content.getvalue(), "list.xlsx")


def sheet_of(rows: str) -> str:
    return f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'


def test_a_workbook_is_previewed_and_checked(tmp_path: Path) -> None:
    source = written(
        tmp_path,
        [
            ("Nomor Pesanan", "Nama", "No. HP"),
            ("A-1", "王小明", "0812 3456 7890"),
            ("A-2", "Budi", 6281234567891),
            ("A-3", "Ani", None),
            ("A-4", "Citra", "081234567890"),
            ("A-5", "Dewi", 81234567895.0),
        ],
    )
    preview = preview_of(source)
    assert preview.format == ListFormat(
        kind="xlsx", sheet="Sheet", has_header=True, number_column=2, note_column=0
    )
    assert preview.columns == ("Nomor Pesanan", "Nama", "No. HP")
    assert preview.rows[0] == ("A-1", "王小明", "0812 3456 7890")
    assert (preview.sheets, preview.encodings) == (("Sheet",), ())
    accepted, rejected = check(source)
    assert accepted == [
        ("+6281234567890", "A-1"),
        ("+6281234567891", "A-2"),
        ("+6281234567895", "A-5"),
    ]
    assert [(row.line, row.verdict) for row in rejected] == [
        (4, RowVerdict.EMPTY),
        (5, RowVerdict.REPEATED),
    ]


def test_cells_come_as_a_person_means_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    values: list[tuple[Any, str, str]] = [
        ("08123", "General", "08123"),
        ("'0812", "General", "'0812"),
        (628123456789, "General", "628123456789"),
        (628123456789.0, "0.00E+00", "628123456789"),
        (81234567, "0000000000", "0081234567"),
        (81234567, '"+"0', "81234567"),
        (0.5, "0.0", "0.5"),
        (812345678.25, "General", "812345678.25"),
        (-5, "0", "-5"),
        (date(2024, 1, 31), "yyyy-mm-dd", "2024-01-31"),
        (MORNING, "dd.mm.yy hh:mm", "2024-01-31 08:15:00"),
        (clock_time(8, 15), "hh:mm", "08:15:00"),
        (45322, "mm-dd-yy", "2024-01-31"),
        (45322, '[Red]#,##0" days"', "45322"),
        (45322, "[$-409]d\\ mmm", "2024-01-31"),
        (True, "General", "TRUE"),
        ("#N/A", "General", "#N/A"),
        ("a\nb", "General", "a\nb"),
        ("_x0041_", "General", "A"),
        (" x ", "General", " x "),
    ]
    for line, (value, number_format, _text) in enumerate(values, start=1):
        cell = sheet.cell(row=line, column=1, value=value)
        cell.number_format = number_format
    source = saved(tmp_path, book)
    rows = rows_of(source, ListFormat(kind="xlsx"))
    assert [row.cells[0] for row in rows] == [text for _value, _format, text in values]


def test_dates_count_from_1904_where_the_workbook_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append([date(2024, 1, 31)])
    assert rows_of(saved(tmp_path, book), ListFormat(kind="xlsx"))[0].cells == ["2024-01-31"]


def test_a_number_with_an_exponent_comes_as_its_digits(tmp_path: Path) -> None:
    cells = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{value}</v></c></row>'
        for n, value in enumerate(("6.28123456789E+11", "6.28123E11", "1.2E+17", "1e400"), start=1)
    )
    rows = rows_of(made(tmp_path, sheet_of(cells)), ListFormat(kind="xlsx"))
    assert [row.cells[0] for row in rows] == [
        "628123456789",
        "628123000000",
        "1.2E+17",
        "1e400",
    ]


def test_a_date_in_the_column_of_numbers_is_no_number(tmp_path: Path) -> None:
    source = written(tmp_path, [("Phone",), (date(2024, 1, 31),), (MORNING,)])
    accepted, rejected = check(source, ListFormat(kind="xlsx", has_header=True))
    assert accepted == []
    assert ["date" in row.reason for row in rejected] == [True, True]


def test_a_sheet_can_be_chosen_and_hidden_ones_come_last(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active.sheet_state = "hidden"
    for title in ("Berisi", "Lain"):
        book.create_sheet(title).append([f"0812345678{len(title)}"])
    book.create_chartsheet("Chart")
    source = saved(tmp_path, book)
    preview = preview_of(source)
    assert preview.sheets == ("Notes", "Berisi", "Lain")
    assert preview.format.sheet == "Berisi"
    chosen = preview_of(source, ListFormat(kind="xlsx", sheet="Lain"))
    assert chosen.rows == (("08123456784",),)
    with pytest.raises(InputError, match="no sheet “Gone”"):
        preview_of(source, ListFormat(kind="xlsx", sheet="Gone"))
    with pytest.raises(InputError, match="no rows"):
        preview_of(source, ListFormat(kind="xlsx", sheet="Notes"))


def test_rows_left_out_in_between_count_and_those_at_the_end_do_not(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["B2"] = "081234567890"
    book.active["B5"] = "081234567891"
    for line in range(6, 4000):
        book.active.cell(row=line, column=1).number_format = "0.00"
    source = saved(tmp_path, book)
    rows = rows_of(source, ListFormat(kind="xlsx", number_column=1))
    assert [(row.line, row.cells) for row in rows] == [
        (1, []),
        (2, ["", "081234567890"]),
        (3, []),
        (4, []),
        (5, ["", "081234567891"]),
    ]


def test_rich_and_phonetic_text(tmp_path: Path) -> None:
    strings = (
        f'<x:sst xmlns:x="{MAIN}"><x:si><x:r><x:t>0812 </x:t></x:r><x:r><x:t>3456789</x:t></x:r>'
        "</x:si><x:si><x:t>東京</x:t><x:rPh><x:t>トウキョウ</x:t></x:rPh></x:si></x:sst>"
    )
    sheet = sheet_of(
        '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>7</v></c>'
        '<c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r><rPh><t>x</t></rPh></is></c>'
        '<c t="str"><f>A1&amp;""</f><v>made</v></c><c><f>1+1</f></c><c t="d"><v>2024-01-31</v></c>'
        '</row><row><c r="C2" t="e"><v>#REF!</v></c><c t="b"><v>0</v></c></row>'
    )
    rows = rows_of(made(tmp_path, sheet, strings=strings), ListFormat(kind="xlsx"))
    assert rows[0].cells == [
        "0812 3456789",
        "東京",
        "",
        "inline",
        "made",
        "",
        "2024-01-31",
    ]
    assert rows[1].cells == ["", "", "#REF!", "FALSE"]


def test_the_strict_kind_and_odd_places(tmp_path: Path) -> None:
    sheet = sheet_of("<row><c><v>81234567890</v></c></row>").replace(MAIN, f"{STRICT}/main")
    source = made(
        tmp_path,
        sheet,
        main=f"{STRICT}/spreadsheetml/main",
        relations=f"{STRICT}/officeDocument/relationships",
        sheet_part="xl/data/../odd place/Sheet%201.xml",
    )
    with pytest.raises(InputError):
        preview_of(source)
    source = made(
        tmp_path,
        sheet,
        main=f"{STRICT}/spreadsheetml/main",
        relations=f"{STRICT}/officeDocument/relationships",
        sheet_part="xl/odd/sheet.xml",
    )
    assert check(source)[0] == [("+6281234567890", "")]


def test_a_sheet_with_too_many_columns_or_rows(tmp_path: Path) -> None:
    wide = sheet_of(
        '<row r="1"><c r="A1"><v>81234567890</v></c><c r="XFD1"><v>5</v></c>'
        '<c r="ZZZZZZZZZ1"><v>5</v></c></row>'
    )
    assert rows_of(made(tmp_path, wide), ListFormat(kind="xlsx"))[0].cells == ["81234567890"]
    long = sheet_of('<row r="99999999999"><c><v>81234567890</v></c></row>')
    with pytest.raises(InputError, match="Split it"):
        rows_of(made(tmp_path, long), ListFormat(kind="xlsx"))
    back = sheet_of(
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>'
    )
    assert [row.line for row in rows_of(made(tmp_path, back), ListFormat(kind="xlsx"))][-2:] == [
        5,
        6,
    ]


@any_sheet
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.none(),
                st.integers(-(10**14), 10**14),
                st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=12),
                st.booleans(),
            ),
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_what_the_library_writes_is_read_as_it_reads_it(
    tmp_path: Path, table: list[list[Any]]
) -> None:
    source = written(tmp_path, [[_not_a_formula(value) for value in row] for row in table])
    book = openpyxl.load_workbook(source.path, data_only=True)
    theirs = [[_as_text(cell.value) for cell in row] for row in book.active.iter_rows()]
    while theirs and not "".join(theirs[-1]).strip():
        theirs.pop()
    ours = rows_of(source, ListFormat(kind="xlsx"))
    width = max((len(row) for row in theirs), default=0)
    assert [row.cells + [""] * (width - len(row.cells)) for row in ours] == theirs


def _not_a_formula(value: Any) -> Any:  # noqa: ANN401 - whatever a cell holds
    # The library takes some texts for formulas, errors or escapes.
    return f"x{value}" if isinstance(value, str) and value[:1] in {"=", "#"} else value


def _as_text(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    if isinstance(value, bool):
        return str(value).upper()
    return "" if value is None else str(value)


def rewritten(source: ListSource, change: Mapping[str, bytes | None]) -> ListSource:
    """The workbook with parts replaced, or left out."""
    content = io.BytesIO()
    with zipfile.ZipFile(source.path) as old, zipfile.ZipFile(content, "w") as new:
        for name in old.namelist():
            data = change.get(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
    return file_of(Path(source.path).parent, content.getvalue(), "changed.xlsx")


@pytest.mark.parametrize(
    "part",
    ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml"],
)
@pytest.mark.parametrize("data", [None, b"", b"<a>", b"\x00\x01", b"<a/>", b"<a>&x;</a>"])
def test_a_damaged_workbook_is_refused_in_words(
    tmp_path: Path, part: str, data: bytes | None
) -> None:
    source = rewritten(written(tmp_path, [["081234567890"]]), {part: data})
    with pytest.raises(InputError, match=r"workbook|no rows"):
        preview_of(source)


def test_a_workbook_without_styles_or_strings_is_read(tmp_path: Path) -> None:
    source = rewritten(
        written(tmp_path, [[81234567890, "x"]]),
        {"xl/styles.xml": None, "xl/sharedStrings.xml": None, "docProps/app.xml": None},
    )
    assert rows_of(source, ListFormat(kind="xlsx"))[0].cells[0] == "81234567890"


def test_a_cut_workbook_is_refused_in_words(tmp_path: Path) -> None:
    whole = Path(written(tmp_path, [[f"08123456{n:04}"] for n in range(2000)]).path).read_bytes()
    for length in range(4, len(whole), len(whole) // 40):
        with pytest.raises(InputError, match="workbook"):
            preview_of(file_of(tmp_path, whole[:length], "cut.xlsx"))


def test_flipped_bytes_are_rows_or_a_sentence(tmp_path: Path) -> None:
    whole = Path(
        written(tmp_path, [[f"08123456{n:04}", "x"] for n in range(300)]).path
    ).read_bytes()
    for place in range(0, len(whole), max(len(whole) // 250, 1)):
        broken = bytearray(whole)
        broken[place] ^= 0x55
        source = file_of(tmp_path, bytes(broken), "broken.xlsx")
        try:
            check(source)
        except InputError as error:
            assert error.problem.endswith(".")  # noqa: PT017 - most flips leave it readable


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ({"content.xml": b"<x/>", "mimetype": b"application/vnd.oasis"}, "kind are not read"),
        ({"xl/workbook.bin": b"\x00"}, "kind are not read"),
        ({"word/document.xml": b"<x/>"}, "no workbook"),
    ],
)
def test_another_kind_of_document_is_refused_in_words(
    tmp_path: Path, parts: Mapping[str, bytes], word: str
) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with pytest.raises(InputError, match=word):
        preview_of(file_of(tmp_path, content.getvalue(), "list.xlsx"))


def test_a_protected_part_is_refused_in_words(tmp_path: Path) -> None:
    source = made(tmp_path, sheet_of("<row><c><v>1</v></c></row>"))
    data = bytearray(Path(source.path).read_bytes())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        (flags,) = struct.unpack_from("<H", data, place + 8)
        struct.pack_into("<H", data, place + 8, flags | 1)
        place = data.find(b"PK\x01\x02", place + 4)
    with pytest.raises(InputError, match="password"):
        preview_of(file_of(tmp_path, bytes(data), "locked.xlsx"))


ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">{}]>'.format(
    "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
)
# What a sheet begins with, what it repeats and how often. Those of 60 MB are small enough
# not to be refused for their size alone.
BOMBS = {
    "entities": (ENTITIES + sheet_of('<row><c t="str"><v>&j;</v></c></row>'), "", 1),
    "spaces": ("<worksheet>", " " * 1000, 200_000),
    "one text": ('<worksheet><row><c t="str"><v>', "x" * 1000, 60_000),
    "one inline text": ("<worksheet><row><c><is><t>", "x" * 1000, 60_000),
    "one attribute": ('<worksheet><row><c r="', "A" * 1000, 60_000),
    "one name": ("<worksheet><", "a" * 1000, 60_000),
    "depth": ("<worksheet>", "<a>" * 1000, 20_000),
    "cells": ("<worksheet><row>", '<c t="str"><v>x</v></c>' * 100, 6_000),
    "rows": ("<worksheet>", '<row r="1048576"/>' * 100, 30_000),
    "names": ("<worksheet>", "", 1_000_000),
    "attributes": ("<worksheet><c ", "", 1_000_000),
}


def bomb(folder: Path, name: str) -> ListSource:
    begin, unit, count = BOMBS[name]
    source = made(folder, "")
    path = Path(source.path)
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist() if "sheet1" not in part}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(begin.encode())
            for _ in range(count if unit else 0):
                sheet.write(unit.encode())
            for number in range(0 if unit else count):
                sheet.write(b"<a%d/>" % number if name == "names" else b'a%d="" ' % number)
    return source


READ_IT = """
import sys
from sample_texts import rows_of
from dialer.domain.errors import InputError
from dialer.domain.number_lists import ListFormat, ListSource
try:
    rows = rows_of(ListSource(path=sys.argv[1]), ListFormat(kind="xlsx"))
    print("rows", len(rows))
except InputError as error:
    print(error.problem)
with open("/proc/self/status") as status:
    print(next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) // 1024)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="counts memory in kilobytes")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_exhausts_neither_memory_nor_time(tmp_path: Path, name: str) -> None:
    source = bomb(tmp_path, name)
    began = time.monotonic()
    child = subprocess.run(
        [sys.executable, "-c", READ_IT, source.path],
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    sentence, memory_mb = child.stdout.splitlines()
    assert any(word in sentence for word in ("damaged", "too large", "Split it"))
    assert int(memory_mb) < 100
    assert time.monotonic() - began < 20


def test_a_false_size_is_not_believed(tmp_path: Path) -> None:
    cells = "".join(f"<row><c><v>8123456{n:04}</v></c></row>" for n in range(9000))
    data = bytearray(Path(made(tmp_path, sheet_of(cells)).path).read_bytes())
    place = data.find(b"PK\x01\x02")
    while place >= 0:
        struct.pack_into("<I", data, place + 24, 900)
        place = data.find(b"PK\x01\x02", place + 4)
    with pytest.raises(InputError, match="damaged"):
        check(file_of(tmp_path, bytes(data), "false.xlsx"), ListFormat(kind="xlsx"))


def test_a_directory_without_end_is_not_read(tmp_path: Path) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for n in range(40_000):
            archive.writestr(f"xl/{n}", b"")
    with pytest.raises(InputError, match="damaged"):
        preview_of(file_of(tmp_path, content.getvalue(), "many.xlsx"))
