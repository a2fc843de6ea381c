"""The states of a proposal: what may happen when, and that the marks are what the syllabus says."""

import datetime as dt
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.project.verdicts import (
    IMPOSSIBLE,
    TRANSITIONS,
    Act,
    Impossible,
    Standing,
    State,
    cost,
    cost_words,
    deadline,
    item,
    last_day,
    mark,
    next_for_team,
    refusal,
    span,
    standing,
    zero,
)
from chainrule.campus.syllabus import Proposal, load_course
from chainrule.campus.syllabus.assessments import View
from chainrule.course import find_course

COURSE = load_course(find_course())
DUE, LAST = deadline(COURSE), last_day(COURSE)
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
BEFORE = DUE - DAY
HAND_IN, PASS, REVISE, REJECT, TAKE_BACK = Act
AFTER_BOTH = LAST + DAY


def after(*acts: Act, at: dt.datetime = BEFORE) -> Standing:
    return standing((act, at) for act in acts)


def test_every_act_in_every_state_is_either_a_step_or_has_a_reason() -> None:
    assert set(TRANSITIONS).isdisjoint(IMPOSSIBLE)
    assert set(TRANSITIONS) | set(IMPOSSIBLE) == set(product(State, Act))
    assert all(reason.endswith(".") and len(reason) > 30 for reason in IMPOSSIBLE.values())


@pytest.mark.parametrize(("state", "act"), IMPOSSIBLE)
def test_an_impossible_act_is_refused_with_its_reason(state: State, act: Act) -> None:
    with pytest.raises(Impossible) as caught:
        Standing(state).after(act, BEFORE)
    assert str(caught.value) == IMPOSSIBLE[state, act] == refusal(COURSE, Standing(state), act, BEFORE)


# The sentences of the syllabus, each with what follows from it: (acts, verdicts, mark, status).
SENTENCES = [
    ((HAND_IN, PASS), ("pass",), 10.0, "counted"),
    ((HAND_IN, REVISE), ("revise",), 0.0, "provisional"),
    ((HAND_IN, REVISE, HAND_IN), ("revise",), 0.0, "provisional"),
    ((HAND_IN, REVISE, HAND_IN, PASS), ("revise", "pass"), 10.0, "counted"),
    ((HAND_IN, REVISE, HAND_IN, REVISE, HAND_IN, PASS), ("revise", "revise", "pass"), 10.0, "counted"),
    ((HAND_IN, REJECT), ("reject",), 0.0, "provisional"),
    ((HAND_IN, REJECT, HAND_IN, PASS), ("reject", "pass"), 5.0, "counted"),
    ((HAND_IN, REJECT, HAND_IN, REJECT, HAND_IN, PASS), ("reject", "reject", "pass"), 5.0, "counted"),
    ((HAND_IN, REJECT, HAND_IN, REVISE, HAND_IN, PASS), ("reject", "revise", "pass"), 5.0, "counted"),
    ((HAND_IN,), (), None, "awaiting"),
    ((), (), None, "not-yet"),
    ((HAND_IN, REJECT, TAKE_BACK), (), None, "awaiting"),
    ((HAND_IN, REJECT, TAKE_BACK, PASS), ("pass",), 10.0, "counted"),
]


@pytest.mark.parametrize(("acts", "verdicts", "value", "status"), SENTENCES)
def test_the_mark_is_what_the_syllabus_says(
    acts: tuple[Act, ...], verdicts: tuple[str, ...], value: float | None, status: str
) -> None:
    at = after(*acts)
    found = mark(COURSE, at, BEFORE)
    assert (at.verdicts, found.value, found.status) == (verdicts, value, status)


@pytest.mark.parametrize(
    ("late", "words", "accepted", "passed"),
    [
        (-DAY, "On time.", True, 10.0),
        (dt.timedelta(0), "On time.", True, 10.0),
        (MINUTE - dt.timedelta(microseconds=1), "On time.", True, 10.0),
        (MINUTE, "1 minute late: −10%.", True, 9.0),
        (10 * MINUTE, "10 minutes late: −10%.", True, 9.0),
        (30 * MINUTE, "30 minutes late: −10%.", True, 9.0),
        (30 * MINUTE + dt.timedelta(microseconds=1), "30 minutes late: −25%.", True, 7.5),
        (DAY, "1 day late: −25%.", True, 7.5),
        (DAY + dt.timedelta(microseconds=1), "1 day late: −100%.", False, None),
    ],
)
def test_a_late_hand_in_costs_what_the_policy_says_to_the_microsecond(
    late: dt.timedelta, words: str, accepted: bool, passed: float | None
) -> None:
    at = DUE + late
    assert cost_words(cost(COURSE, at)) == words
    why = refusal(COURSE, Standing(), Act.HAND_IN, at)
    assert (why == "") == accepted
    if accepted:
        assert mark(COURSE, standing([(HAND_IN, at), (PASS, at)]), AFTER_BOTH).value == passed
        half = None if passed is None else passed / 2
        rejected = standing([(HAND_IN, at), (REJECT, at), (HAND_IN, at + DAY), (PASS, at + DAY)])
        assert mark(COURSE, rejected, AFTER_BOTH).value == half
    else:
        assert "More than one day late: zero." in why
        assert "Your text is kept" in why


def test_what_waits_may_be_replaced_until_the_deadline_and_not_after_it() -> None:
    at = after(HAND_IN)
    assert refusal(COURSE, at, Act.HAND_IN, DUE) == ""
    assert "stays as it is" in refusal(COURSE, at, Act.HAND_IN, DUE + MINUTE)
    assert at.after(Act.HAND_IN, DUE).received == BEFORE


@pytest.mark.parametrize("verdict", [REVISE, REJECT])
def test_changes_come_until_the_last_day_to_the_microsecond(verdict: Act) -> None:
    at = after(HAND_IN, verdict)
    assert refusal(COURSE, at, Act.HAND_IN, LAST) == ""
    late = LAST + dt.timedelta(microseconds=1)
    assert refusal(COURSE, at, Act.HAND_IN, late).startswith("The last day to hand in once more was 12 March, 23:00.")
    assert "This zero is final." in zero(COURSE, at, late)
    assert mark(COURSE, at, late).status == "missed"


def test_a_rejection_begins_another_edition_and_taking_it_back_ends_that() -> None:
    assert [after(*acts).edition for acts in ((), (HAND_IN, REVISE), (HAND_IN, REJECT))] == [1, 1, 2]
    assert after(HAND_IN, REJECT, TAKE_BACK).edition == 1


@pytest.mark.parametrize(
    ("acts", "now", "means"),
    [
        ((), BEFORE, "If nothing is handed in, 0.00 means missing. In reach: 10.00 of 10."),
        ((), DUE + 10 * MINUTE, "In reach: 9.00 of 10."),
        ((), AFTER_BOTH, "Missing: nothing was handed in while it was accepted. This zero is final."),
        ((HAND_IN,), BEFORE, "There is no mark yet: staff have not decided."),
        ((HAND_IN, REVISE), BEFORE, "Revise: 0.00 is provisional until the changes are approved. In reach: 10.00"),
        ((HAND_IN, REVISE, HAND_IN), BEFORE, "0.00 is provisional: staff have not decided on what was handed in last."),
        ((HAND_IN, REJECT), BEFORE, "Rejected: 0.00 until a substantially different proposal passes. In reach: 5.00"),
        ((HAND_IN, REJECT), AFTER_BOTH, "Rejected: no different proposal came by 12 March, 23:00."),
        ((HAND_IN, PASS), BEFORE, "Passed: 10.00 of 10."),
    ],
)
def test_what_zero_means_is_said_in_each_state(acts: tuple[Act, ...], now: dt.datetime, means: str) -> None:
    assert means in zero(COURSE, after(*acts), now)
    assert len(next_for_team(COURSE, after(*acts), now)) > 20


@pytest.mark.parametrize(
    ("by", "words"),
    [(dt.timedelta(0), "0 minutes"), (MINUTE, "1 minute"), (125 * MINUTE, "2 hours 5 minutes"), (DAY, "1 day"),
     (DAY + 61 * MINUTE, "1 day 1 hour"), (2 * DAY + MINUTE, "2 days 1 minute")],
)  # fmt: skip
def test_a_lateness_is_said_in_its_two_largest_units(by: dt.timedelta, words: str) -> None:
    assert span(by) == words


TRIES = st.lists(st.tuples(st.sampled_from(Act), st.integers(0, 60 * 24 * 20)), max_size=14)


@given(TRIES, st.integers(-60 * 24 * 3, 60 * 24))
def test_random_acts_reach_only_states_of_the_table_and_marks_keep_to_the_syllabus(
    tries: list[tuple[Act, int]], start: int
) -> None:
    """Acts in any order, each some minutes after the one before; those that may not be done are refused and no more."""
    now, at, done = DUE + start * MINUTE, Standing(), []
    for act, minutes in tries:
        now += minutes * MINUTE
        why, before = refusal(COURSE, at, act, now), at
        if why:
            assert why.endswith(".")
            if (before.state, act) in IMPOSSIBLE:
                with pytest.raises(Impossible):
                    before.after(act, now)
            continue
        at = before.after(act, now)
        done.append((act, now))
        assert at.state is TRANSITIONS[before.state, act]
        assert standing(done) == at
        assert at.record is None or isinstance(at.record, Proposal)
        keeps_to_the_syllabus(at, now)


def keeps_to_the_syllabus(at: Standing, now: dt.datetime) -> None:
    """The paragraph on proposals, written once more: full, provisional zero, at most half, less the first lateness."""
    found = mark(COURSE, at, now)
    late = cost(COURSE, at.received).penalty if at.received else 0.0
    full = COURSE.project_rules.share(item(COURSE)) * (1 - late / 100)
    half = full / 2
    match at.state:
        case State.PASSED:
            assert found.value == pytest.approx(half if "reject" in at.verdicts else full)
        case State.REVISE | State.REJECTED:
            assert found.value == 0.0
            assert found.status == ("missed" if now > LAST else "provisional")
        case State.WAITING if at.verdicts:
            assert (found.value, found.status) == (0.0, "provisional")
        case State.WAITING:
            assert (found.value, found.status) == (None, "awaiting")
        case _:
            assert found.value in (None, 0.0)
    at_best = mark(COURSE, at, now, View.AT_BEST).value
    assert at_best is not None
    assert at_best <= full + 1e-9
    assert zero(COURSE, at, now)
    assert next_for_team(COURSE, at, now)


def test_this_course_has_one_proposal() -> None:
    assert item(COURSE) == "proposal"
