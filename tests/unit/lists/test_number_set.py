from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialer.lists.number_set import NumberSet


@given(st.lists(st.one_of(st.integers(1, 2**64 - 1), st.integers(1, 40)), max_size=200))
def test_it_knows_what_was_added_and_nothing_else(numbers: list[int]) -> None:
    ours, theirs = NumberSet(), set[int]()
    for number in numbers:
        assert (number in ours) == (number in theirs)
        assert ours.add(number) == (number not in theirs)
        theirs.add(number)
        assert number in ours
    assert len(ours) == len(theirs)
    assert all(number + 1 not in ours for number in theirs if number + 1 not in theirs)


def test_it_grows_with_numbers_that_lie_close_together() -> None:
    ours = NumberSet()
    first = 6281200000000
    assert all(ours.add(first + n) for n in range(30_000))
    assert not any(ours.add(first + n) for n in range(30_000))
    assert first - 1 not in ours
    assert first + 30_000 not in ours
