"""Lists as a call centre gets them: a million rows, most of them right, some of them not."""

from __future__ import annotations

import random
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SEED = 20_261_121
_HEADER = ("Customer ID", "Name", "Phone", "City")
# What share of the rows is written how; x stands for a digit.
_SPELLINGS = (
    (0.45, "0812xxxxxxxx"),
    (0.22, "62813xxxxxxxx"),
    (0.10, "+62 815-xxxx-xxxx"),
    (0.05, "(0816) xxxx xxxx"),
    (0.03, "'0817xxxxxxxx"),
    (0.03, "0062819xxxxxxxx"),
    (0.02, "+6011xxxxxxxx"),
    (0.02, "021-xxxxxxxx"),
    (0.01, ""),
    (0.01, "n/a"),
    (0.01, "0812xxx"),
    (0.01, "0812xxxxxxxx / 0813xxxxxxxx"),
    (0.02, "08125550xxxx"),
    (0.01, "62812xxxxxxxx.0"),
    (0.01, "6.28123E+12"),
)


def write_csv(path: Path, rows: int) -> None:
    """The list as CSV, with quoted names."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(_HEADER) + "\r\n")
        for number, phone in enumerate(_phones(rows)):
            file.write(f'C{number:07d},"Budi, {number}",{phone},Jakarta\r\n')


def write_workbook(path: Path, rows: int) -> None:
    """The list as a workbook, its texts shared as spreadsheet programs do."""
    strings = [*_HEADER, "Jakarta"]
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(
            "_rels/.rels",
            f'<Relationships><Relationship Id="r1" Type="{kinds}/officeDocument"'
            ' Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{kinds}"><sheets>'
            '<sheet name="Numbers" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships><Relationship Id="r1" Type="{kinds}/worksheet"'
            f' Target="sheet1.xml"/><Relationship Id="r2" Type="{kinds}/sharedStrings"'
            ' Target="sharedStrings.xml"/></Relationships>',
        )
        with archive.open("xl/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            titles = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(len(_HEADER)))
            sheet.write(f'<row r="1">{titles}</row>'.encode())
            for line, phone in enumerate(_phones(rows), start=2):
                first = len(strings)
                strings += (f"C{line:07d}", f"Budi, {line}", phone)
                cells = "".join(f'<c t="s"><v>{n}</v></c>' for n in range(first, first + 3))
                sheet.write(f'<row r="{line}">{cells}<c t="s"><v>4</v></c></row>'.encode())
            sheet.write(b"</sheetData></worksheet>")
        with archive.open("xl/sharedStrings.xml", "w", force_zip64=True) as shared:
            shared.write(f'<sst xmlns="{main}">'.encode())
            for text in strings:
                shared.write(f"<si><t>{text}</t></si>".encode())
            shared.write(b"</sst>")


def sample_phones(rows: int) -> list[str]:
    """The phone cells alone."""
    return list(_phones(rows))


def _phones(rows: int) -> Iterator[str]:
    source = random.Random(_SEED)  # noqa: S311 - the same list in every run
    weights, spellings = zip(*_SPELLINGS, strict=True)
    for spelling in source.choices(spellings, weights, k=rows):
        digits = iter(f"{source.randrange(10**16):016d}")
        yield "".join(next(digits) if c == "x" else c for c in spelling)
