"""Where a question stands, and what its pages need to know of that: its lecture's row of questions, or a paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from chainrule.campus.questions import Question
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.practice import answering, choosing, records, sheets
from chainrule.campus.site.practice.models import Answer, PracticePaper


@dataclass(frozen=True)
class Where:
    """A question and its place, from 1: of so many of its lecture, or of so many of a practice paper."""

    question: Question
    place: int
    count: int
    paper: PracticePaper | None = None

    @property
    def number(self) -> int:
        """The lecture."""
        return self.question.class_number

    @property
    def address(self) -> str:
        if self.paper:
            return reverse("practice:paper_question", args=[self.paper.pk, self.place])
        return reverse("practice:question", args=[self.number, self.place])

    @property
    def kept_at(self) -> answering.Place | None:
        """The place of the paper that an answer is kept at."""
        return answering.Place(self.paper, self.place) if self.paper else None

    def context(self, learner: User) -> dict[str, Any]:
        """What all pages of this question share."""
        about = {"where": self, "question": self.question, "number": self.number, "place": self.place}
        if self.paper:
            rows = sheets.rows(self.paper)
            done = sum(row.answer is not None for row in rows)
            return about | {"rows": rows, "done": done, "onward": sheets.next_place(rows, self.place)}
        standing = choosing.standing(records.questions(self.number), records.known(learner))
        return about | {"meeting": course().meeting(self.number), "standing": standing}


def questions_or_404(number: int) -> tuple[Question, ...]:
    """The questions of a lecture."""
    try:
        found = records.questions(number)
    except LookupError as error:
        raise Http404(str(error)) from error
    if not found:
        raise Http404(f"Lecture {number} has no questions.")
    return found


def of_lecture(number: int, place: int) -> Where:
    """The question at a place of a lecture."""
    there = questions_or_404(number)
    if not 1 <= place <= len(there):
        raise Http404(f"Lecture {number} has {len(there)} questions.")
    return Where(there[place - 1], place, len(there))


def paper_or_404(request: HttpRequest, pk: int) -> PracticePaper:
    """One's own practice paper."""
    return get_object_or_404(PracticePaper, pk=pk, learner=request.user)


def of_answer(request: HttpRequest, pk: int) -> tuple[Answer, Where]:
    """One's own answer, and where its question stands."""
    kept = get_object_or_404(Answer.objects.select_related("paper"), pk=pk, learner=request.user)
    chosen = records.question(kept.question)
    if chosen is None:
        raise Http404("This question is no longer in the course.")
    if kept.paper and kept.place:
        return kept, Where(chosen, kept.place, len(kept.paper.items), kept.paper)
    there = records.questions(chosen.class_number)
    return kept, Where(chosen, there.index(chosen) + 1, len(there))
