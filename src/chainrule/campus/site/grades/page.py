"""A course grade as a page shows it: three numbers, each with its letter and the whole of how it came about."""

from __future__ import annotations

from dataclasses import dataclass

from chainrule.campus.site.course import course
from chainrule.campus.site.grades.sources import Shown, Tree
from chainrule.campus.syllabus import CourseGrade, Derivation, LetterGrade, letter_grade


@dataclass(frozen=True)
class Headline:
    """One of the three numbers. `name` is its key in what is shown of two grades side by side."""

    name: str
    title: str
    meaning: str
    view: Derivation
    letter: LetterGrade | None
    parts: list[Shown]

    @property
    def percent(self) -> float | None:
        return self.view.percent


def headlines(grade: CourseGrade, tree: Tree) -> list[Headline]:
    """So far, at least, at best. Only the first carries the anchors that the grade book leads to."""
    apart = Tree(tree.sources, tree.imagined)
    named = (
        ("so-far", "So far", "of what is decided so far", grade.so_far, tree),
        ("at-least", "At least", "if nothing more is done", grade.if_nothing_more, apart),
        ("at-best", "At best", "with full marks for all that is open", grade.at_best, apart),
    )
    return [
        Headline(name, title, meaning, view, letter_grade(course(), view.percent), unfolds.parts_of(view))
        for name, title, meaning, view, unfolds in named
    ]
