"""Every documented code has its four answers."""

from __future__ import annotations

import pytest

from dialer.domain.diagnosis import WasCalled
from dialer.providers.aicc.codes import AiccCodeBook

BOOK = AiccCodeBook()
ITA = [
    *("90100100", "90100200", "90100300", "90100400", "90100600"),
    *("90102001", "90102002", "90104001", "90104003", "90104004", "90104008", "90104029"),
    *("90106001", "90106002", "90106003", "90106004", "90106005", "90106006"),
    *("90106010", "90106011", "90106012"),
]
STATUSES = [f"HTTP {status}" for status in (400, 401, 403, 404, 500)]
DOCUMENTED = [*(str(code) for code in range(22)), *ITA, *STATUSES]


@pytest.mark.parametrize("code", DOCUMENTED)
def test_a_documented_code_is_explained(code: str) -> None:
    assert code in BOOK.documented_codes
    diagnosis = BOOK.explain(code, words="原话", request_id="r1", clock_offset_ms=9)
    assert (diagnosis.code, diagnosis.provider_words) == (code, "原话")
    assert diagnosis.request_id == "r1"
    assert diagnosis.title


@pytest.mark.parametrize("code", sorted(BOOK.documented_codes | {"unknown", "HTTP 405"}))
def test_every_entry_is_whole(code: str) -> None:
    diagnosis = BOOK.explain(code)
    for sentence in (diagnosis.cause, diagnosis.next_step):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert (diagnosis.was_called is WasCalled.YES) == (code == "0")


@pytest.mark.parametrize("code", ["4", "7", "10", "15", "17", "20"])
def test_an_undocumented_code_of_the_table_says_so(code: str) -> None:
    diagnosis = BOOK.explain(code)
    assert "leave out" in diagnosis.cause
    assert diagnosis.was_called is WasCalled.PROBABLY_NOT


def test_an_unknown_code_keeps_the_raw_words() -> None:
    diagnosis = BOOK.explain("90109999", words="某种新错误")
    assert (diagnosis.code, diagnosis.provider_words) == ("90109999", "某种新错误")
    assert diagnosis.was_called is WasCalled.PROBABLY_NOT


def test_a_call_that_may_ring_is_never_said_not_to() -> None:
    assert BOOK.explain("90104008").was_called is WasCalled.MAYBE
    assert BOOK.explain("HTTP 500").was_called is WasCalled.PROBABLY_NOT
