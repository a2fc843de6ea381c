"""Marking a paper is a replay: the same events give the same marks, however they came."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.questions import (
    AnswerEvent,
    Bank,
    HumanMark,
    Item,
    Paper,
    collect_runs,
    draw_paper,
    mark_attempt,
    replay,
)
from chainrule.course import CourseError

START = datetime(2026, 2, 3, 6, 0, tzinfo=UTC)
CLOSES = START + timedelta(minutes=30)
QUIZ = {"multiple_choice": 4, "short_answer": 3, "code": 3}

answers = st.one_of(st.none(), st.fixed_dictionaries({"option": st.integers(0, 3)}))
events = st.lists(
    st.builds(
        AnswerEvent,
        sequence=st.integers(1, 12),
        item=st.integers(1, 4),
        answer=answers,
        received_at=st.one_of(st.none(), st.integers(0, 40).map(lambda m: START + timedelta(minutes=m))),
        client=st.sampled_from(["a", "b"]),
    ),
    max_size=20,
)


def event(sequence, item, answer, minute=1, client="a"):
    return AnswerEvent(sequence, item, answer, START + timedelta(minutes=minute), client)


@settings(deadline=None)
@given(events, st.randoms(use_true_random=False), st.integers(0, 3))
def test_order_and_repetition_of_events_change_nothing(stored, shuffle, times):
    again = stored * (times + 1)
    shuffle.shuffle(again)
    assert replay(again, closes_at=CLOSES) == replay(stored, closes_at=CLOSES)


@settings(deadline=None)
@given(events)
def test_the_answer_of_an_item_is_its_event_with_the_highest_number(stored):
    found = replay(stored)
    for item, answer in found.answers.items():
        highest = max(e.sequence for e in stored if e.item == item)
        assert found.sequences[item] == highest
        assert answer in [e.answer for e in stored if e.item == item and e.sequence == highest]
    assert set(found.answers) == {e.item for e in stored}


@settings(deadline=None)
@given(events)
def test_what_comes_late_is_flagged_and_does_not_count_unless_it_is_accepted(stored):
    in_time = [e for e in stored if not e.received_at or e.received_at < CLOSES]
    had = {(e.sequence, e.item, e.client, str(e.answer)) for e in in_time}  # sent again later, it was not late
    late = {e.sequence for e in stored if (e.sequence, e.item, e.client, str(e.answer)) not in had}
    strict, kind = replay(stored, closes_at=CLOSES), replay(stored, closes_at=CLOSES, accept_late=True)
    flagged = {flag.sequence for flag in strict.flags if flag.what == "late"}
    assert flagged == late == {flag.sequence for flag in kind.flags if flag.what == "late"}
    assert kind.answers == replay(stored).answers
    assert strict.answers == replay(in_time).answers


def test_oddities_are_flagged():
    stored = [
        event(1, 1, {"option": 0}),
        event(3, 2, {"option": 1}),
        event(3, 2, {"option": 2}, 2, "b"),
        event(4, 9, None),
    ]
    found = replay(stored, items=[1, 2, 3])
    assert found.answers == {1: {"option": 0}, 2: {"option": 2}}
    assert [(flag.what, flag.sequence) for flag in found.flags] == [("gap", 2), ("conflict", 3), ("unknown_item", 4)]


def test_the_last_instant_before_closing_counts_and_closing_itself_does_not():
    before = AnswerEvent(1, 1, "a", CLOSES - timedelta(microseconds=1))
    assert replay([before], closes_at=CLOSES).answers == {1: "a"}
    assert replay([AnswerEvent(1, 1, "a", CLOSES)], closes_at=CLOSES).answers == {}


def test_a_hostile_counter_does_not_flood_the_flags():
    flags = replay([event(1, 1, None), event(10**15, 1, None)]).flags
    assert 0 < len(flags) <= 100


def test_taking_an_answer_back_leaves_none():
    assert replay([event(1, 1, {"option": 0}), event(2, 1, None)]).answers == {1: None}


@pytest.fixture(scope="module")
def paper(bank: Bank) -> Paper:
    return draw_paper(bank, QUIZ, [1, 2, 3], b"secret", "ann", "quiz-1")


def best_answers(paper: Paper, bank: Bank, runner) -> dict[int, object]:
    """The right answer of every item, read from what feedback shows after release."""
    found = {}
    for item in paper.items:
        variant = paper.variant(bank, item.number)
        shown = variant.feedback(None, runner.run_cached(variant.author_programs()))
        if "options" in shown:
            found[item.number] = {"option": next(i for i, o in enumerate(shown["options"]) if o["is_right"])}
            if "key_line" in shown:
                found[item.number]["line"] = shown["key_line"]
        else:
            found[item.number] = {"text": shown["key"]}
    return found


def test_what_feedback_calls_right_earns_every_point(bank, runner):
    for student in ("ann", "ben", "eve"):
        paper = draw_paper(bank, QUIZ, [1, 2, 3], b"secret", student, "quiz-1")
        given = best_answers(paper, bank, runner)
        stored = [event(item, item, answer) for item, answer in given.items()]
        runs = collect_runs(paper, bank, given, runner)
        unmarked = mark_attempt(paper, bank, stored, runs=runs, key_version="k1", policy_version="v0")
        shorts = [i.number for i in paper.items if bank[i.question].kind == "short_answer"]
        assert unmarked.points == 7
        assert unmarked.waiting_for_human == tuple(shorts)
        assert not unmarked.final
        human = {n: HumanMark(tuple(Fraction(c.points) for c in paper.variant(bank, n).rubric)) for n in shorts}
        marked = mark_attempt(paper, bank, stored, runs=runs, human_marks=human)
        assert (marked.points, marked.out_of, marked.final) == (10, 10, True)
        assert (unmarked.key_version, unmarked.policy_version) == ("k1", "v0")


def test_without_runs_code_waits_and_nothing_else_does(paper, bank, runner):
    given = best_answers(paper, bank, runner)
    result = mark_attempt(paper, bank, [event(n, n, answer) for n, answer in given.items()])
    kinds = {item.number: bank[item.question].kind for item in paper.items}
    assert result.waiting_for_run == tuple(n for n, kind in kinds.items() if kind == "predict_output")
    assert result.waiting_for_human == tuple(n for n, kind in kinds.items() if kind == "short_answer")


def test_an_empty_attempt_is_marked_at_once_and_waits_for_nobody(paper, bank):
    result = mark_attempt(paper, bank, [])
    assert (result.points, result.out_of, result.final) == (0, 10, True)
    assert {item.state for item in result.items} == {"unanswered"}


def test_points_of_items_scale_the_marks(bank, runner):
    worth = {"multiple_choice": 0.1, "short_answer": 2.5, "code": 3}
    paper = draw_paper(bank, QUIZ, [1, 2, 3], b"secret", "ann", "quiz-1", points=worth)
    assert paper.out_of == pytest.approx(16.9)
    given = best_answers(paper, bank, runner)
    runs = collect_runs(paper, bank, given, runner)
    short = next(item for item in paper.items if item.points == 2.5)
    human = HumanMark((Fraction(1), Fraction(0)))
    result = mark_attempt(
        paper, bank, [event(n, n, a) for n, a in given.items()], runs=runs, human_marks={short.number: human}
    )
    assert result.items[short.number - 1].points == 1.25
    assert result.points == 4 * 0.1 + 1.25 + 9  # exact: 0.1 is meant as a tenth
    assert mark_attempt(Paper.from_dict(paper.as_dict()), bank, []).out_of == result.out_of


def test_a_question_that_changed_under_a_paper_is_told(paper, bank):
    first = paper.items[0]
    items = (Item(first.number, first.question, first.seed, first.points, "0" * 16), *paper.items[1:])
    result = mark_attempt(Paper(paper.id, paper.student, items), bank, [])
    assert [item.changed for item in result.items] == [True] + [False] * 9


def test_a_question_that_is_gone_is_named(paper):
    with pytest.raises(CourseError, match="which is gone"):
        mark_attempt(paper, Bank({}), [])


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
hostile = json | st.fixed_dictionaries(
    {},
    optional={
        "option": json | st.integers(-2, 9),
        "line": json | st.integers(-2, 99),
        "text": json | st.text(alphabet=st.characters(exclude_categories=()), max_size=400),
    },
)


@settings(deadline=None, max_examples=100)
@given(st.lists(hostile, min_size=10, max_size=10))
def test_nothing_that_a_student_sends_raises(paper, bank, sent):
    stored = [event(n, n, answer) for n, answer in enumerate(sent, 1)]
    result = mark_attempt(paper, bank, stored)
    assert 0 <= result.points <= result.out_of
    for item in result.items:
        variant = paper.variant(bank, item.number)
        variant.student_programs(item.answer)
        shown = variant.feedback(item.answer)
        assert shown["answered"] is (item.state != "unanswered")
        str(shown.get("answer")).encode("utf-8")


@pytest.mark.parametrize(
    "text", ["x" * 10**6, "(" * 10**5, "\x00" * 50, "\ud800", "9" * 10**5, "1e" + "9" * 400, "'" * 999, "\\"]
)
def test_huge_and_hostile_text_is_marked_like_any_other(paper, bank, runner, text):
    sent = {item.number: {"text": text} for item in paper.items}
    runs = collect_runs(paper, bank, sent, runner)
    result = mark_attempt(paper, bank, [event(n, n, a) for n, a in sent.items()], runs=runs)
    assert result.points == 0
    assert not result.waiting_for_run
