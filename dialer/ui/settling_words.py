"""What the card about an open question of a call says: what is not known, and what was found."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from dialer.domain.calls import CallState, Settlement
from dialer.services.settling import Verdict, can_be_found
from dialer.ui import outcomes, words
from dialer.ui.call_words import span_words
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from dialer.domain.calls import Call
    from dialer.domain.diagnosis import Diagnosis
    from dialer.domain.matching import Candidate
    from dialer.services.settling import LookUp
    from dialer.ui.error_text import ErrorText

# Named as lupdate knows it.
translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True, kw_only=True)
class SettlingView:
    """Everything the card shows.

    Attributes:
        tone: its colour.
        title: what happened, or what was found out.
        body: sentences; a line break starts a new paragraph.
        candidates: records to choose from.
        look: what the button says that looks at the records; ``""`` for none.
        is_looking: a look is under way.
        words_to_give: which words of the agent may be given.
    """

    tone: Tone
    title: str
    body: str
    candidates: tuple[Candidate, ...] = ()
    look: str = ""
    is_looking: bool = False
    words_to_give: tuple[Settlement, ...] = ()


def view_of(call: Call, diagnosis: Diagnosis | None) -> SettlingView | None:
    """What is open about a call, or was and is settled; None where nothing ever was."""
    if not can_be_found(call):
        return None
    if call.state is not CallState.UNKNOWN:
        return SettlingView(
            tone=Tone.NEUTRAL,
            title=translate("settling", "No call ID came back"),
            body=translate("settling", "The provider's records name it."),
            look=translate("settling", "Look for it"),
        )
    if call.settlement is not None:
        return _settled(call, call.settlement)
    title = diagnosis.title if diagnosis else translate("settling", "The outcome is not known")
    return SettlingView(
        tone=Tone.WARN,
        title=title,
        body=translate(
            "settling", "The provider may have placed this call. Check before you call again."
        ),
        look=translate("settling", "Check call records"),
        words_to_give=(Settlement.AGENT_SAYS_CALLED, Settlement.AGENT_SAYS_NOT_CALLED),
    )


def _settled(call: Call, settlement: Settlement) -> SettlingView:
    outcome = outcomes.of_call(call, None)
    is_certain = settlement is Settlement.IN_RECORDS
    others = {
        Settlement.AGENT_SAYS_CALLED: (Settlement.AGENT_SAYS_NOT_CALLED,),
        Settlement.AGENT_SAYS_NOT_CALLED: (Settlement.AGENT_SAYS_CALLED,),
        Settlement.PROBABLY_IN_RECORDS: (Settlement.AGENT_SAYS_NOT_CALLED,),
        Settlement.IN_RECORDS: (),
    }
    return SettlingView(
        tone=outcome.tone,
        title=outcome.title,
        body="\n".join(filter(None, (outcome.body, call.last_event.words))),
        look="" if is_certain else translate("settling", "Check call records"),
        words_to_give=others[settlement],
    )


def looking(view: SettlingView) -> SettlingView:
    """The same while records are looked at."""
    body = translate("settling", "Looking through the provider's records…")
    return replace(view, body=body, candidates=(), is_looking=True)


def found(view: SettlingView, look: LookUp) -> SettlingView:
    """The same with what the records said."""
    again = translate("settling", "Look again")
    if look.verdict is Verdict.SETTLED:
        return view
    if look.verdict is Verdict.CHOICE:
        sentence = (
            translate("settling", "One record may be this call. Is it?")
            if len(look.candidates) == 1
            else translate("settling", "{count} records may be this call. Which one is it?").format(
                count=len(look.candidates)
            )
        )
        if not look.is_complete:
            sentence += " " + translate("settling", "There are more records than could be read.")
        return replace(view, body=sentence, candidates=look.candidates, look=again)
    body = translate(
        "settling",
        "No such call in the provider's records {time} after it. That proves nothing: records may"
        " come late. Look again in a minute.",
    ).format(time=span_words(look.after_ms))
    return replace(view, body=body, look=again)


def failed(view: SettlingView, text: ErrorText) -> SettlingView:
    """The same with what kept the records from being read."""
    problem = f"{text.title}. {text.sentence}".strip()
    return replace(view, body=problem, look=translate("settling", "Look again"))


def word_to_give(word: Settlement) -> str:
    """What a button says that takes the agent's word."""
    return {
        Settlement.AGENT_SAYS_CALLED: translate("settling", "It rang"),
        Settlement.AGENT_SAYS_NOT_CALLED: translate("settling", "Nobody was called"),
    }[word]


def pill_of(call: Call) -> tuple[str, Tone]:
    """The pill above the number."""
    return words.outcome(call)
