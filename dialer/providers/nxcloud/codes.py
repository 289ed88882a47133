"""What NXCLOUD's codes mean: the table in codes.toml, read once."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING

from dialer.domain.diagnosis import Diagnosis, Mender, NextAction, WasCalled

if TYPE_CHECKING:
    from collections.abc import Mapping

CLOCK_CODE = "1004"
_MS_PER_S = 1000
# NXCLOUD allows 60 s. A smaller difference does not explain a refusal, so naming it would
# send people after a clock that is right; 5 s are left for the way of the request.
_WORTH_NAMING_MS = 55_000


class NxcloudCodeBook:
    """Implements CodeBook over codes.toml."""

    def __init__(self) -> None:
        text = files(__package__).joinpath("codes.toml").read_text(encoding="utf-8")
        self._entries: Mapping[str, Mapping[str, str]] = tomllib.loads(text)

    @property
    def documented_codes(self) -> frozenset[str]:
        """Every code the table explains."""
        return frozenset(self._entries) - {"unknown", "unknown HTTP"}

    def explain(
        self,
        code: str,
        *,
        words: str = "",
        request_id: str | None = None,
        clock_offset_ms: int | None = None,
    ) -> Diagnosis:
        """Explains a code. See CodeBook."""
        fallback = "unknown HTTP" if code.startswith("HTTP ") else "unknown"
        entry = self._entries.get(code) or self._entries[fallback]
        cause = entry["cause"]
        offset_ms = clock_offset_ms or 0
        if code == CLOCK_CODE and abs(offset_ms) > _WORTH_NAMING_MS:
            seconds = round(abs(offset_ms) / _MS_PER_S)
            cause = entry["cause_behind" if offset_ms > 0 else "cause_ahead"].format(
                seconds=seconds
            )
        action = entry.get("action")
        return Diagnosis(
            was_called=WasCalled(entry["was_called"]),
            title=entry["title"],
            cause=cause,
            mender=Mender(entry["mender"]),
            next_step=entry["next_step"],
            action=NextAction(action) if action else None,
            code=code,
            provider_words=words,
            request_id=request_id,
        )
