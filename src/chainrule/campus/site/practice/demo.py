"""The first students of the demo class have practised: what was not right then is due to be repeated."""

from __future__ import annotations

from datetime import datetime, timedelta

from chainrule.campus.questions import MultipleChoice
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.practice import records, sheets
from chainrule.campus.site.practice.models import Answer
from chainrule.campus.syllabus import Course

STUDENTS = 3
LECTURE = 3


def populate(course: Course, users: People, now: datetime) -> None:
    """Two days ago each answered three choices of a lecture on a practice paper, the first of them right."""
    asked = [question for question in records.questions(LECTURE) if question.kind == "multiple_choice"]
    for student in users.students[:STUDENTS]:
        paper = sheets.made(student, asked[:3], LECTURE, now - timedelta(days=2))
        for place, (id, seed) in enumerate(paper.items, 1):
            question = next(one for one in asked if one.id == id)
            variant = question.variant(seed)
            assert isinstance(variant, MultipleChoice)
            right = place == 1
            chosen = next(n for n, option in enumerate(variant.options) if option.is_right == right)
            Answer.objects.create(
                learner=student, question=id, seed=seed, given={"option": chosen}, points=float(right), out_of=1.0,
                at=now - timedelta(days=2), paper=paper, place=place,
            )  # fmt: skip
