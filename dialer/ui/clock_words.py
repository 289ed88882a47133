"""The words about time: a clock that is off, and a provider that asks for a pause."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.guard import Concern, ConcernKind
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.services.clock_doctor import ClockState

# Named as lupdate knows it.
translate = QCoreApplication.translate

CLOCK_TOLERANCE_MS = 30_000
CONCERNS = frozenset(
    {ConcernKind.PROVIDER_BUSY, ConcernKind.CLOCK_OFF, ConcernKind.CLOCK_MUST_BE_SET}
)
_TWO_MINUTES_S, _TWO_HOURS_S, _TWO_DAYS_S = 120, 7_200, 172_800


def clock_chip(state: ClockState) -> tuple[str, Tone]:
    """The clock's chip: how far this computer's clock is off, where that can hurt."""
    if state.uses_provider_time:
        return translate("clock", "Provider time in use"), Tone.ACCENT
    offset_ms = state.offset_ms
    if offset_ms is None or abs(offset_ms) < CLOCK_TOLERANCE_MS:
        return "", Tone.NEUTRAL
    words = (
        translate("clock", "Clock {amount} slow")
        if offset_ms > 0
        else translate("clock", "Clock {amount} fast")
    )
    return words.format(amount=rough_span(offset_ms)), Tone.WARN


def busy_chip(left_ms: int) -> tuple[str, Tone]:
    """The chip of a provider that asked for fewer requests; no words where none did."""
    if left_ms <= 0:
        return "", Tone.NEUTRAL
    words = translate("clock", "Provider busy: waiting {seconds} s")
    return words.format(seconds=_seconds(left_ms)), Tone.WARN


def rough_span(span_ms: int) -> str:
    """A length of time in its largest fitting unit, e.g. ``45 s``, ``3 min``, ``26 h``."""
    span_s = abs(span_ms) / 1000
    for least_s, words in (
        (_TWO_DAYS_S, translate("clock", "{count} days")),
        (_TWO_HOURS_S, translate("clock", "{count} h")),
        (_TWO_MINUTES_S, translate("clock", "{count} min")),
    ):
        if span_s >= least_s:
            return words.format(count=round(span_s / (least_s / 2)))
    return translate("clock", "{count} s").format(count=round(span_s))


def concern_sentence(concern: Concern) -> str:
    """What speaks against a call, of the kinds in CONCERNS."""
    amount_ms = concern.amount_ms or 0
    if concern.kind is ConcernKind.PROVIDER_BUSY:
        words = translate(
            "clock",
            "The provider asked for a pause, and your phone would ring late."
            " Call again in {seconds} s.",
        )
        return words.format(seconds=_seconds(amount_ms))
    refused = translate("clock", "{clock} The provider would refuse this call.")
    then = (
        translate(
            "clock",
            "Outdial can use the provider's time until it is closed. Have the clock set soon.",
        )
        if concern.kind is ConcernKind.CLOCK_OFF
        else _not_allowed()
    )
    return f"{refused.format(clock=_off_sentence(amount_ms))} {then}"


def explain_clock(state: ClockState) -> tuple[str, str]:
    """Title and body of what is known of the clock, and how to mend it."""
    offset_ms = state.offset_ms
    if offset_ms is None:
        title = translate("clock", "This computer's clock was not compared yet")
        body = [translate("clock", "The next answer of the provider tells how far it is off.")]
    elif abs(offset_ms) < CLOCK_TOLERANCE_MS:
        title = translate("clock", "This computer's clock is right")
        body = [translate("clock", "It is less than 30 s off.")]
    else:
        title = _off_sentence(offset_ms).removesuffix(".")
        body = [_limit_sentence(state), how_to_set_clock()]
    if state.uses_provider_time:
        body.insert(
            0,
            translate(
                "clock",
                "Requests of this account carry the provider's time until Outdial is closed."
                " Times in the history stay this computer's.",
            ),
        )
    elif state.is_beyond_limit and not state.is_allowed:
        body.append(_not_allowed())
    if state.policy_problem:
        words = translate("clock", "The policy file cannot be followed: {problem}")
        body.append(words.format(problem=state.policy_problem))
    return title, "\n".join(filter(None, body))


def explain_busy() -> tuple[str, str]:
    """Title and body of what a provider's pause means."""
    return translate("clock", "The provider asked Outdial to slow down"), translate(
        "clock",
        "It limits how many requests it takes in a short time. Lists go on loading by themselves"
        " after the pause. A call it refused was not placed, and is never sent again by itself.",
    )


def how_to_set_clock(platform: str = sys.platform) -> str:
    """Where the clock is set on this system."""
    if platform == "win32":
        return translate(
            "clock",
            "To set it: Settings, Time & language, Date & time; turn on “Set time"
            " automatically” and press “Sync now”.",
        )
    if platform == "darwin":
        return translate(
            "clock",
            "To set it: System Settings, General, Date & Time; turn on “Set time and date"
            " automatically”.",
        )
    return translate(
        "clock",
        "To set it: Settings, Date & Time; turn on automatic date and time. Or in a terminal:"
        " timedatectl set-ntp true.",
    )


def _off_sentence(offset_ms: int) -> str:
    words = (
        translate("clock", "This computer's clock is {amount} slow.")
        if offset_ms > 0
        else translate("clock", "This computer's clock is {amount} fast.")
    )
    return words.format(amount=rough_span(offset_ms))


def _limit_sentence(state: ClockState) -> str:
    if state.limit_ms is None:
        return translate("clock", "This provider does not mind; times you see may be wrong.")
    seconds = state.limit_ms // 1000
    if state.uses_provider_time:
        words = translate(
            "clock", "Without it the provider refuses calls: it takes at most {seconds} s."
        )
    elif state.is_beyond_limit:
        words = translate("clock", "The provider refuses calls that are more than {seconds} s off.")
    else:
        words = translate(
            "clock", "Beyond {seconds} s the provider refuses calls. Have it set before that."
        )
    return words.format(seconds=seconds)


def _not_allowed() -> str:
    return translate(
        "clock",
        "Outdial could use the provider's time. Your organisation does not allow it:"
        " set the computer's clock.",
    )


def _seconds(left_ms: int) -> int:
    return math.ceil(left_ms / 1000)
