"""vCards 2.1, 3.0 and 4.0, as phones and programs write them, one contact after another.

What is read of a card is its name (FN, else N, NICKNAME or ORG), ORG, NOTE, UID, CATEGORIES
and every TEL; the rest is passed over. A card that never ends, ends where the next begins.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from dialer.contact_files.card_lines import Property, read_properties
from dialer.contact_files.card_text import Parameters, Value, parse_parameters
from dialer.contact_files.entries import Entry, EntryNumber
from dialer.contact_files.labels import choose_label
from dialer.contact_files.names import compose_name
from dialer.contact_files.numbers import split_extension, split_numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NUMBERS = 100
_MAX_LISTS = 100
_MAX_DEPTH = 4
# Our own property: the account to call through.
ACCOUNT = b"X-OUTDIAL-ACCOUNT"
_CARD = b"VCARD"
_CALLABLE = frozenset({b"TEL", b"X-MS-TEL"})
_KINDS = frozenset({b"KIND", b"X-ADDRESSBOOKSERVER-KIND"})
_TEXTS = {
    b"FN": "name",
    b"NICKNAME": "nickname",
    b"NOTE": "note",
    b"UID": "uid",
    ACCOUNT: "account",
    b"PRODID": "product",
}
# How the PRODID of our own cards begins.
PRODUCT = "-//Outdial//"
# Phones number their cards from 1 on, and two phones' cards are not the same people's.
_SHORTEST_UID = 12
# Groups every contact is in tell nothing.
_NO_LISTS = frozenset({"mycontacts", "* mycontacts", "starred", "* starred", "unfiled"})
_TEL = re.compile(r"\s*(?:tel|callto)\s*:", re.IGNORECASE)
_CUT = "A part of this card is longer than any a person writes, and was not read whole."


class CardReader:
    """The contacts of a file of cards.

    Args:
        data: at its beginning; it stays open.
        encoding: what is not said to be in another is read in.
    """

    def __init__(self, data: BinaryIO, encoding: str) -> None:
        self._data = data
        self._encoding = encoding

    def __iter__(self) -> Iterator[Entry]:
        """Every card in order, those without a name or a number too.

        Raises:
            InputError: the file cannot be read to its end.
        """
        open_cards: list[_Card] = []
        for found in read_properties(self._data, self._encoding):
            if found.name == b"BEGIN" and _is_card(found):
                # Only an assistant's card stands inside another's.
                if open_cards and not open_cards[-1].awaits_agent:
                    yield open_cards.pop().finish()
                if len(open_cards) == _MAX_DEPTH:
                    yield open_cards.pop(0).finish()
                open_cards.append(_Card(found.line, self._encoding))
            elif not open_cards:
                continue
            elif found.name == b"END" and _is_card(found):
                yield open_cards.pop().finish()
            else:
                open_cards[-1].take(found)
        while open_cards:
            yield open_cards.pop().finish()


def _is_card(found: Property) -> bool:
    return found.value.split(b"\n", 1)[0].strip().upper() == _CARD


class _Card:
    """A card that is being read."""

    def __init__(self, line: int, encoding: str) -> None:
        self._line = line
        self._encoding = encoding
        self._texts: dict[str, str] = {}
        self._name_parts: list[str] = []
        self._company: list[str] = []
        self._numbers: list[tuple[bytes, Parameters, str]] = []
        self._group_labels: dict[bytes, str] = {}
        self._lists: dict[str, None] = {}
        self._problem = ""
        self._is_group = False
        self.awaits_agent = False

    def take(self, found: Property) -> None:
        """Takes a property of the card."""
        name = found.name
        self.awaits_agent = name == b"AGENT" and not found.value.strip()
        if name in _CALLABLE:
            self._take_number(found)
        elif name in _TEXTS:
            text = self._value(found).text().strip()
            # Of several the first counts; notes are all kept.
            if text and name == b"NOTE" and "note" in self._texts:
                self._texts["note"] += f"\n{text}"
            elif text:
                self._texts.setdefault(_TEXTS[name], text)
            self._note_cut(found)
        elif name == b"N":
            self._name_parts = self._name_parts or self._value(found).parts(";")
        elif name == b"ORG":
            self._company = self._company or self._value(found).parts(";")
        elif name == b"CATEGORIES":
            self._take_lists(found)
        elif name == b"X-ABLABEL" and found.group:
            self._group_labels[found.group] = self._value(found).text()
        elif name in _KINDS:
            self._is_group = found.value.strip().lower() == b"group"

    def finish(self) -> Entry:
        """The contact."""
        company = ", ".join(part.strip() for part in self._company if part.strip())
        return Entry(
            line=self._line,
            name=self._choose_name(_on_one_line(company)),
            company=_on_one_line(company),
            numbers=[entry for number in self._numbers for entry in self._to_entries(*number)],
            note=self._texts.get("note", ""),
            uid=self._choose_uid(),
            lists=list(self._lists),
            account_id=self._texts.get("account", ""),
            is_group=self._is_group,
            problem=self._problem,
        )

    def _choose_name(self, company: str) -> str:
        composed = compose_name(self._name_parts)
        name = _on_one_line(self._texts.get("name", ""))
        if not composed and name == company:
            # A card must have a name: a company's own stands there for want of another.
            name = ""
        return name or composed or _on_one_line(self._texts.get("nickname", ""))

    def _choose_uid(self) -> str:
        uid = self._texts.get("uid", "").removeprefix("urn:uuid:")
        is_ours = self._texts.get("product", "").startswith(PRODUCT)
        return uid if is_ours or len(uid) >= _SHORTEST_UID else ""

    def _take_number(self, found: Property) -> None:
        text = self._value(found).text().strip()
        if text and len(self._numbers) < MAX_NUMBERS:
            parameters = parse_parameters(found.head, self._encoding)
            self._numbers.append((found.group, parameters, text))
        elif text:
            self._problem = self._problem or _CUT

    def _to_entries(self, group: bytes, parameters: Parameters, text: str) -> Iterator[EntryNumber]:
        """The number of a property; now and then two were typed into one field."""
        label = self._group_labels.get(group, "") if group else ""
        for part in split_numbers(_TEL.sub("", text, count=1)):
            number, extension = split_extension(part)
            yield EntryNumber(
                text=number,
                label=choose_label(parameters.types, label=label or parameters.label),
                extension=extension,
                written=part,
                is_preferred=parameters.is_preferred,
                do_not_call=parameters.is_barred,
            )

    def _take_lists(self, found: Property) -> None:
        for part in self._value(found).parts(","):
            name = _on_one_line(part)
            if name and name.lower() not in _NO_LISTS and len(self._lists) < _MAX_LISTS:
                self._lists[name] = None

    def _note_cut(self, found: Property) -> None:
        if found.is_cut:
            self._problem = self._problem or _CUT

    def _value(self, found: Property) -> Value:
        return Value(
            found.value,
            parse_parameters(found.head, self._encoding),
            is_coded=found.is_coded,
            encoding=self._encoding,
        )


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
