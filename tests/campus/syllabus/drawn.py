"""Records of a student, rules of a course and moments of a semester, drawn by Hypothesis."""

import datetime as dt
from dataclasses import replace

from hypothesis import strategies as st

from chainrule.campus.syllabus import Awaiting, Excused, Proposal, Score

START, END = dt.datetime(2026, 1, 22, tzinfo=dt.UTC), dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
QUIZZES = tuple(f"quiz-{n}" for n in range(1, 10))
EXAMS, MILESTONES = ("midterm", "final"), ("milestone-1", "milestone-2")

points = st.floats(0, 20, allow_subnormal=False)
marks = points.map(lambda value: Score(value, 20))
received = st.none() | st.datetimes(dt.datetime(2026, 1, 22), dt.datetime(2026, 6, 1), timezones=st.just(dt.UTC))
verdicts = st.tuples(st.lists(st.sampled_from(["revise", "reject"]), max_size=3), st.sampled_from([(), ("pass",)])).map(
    lambda both: (*both[0], *both[1])
)
sitting = st.none() | marks | st.just(Awaiting()) | st.just(Excused())
handed_in = (
    st.none() | st.builds(Score, points, st.just(20.0), st.floats(0, 5), received) | st.builds(Awaiting, received)
)
proposals = st.none() | st.builds(Proposal, received, verdicts) | st.builds(Awaiting, received)
moments = st.datetimes(START.replace(tzinfo=None), END.replace(tzinfo=None), timezones=st.just(dt.UTC))


@st.composite
def records(draw, quizzes=sitting, exams=sitting, milestones=handed_in, proposal=proposals):
    drawn = {id: draw(quizzes) for id in QUIZZES} | {id: draw(exams) for id in EXAMS}
    drawn |= {id: draw(milestones) for id in MILESTONES} | {"proposal": draw(proposal)}
    return {id: record for id, record in drawn.items() if record is not None}


@st.composite
def rules(draw):
    """The settings that are readings, each drawn."""
    return {
        "late_rules": {
            "penalty_of": draw(st.sampled_from(["earned", "full"])),
            "penalty_on_bonus": draw(st.booleans()),
            "bonus_cap": draw(st.sampled_from(["item", "course"])),
        },
        "quiz_rules": {
            "best": draw(st.integers(1, 9)),
            "excused": draw(st.sampled_from(["left-out", "make-up"])),
            "excused_uses_drop": draw(st.booleans()),
        },
        "exam_rules": {"excused": draw(st.sampled_from(["make-up", "other-exam"]))},
        "grade_rules": {"drop_early": draw(st.booleans())},
    }


def under(course, settings):
    return replace(course, **{table: replace(getattr(course, table), **values) for table, values in settings.items()})
