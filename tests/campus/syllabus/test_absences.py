"""Reports of absence: what is possible when, for whom, and what each person reads."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import Course, due
from chainrule.campus.syllabus.absences import (
    LEADS_TO,
    MOST_WORDS,
    OF,
    POSSIBLE,
    Act,
    Case,
    Facts,
    Part,
    Person,
    State,
    can_be_missed,
    reported_until,
    shown_to,
)

acts = st.sampled_from(Act)
persons = st.sampled_from(Person)
facts = st.builds(Facts, st.booleans(), st.booleans(), st.booleans())
cases = st.builds(Case, st.lists(acts, max_size=6).map(tuple), facts, st.booleans())
SEEN = Facts(excused=True)


@given(cases, acts, persons)
def test_an_act_is_either_possible_or_refused_with_a_sentence(case: Case, act: Act, person: Person) -> None:
    why = case.why_not(act, person)
    assert (act in case.possible(person)) == (not why)
    assert not why or why.endswith(".")


@given(cases, persons)
def test_nobody_does_what_is_another_persons(case: Case, person: Person) -> None:
    assert all(OF[act] is person for act in case.possible(person))
    assert not case.possible(Person.ASSISTANT)


@given(st.lists(st.tuples(acts, persons), max_size=12), st.booleans())
def test_whatever_is_tried_no_decision_stands_without_a_verdict_of_the_advisor(
    tried: list[tuple[Act, Person]], is_sat: bool
) -> None:
    """The other rooms follow: what is seen is excused, what is decided is granted or exempt."""
    done: list[Act] = []
    found = Facts()
    for act, person in tried:
        case = Case(tuple(done), found, is_sat)
        if case.why_not(act, person):
            continue
        done.append(act)
        excused = act is Act.SEE or (found.excused and act is not Act.REFUSE)
        found = Facts(excused and is_sat, found.granted or act is Act.WINDOW, found.exempt or act is Act.EXEMPT)
        assert Case(tuple(done), found, is_sat).state is LEADS_TO[act]
    decided = {Act.WINDOW, Act.EXEMPT, Act.NOTHING} & set(done)
    assert not decided or Act.SEE in done[: min(done.index(act) for act in decided)]
    assert is_sat or not {Act.WINDOW, Act.EXEMPT} & set(done)
    assert Act.WITHDRAW not in done[:-1]


@pytest.mark.parametrize(
    ("acts", "facts", "state"),
    [
        ((), Facts(), State.WAITING),
        ((), SEEN, State.SEEN),  # an excuse that the advisor recorded without the report
        ((), Facts(granted=True), State.OTHER_WINDOW),
        ((Act.ASK,), Facts(), State.MORE),
        ((Act.ASK, Act.ADD), Facts(), State.WAITING),
        ((Act.SEE,), SEEN, State.SEEN),
        ((Act.SEE,), Facts(), State.REFUSED),  # the excuse was withdrawn on its own page
        ((Act.SEE, Act.NOTHING), SEEN, State.NOTHING),
        ((Act.SEE, Act.NOTHING), Facts(excused=True, granted=True), State.OTHER_WINDOW),
        ((Act.SEE, Act.EXEMPT), SEEN, State.SEEN),  # the exemption was taken back
        ((Act.WITHDRAW,), Facts(True, True, True), State.WITHDRAWN),
    ],
)
def test_what_other_rooms_hold_goes_before_what_was_done_here(
    acts: tuple[Act, ...], facts: Facts, state: State
) -> None:
    assert Case(acts, facts).state is state


def test_a_report_is_withdrawn_while_nobody_has_acted_on_it() -> None:
    assert Act.WITHDRAW in Case((Act.ADD,)).possible(Person.STUDENT)
    assert "has acted" in Case((Act.ASK, Act.ADD)).why_not(Act.WITHDRAW, Person.STUDENT)


def test_a_student_adds_so_often_and_then_goes_to_the_advisor() -> None:
    assert "academic advisor" in Case((Act.ADD,) * MOST_WORDS).why_not(Act.ADD, Person.STUDENT)


def test_of_a_deadline_nothing_follows() -> None:
    case = Case((Act.SEE,), is_sat=False)
    assert case.possible(Person.INSTRUCTOR) == {Act.NOTHING}
    assert "no deadline is moved" in case.why_not(Act.WINDOW, Person.INSTRUCTOR)


def test_every_state_says_what_is_possible() -> None:
    assert set(POSSIBLE) == set(State)
    assert set(LEADS_TO) == set(OF) == set(Act)


@pytest.mark.parametrize("state", State)
def test_each_person_reads_only_their_part(state: State) -> None:
    assert shown_to(Person.STUDENT, state) == frozenset(Part)
    assert Part.DECISION not in shown_to(Person.ADVISOR, state)
    assert shown_to(Person.ASSISTANT, state) == {Part.PROOF}
    waits = state in (State.WAITING, State.MORE, State.WITHDRAWN)
    assert (Part.WORDS in shown_to(Person.INSTRUCTOR, state)) == (not waits)


def test_an_absence_is_reported_up_to_seven_days_after_it(course: Course) -> None:
    week = dt.timedelta(days=7)
    assert reported_until(course, "quiz-1") == due(course, "quiz-1") + week
    later = due(course, "quiz-1") + dt.timedelta(days=3)
    assert reported_until(course, "quiz-1", later) == later + week
    assert reported_until(course, "quiz-1", due(course, "quiz-1") - week) == due(course, "quiz-1") + week


def test_papers_and_hand_ins_can_be_missed_and_forming_teams_cannot(course: Course) -> None:
    assert {one.kind for one in can_be_missed(course)} == {"quiz", "exam", "proposal", "milestone"}
