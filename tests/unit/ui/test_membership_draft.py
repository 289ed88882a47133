"""A draft of a queue's members: who joins, who leaves, and what it comes to."""

from __future__ import annotations

import pytest
from team_provider import a_member, a_queue, members

from dialer.domain.errors import InputError
from dialer.ui.membership_draft import MembershipDraft, Standing


def a_draft() -> MembershipDraft:
    return MembershipDraft(a_queue(1), members(1, 2, 3))


def test_joining_and_leaving_show_beside_those_who_stay() -> None:
    draft = a_draft()
    draft.add(members(7))
    draft.remove(["NX00002"])
    assert [(row.member, row.standing) for row in draft.rows] == [
        (a_member(7), Standing.JOINS),
        (a_member(1), Standing.STAYS),
        (a_member(2), Standing.LEAVES),
        (a_member(3), Standing.STAYS),
    ]
    assert draft.counts == {Standing.JOINS: 1, Standing.LEAVES: 1, Standing.STAYS: 2}
    assert [draft.is_member(f"NX0000{n}") for n in (1, 2, 7, 8)] == [True, False, True, False]
    change = draft.plan()
    assert (change.queue_id, change.before) == ("G001", members(1, 2, 3))
    assert (change.added, change.removed) == (members(7), members(2))


def test_what_is_taken_back_is_no_change() -> None:
    draft = a_draft()
    draft.add(members(7))
    draft.remove(["NX00007", "NX00001"])
    draft.add(members(1))
    assert not draft.is_changed
    with pytest.raises(InputError, match="Add or remove"):
        draft.plan()


def test_nobody_joins_twice_or_without_a_number() -> None:
    draft = a_draft()
    draft.add([*members(2, 7, 7), a_member(9).__class__(sip_number="", account_name="x")])
    assert draft.counts[Standing.JOINS] == 1


def test_a_queue_is_not_emptied() -> None:
    draft = a_draft()
    draft.remove(["NX00001", "NX00002", "NX00003"])
    with pytest.raises(InputError, match="at least one"):
        draft.plan()
