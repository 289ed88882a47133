"""What the result card says while a two-way call goes on, and at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.calls import CallState
from dialer.domain.two_way_limits import FOLLOWED_FOR_MS
from dialer.ui import words
from dialer.ui.end_words import after_end, ended_title
from dialer.ui.outcomes import Outcome, called_number
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.domain.calls import Call

# Named as lupdate knows it.
translate = QCoreApplication.translate

_MS_PER_HOUR = 3_600_000


def of_two_way(call: Call, *, is_followed: bool) -> Outcome:
    """What is known of a two-way call that was accepted.

    Args:
        call: accepted, ringing, talking or ended.
        is_followed: whether the provider is still asked how it goes.
    """
    if call.state is CallState.ENDED:
        return _ended(call)
    is_lost = not is_followed and call.state is not CallState.ACCEPTED
    is_talking = call.state is CallState.TALKING
    return Outcome(
        tone=Tone.NEUTRAL if is_lost else Tone.OK,
        icon="check" if call.state is CallState.ACCEPTED else "phone",
        title=_title(call),
        body=_followed(call) if is_followed else _unfollowed(call),
        call_id=call.call_id or "",
        fine_print=called_number(call),
        talking_since_ms=call.talking_since_ms if is_talking and is_followed else None,
    )


def _title(call: Call) -> str:
    if call.state is CallState.ACCEPTED:
        return translate("outcomes", "Call accepted")
    return words.outcome(call)[0]


def _followed(call: Call) -> str:
    """How it goes, and how it ends."""
    progress = (
        translate("outcomes", "The provider says that you and the customer are connected.")
        if call.state is CallState.TALKING
        else words.ring_sentence(call.leg_order)
    )
    return f"{progress} {_hang_up_sentence()}"


def _hang_up_sentence() -> str:
    return translate("outcomes", "To hang up, use your phone: it cannot be done from here.")


def _unfollowed(call: Call) -> str:
    """What was heard last, and why no more will be."""
    if not call.call_id:
        unknown = translate(
            "outcomes", "The provider gave no call ID, so it cannot be asked how the call goes."
        )
        return " ".join((words.ring_sentence(call.leg_order), unknown, _hang_up_sentence()))
    return translate(
        "outcomes",
        "Last heard of {when}. Outdial asks for at most {hours} hours how a call goes, and asks"
        " no more. The provider's records tell how it ended.",
    ).format(when=words.time_words(call.last_event.at_ms), hours=FOLLOWED_FOR_MS // _MS_PER_HOUR)


def _ended(call: Call) -> Outcome:
    title = ended_title(call.end_cause)
    talked_ms = call.talked_ms
    talked = (
        ""
        if talked_ms is None
        else translate("outcomes", "Talked for {time}.").format(time=words.talk_time(talked_ms))
    )
    body = " ".join(filter(None, (talked, after_end(call.end_cause))))
    code = (call.end_event.code if call.end_event else None) or ""
    cause = translate("outcomes", "End code {code}").format(code=code) if code else ""
    about = called_number(call)
    details = (title, body, "", about, cause, call.call_id, f"ID {call.client_call_id}")
    return Outcome(
        tone=Tone.NEUTRAL,
        icon="phone",
        title=title,
        body=body,
        call_id=call.call_id or "",
        fine_print="\n".join(filter(None, (about, cause))),
        details="\n".join(line for line in details if line is not None).strip(),
    )
