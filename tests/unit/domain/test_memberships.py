"""What a change of members adds, removes and keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from team_provider import a_member, members

from dialer.domain.errors import InputError
from dialer.domain.memberships import compare, plan_change, replan

if TYPE_CHECKING:
    from dialer.domain.agents import QueueMember


def test_a_plan_says_who_joins_who_leaves_and_how_many_stay() -> None:
    change = plan_change("G1", members(1, 2, 3), members(2, 3, 4, 5))
    assert change.added == members(4, 5)
    assert change.removed == members(1)
    assert (change.kept_count, change.size) == (2, 3)


def test_a_member_listed_twice_counts_once() -> None:
    change = plan_change("G1", members(1, 1, 2), members(1, 3, 3))
    assert (change.before, change.after) == (members(1, 2), members(1, 3))
    assert (change.kept_count, change.size) == (1, 2)


def test_a_member_is_known_by_the_sip_number_alone() -> None:
    renamed = replace(a_member(1), name="Somebody", account_name="")
    with pytest.raises(InputError, match="Add or remove"):
        plan_change("G1", members(1), [renamed])


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ((), "at least one"),
        ((replace(a_member(1), sip_number=""),), "SIP number"),
        (members(2, 1), "Add or remove"),
    ],
)
def test_what_must_not_be_sent_is_refused(after: tuple[QueueMember, ...], words: str) -> None:
    with pytest.raises(InputError, match=words):
        plan_change("G1", members(1, 2), after)


def test_a_comparison_ignores_the_order_and_names_both_sides() -> None:
    assert compare(members(1, 2), members(2, 1, 1)).is_none
    difference = compare(members(1, 2, 3), members(3, 4, 4))
    assert (difference.missing, difference.unexpected) == (members(1, 2), members(4))


def test_the_same_change_is_made_to_other_members() -> None:
    change = plan_change("G1", members(1, 2, 3), members(2, 3, 4))
    assert replan(change, members(1, 3, 9)) == members(3, 9, 4)
    assert replan(change, members(3, 4)) == members(3, 4)
