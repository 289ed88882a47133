from __future__ import annotations

import re

from dialer.sandbox import DEMO_AGENT, DEMO_DID, SANDBOX_NUMBERS, Point
from dialer.sandbox.faults import (
    BusinessError,
    CutReply,
    Delay,
    HtmlErrorPage,
    ResetConnection,
    SkewClock,
    TooManyRequests,
)
from dialer.sandbox.sandbox_numbers import faults_for

EXPECTED = {
    "12025550100": (BusinessError(1000),),
    "12025550101": (BusinessError(1001),),
    "12025550102": (BusinessError(1002),),
    "12025550103": (BusinessError(1003),),
    "12025550104": (BusinessError(1004), SkewClock(94_000)),
    "12025550105": (BusinessError(1005),),
    "12025550106": (BusinessError(1006),),
    "12025550107": (BusinessError(1007),),
    "12025550108": (BusinessError(1008),),
    "12025550109": (BusinessError(1009),),
    "12025550129": (TooManyRequests(),),
    "12025550141": (BusinessError(41000),),
    "12025550142": (BusinessError(4242),),
    "12025550150": (BusinessError(99, http_status=500),),
    "12025550151": (HtmlErrorPage(502),),
    "12025550160": (Delay(120.0),),
    "12025550161": (ResetConnection(Point.BEFORE_REPLY),),
    "12025550162": (CutReply(),),
    "12025550188": (BusinessError(88),),
    "12025550199": (BusinessError(99),),
}


def test_each_number_has_its_behaviour() -> None:
    assert {number.digits: number.faults for number in SANDBOX_NUMBERS} == EXPECTED
    assert len(SANDBOX_NUMBERS) == len(EXPECTED)
    assert {digits: faults_for(digits) for digits in EXPECTED} == EXPECTED


def test_every_number_is_fictional() -> None:
    for digits in (*EXPECTED, DEMO_DID, DEMO_AGENT):
        assert re.fullmatch(r"120255501[0-9]{2}", digits)


def test_each_lesson_is_one_short_sentence() -> None:
    for number in SANDBOX_NUMBERS:
        assert re.fullmatch(r"[A-Z][^.]{10,70}\.", number.lesson), number.lesson


def test_ordinary_numbers_are_left_alone() -> None:
    for digits in (DEMO_DID, DEMO_AGENT, "12025550110", "622600000001", "202555", ""):
        assert faults_for(digits) == ()
