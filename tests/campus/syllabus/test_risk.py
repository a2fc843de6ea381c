"""Who is at risk, and why: each rule alone, and nobody without a reason."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from chainrule.campus.syllabus import (
    Awaiting,
    Course,
    Excused,
    Pending,
    Proposal,
    Record,
    Score,
    course_grade,
    due,
    load_course,
)
from chainrule.campus.syllabus.grade_rules import RiskRules
from chainrule.campus.syllabus.risk import missing, risks, rules_in_words

GOOD = Score(9, 10)


def everything(course: Course, now: dt.datetime) -> dict[str, Record]:
    """A good record of all that is over."""
    over = [a for a in course.assessments if a.kind != "teams" and due(course, a.id) <= now]
    return {a.id: Proposal(None, ("pass",)) if a.kind == "proposal" else GOOD for a in over}


def reasons(course: Course, scores: dict[str, Record], now: dt.datetime) -> tuple[str, ...]:
    grade = course_grade(course, scores, now)
    return risks(course, scores, grade.so_far, grade.at_best, now)


@pytest.fixture
def now(course: Course) -> dt.datetime:
    return due(course, "midterm") + dt.timedelta(days=1)


def test_who_has_done_everything_well_is_not_at_risk(course: Course, now: dt.datetime) -> None:
    assert reasons(course, everything(course, now), now) == ()


def test_before_anything_is_over_nobody_is_at_risk(course: Course) -> None:
    assert reasons(course, {}, dt.datetime(2026, 1, 22, 8, tzinfo=dt.UTC)) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"quiz-1": None, "quiz-2": None}, "Missed without an excuse: Quiz 1 and Quiz 2."),
        ({"quiz-1": None}, ""),
        ({"quiz-1": None, "quiz-2": Excused()}, ""),
        ({"quiz-1": None, "quiz-2": Awaiting()}, ""),
        ({"quiz-1": None, "quiz-2": Pending("Tomorrow.")}, ""),
        ({"proposal": None}, "The deadline is over, and nothing is on record: Project proposal."),
        ({"milestone-1": None}, "nothing is on record: Project milestone 1."),
        ({"proposal": Proposal(None, ("revise",))}, "has to be revised"),
        ({"proposal": Proposal(None, ("revise", "reject"))}, "was rejected"),
        ({"proposal": Proposal(None, ("reject", "pass"))}, ""),
        ({"proposal": Proposal(None, ("revise",), awaiting=True)}, ""),
        ({"midterm": Score(0, 20), "milestone-1": Score(0, 100)}, "So far "),
    ],
)
def test_each_rule_says_what_it_found(course: Course, now: dt.datetime, change: dict[str, Any], words: str) -> None:
    scores = {id: record for id, record in {**everything(course, now), **change}.items() if record is not None}
    found = " ".join(reasons(course, scores, now))
    assert words in found
    assert bool(found) is bool(words)


def test_what_can_no_longer_be_reached_is_named_with_its_number(course: Course) -> None:
    end = due(course, "final") + dt.timedelta(days=30)
    grade = course_grade(course, {}, end)
    assert grade.at_best.value == 0
    assert reasons(course, {}, end)[0] == "At best 0.00 of 100, which is below 60."
    lenient = replace(course, risk_rules=RiskRules(below=0.0, missed=100))
    assert not [words for words in reasons(lenient, {}, end) if words.startswith(("At best", "So far", "Missed"))]


def test_what_is_missing_comes_by_date(course: Course, now: dt.datetime) -> None:
    found = missing(course, {"quiz-1": GOOD}, now)
    assert [a.date for a in found] == sorted(a.date for a in found)
    assert not {"quiz-1", "teams", "final"} & {a.id for a in found}


def test_the_course_file_may_set_the_bounds(changed: Any) -> None:
    course = load_course(changed(("[deadlines]", "[risk]\nbelow = 51\nmissed = 3\n\n[deadlines]")))
    assert course.risk_rules == RiskRules(51, 3)
    assert any("51" in rule for rule in rules_in_words(course))
