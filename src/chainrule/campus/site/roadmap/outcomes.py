"""Every outcome of the course with the sections, checks and questions that serve it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.campus.lectures import match_outcomes
from chainrule.campus.proof.outcomes import Served, Written, served
from chainrule.campus.questions import Question
from chainrule.campus.site.course import Shelf, course, public_bank
from chainrule.campus.site.labs import grading
from chainrule.campus.site.lectures import texts
from chainrule.campus.syllabus import ClassMeeting
from chainrule.course import CourseError


@dataclass(frozen=True)
class OfClass:
    """The outcomes of one class. `titles` are those of its sections and checks, by their names."""

    meeting: ClassMeeting
    rows: tuple[Served, ...]
    has_text: bool
    has_lab: bool
    sections: Mapping[str, str]
    checks: Mapping[str, str]
    questions: Mapping[str, Question]

    @property
    def is_begun(self) -> bool:
        """Whether there is anything of it yet."""
        return bool(self.has_text or self.has_lab or self.questions)

    @property
    def holes(self) -> int:
        return sum(row.holes for row in self.rows)


def _of_course() -> tuple[OfClass, ...]:
    return tuple(of_class(meeting) for meeting in course().classes if meeting.outcomes)


of_course = Shelf(_of_course)


def of_class(meeting: ClassMeeting) -> OfClass:
    """What there is of one class. A text that cannot be read serves nothing; its own page says why."""
    number = meeting.number
    sections, titles = None, dict[str, str]()
    if number in texts.with_text():
        try:
            text = texts.text(number)
            sections, _ = match_outcomes(text, [outcome.text for outcome in meeting.outcomes])
            titles = {section.id: section.title for section in text.sections}
        except CourseError:
            sections = {}
    lab = grading.labs().get(f"{number:02d}")
    asked = {question.id: question for question in public_bank().values() if question.class_number == number}
    written = Written(sections, lab.outcomes if lab else None, [(q.id, q.outcome) for q in asked.values()])
    return OfClass(
        meeting,
        served(meeting, written, ask_optional=course().ask_optional_outcomes),
        sections is not None,
        lab is not None,
        titles,
        {check.name: check.sentence for check in lab.checks} if lab else {},
        asked,
    )
