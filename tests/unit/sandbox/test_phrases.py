from __future__ import annotations

import re

import pytest

from dialer.sandbox import phrases
from dialer.sandbox.phrases import Phrasebook

DOCUMENTED_CODES = (-1, 0, 88, 99, *range(1000, 1010), 41000)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BLANK = re.compile(r"{[a-z]+}")


def all_pairs() -> list[tuple[str, str]]:
    countries = [names for _, names in phrases._COUNTRIES]
    return [
        *phrases._CODES.values(),
        *phrases._PHRASES.values(),
        *countries,
        phrases._ANY_CODE,
        phrases._ANY_COUNTRY,
    ]


def test_both_languages_are_complete_and_have_the_same_blanks() -> None:
    for english, chinese in all_pairs():
        assert english
        assert not CHINESE.search(english), english
        assert CHINESE.search(chinese), chinese
        assert sorted(BLANK.findall(english)) == sorted(BLANK.findall(chinese)), english


@pytest.mark.parametrize("code", DOCUMENTED_CODES)
def test_every_documented_code_has_words_of_its_own(code: int) -> None:
    assert code in phrases._CODES
    assert Phrasebook("en").for_code(code) != Phrasebook("zh").for_code(code)


def test_an_unlisted_code_has_words_too() -> None:
    assert Phrasebook("en").for_code(4242) == "Request refused"
    assert Phrasebook("zh").for_code(4242) == "请求被拒绝"


def test_the_language_can_be_switched() -> None:
    book = Phrasebook("en")
    assert book.say("field_missing", field="callee") == "callee must not be empty"
    book.language = "zh"
    assert book.say("field_missing", field="callee") == "callee 不能为空"


def test_a_country_is_found_by_its_longest_code() -> None:
    book = Phrasebook("en")
    assert book.country_of("12025550123") == "United States"
    assert book.country_of("85290000001") == "Hong Kong"
    assert book.country_of("99900000001") == "Other"
