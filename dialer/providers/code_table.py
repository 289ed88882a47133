"""A provider's codes as its folder's codes.toml explains them, read once."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from dialer.domain.diagnosis import Diagnosis, Mender, NextAction, Purpose, WasCalled

if TYPE_CHECKING:
    from collections.abc import Mapping

_FALLBACK, _FALLBACK_HTTP = "unknown", "unknown HTTP"
# Stands in for the codes it lists where the request was no call.
_REFUSED_READ = "refused read"
# Steps that make sense after a call alone: a read is itself a test of the connection.
_ACTIONS_OF_CALLS = frozenset({NextAction.CORRECT_NUMBER, NextAction.TEST_CONNECTION})


class CodeTable:
    """The table of one API family.

    Args:
        package: the package whose folder holds ``codes.toml``.
    """

    def __init__(self, package: str) -> None:
        text = files(package).joinpath("codes.toml").read_text(encoding="utf-8")
        self._entries: Mapping[str, Mapping[str, Any]] = tomllib.loads(text)

    @property
    def documented_codes(self) -> frozenset[str]:
        """Every code the table explains."""
        return frozenset(self._entries) - {_FALLBACK, _FALLBACK_HTTP, _REFUSED_READ}

    def entry(self, code: str) -> Mapping[str, Any]:
        """What stands in the table for a code, or for all that it does not list."""
        fallback = _FALLBACK_HTTP if code.startswith("HTTP ") else _FALLBACK
        return self._entries.get(code) or self._entries[fallback]

    def diagnose(
        self,
        code: str,
        *,
        words: str,
        request_id: str | None,
        cause: str = "",
        purpose: Purpose = Purpose.CALL,
        wait_s: int = 0,
    ) -> Diagnosis:
        """The diagnosis of a code.

        Args:
            code: the provider's code, or ``HTTP nnn``.
            words: the provider's words, verbatim.
            request_id: the provider's id for the request, where it gave one.
            cause: said in place of the table's cause, where it is not empty.
            purpose: what the request was for; nobody is called by a read.
            wait_s: put into ``next_step_after``, which is then said in place of
                ``next_step``, where the table has one.
        """
        is_read = purpose is Purpose.READ
        entry = self._entry_of_read(code) if is_read else self.entry(code)
        action = NextAction(entry["action"]) if "action" in entry else None
        next_step = entry["next_step"]
        if wait_s > 0 and "next_step_after" in entry and not is_read:
            next_step = entry["next_step_after"].format(seconds=wait_s)
        return Diagnosis(
            was_called=WasCalled.NO if is_read else WasCalled(entry["was_called"]),
            title=entry["title"],
            cause=cause or entry["cause"],
            mender=Mender(entry["mender"]),
            next_step=next_step,
            action=None if is_read and action in _ACTIONS_OF_CALLS else action,
            code=code,
            provider_words=words,
            request_id=request_id,
        )

    def _entry_of_read(self, code: str) -> Mapping[str, Any]:
        refused = self._entries.get(_REFUSED_READ, {})
        if code in refused.get("codes", ()):
            return refused
        entry = self.entry(code)
        return {**entry, **entry.get("read", {})}
