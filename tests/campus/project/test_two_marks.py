"""Which mark of a milestone counts: a table of what was given, and that no mark counts before it may."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.two_marks import Given, Marks, State, counting, differ, is_in, state

CRITERIA = ("a", "b")
WHOLE, OTHER, PART = Given({"a": 1, "b": 2}, 1), Given({"a": 1, "b": 0}, 1), Given({"a": 1}, 1)
LATER = Given({"a": 1, "b": 2}, 2)


@pytest.mark.parametrize(
    ("hand_in", "marks", "expected"),
    [
        (None, Marks(), State.NOTHING),
        (None, Marks(WHOLE), State.NOTHING),
        (1, Marks(), State.TO_MARK),
        (1, Marks(PART), State.BEGUN),
        (1, Marks(WHOLE), State.MARKED),
        (2, Marks(WHOLE), State.AGAIN),
        (1, Marks(WHOLE, for_two=True), State.SECOND),
        (1, Marks(None, WHOLE, for_two=True), State.TO_MARK),
        (1, Marks(WHOLE, PART, for_two=True), State.SECOND),
        (1, Marks(WHOLE, LATER, for_two=True), State.SECOND),
        (1, Marks(WHOLE, WHOLE, for_two=True), State.MARKED),
        (1, Marks(WHOLE, OTHER, for_two=True), State.DIFFER),
        (1, Marks(WHOLE, OTHER, for_two=False), State.MARKED),
        (1, Marks(WHOLE, OTHER, WHOLE, for_two=True), State.MARKED),
        (2, Marks(WHOLE, OTHER, WHOLE, for_two=True), State.AGAIN),
    ],
)
def test_where_the_marking_stands(hand_in: int | None, marks: Marks, expected: State) -> None:
    assert state(CRITERIA, hand_in, marks) is expected


def test_a_decision_counts_before_the_first_mark() -> None:
    assert counting(CRITERIA, 1, Marks(WHOLE, OTHER, OTHER, for_two=True)) is OTHER
    assert counting(CRITERIA, 1, Marks(WHOLE, WHOLE, for_two=True)) is WHOLE
    assert differ(CRITERIA, Marks(WHOLE, OTHER)) == ["b"]
    assert differ(CRITERIA, Marks(WHOLE)) == []


MARKS = st.none() | st.builds(
    Given, st.dictionaries(st.sampled_from(CRITERIA), st.integers(0, 2).map(float)), st.integers(1, 2)
)


@given(MARKS, MARKS, MARKS, st.booleans(), st.none() | st.integers(1, 2))
def test_what_counts_is_whole_and_of_the_hand_in_that_counts(
    first: Given | None, second: Given | None, decision: Given | None, for_two: bool, hand_in: int | None
) -> None:
    if decision and decision.lacks(CRITERIA):
        decision = None  # a decision is whole, or refused
    marks = Marks(first, second, decision, for_two)
    found = counting(CRITERIA, hand_in, marks)
    assert (found is not None) == (state(CRITERIA, hand_in, marks) is State.MARKED)
    if found is not None:
        assert is_in(CRITERIA, hand_in, found)
        assert found in (first, decision)
