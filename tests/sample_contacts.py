"""A few contacts for tests."""

from __future__ import annotations

import uuid

from dialer.domain.contacts import Contact, ContactNumber

SITI_NUMBER = "+6281234567890"
OFFICE_NUMBER = "+62215550100"


def make_contact(
    name: str,
    *numbers: str,
    company: str = "",
    lists: tuple[str, ...] = (),
    do_not_call: bool = False,
    changed_ms: int = 1_760_000_000_000,
) -> Contact:
    """A contact; numbers that do not begin with + cannot be read."""
    return Contact(
        contact_id=str(uuid.uuid4()),
        name=name,
        company=company,
        numbers=tuple(
            ContactNumber(
                e164=number if number.startswith("+") else "",
                raw="" if number.startswith("+") else number,
                do_not_call=do_not_call,
            )
            for number in numbers
        ),
        lists=lists,
        changed_ms=changed_ms,
    )


def make_siti() -> Contact:
    """Somebody with everything."""
    return Contact(
        contact_id=str(uuid.uuid4()),
        name="Siti Dewi",
        company="Toko Maju",
        notes="Prefers calls after 10:00.\nSpeaks English.",
        numbers=(
            ContactNumber(e164=SITI_NUMBER, label="Mobile"),
            ContactNumber(e164=OFFICE_NUMBER, label="Office", is_default=True),
            ContactNumber(raw="ask Budi", label="Home", do_not_call=True),
        ),
        lists=("Leads", "VIP"),
        preferred_account_id="acc-1",
        uid="card-7",
        changed_ms=1_760_000_000_000,
    )
