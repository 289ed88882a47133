"""A queue's members while a person changes them: who was there, who joins, who leaves."""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING, NamedTuple

from dialer.domain.agents import QueueMember
from dialer.domain.memberships import plan_change

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dialer.domain.agents import Agent, Queue
    from dialer.domain.memberships import MembershipChange


class Standing(enum.StrEnum):
    """What is meant to become of a member."""

    STAYS = "stays"
    JOINS = "joins"
    LEAVES = "leaves"


class DraftMember(NamedTuple):
    """A member, and what is meant to become of it."""

    member: QueueMember
    standing: Standing


class MembershipDraft:
    """What a person has chosen so far.

    Args:
        queue: whose members.
        before: who is in it.
    """

    def __init__(self, queue: Queue, before: Iterable[QueueMember]) -> None:
        self.queue = queue
        self._before = {member.sip_number: member for member in before}
        self._joining: dict[str, QueueMember] = {}
        self._leaving: set[str] = set()

    @property
    def rows(self) -> list[DraftMember]:
        """Everyone who joins, then everyone who was there."""
        joining = [DraftMember(member, Standing.JOINS) for member in self._joining.values()]
        return joining + [
            DraftMember(member, Standing.LEAVES if sip_number in self._leaving else Standing.STAYS)
            for sip_number, member in self._before.items()
        ]

    @property
    def counts(self) -> dict[Standing, int]:
        """How many there are of each standing."""
        leaving = len(self._leaving)
        return {
            Standing.JOINS: len(self._joining),
            Standing.LEAVES: leaving,
            Standing.STAYS: len(self._before) - leaving,
        }

    @property
    def is_changed(self) -> bool:
        """True where there is something to save."""
        return bool(self._joining or self._leaving)

    def is_member(self, sip_number: str) -> bool:
        """Whether an agent will be in the queue as things stand."""
        return sip_number in self._joining or (
            sip_number in self._before and sip_number not in self._leaving
        )

    def add(self, members: Iterable[QueueMember]) -> None:
        """Has agents join; one who was to leave stays."""
        for member in members:
            if member.sip_number in self._before:
                self._leaving.discard(member.sip_number)
            elif member.sip_number:
                self._joining.setdefault(member.sip_number, member)

    def remove(self, sip_numbers: Iterable[str]) -> None:
        """Has members leave; one who was to join does not."""
        for sip_number in sip_numbers:
            self._joining.pop(sip_number, None)
            if sip_number in self._before:
                self._leaving.add(sip_number)

    def plan(self) -> MembershipChange:
        """The change this comes to.

        Raises:
            InputError: nobody would be left, or nothing changes.
        """
        rows = self.rows
        stays = [row.member for row in rows if row.standing is Standing.STAYS]
        return plan_change(
            self.queue.queue_id, self._before.values(), (*stays, *self._joining.values())
        )


def member_of(agent: Agent) -> QueueMember:
    """An agent of the list as a member of a queue."""
    return QueueMember(
        sip_number=agent.sip_number, account_name=agent.account_name, name=agent.name
    )
