"""What a thread can be about, for one reader: a class's lecture, its lab, or a question of a paper that they sat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.urls import reverse

from chainrule.campus.questions.question import OWN_CODE
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.asking import holds
from chainrule.campus.site.asking.holds import Hold
from chainrule.campus.site.asking.models import Thread
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import grading
from chainrule.campus.site.papers import status

Kind = Thread.Kind


@dataclass(frozen=True)
class Place:
    """A lecture, a lab, or a question of a released paper. `item` is its number on the reader's own paper, 0: none."""

    kind: str
    number: int
    paper: str = ""
    question: str = ""
    item: int = 0

    @property
    def title(self) -> str:
        if self.kind != Kind.QUESTION:
            return f"{'Lecture' if self.kind == Kind.LECTURE else 'Lab'} {self.number}"
        known = course().has_assessment(self.paper)
        title = course().assessment(self.paper).title if known else self.paper
        return f"{title}, question {self.item}" if self.item else f"{title}, {self.question}"

    @property
    def address(self) -> str:
        """The page that it is about; of a question, "" for who has not sat it."""
        if self.kind == Kind.LECTURE:
            return reverse("lectures:lecture", args=[self.number])
        if self.kind == Kind.LAB:
            return reverse("labs:lab", args=[self.number])
        return f"{reverse('papers:review', args=[self.paper])}#q{self.item}-title" if self.item else ""

    @property
    def ask_address(self) -> str:
        """Where a question about it is asked."""
        if self.kind == Kind.LECTURE:
            return reverse("asking:ask_lecture", args=[self.number])
        if self.kind == Kind.LAB:
            return reverse("asking:ask_lab", args=[self.number])
        return reverse("asking:ask_question", args=[self.paper, self.item])

    @property
    def here(self) -> Q:
        """The threads about it."""
        return Q(kind=self.kind, number=self.number, paper=self.paper, question=self.question)


def lecture(number: int) -> Place | None:
    """The lecture of a class; None where there is no such class."""
    there = any(meeting.number == number for meeting in course().classes)
    return Place(Kind.LECTURE, number) if there else None


def lab(number: int) -> Place | None:
    """The lab of a class; None where it has none."""
    return Place(Kind.LAB, number) if f"{number:02d}" in grading.labs() else None


@dataclass(frozen=True)
class Reader:
    """Who reads, at a moment: staff see all, a student what is about released papers that they sat themselves."""

    user: Any
    now: datetime

    @cached_property
    def is_staff(self) -> bool:
        return allows(self.user, "asking.moderate")

    @cached_property
    def held(self) -> Sequence[Hold]:
        """What is closed to a student; to staff nothing is."""
        return () if self.is_staff else holds.standing(self.now, self.user.pk)

    @cached_property
    def own_questions(self) -> dict[tuple[str, str], int]:
        """By paper and question its number on the student's own paper, where they may see the key."""
        if not allows(self.user, "papers.review_own"):
            return {}
        records = status.gather(student=self.user)
        sat = [paper for paper in status.papers() if (self.user.pk, paper.id) in records.attempts]
        rows = [status.status(self.user, paper, self.now, records) for paper in sat]
        released = [(row.id, row.attempt) for row in rows if row.state == status.RELEASED and row.attempt]
        return {
            (paper, item.question): item.number
            for paper, attempt in released
            for item in attempt.questions.items
            if not item.question.partition("/")[2].startswith(OWN_CODE)  # nobody else was asked that
        }

    def question(self, paper: str, item: int) -> Place | None:
        """The question of a number on the student's own paper; None where there is none, or it is not released."""
        for (of, question), number in self.own_questions.items():
            if (of, number) == (paper, item):
                return Place(Kind.QUESTION, class_of(question), paper, question, number)
        return None

    def place_of(self, thread: Thread) -> Place:
        """What a thread is about, with the number of the question on the reader's own paper."""
        item = self.own_questions.get((thread.paper, thread.question), 0) if thread.question else 0
        return Place(thread.kind, thread.number, thread.paper, thread.question, item)

    @property
    def may_read(self) -> Q:
        """The threads about what the reader may see."""
        if self.is_staff:
            return Q()
        papers: dict[str, list[str]] = {}
        for paper, question in self.own_questions:
            papers.setdefault(paper, []).append(question)
        found = ~Q(kind=Kind.QUESTION)
        for paper, questions in papers.items():
            found |= Q(kind=Kind.QUESTION, paper=paper, question__in=questions)
        return found


def class_of(question: str) -> int:
    """The class that a question, as 03/path-sums, belongs to."""
    return int(question.partition("/")[0])
