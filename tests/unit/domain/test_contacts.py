from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialer.domain.contact_search import ANYWHERE_FROM, body_of, is_match, terms_of
from dialer.domain.contacts import Contact, ContactNumber, is_same_contact, merge_contacts
from dialer.domain.folding import fold, is_unspaced

SITI = Contact(
    contact_id="1",
    name="Siti Dewi",
    company="Toko Maju",
    numbers=(ContactNumber(e164="+6281234567890", label="Mobile"),),
    changed_ms=1,
)


def finds(text: str, contact: Contact) -> bool:
    return is_match(terms_of(text), body_of(contact))


def named(name: str, company: str = "") -> Contact:
    return Contact(contact_id="1", name=name, company=company)


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("José ÑANDÚ", "jose nandu"),
        ("Straße", "strasse"),
        ("İstanbul ısparta", "istanbul isparta"),
        ("Ｓｉｔｉ\u3000８１２", "siti 812"),
        ("O’Brien", "obrien"),
        ("PT. Maju-Jaya (Tbk)", "pt maju jaya tbk"),
        ("Łódź Đặng Ørsted", "lodz dang orsted"),
        ("김민수 王小明", "김민수 王小明"),
        ("٠٨١٢", "0812"),
        ("\u202a+62\u202c", "62"),
    ],
)
def test_folding_leaves_what_people_compare(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_accents_put_on_afterwards_count_for_nothing(text: str) -> None:
    marked = "".join(f"{c}\u0301" if c.isalpha() and c.isascii() else c for c in text)
    assert fold(unicodedata.normalize("NFC", marked)) == fold(text)


@given(st.text(min_size=1), st.text(), st.data())
def test_any_part_of_a_name_finds_it(name: str, company: str, data: st.DataObject) -> None:
    folded = fold(name)
    start = data.draw(st.integers(0, max(0, len(folded) - 1)))
    end = data.draw(st.integers(start, len(folded)))
    part = folded[start:end]
    pieces = part.split()
    cut = start > 0 and not folded[start - 1].isspace()
    if pieces and len(pieces[0]) < ANYWHERE_FROM and cut and not is_unspaced(pieces[0][0]):
        return  # too short to be sought within a word
    assert finds(part, named(name, company))


@given(st.text(), st.text())
def test_a_word_of_the_company_and_one_of_the_name_find_it(name: str, company: str) -> None:
    words = fold(company).split()[-1:] + fold(name).split()[:1]
    if not any(word.isdigit() for word in words):
        assert finds(" ".join(words), named(name, company))


@pytest.mark.parametrize(
    "typed",
    [
        "siti 812",
        "dewi SITI",
        "maju siti",
        "s",
        "si de",
        "+62 812-3456-7890",
        "0812 3456 7890",
        "(0812) 34",
        "08123",
        "8123",
        "7890",
        "0062812",
        "+62 8",
        "62",
        "08",
        "81",
        "  ",
        "...",
    ],
)
def test_what_finds_a_contact(typed: str) -> None:
    assert finds(typed, SITI)


@pytest.mark.parametrize("typed", ["sitx", "siti 999", "it", "wi", "7891", "+65 812", "3456 0"])
def test_what_does_not(typed: str) -> None:
    assert not finds(typed, SITI)


@pytest.mark.parametrize("typed", ["王", "小", "明", "小明", "王小", "王小明"])
def test_chinese_is_found_by_any_letter(typed: str) -> None:
    assert finds(typed, named("王小明"))


def test_digits_of_a_name_are_found_beside_those_of_a_number() -> None:
    contact = replace(SITI, company="Toko 21 812")
    assert finds("toko 21", contact)
    assert finds("21 812", contact)
    assert finds("21 maju", replace(SITI, company="Maju 21"))


def test_a_number_that_cannot_be_read_is_found_by_its_digits() -> None:
    contact = Contact(contact_id="1", name="A", numbers=(ContactNumber(raw="ext. 4711"),))
    assert finds("4711", contact)


def test_the_same_name_and_a_number_in_common_are_the_same_contact() -> None:
    other = replace(SITI, contact_id="2", name="SITI DEWI", company="")
    assert is_same_contact(SITI, other)
    assert not is_same_contact(SITI, replace(other, name="Siti"))
    assert not is_same_contact(SITI, replace(other, numbers=()))


def test_the_same_id_from_elsewhere_is_the_same_contact() -> None:
    stored = replace(SITI, uid="card-7")
    other = Contact(contact_id="2", name="Somebody", uid="card-7")
    assert is_same_contact(stored, other)
    assert is_same_contact(SITI, replace(other, uid=SITI.contact_id))
    assert not is_same_contact(SITI, replace(other, uid=""))


def test_merging_loses_nothing() -> None:
    stored = replace(SITI, notes="After 10:00", lists=("A",), preferred_account_id="acc")
    other = Contact(
        contact_id="2",
        name="Siti Dewi, SE",
        notes="VIP",
        numbers=(
            ContactNumber(e164="+6281234567890", label="Cell", do_not_call=True),
            ContactNumber(e164="+62215550100", label="Office", is_default=True),
        ),
        lists=("B", "A"),
        uid="card-7",
        changed_ms=9,
    )
    assert merge_contacts(stored, other) == Contact(
        contact_id="1",
        name="Siti Dewi, SE",
        company="Toko Maju",
        notes="After 10:00\nVIP",
        numbers=(
            ContactNumber(e164="+6281234567890", label="Mobile", do_not_call=True),
            ContactNumber(e164="+62215550100", label="Office", is_default=True),
        ),
        lists=("A", "B"),
        preferred_account_id="acc",
        uid="card-7",
        changed_ms=9,
    )


def test_merging_twice_changes_nothing_more() -> None:
    other = replace(SITI, contact_id="2", notes="VIP", uid="card-7", changed_ms=9)
    once = merge_contacts(SITI, other)
    assert merge_contacts(once, replace(other, changed_ms=10)) is once


def test_the_number_that_is_called() -> None:
    unread = ContactNumber(raw="ask Budi")
    first, second = ContactNumber(e164="+6281234567890"), ContactNumber(e164="+62215550100")
    assert replace(SITI, numbers=(unread, first, second)).default_number is first
    chosen = replace(second, is_default=True)
    assert replace(SITI, numbers=(unread, first, chosen)).default_number is chosen
    assert replace(SITI, numbers=(unread,)).default_number is unread
    assert replace(SITI, numbers=()).default_number is None
