"""What is written is read again as it was: cards of both versions, and our own table."""

from __future__ import annotations

import io
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.contact_files.card_writer import CardWriter
from dialer.contact_files.making import ContactMaker
from dialer.contact_files.reading import ContactFile
from dialer.contact_files.table_writer import TableWriter
from dialer.domain.contact_files import ExportForm, SkippedEntry
from dialer.domain.contacts import Contact, ContactNumber
from dialer.domain.spreadsheets import BYTE_ORDER_MARK, rows_to_bytes

LINES = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp", "Zs"]) | st.just(" "),
    max_size=90,
).map(lambda text: " ".join(text.split()))
TEXTS = st.lists(LINES, max_size=4).map(lambda lines: "\n".join(lines).strip())
# A raw number that could be read, or holds two, is read at the next import.
RAWS = st.text("abcdefgh .?!;,=+-'", min_size=1, max_size=20).map(str.strip).filter(bool)
LABELS = st.sampled_from(["Mobile", "Work", "Home", "Fax", "Pager", "Main", "cell", ""]) | LINES
NUMBERS = st.builds(
    lambda number, raw, label, is_barred: ContactNumber(
        e164="" if raw else f"+1202555{number:04}", raw=raw, label=label, do_not_call=is_barred
    ),
    number=st.integers(100, 199),
    raw=st.just("") | RAWS,
    label=LABELS.filter(lambda text: not text.startswith("*") and "do not" not in text.lower()),
    is_barred=st.booleans(),
)
LISTS = st.lists(LINES.filter(lambda text: text and ":::" not in text), max_size=3, unique=True)


def _contact(
    name: str, company: str, notes: str, numbers: list[ContactNumber], default: int
) -> Contact:
    unique = list({number.key: number for number in numbers}.values())
    if 0 <= default < len(unique):
        unique[default] = replace(unique[default], is_default=True)
    return Contact(
        contact_id="1f0c2f6e-4f0e-4d8a-9b5e-0d5f5a7e0111",
        name=name or "Nobody",
        company=company,
        notes=notes,
        numbers=tuple(unique),
    )


CONTACTS = st.builds(
    _contact,
    name=LINES,
    company=LINES,
    notes=TEXTS,
    numbers=st.lists(NUMBERS, max_size=4),
    default=st.integers(-1, 3),
)


def write(contacts: list[Contact], form: ExportForm) -> bytes:
    if form in {ExportForm.CARDS_3, ExportForm.CARDS_4}:
        writer = CardWriter(form)
        return b"".join(map(writer.to_bytes, contacts))
    most = max((len(contact.numbers) for contact in contacts), default=0)
    table = TableWriter(form, most_numbers=most)
    return BYTE_ORDER_MARK + rows_to_bytes([table.titles]) + table.to_bytes(contacts)


def read(content: bytes) -> list[Contact]:
    maker = ContactMaker(region="", list_name="", at_ms=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts"
        path.write_bytes(content)
        with ContactFile(str(path)) as opened:
            chosen = opened.preview(None).format
            made = [maker.make(entry) for entry in opened.reader(chosen)]
    assert not [one for one in made if isinstance(one, SkippedEntry)]
    return [one for one in made if isinstance(one, Contact)]


def told(contact: Contact) -> Contact:
    """The contact without what every import makes anew."""
    return replace(contact, contact_id="", changed_ms=0, uid=contact.uid or contact.contact_id)


FULL = Contact(
    contact_id="7c1e2ad0-50c4-4b6a-8a2c-6d0f3c9f0222",
    name="Siti Dewi",
    company="Toko Maju; Jaya, Tbk",
    notes="Prefers mornings.\n=1+1\nUses “quotes”, commas; semicolons",
    numbers=(
        ContactNumber(e164="+12025550111", label="Mobile"),
        ContactNumber(e164="+12025550112", label="Reception, ext. 12", is_default=True),
        ContactNumber(e164="+12025550113", label="Work", do_not_call=True),
        ContactNumber(raw="ask at the gate", label=""),
    ),
    lists=("VIP, gold", "Jakarta"),
    preferred_account_id="account-1",
    uid="google:42",
)
NAMELESS = Contact(
    contact_id="7c1e2ad0-50c4-4b6a-8a2c-6d0f3c9f0333",
    name="",
    company="=Gudang Timur",
    numbers=(ContactNumber(e164="+12025550114"),),
)
SAMPLE = [FULL, NAMELESS]
EVERY_FORM = [ExportForm.CARDS_4, ExportForm.CARDS_3, ExportForm.TABLE]


@pytest.mark.parametrize("form", EVERY_FORM)
def test_everything_comes_back(form: ExportForm) -> None:
    assert list(map(told, read(write(SAMPLE, form)))) == list(map(told, SAMPLE))


@pytest.mark.parametrize("form", EVERY_FORM)
@given(contacts=st.lists(CONTACTS, min_size=1, max_size=4), lists=LISTS)
def test_any_contact_comes_back(
    form: ExportForm, contacts: list[Contact], lists: list[str]
) -> None:
    contacts = [replace(contact, lists=tuple(lists)) for contact in contacts]
    assert list(map(told, read(write(contacts, form)))) == list(map(told, contacts))


def test_the_table_of_google_contacts_keeps_what_it_has_columns_for() -> None:
    content = write(SAMPLE, ExportForm.GOOGLE_TABLE)
    titles = content.decode("utf-8-sig").splitlines()[0].split(",")
    assert titles[:4] == ["First Name", "Organization Name", "Notes", "Labels"]
    assert titles[4:6] == ["Phone 1 - Label", "Phone 1 - Value"]
    first, second = read(content)
    # It has no column for these two.
    kept = replace(FULL, preferred_account_id="", uid="")
    assert replace(first, contact_id="", changed_ms=0) == replace(kept, contact_id="")
    assert second.numbers == NAMELESS.numbers


@pytest.mark.parametrize("form", [ExportForm.TABLE, ExportForm.GOOGLE_TABLE])
def test_no_cell_is_run_by_a_spreadsheet(form: ExportForm) -> None:
    import csv  # noqa: PLC0415 - this test only

    text = write(SAMPLE, form).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert any(cell.startswith("'+1202") for cell in cells)
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in set("=+-@\t\r\n＝＋－＠")]


@given(contact=CONTACTS)
def test_cards_keep_to_their_line_length(contact: Contact) -> None:
    for form in (ExportForm.CARDS_3, ExportForm.CARDS_4):
        lines = CardWriter(form).to_bytes(contact).split(b"\r\n")
        assert max(map(len, lines)) <= 75
        for line in lines:
            line.decode("utf-8")
