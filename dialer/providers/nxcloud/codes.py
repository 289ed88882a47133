"""What NXCLOUD's codes mean."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dialer.domain.diagnosis import NextAction, Purpose
from dialer.providers.code_table import CodeTable

if TYPE_CHECKING:
    from dialer.domain.diagnosis import Diagnosis

CLOCK_CODE = "1004"
CLOCK_LIMIT_MS = 60_000
_MS_PER_S = 1000
# NXCLOUD allows 60 s. A smaller difference does not explain a refusal, so naming it would
# send people after a clock that is right; 5 s are left for the way of the request.
_WORTH_NAMING_MS = 55_000


class NxcloudCodeBook:
    """Implements CodeBook over codes.toml."""

    def __init__(self) -> None:
        self._table = CodeTable(__package__)

    @property
    def documented_codes(self) -> frozenset[str]:
        """Every code the table explains."""
        return self._table.documented_codes

    def explain(
        self,
        code: str,
        *,
        words: str = "",
        request_id: str | None = None,
        clock_offset_ms: int | None = None,
        purpose: Purpose = Purpose.CALL,
        wait_s: int = 0,
    ) -> Diagnosis:
        """Explains a code. See CodeBook."""
        cause = self._clock_cause(clock_offset_ms or 0) if code == CLOCK_CODE else ""
        diagnosis = self._table.diagnose(
            code, words=words, request_id=request_id, cause=cause, purpose=purpose, wait_s=wait_s
        )
        return replace(diagnosis, action=NextAction.USE_PROVIDER_TIME) if cause else diagnosis

    def _clock_cause(self, offset_ms: int) -> str:
        """By how much this computer's clock is off, where that can be the cause."""
        if abs(offset_ms) <= _WORTH_NAMING_MS:
            return ""
        sentence = "cause_behind" if offset_ms > 0 else "cause_ahead"
        seconds = round(abs(offset_ms) / _MS_PER_S)
        return str(self._table.entry(CLOCK_CODE)[sentence]).format(seconds=seconds)
