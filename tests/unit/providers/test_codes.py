"""Every documented code has its four answers."""

from __future__ import annotations

import pytest

from dialer.domain.diagnosis import WasCalled
from dialer.providers.nxcloud.codes import NxcloudCodeBook

BOOK = NxcloudCodeBook()
DOCUMENTED = ["88", "99", "41000", *(str(code) for code in range(1000, 1010))]


@pytest.mark.parametrize("code", DOCUMENTED)
def test_a_documented_code_is_explained(code: str) -> None:
    assert code in BOOK.documented_codes
    diagnosis = BOOK.explain(code, words="原话", request_id="r1")
    assert diagnosis.code == code
    assert diagnosis.provider_words == "原话"
    assert diagnosis.request_id == "r1"
    assert diagnosis.was_called in {WasCalled.NO, WasCalled.PROBABLY_NOT}
    for sentence in (diagnosis.cause, diagnosis.next_step):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
    assert diagnosis.title


@pytest.mark.parametrize("code", sorted(BOOK.documented_codes))
def test_every_entry_is_whole(code: str) -> None:
    assert BOOK.explain(code).next_step.endswith(".")


def test_an_unknown_code_keeps_the_raw_words() -> None:
    diagnosis = BOOK.explain("4242", words="某种新错误", request_id="r2")
    assert diagnosis.code == "4242"
    assert diagnosis.provider_words == "某种新错误"
    assert diagnosis.was_called is WasCalled.PROBABLY_NOT


def test_an_unlisted_http_status_is_explained_too() -> None:
    assert BOOK.explain("HTTP 405").title == "the address refused the request"


@pytest.mark.parametrize(("offset_ms", "words"), [(94_200, "94 s behind"), (-61_000, "61 s ahead")])
def test_1004_says_by_how_much_the_clock_is_off(offset_ms: int, words: str) -> None:
    assert words in BOOK.explain("1004", clock_offset_ms=offset_ms).cause


@pytest.mark.parametrize("offset_ms", [0, 900, -900, 55_000, -55_000])
def test_1004_blames_no_clock_that_is_near_enough(offset_ms: int) -> None:
    assert BOOK.explain("1004", clock_offset_ms=offset_ms) == BOOK.explain("1004")


@pytest.mark.parametrize("offset_ms", [55_001, -55_001])
def test_1004_names_a_difference_that_explains_the_refusal(offset_ms: int) -> None:
    assert "55 s " in BOOK.explain("1004", clock_offset_ms=offset_ms).cause


def test_1004_without_a_date_header_still_explains() -> None:
    assert "60 s" in BOOK.explain("1004").cause
