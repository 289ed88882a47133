"""Why calls ended, in plain English: the table in hangup_causes.toml, read when first asked.

NXCLOUD has several code spaces that share numbers: NXCC's ``hangupCode`` and the telephone
network's causes are told apart here; every other code is shown as it came.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the provider's table means by an empty column.
_SIP_WHERE_BLANK = 480


@dataclass(frozen=True, slots=True, kw_only=True)
class HangUpCause:
    """One entry of a table.

    Attributes:
        code: the provider's number, as text.
        name: the provider's name, e.g. ``USER_BUSY``; ``""`` for NXCC's codes.
        words: one sentence for an agent.
        sip_status: the SIP status it stands for; None for NXCC's codes.
    """

    code: str
    name: str
    words: str
    sip_status: int | None


def find_signal_cause(text: str) -> HangUpCause | None:
    """A cause of the telephone network, by its number or its name."""
    by_number, by_name = _signal_causes()
    return by_number.get(text) or by_name.get(text.upper())


def find_nxcc_cause(code: str) -> HangUpCause | None:
    """A ``hangupCode`` of NXCC's call records; its documents name two."""
    return _nxcc_causes().get(code)


def signal_codes() -> frozenset[str]:
    """Every number of the telephone network's table."""
    return frozenset(_signal_causes()[0])


def nxcc_codes() -> frozenset[str]:
    """Every number of NXCC's table."""
    return frozenset(_nxcc_causes())


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, str | int]]]:
    text = files(__package__).joinpath("hangup_causes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _signal_causes() -> tuple[Mapping[str, HangUpCause], Mapping[str, HangUpCause]]:
    causes = [
        HangUpCause(
            code=code,
            name=str(entry["name"]),
            words=str(entry["words"]),
            sip_status=int(entry.get("sip", _SIP_WHERE_BLANK)),
        )
        for code, entry in _tables()["signal"].items()
    ]
    return {cause.code: cause for cause in causes}, {cause.name: cause for cause in causes}


@cache
def _nxcc_causes() -> Mapping[str, HangUpCause]:
    return {
        code: HangUpCause(code=code, name="", words=str(entry["words"]), sip_status=None)
        for code, entry in _tables()["nxcc"].items()
    }
