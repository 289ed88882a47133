"""Cards as phones and programs export them: every number comes out right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from dialer.contact_files.reading import ContactFile
from dialer.domain.contact_files import FileKind
from dialer.domain.phone_number import parse_phone_number

if TYPE_CHECKING:
    from dialer.contact_files.entries import Entry

FOLDER = Path(__file__).resolve().parents[2] / "data" / "vcards"
NUMBER = "+1202555"

# Name, then label, last digits and extension of each number.
EXPORTS: dict[str, list[tuple[str, list[tuple[str, str, str]]]]] = {
    "android": [
        ("张伟", [("Mobile", "0121", ""), ("Work", "0122", ""), ("Assistant", "0123", "")]),
        (
            "Georgina Rosalinda Sampleé",
            [("Home", "0124", ""), ("Mobile", "0125", "4711"), ("", "0126", "")],
        ),
    ],
    "blackberry": [
        ("Chidi Sample", [("Mobile", "0181", ""), ("Work", "0182", "19"), ("Home", "0183", "")])
    ],
    "evolution": [
        (
            "Sample, Anneliese",
            [
                ("Work", "0161", ""),
                ("Mobile", "0162", ""),
                ("Fax", "0163", ""),
                ("Callback", "0164", ""),
            ],
        )
    ],
    "google": [
        (
            "Priya Sample",
            [
                ("Mobile", "0131", ""),
                ("Work", "0132", "45"),
                ("Reception", "0133", ""),
                ("Fax", "0134", ""),
            ],
        ),
        ("", [("Mobile", "0135", "")]),
    ],
    "iphone": [
        (
            "Dr. Johanna Maria Sample",
            [
                ("Mobile", "0111", ""),
                ("Mobile", "0112", ""),
                ("Fax", "0113", ""),
                ("Ski cabin", "0114", ""),
                ("Work", "0115", ""),
            ],
        ),
        ("", [("Main", "0116", "")]),
        ("Friends", []),
    ],
    "lotus_notes": [
        (
            "Bert A. Sample",
            [
                ("Work", "0171", ""),
                ("Fax", "0172", ""),
                ("Mobile", "0173", ""),
                ("Home", "0174", ""),
            ],
        )
    ],
    "nextcloud": [
        (
            "Inés Sample",
            [
                ("Home", "0191", ""),
                ("Mobile", "0192", ""),
                ("Work", "0193", "102"),
                ("", "0194", ""),
            ],
        )
    ],
    "outlook": [
        (
            "Mr. Oliver Quentin Sample Jr.",
            [
                ("Work", "0141", ""),
                ("Home", "0142", ""),
                ("Mobile", "0143", ""),
                ("Fax", "0144", ""),
                ("Pager", "0145", ""),
                ("Main", "0146", ""),
            ],
        )
    ],
    "samsung": [
        ("Rahmat Sample", [("Mobile", "0101", ""), ("倉庫", "0102", ""), ("Warung", "0103", "")])
    ],
    "thunderbird": [
        ("Greta Sample", [("Work", "0151", ""), ("Mobile", "0152", ""), ("Fax", "0153", "")]),
        (
            "Tom Sample",
            [
                ("Work", "0154", ""),
                ("Fax", "0155", ""),
                ("Home", "0156", ""),
                ("Mobile", "0157", ""),
            ],
        ),
    ],
}
NOTES = {
    "android": ["", "First line\nsecond; café ☕"],
    "blackberry": ["On air 6-9\nAlso on Sundays"],
    "evolution": ['She said: "later; maybe"'],
    "google": ["Ordered twice\nPays on time", ""],
    "iphone": [
        (
            "Calls back after 17:00, never before.\nAsks for Jo; not for Johanna. "
            "This line is long enough to be folded, as the phone folds it."
        ),
        "",
        "",
    ],
    "lotus_notes": ["Gate 4\nRämpe links € 5 for the guard"],
    "nextcloud": [""],
    "outlook": [
        "Prefers mornings.\n\nTEL: is what he calls his desk phone = extension 7",
    ],
    "samsung": ["A = B\nnext"],
    "thunderbird": [
        "Knows everyone in the harbour, and their boats; reads e-mail only on Mondays.",
        "Open from 9\nclosed on Sundays",
    ],
}
COMPANIES = {
    "android": ["材料有限公司", ""],
    "blackberry": ["Lagoon Radio"],
    "evolution": ["Weaver Guild, Looms, Room 4"],
    "google": ["Kite, String & Co.", ""],
    "iphone": ["Orchard & Sons, Ltd., Field Sales", "Sample Bakery", ""],
    "lotus_notes": ["Sample Freight, Night shift"],
    "nextcloud": ["Museo de Muestra"],
    "outlook": ["Northwind Sample Ltd, Purchasing"],
    "samsung": [""],
    "thunderbird": ["Harbour Office", "Old Mill, Grinding"],
}
LISTS = {
    "evolution": [["Guild", "Key Customer"]],
    "google": [["Suppliers", "VIP, gold"], []],
    "lotus_notes": [["Freight", "Night"]],
    "nextcloud": [["Neighbours", "Choir"]],
}


def entries_of(path: Path) -> list[Entry]:
    with ContactFile(str(path)) as opened:
        preview = opened.preview(None)
        assert preview.format.kind is FileKind.CARDS
        return list(opened.reader(preview.format))


def numbers_of(entry: Entry) -> list[tuple[str, str, str]]:
    found = []
    for number in entry.numbers:
        e164 = parse_phone_number(number.text, region="US").e164
        assert e164.startswith(NUMBER)
        found.append((number.label, e164.removeprefix(NUMBER), number.extension))
    return found


def test_every_sample_is_expected() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == EXPORTS.keys()


@pytest.mark.parametrize("program", EXPORTS)
def test_an_export_is_read(program: str) -> None:
    entries = entries_of(FOLDER / f"{program}.vcf")
    assert [(entry.name, numbers_of(entry)) for entry in entries] == EXPORTS[program]
    assert [entry.note for entry in entries] == NOTES[program]
    assert [entry.company for entry in entries] == COMPANIES[program]
    assert [entry.lists for entry in entries] == LISTS.get(program, [[]] * len(entries))


@pytest.mark.parametrize("ends", [b"\n", b"\r", b"\r\n", b"\r\r\n"], ids=repr)
@pytest.mark.parametrize("program", EXPORTS)
def test_line_ends_make_no_difference(program: str, ends: bytes, tmp_path: Path) -> None:
    lines = (FOLDER / f"{program}.vcf").read_bytes().splitlines()
    path = tmp_path / "cards.vcf"
    path.write_bytes(ends.join(lines) + ends)
    found = [(entry.name, numbers_of(entry)) for entry in entries_of(path)]
    assert found == EXPORTS[program]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("program", EXPORTS)
def test_the_file_may_be_wide_or_marked(program: str, encoding: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{program}.vcf").read_bytes().decode("utf-8")
    path = tmp_path / "cards.vcf"
    path.write_bytes(text.encode(encoding))
    found = [(entry.name, numbers_of(entry)) for entry in entries_of(path)]
    assert found == EXPORTS[program]


@pytest.mark.parametrize("program", EXPORTS)
def test_the_last_card_may_lack_its_end(program: str, tmp_path: Path) -> None:
    text = (FOLDER / f"{program}.vcf").read_bytes().decode("utf-8")
    path = tmp_path / "cards.vcf"
    kept = [line for line in text.splitlines() if not line.lower().startswith("end:")]
    path.write_bytes("\r\n".join(kept).encode())
    found = [(entry.name, numbers_of(entry)) for entry in entries_of(path)]
    assert found == EXPORTS[program]
