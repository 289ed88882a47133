"""A change of members, and what became of it, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dialer.services.queues import ChangeOutcome
from dialer.ui.error_text import translate
from dialer.ui.figure_words import agents_words, count_words
from dialer.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dialer.domain.agents import QueueMember
    from dialer.domain.memberships import MembershipChange
    from dialer.services.queues import ChangeReport

    TitledMembers = tuple[str, Sequence[QueueMember]]


class OutcomeWords(NamedTuple):
    """What became of a change."""

    tone: Tone
    title: str
    body: str


def change_sentence(change: MembershipChange) -> str:
    """How many join, leave, stay, and what that comes to."""
    return translate(
        "queues", "{joins} join, {leaves} leave, {stays} stay: {total} afterwards."
    ).format(
        joins=count_words(len(change.added)),
        leaves=count_words(len(change.removed)),
        stays=count_words(change.kept_count),
        total=agents_words(len(change.after)),
    )


def _done_sentence(change: MembershipChange) -> str:
    return translate(
        "queues", "{joined} joined, {left} left, {stayed} stayed: {total} now."
    ).format(
        joined=count_words(len(change.added)),
        left=count_words(len(change.removed)),
        stayed=count_words(change.kept_count),
        total=agents_words(len(change.after)),
    )


def save_words(count: int) -> str:
    """What the button that saves says."""
    if count == 1:
        return translate("queues", "Save 1 change")
    return translate("queues", "Save {count} changes").format(count=count_words(count))


def change_lists(change: MembershipChange) -> tuple[TitledMembers, TitledMembers]:
    """Who joins and who leaves."""
    return (
        (translate("queues", "Will be added"), change.added),
        (translate("queues", "Will be removed"), change.removed),
    )


def found_lists(report: ChangeReport) -> tuple[TitledMembers, TitledMembers]:
    """How what was found differs from what was expected."""
    difference = report.difference
    if report.outcome is ChangeOutcome.CHANGED_MEANWHILE:
        return (
            (translate("queues", "Joined meanwhile"), difference.unexpected),
            (translate("queues", "Left meanwhile"), difference.missing),
        )
    return (
        (translate("queues", "Should be in the queue, and is not"), difference.missing),
        (translate("queues", "Is in the queue, and should not be"), difference.unexpected),
    )


def saved_words(report: ChangeReport) -> OutcomeWords:
    """What a verified change is told with on the list of queues."""
    return OutcomeWords(
        Tone.OK, translate("queues", "Saved and verified"), _done_sentence(report.change)
    )


def outcome_words(report: ChangeReport) -> OutcomeWords:
    """What became of a change that was not simply saved and verified."""
    if report.outcome is ChangeOutcome.CHANGED_MEANWHILE:
        return OutcomeWords(
            Tone.WARN,
            translate("queues", "Somebody else changed this queue meanwhile"),
            translate(
                "queues",
                "Nothing was written, so that their change is not undone. Look at it first.",
            ),
        )
    if report.write_error is not None:
        return _unacknowledged_words(report.outcome)
    return {
        ChangeOutcome.VERIFIED: saved_words(report),
        ChangeOutcome.UNCHANGED: OutcomeWords(
            Tone.BAD,
            translate("queues", "The provider accepted the list, and changed nothing"),
            translate(
                "queues",
                "It still has the members from before. Read them again in a minute; if nothing "
                "has changed, ask the provider.",
            ),
        ),
        ChangeOutcome.DIFFERS: OutcomeWords(
            Tone.BAD,
            translate("queues", "The queue differs from what was saved"),
            translate(
                "queues",
                "The provider accepted the list. What it has now differs as shown below: somebody "
                "else may have changed it right after.",
            ),
        ),
        ChangeOutcome.NOT_READ: OutcomeWords(
            Tone.WARN,
            translate("queues", "Saved, but not verified"),
            translate(
                "queues", "The provider accepted the list. The members could not be read again."
            ),
        ),
    }[report.outcome]


def _unacknowledged_words(outcome: ChangeOutcome) -> OutcomeWords:
    """The provider's answer to the write was lost: what it has now is all there is to go by."""
    return {
        ChangeOutcome.VERIFIED: OutcomeWords(
            Tone.OK,
            translate("queues", "Saved: the members are as intended"),
            translate(
                "queues",
                "The provider's answer was lost, but it now has exactly the intended members.",
            ),
        ),
        ChangeOutcome.UNCHANGED: OutcomeWords(
            Tone.WARN,
            translate("queues", "Probably not saved: the members are as before"),
            translate(
                "queues",
                "The provider's answer was lost. The change may still arrive: read the members "
                "again before you make it once more. It was not sent again.",
            ),
        ),
        ChangeOutcome.DIFFERS: OutcomeWords(
            Tone.BAD,
            translate("queues", "Nobody knows whether this was saved"),
            translate(
                "queues",
                "The provider's answer was lost. What it has now differs from the intended members "
                "as shown below. It was not sent again.",
            ),
        ),
        ChangeOutcome.NOT_READ: OutcomeWords(
            Tone.WARN,
            translate("queues", "Nobody knows whether this was saved"),
            translate(
                "queues",
                "The provider's answer was lost, and the members could not be read again. Read "
                "them again before you make the change once more. It was not sent again.",
            ),
        ),
    }[outcome]
