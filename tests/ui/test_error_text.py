"""Errors in words: each kind that reaches a person says what to do, and none shows an id."""

from __future__ import annotations

from dialer.domain.errors import TaskRefused, UnknownTask
from dialer.ui.error_text import describe


def test_a_task_that_is_gone_is_told_without_its_id() -> None:
    text = describe(UnknownTask("1f0c6a52-0000"))
    assert "1f0c6a52" not in text.title + text.sentence
    assert text.sentence.endswith(".")


def test_a_refused_wish_keeps_its_sentence() -> None:
    sentence = "Nothing of this task is left to send."
    assert describe(TaskRefused(sentence)).sentence == sentence
