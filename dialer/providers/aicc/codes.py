"""What AICC's codes mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dialer.domain.diagnosis import Purpose
from dialer.providers.code_table import CodeTable

if TYPE_CHECKING:
    from dialer.domain.diagnosis import Diagnosis


class AiccCodeBook:
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
        del clock_offset_ms  # a token has no time in it: AICC does not mind our clock
        return self._table.diagnose(
            code, words=words, request_id=request_id, purpose=purpose, wait_s=wait_s
        )
