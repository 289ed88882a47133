"""A provider's codes as its folder's codes.toml explains them, read once."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from dialer.domain.diagnosis import Diagnosis, Mender, NextAction, WasCalled

if TYPE_CHECKING:
    from collections.abc import Mapping

_FALLBACK, _FALLBACK_HTTP = "unknown", "unknown HTTP"


class CodeTable:
    """The table of one API family.

    Args:
        package: the package whose folder holds ``codes.toml``.
    """

    def __init__(self, package: str) -> None:
        text = files(package).joinpath("codes.toml").read_text(encoding="utf-8")
        self._entries: Mapping[str, Mapping[str, str]] = tomllib.loads(text)

    @property
    def documented_codes(self) -> frozenset[str]:
        """Every code the table explains."""
        return frozenset(self._entries) - {_FALLBACK, _FALLBACK_HTTP}

    def entry(self, code: str) -> Mapping[str, str]:
        """What stands in the table for a code, or for all that it does not list."""
        fallback = _FALLBACK_HTTP if code.startswith("HTTP ") else _FALLBACK
        return self._entries.get(code) or self._entries[fallback]

    def diagnose(
        self, code: str, *, words: str, request_id: str | None, cause: str = ""
    ) -> Diagnosis:
        """The diagnosis of a code.

        Args:
            code: the provider's code, or ``HTTP nnn``.
            words: the provider's words, verbatim.
            request_id: the provider's id for the request, where it gave one.
            cause: said in place of the table's cause, where it is not empty.
        """
        entry = self.entry(code)
        action = entry.get("action")
        return Diagnosis(
            was_called=WasCalled(entry["was_called"]),
            title=entry["title"],
            cause=cause or entry["cause"],
            mender=Mender(entry["mender"]),
            next_step=entry["next_step"],
            action=NextAction(action) if action else None,
            code=code,
            provider_words=words,
            request_id=request_id,
        )
