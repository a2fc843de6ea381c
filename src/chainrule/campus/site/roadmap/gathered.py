"""What the database knows of one reader, class by class, as `standing` takes it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import grading, overview
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.roadmap import standing
from chainrule.campus.site.roadmap.standing import Part, Sat, Stop
from chainrule.course import CourseError


def stops(user: Any, labs: Mapping[int, Part], practice: Mapping[int, Part]) -> list[Stop]:
    """Every class in which something is taught; where nobody is signed in, as nobody has done it."""
    positions, answered = {}, set[tuple[int, str]]()
    if user.is_authenticated:
        positions = {position.lecture: position for position in user.reading_positions.all()}
        answered = set(user.answered.values_list("lecture", "ask"))
    papers = papers_of(user) if allows(user, "papers.sit") else {}
    found = []
    for meeting in course().classes:
        number, parts = meeting.number, list[Part]()
        if not meeting.outcomes:
            continue
        if number in texts.with_text():
            place = positions.get(number)
            parts.append(standing.reading(number, place.furthest if place else 0.0, bool(place and place.is_read)))
            if asked := asked_in(number):
                of_these = sum((number, ask) in answered for ask in asked)
                parts.append(standing.answering(number, of_these, len(asked)))
        parts += [of[number] for of in (practice, labs) if number in of]
        found.append(Stop(number, meeting.topic, meeting.needs, tuple(parts), papers.get(number, ())))
    return found


def asked_in(number: int) -> list[str]:
    """The questions that a text asks, each by its id; none where it cannot be read. Exercises are no such questions."""
    try:
        return [asked.id for asked in texts.text(number).asks]
    except CourseError:
        return []


def labs_of(user: Any) -> dict[int, Part]:
    """The labs of somebody in the class, each with the best that was handed in."""
    labs = list(grading.labs().values())
    cells = overview.matrix([user], labs)[0].cells if user.is_authenticated else map(overview.Cell, labs)
    return {c.number: standing.building(c.number, c.points, c.out_of, c.passed) for c in cells}


def papers_of(student: Any) -> dict[int, tuple[Sat, ...]]:
    """By class the quizzes that cover it, and whether this student handed them in."""
    handed_in = set(Attempt.objects.filter(student=student, closed_at__isnull=False).values_list("paper", flat=True))
    found: dict[int, tuple[Sat, ...]] = {}
    for paper in course().assessments:
        if paper.kind == "quiz":
            sat = Sat(paper.title, reverse("papers:paper", args=[paper.id]), paper.id in handed_in)
            for number in paper.covers:
                found[number] = (*found.get(number, ()), sat)
    return found
