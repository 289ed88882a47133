"""A contact as it stands in a form, and how it is read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from dialer.domain.contacts import Contact, ContactNumber
from dialer.domain.errors import InputError, InputErrors
from dialer.domain.phone_number import parse_phone_number

_MAX_NAME = 200
_MAX_NOTES = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberDraft:
    """One number of a form.

    Attributes:
        text: as typed.
        label: what it is, in the person's words.
        is_default: it is called when the contact is.
        do_not_call: it may not be called.
    """

    text: str
    label: str = ""
    is_default: bool = False
    do_not_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDraft:
    """What stands in the form.

    Attributes:
        name: as typed.
        company: as typed.
        notes: as typed.
        numbers: in the order of the form; one without text counts for nothing.
        lists: names of lists, as typed.
    """

    name: str
    company: str = ""
    notes: str = ""
    numbers: tuple[NumberDraft, ...] = ()
    lists: tuple[str, ...] = ()


def read_draft(draft: ContactDraft, *, region: str, before: Contact | None, now_ms: int) -> Contact:
    """The contact a form describes.

    Args:
        draft: the form.
        region: ISO 3166-1 alpha-2 code national numbers are read in.
        before: the contact that is edited; None for a new one.
        now_ms: ms since the epoch.

    Raises:
        InputErrors: of fields ``name``, ``notes`` and ``number.0``, ``number.1``, and so on.
    """
    problems = _check_texts(draft)
    numbers: list[ContactNumber] = []
    known = {number.raw for number in before.numbers} if before is not None else set()
    for position, one in enumerate(draft.numbers):
        if not one.text.strip():
            continue
        try:
            number = _read_number(one, position, region, known)
            _refuse_repeated(number, numbers, position)
        except InputError as error:
            problems.append(error)
        else:
            numbers.append(number)
    if problems:
        raise InputErrors(tuple(problems))
    return Contact(
        contact_id=before.contact_id if before is not None else str(uuid.uuid4()),
        name=" ".join(draft.name.split()),
        company=" ".join(draft.company.split()),
        notes=draft.notes.strip(),
        numbers=tuple(numbers),
        lists=tuple(dict.fromkeys(filter(None, (" ".join(one.split()) for one in draft.lists)))),
        preferred_account_id=before.preferred_account_id if before is not None else "",
        uid=before.uid if before is not None else "",
        changed_ms=now_ms,
    )


def _check_texts(draft: ContactDraft) -> list[InputError]:
    problems = []
    if not draft.name.strip() and not draft.company.strip():
        problems.append(InputError("name", "Type a name or a company."))
    for field, text in (("name", draft.name), ("company", draft.company)):
        if len(text) > _MAX_NAME:
            problems.append(InputError(field, f"Use at most {_MAX_NAME} characters."))
    if len(draft.notes) > _MAX_NOTES:
        problems.append(InputError("notes", f"Use at most {_MAX_NOTES:,} characters."))
    return problems


def _read_number(draft: NumberDraft, position: int, region: str, known: set[str]) -> ContactNumber:
    text = draft.text.strip()
    # What came from a file as it is, stays: the person may have changed something else.
    e164 = ""
    if text not in known:
        e164 = parse_phone_number(text, region=region, field=f"number.{position}").e164
    return ContactNumber(
        e164=e164,
        raw="" if e164 else text,
        label=" ".join(draft.label.split()),
        is_default=draft.is_default,
        do_not_call=draft.do_not_call,
    )


def _refuse_repeated(number: ContactNumber, others: list[ContactNumber], position: int) -> None:
    if any(number.key == other.key for other in others):
        raise InputError(f"number.{position}", "This number stands here twice. Remove one of them.")
