"""The words people see for what the domain names: outcomes, questions, chips, times."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from dialer.domain.accounts import (
    SANDBOX_ACCOUNT_ID,
    ConnectionReport,
    KeyringState,
    KeyringStatus,
)
from dialer.domain.calls import Call, CallKind, CallState, LegOrder, Settlement
from dialer.domain.diagnosis import Mender, NextAction, WasCalled
from dialer.domain.guard import CONTACTS, Concern, ConcernKind, NumberSource
from dialer.domain.phone_number import NumberKind, PhoneNumber, parse_phone_number
from dialer.ui import clock_words, rule_words
from dialer.ui.end_words import ended_in_short
from dialer.ui.theme import Tone

# Named as lupdate knows it, so that the words below are found.
translate = QCoreApplication.translate


def display_number(number: str) -> str:
    """A recorded number with the spacing of its country; anything but E.164 as it stands."""
    return PhoneNumber(number).display if number.startswith("+") else number


def region_name(region: str) -> str:
    """The name of a country, from its ISO 3166-1 alpha-2 code."""
    return QLocale.territoryToString(QLocale.codeToTerritory(region)) if region else ""


def region_of(e164: str) -> str:
    """The country code of a recorded number; ``""`` where its range belongs to none."""
    return parse_phone_number(e164, region="").region


def kind_words(kind: NumberKind) -> str:
    """What a number range is used for; ``""`` where that says nothing."""
    return {
        NumberKind.MOBILE: translate("words", "Mobile"),
        NumberKind.FIXED: translate("words", "Fixed line"),
        NumberKind.FIXED_OR_MOBILE: translate("words", "Phone"),
        NumberKind.TOLL_FREE: translate("words", "Toll-free"),
        NumberKind.PREMIUM: translate("words", "Premium rate"),
        NumberKind.SHARED_COST: translate("words", "Shared cost"),
        NumberKind.VOIP: translate("words", "Internet phone"),
        NumberKind.OTHER: "",
    }[kind]


def outcome(call: Call) -> tuple[str, Tone]:
    """The few words of a pill, and their tone."""
    if call.state is CallState.REJECTED:
        event = call.outcome_event
        code = (event.code if event else None) or ""
        return translate("words", "Rejected {code}").format(code=code).strip(), Tone.BAD
    if call.state is CallState.ENDED:
        return ended_in_short(call.end_cause), Tone.NEUTRAL
    if call.settlement is not None:
        return settlement_words(call.settlement)
    return {
        CallState.REQUESTING: (translate("words", "Sending"), Tone.ACCENT),
        CallState.ACCEPTED: (translate("words", "Accepted"), Tone.OK),
        CallState.NOT_SENT: (translate("words", "Not sent"), Tone.NEUTRAL),
        CallState.UNKNOWN: (translate("words", "Outcome unknown"), Tone.WARN),
        CallState.RINGING: (translate("words", "Ringing"), Tone.OK),
        CallState.TALKING: (translate("words", "Talking"), Tone.OK),
    }[call.state]


def sandbox_mark(account_id: str) -> str:
    """The word that marks what called nobody; ``""`` for a real account."""
    return translate("words", "Sandbox") if account_id == SANDBOX_ACCOUNT_ID else ""


def settlement_words(settlement: Settlement) -> tuple[str, Tone]:
    """What was found out of an unknown outcome, as the words and tone of a pill."""
    return {
        Settlement.IN_RECORDS: (translate("words", "Called (in records)"), Tone.OK),
        Settlement.PROBABLY_IN_RECORDS: (translate("words", "Called (probable)"), Tone.OK),
        Settlement.AGENT_SAYS_CALLED: (translate("words", "Called (your word)"), Tone.OK),
        Settlement.AGENT_SAYS_NOT_CALLED: (
            translate("words", "Not called (your word)"),
            Tone.NEUTRAL,
        ),
    }[settlement]


def origin(call: Call) -> str:
    """What a call left from, e.g. ``From +62 21 5000 1234``: its DID, or the agent's phone."""
    if call.kind is CallKind.TWO_WAY:
        own = display_number(call.agent_number)
        return translate("words", "Two-way · your phone {number}").format(number=own)
    return translate("words", "From {number}").format(number=display_number(call.caller_id))


def ring_order(order: LegOrder) -> str:
    """Who rings first, as a choice."""
    return {
        LegOrder.AGENT_FIRST: translate("words", "Agent, then customer"),
        LegOrder.CUSTOMER_FIRST: translate("words", "Customer, then agent"),
    }[order]


def ring_sentence(order: LegOrder) -> str:
    """Who rings first, as what happens next."""
    return {
        LegOrder.AGENT_FIRST: translate("words", "Your phone rings first, then the customer's."),
        LegOrder.CUSTOMER_FIRST: translate(
            "words", "The customer's phone rings first, then yours."
        ),
    }[order]


def delay_sentence(delay_ms: int) -> str:
    """When the provider starts to call, where that is not at once."""
    if not delay_ms:
        return ""
    seconds = QLocale().toString(delay_ms / 1000, "g", 6)
    return translate("words", "The provider starts in {seconds} s.").format(seconds=seconds)


def was_called_sentence(was_called: WasCalled) -> str:
    """Was anyone called? The first sentence of every outcome."""
    return {
        WasCalled.YES: translate("words", "The call was placed."),
        WasCalled.NO: translate("words", "No call was placed."),
        WasCalled.PROBABLY_NOT: translate("words", "Probably no call was placed."),
        WasCalled.MAYBE: translate("words", "The provider may have placed this call."),
    }[was_called]


def mender_sentence(mender: Mender) -> str:
    """Who can fix the cause; ``""`` where nobody needs to."""
    return {
        Mender.NOBODY_NEEDED: "",
        Mender.YOU: translate("words", "You can fix this."),
        Mender.SUPERVISOR: translate("words", "Your supervisor can fix this."),
        Mender.IT: translate("words", "Your IT department can fix this."),
        Mender.PROVIDER: translate("words", "Only the provider can fix this."),
    }[mender]


def action_words(action: NextAction) -> str:
    """A next step, on its button."""
    return {
        NextAction.TEST_CONNECTION: translate("words", "Test connection"),
        NextAction.EDIT_ACCOUNT: translate("words", "Edit account"),
        NextAction.TRY_AGAIN: translate("words", "Try again"),
        NextAction.CORRECT_NUMBER: translate("words", "Correct the number"),
        NextAction.CHECK_RECORDS: translate("words", "Check call records"),
        NextAction.USE_PROVIDER_TIME: translate("words", "Use provider time and call again"),
    }[action]


def concern_sentence(concern: Concern, *, today: QDate | None = None) -> str:
    """What speaks against a call, with when and how an earlier one ended."""
    if concern.kind in clock_words.CONCERNS:
        return clock_words.concern_sentence(concern)
    if concern.kind in rule_words.CONCERNS:
        return rule_words.concern_sentence(concern)
    if concern.kind is ConcernKind.DO_NOT_CALL:
        return _do_not_call_sentence(concern)
    when = ended = ""
    if concern.earlier is not None:
        when = time_words(concern.earlier.started_ms, today=today)
        ended, _tone = outcome(concern.earlier)
    return {
        ConcernKind.PREMIUM_NUMBER: translate(
            "words", "This is a premium-rate number. Outdial does not call those."
        ),
        ConcernKind.EMERGENCY_OR_SHORT: translate(
            "words",
            "This is an emergency or short number. Dial it on your phone; it cannot be"
            " reached through a provider.",
        ),
        ConcernKind.IN_FLIGHT: translate(
            "words", "A call to this number is being sent. Wait until its outcome is known."
        ),
        ConcernKind.UNKNOWN_OUTCOME: translate(
            "words",
            "An earlier call to this number ({when}) may have been placed."
            " Make sure nobody is talking before you call again.",
        ),
        ConcernKind.CALLED_RECENTLY: translate(
            "words", "You called this number {when}. Outcome: {ended}."
        ),
        ConcernKind.FROM_OUTSIDE: translate(
            "words", "The number came from the clipboard. Check it before you call."
        )
        if concern.source is NumberSource.CLIPBOARD
        else translate(
            "words", "The number came from a link, not from you. Check it before you call."
        ),
    }[concern.kind].format(when=when, ended=ended)


def _do_not_call_sentence(concern: Concern) -> str:
    if concern.listed_by == CONTACTS:
        return translate(
            "words", "This number may not be called: it is marked so in your contacts ({name})."
        ).format(name=concern.list_reason)
    if concern.list_reason:
        sentence = translate("words", "This number may not be called: “{source}” says “{reason}”.")
    else:
        sentence = translate("words", "This number may not be called: it is listed in “{source}”.")
    return sentence.format(source=concern.listed_by, reason=concern.list_reason)


def keyring_words(status: KeyringStatus) -> tuple[str, Tone]:
    """The keyring's chip; no words where there is nothing to say yet."""
    return {
        KeyringState.UNCHECKED: ("", Tone.NEUTRAL),
        KeyringState.WORKING: (translate("words", "Keyring unlocked"), Tone.OK),
        KeyringState.LOCKED: (translate("words", "Keyring locked"), Tone.WARN),
        KeyringState.ABSENT: (translate("words", "No keyring"), Tone.WARN),
        KeyringState.REFUSED: (translate("words", "Keyring error"), Tone.BAD),
    }[status.state]


def connection_words(report: ConnectionReport | None, problem: str) -> tuple[str, Tone]:
    """The connection's chip; no words where nothing is known."""
    if problem:
        return problem, Tone.BAD
    if report is None:
        return "", Tone.NEUTRAL
    words = translate("words", "Connected {ms} ms").format(ms=report.round_trip_ms)
    return words, Tone.OK


def time_words(at_ms: int, *, today: QDate | None = None) -> str:
    """When something happened, e.g. ``today 10:42``, ``yesterday 10:42``, ``18 Nov 10:42``.

    Args:
        at_ms: ms since the epoch.
        today: the current day, in local time.
    """
    at = QDateTime.fromMSecsSinceEpoch(at_ms)
    clock = clock_time(at_ms)
    days = at.date().daysTo(today or QDate.currentDate())
    if days == 0:
        return translate("words", "today {time}").format(time=clock)
    if days == 1:
        return translate("words", "yesterday {time}").format(time=clock)
    day = QLocale().toString(at.date(), "d MMM")
    return f"{day} {clock}"


def clock_time(at_ms: int) -> str:
    """The time of day, e.g. ``10:42``."""
    return QDateTime.fromMSecsSinceEpoch(at_ms).toString("HH:mm")


def duration_words(duration_ms: int) -> str:
    """How long a request took, e.g. ``0.31 s``."""
    return QLocale().toString(duration_ms / 1000, "f", 2) + " s"


def talk_time(duration_ms: int) -> str:
    """How long people talked, e.g. ``02:05``, from an hour on ``1:02:05``."""
    minutes, seconds = divmod(max(duration_ms, 0) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes:02}:{seconds:02}"
