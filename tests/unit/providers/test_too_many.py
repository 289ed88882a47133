"""How each family says that requests come too fast, and what does not mean it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from dialer.domain.diagnosis import NextAction, Purpose
from dialer.providers.aicc import wire as aicc_wire
from dialer.providers.aicc.codes import AiccCodeBook
from dialer.providers.nxcloud import wire as nxcloud_wire
from dialer.providers.nxcloud.codes import NxcloudCodeBook
from dialer.providers.transport import Reply

if TYPE_CHECKING:
    from dialer.domain.ports import CodeBook

BOOKS = (NxcloudCodeBook(), AiccCodeBook())


def reply(body: object, status: int = 200) -> Reply:
    text = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return Reply(http_status=status, body=text, round_trip_ms=1, clock_offset_ms=None)


@pytest.mark.parametrize(
    ("body", "status", "is_too_many"),
    [
        (b"", 429, True),
        ({"code": 0, "msg": "ok"}, 429, True),
        ({"code": 99, "msg": "appkey access rate limit"}, 200, True),
        ({"code": 88, "msg": "Too many requests, try later"}, 200, True),
        ({"code": 88, "msg": "请求过于频繁"}, 200, True),
        ({"code": 0, "msg": "too many requests"}, 200, False),
        ({"code": 41000, "msg": "too many numbers in callList"}, 200, False),
        ({"code": 1002, "msg": "could not generate or operate"}, 200, False),
        ({"code": 88, "msg": "x" * 5000 + " rate limit"}, 200, False),
        (b"<html>rate limit</html>", 502, False),
    ],
)
def test_nxcloud(body: object, status: int, *, is_too_many: bool) -> None:
    assert nxcloud_wire.says_too_many(reply(body, status)) is is_too_many


@pytest.mark.parametrize(
    ("body", "status", "is_too_many"),
    [
        (b"", 429, True),
        ({"retCode": "90104029", "retMsg": ""}, 200, True),
        ({"retCode": 90104029}, 200, True),
        ({"retCode": "1", "retMsg": "API throttling"}, 200, True),
        ({"retCode": "0", "retMsg": "success"}, 200, False),
        ({"retCode": "90104003", "retMsg": "forbidden"}, 200, False),
        (b"not json", 500, False),
    ],
)
def test_aicc(body: object, status: int, *, is_too_many: bool) -> None:
    assert aicc_wire.says_too_many(reply(body, status)) is is_too_many


@pytest.mark.parametrize(
    ("book", "code"),
    [(BOOKS[0], "HTTP 429"), (BOOKS[1], "HTTP 429"), (BOOKS[1], "90104029")],
)
def test_the_words_name_the_seconds_where_they_are_known(book: CodeBook, code: str) -> None:
    assert book.explain(code, wait_s=8).next_step == "Wait 8 s, then call again."
    assert "a few seconds" in book.explain(code).next_step
    assert "8" not in book.explain(code, wait_s=8, purpose=Purpose.READ).next_step


def test_other_codes_do_not_speak_of_the_wait() -> None:
    for book in BOOKS:
        assert book.explain("88", wait_s=8) == book.explain("88")


@pytest.mark.parametrize(
    ("offset_ms", "action"),
    [
        (94_000, NextAction.USE_PROVIDER_TIME),
        (-94_000, NextAction.USE_PROVIDER_TIME),
        (20_000, NextAction.TRY_AGAIN),
        (None, NextAction.TRY_AGAIN),
    ],
)
def test_provider_time_is_the_next_step_where_the_clock_explains_the_refusal(
    offset_ms: int | None, action: NextAction
) -> None:
    assert BOOKS[0].explain("1004", clock_offset_ms=offset_ms).action is action
