"""What a list's number is looked at for, and a typed one is not.

A typed number is shown as it was understood before it is called. The rows of a list are
not, and what programs write into lists has faults of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers

from dialer.domain.errors import InputError
from dialer.lists.numbering import trunk_digits_of

if TYPE_CHECKING:
    from dialer.domain.phone_number import PhoneNumber

_FIELD = "callee"


def refuse_lost_digits(number: PhoneNumber) -> None:
    """Refuses a number from which a spreadsheet has taken digits.

    The 0 of calls within a country stays before digits that are too few for a number.

    Raises:
        InputError: digits are missing.
    """
    if number.is_assigned:
        return
    code = str(phonenumbers.parse(number.e164, None).country_code)
    if number.provider_digits.startswith(f"{code}0") and trunk_digits_of(code) == "0":
        raise InputError(_FIELD, "This number is too short. Check that no digit is missing.")
