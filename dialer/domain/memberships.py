"""Who is to be in a queue: what a change adds and removes, and how two lists differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialer.domain.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from dialer.domain.agents import QueueMember


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChange:
    """A queue's members as they were read, and as they shall be; each member once.

    Attributes:
        queue_id: the queue's number.
        before: the members the person saw when deciding.
        after: the whole intended list.
    """

    queue_id: str
    before: tuple[QueueMember, ...]
    after: tuple[QueueMember, ...]

    @property
    def added(self) -> tuple[QueueMember, ...]:
        """Who joins."""
        return _without(self.after, self.before)

    @property
    def removed(self) -> tuple[QueueMember, ...]:
        """Who leaves."""
        return _without(self.before, self.after)

    @property
    def kept_count(self) -> int:
        """How many stay."""
        return len(self.after) - len(self.added)

    @property
    def size(self) -> int:
        """How many members change."""
        return len(self.added) + len(self.removed)


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipDifference:
    """How the members found differ from those expected.

    Attributes:
        missing: expected, and not there.
        unexpected: there, and not expected.
    """

    missing: tuple[QueueMember, ...] = ()
    unexpected: tuple[QueueMember, ...] = ()

    @property
    def is_none(self) -> bool:
        """True where both lists hold the same members."""
        return not self.missing and not self.unexpected


def plan_change(
    queue_id: str, before: Iterable[QueueMember], after: Iterable[QueueMember]
) -> MembershipChange:
    """The change from one list of members to another.

    Raises:
        InputError: nobody would be left, a member has no SIP number, or nothing changes.
    """
    change = MembershipChange(queue_id=queue_id, before=_unique(before), after=_unique(after))
    if not change.after:
        raise InputError(
            "members",
            "Keep at least one agent. The provider does not say what it makes of an empty list.",
        )
    if not all(member.sip_number for member in change.after):
        raise InputError("members", "Each agent of a queue needs a SIP number.")
    if not change.size:
        raise InputError("members", "Add or remove an agent first.")
    return change


def replan(change: MembershipChange, now: Iterable[QueueMember]) -> tuple[QueueMember, ...]:
    """The same additions and removals, made to the members there are now."""
    removed = {member.sip_number for member in change.removed}
    kept = (member for member in now if member.sip_number not in removed)
    return _unique((*kept, *change.added))


def compare(expected: Sequence[QueueMember], found: Sequence[QueueMember]) -> MembershipDifference:
    """How the members found differ from those expected; their order means nothing."""
    return MembershipDifference(
        missing=_unique(_without(expected, found)), unexpected=_unique(_without(found, expected))
    )


def _without(
    members: Sequence[QueueMember], others: Sequence[QueueMember]
) -> tuple[QueueMember, ...]:
    left_out = {member.sip_number for member in others}
    return tuple(member for member in members if member.sip_number not in left_out)


def _unique(members: Iterable[QueueMember]) -> tuple[QueueMember, ...]:
    first: dict[str, QueueMember] = {}
    for member in members:
        first.setdefault(member.sip_number, member)
    return tuple(first.values())
