"""Files nobody would write: read without a crash, without losing a contact, within bounds."""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.contact_files.cards import CardReader
from dialer.contact_files.making import ContactMaker
from dialer.contact_files.reading import ContactFile
from dialer.domain.contact_files import ContactFileFormat, ContactPreview, SkippedEntry
from dialer.domain.contacts import Contact
from dialer.domain.errors import InputError

VCARDS = Path(__file__).resolve().parents[2] / "data" / "vcards"
SAMPLES = [path.read_bytes() for path in sorted(VCARDS.iterdir())]
# Found without the reader: a line of its own, at its very beginning, says that one begins.
BEGINNING = re.compile(
    rb"(?:\A|[\r\n])(?:\xef\xbb\xbf)*begin[ \t]*:[ \t]*vcard[ \t]*(?=[\r\n]|\Z)", re.IGNORECASE
)
LINES = st.sampled_from(
    [
        b"BEGIN:VCARD",
        b"begin:vcard ",
        b"END:VCARD",
        b"VERSION:2.1",
        b"VERSION:3.0",
        b"FN:Anna",
        b"N:Sample;Anna;;;",
        b"TEL;CELL:+12025550100",
        b'TEL;TYPE="home',
        b"TEL;TYPE=home,",
        b"TEL:",
        b":",
        b";:",
        b"NOTE;ENCODING=QUOTED-PRINTABLE:a=",
        b"=41=",
        b"=",
        b"AGENT:",
        b"PHOTO;ENCODING=BASE64;JPEG:AAAA",
        b"PHOTO;ENCODING=b:",
        b"AAAAAAAA",
        b"",
        b" ",
        b"\t folded",
        b" TEL:5550100",
        b"item1.TEL:5550100",
        b"item1.X-ABLabel:Boat",
        b"item1.X-ABLabel:_$!<",
        b"CATEGORIES:a\\,b,,c",
        b"ORG:\\;;\\",
        b"FN;CHARSET=SHIFT_JIS:\x83\x5c",
        b"FN;CHARSET=ISO-2022-JP:\x1b$B",
        b"FN;ENCODING=B:!!!!",
        b"TEL;X-CUSTOM(CHARSET=UTF-8,ENCODING=QUOTED-PRINTABLE,=E5=:1",
        b"KIND:group",
        b"\xef\xbb\xbfBEGIN:VCARD",
        b"X" * 300 + b":y",
    ]
) | st.binary(max_size=40)
ENDS = st.sampled_from([b"\n", b"\r", b"\r\n", b"\r\r\n"])
CELLS = st.text(max_size=12) | st.sampled_from(
    ['"', '"a"b', "a,b", "+12025550100", "0812 555 0100", "=1+1", "'", "\0", "﻿", "a\nb", "x" * 99]
)
WORDS = st.sampled_from(
    ["Name", "Phone", "Phone 1 - Value", "Phone 1 - Label", "姓名", "手机", "x"]
)


def read_all(content: bytes) -> tuple[ContactPreview, list[Contact | SkippedEntry]]:
    maker = ContactMaker(region="ID", list_name="", at_ms=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts"
        path.write_bytes(content)
        with ContactFile(str(path)) as opened:
            preview = opened.preview(None)
            return preview, [maker.make(entry) for entry in opened.reader(preview.format)]


@given(lines=st.lists(LINES, max_size=40), end=ENDS)
def test_no_card_is_lost_and_none_is_made_up(lines: list[bytes], end: bytes) -> None:
    content = end.join(lines)
    entries = list(CardReader(io.BytesIO(content), "utf-8"))
    assert len(entries) == len(BEGINNING.findall(content))
    maker = ContactMaker(region="ID", list_name="", at_ms=0)
    for entry in entries:
        made = maker.make(entry)
        assert isinstance(made, SkippedEntry) == entry.is_group or entry.is_empty
        if isinstance(made, Contact):
            assert made.title
            assert len({number.key for number in made.numbers}) == len(made.numbers)


@given(
    sample=st.sampled_from(SAMPLES),
    cuts=st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 60), st.binary(max_size=8))),
)
def test_damaged_exports_are_read_to_their_end(
    sample: bytes, cuts: list[tuple[int, int, bytes]]
) -> None:
    content = sample
    for start, length, instead in cuts:
        content = content[:start] + instead + content[start + length :]
    for encoding in ("utf-8", "gb18030", "cp1252", "utf-16-le"):
        entries = list(CardReader(io.BytesIO(content), encoding))
        if encoding != "utf-16-le":
            assert len(entries) == len(BEGINNING.findall(content))


@given(content=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with contextlib.suppress(InputError):
        _, made = read_all(content)
        assert made


@given(
    titles=st.lists(WORDS, min_size=2, max_size=5, unique=True),
    rows=st.lists(st.lists(CELLS, min_size=1, max_size=6), min_size=1, max_size=12),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
def test_no_row_of_a_table_is_lost(
    titles: list[str], rows: list[list[str]], delimiter: str
) -> None:
    lines = [
        delimiter.join(
            '"' + "".join(c for c in cell if c not in "\r\n\0").replace('"', '""') + '"'
            for cell in row
        )
        for row in (titles, *rows)
    ]
    # What stands in the last row, so that it is not taken for one that is left empty.
    lines.append("last")
    try:
        preview, made = read_all("\n".join(lines).encode())
    except InputError:
        return
    assert len(made) == len(rows) + 1 + (not preview.format.has_header)


def test_a_long_file_is_read_in_little_memory(tmp_path: Path) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\nTEL:+12025550100\r\nEND:VCARD\r\n"
    path = tmp_path / "many.vcf"
    path.write_bytes(card * 20_000)
    table = tmp_path / "many.csv"
    table.write_text("Name,Phone\n" + "Anna,+12025550100\n" * 40_000, encoding="utf-8")
    for file, count in ((path, 20_000), (table, 40_000)):
        with ContactFile(str(file)) as opened:
            chosen = opened.preview(None).format
            tracemalloc.start()
            try:
                read = sum(1 for _ in opened.reader(chosen))
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert read == count
        assert peak < 3 << 20


@pytest.mark.parametrize(
    "content",
    [
        b"BEGIN:VCARD\nTEL;" + b'TYPE="' * 50_000 + b":1",
        b"BEGIN:VCARD\nTEL;" + b"TYPE=a;" * 50_000 + b":1",
        b"BEGIN:VCARD\nNOTE:" + b"\\" * 100_000,
        b"BEGIN:VCARD\nNOTE;QUOTED-PRINTABLE:" + b"=\n" * 100_000,
        b"BEGIN:VCARD\nFN:a" + b"\n " * 200_000,
        b"BEGIN:VCARD\nTEL;a" + b"\n ;" * 100_000,
        b"BEGIN:VCARD\nTEL:" + b"1 " * 50_000 + b"x" * 9,
        b"BEGIN:VCARD\nCATEGORIES:" + b"a\\,b," * 10_000,
        b"BEGIN:VCARD\n" * 20_000,
        b"AGENT:\nBEGIN:VCARD\n" * 20_000,
        b"\r" * 500_000 + b"\nBEGIN:VCARD\n",
        b"BEGIN:VCARD\n" + b"x" * 3_000_000,
    ],
    ids=lambda content: repr(content[:30]),
)
def test_what_is_made_to_stop_the_reader_does_not(content: bytes) -> None:
    started = time.process_time()
    entries = list(CardReader(io.BytesIO(content), "utf-8"))
    maker = ContactMaker(region="ID", list_name="", at_ms=0)
    for entry in entries:
        maker.make(entry)
    assert len(entries) == len(BEGINNING.findall(content))
    assert time.process_time() - started < 8


def test_a_wanted_format_that_fits_no_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with ContactFile(str(path)) as opened:
        preview = opened.preview(None)
        bare = ContactFileFormat(kind=preview.format.kind, encoding="utf-8", delimiter=",")
        with pytest.raises(InputError, match="Choose the column"):
            opened.reader(bare)
