"""The form with the rubric, by which every mark is given: what it shows, and what came back of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.http import HttpRequest

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.site import inputs
from chainrule.campus.site.marking.answers import Answer, steps
from chainrule.campus.site.marking.giving import Typed

LONGEST_COMMENT = 4_000  # characters
KEYS = "asdfghjkl"
"""The keys that give points, from none on; a criterion with more steps has keys for the first of them."""


def rubric_form(variant: ShortAnswer, points: Sequence[str] = (), comment: str = "") -> dict[str, Any]:
    """What the template shows of a rubric: each criterion with its steps and their keys, and what was given."""
    guide = variant.for_marker()
    criteria = [
        {
            **criterion,
            "steps": [
                {"points": step, "key": KEYS[place] if place < len(KEYS) else ""}
                for place, step in enumerate(steps(Fraction(criterion["points"])))
            ],
            "given": points[number] if number < len(points) else "",
        }
        for number, criterion in enumerate(guide["rubric"])
    ]
    return {"guide": guide, "criteria": criteria, "comment": comment, "longest": LONGEST_COMMENT}


def typed_in(form: inputs.Given, variant: ShortAnswer) -> Typed:
    """What was typed, whether it can be kept or not."""
    given = tuple(form.raw(f"criterion-{place}") for place in range(len(variant.rubric)))
    return Typed(given, form.raw("comment"))


def readable(request: HttpRequest, typed: Typed, variant: ShortAnswer) -> Typed | None:
    """The mark as it can be kept; None, and a message, where its points are none of the rubric's."""
    allowed = [steps(Fraction(criterion.points)) for criterion in variant.rubric]
    if not all(points in possible for points, possible in zip(typed.points, allowed, strict=True)):
        messages.error(request, "Give points for each criterion. Nothing was saved.")
        return None
    try:
        return Typed(typed.points, inputs.note(typed.comment, LONGEST_COMMENT).strip())
    except inputs.BadInput as bad:
        messages.error(request, f"The comment: {bad}. Nothing was saved.")
        return None


def place_in(request: HttpRequest, answers: Sequence[Answer]) -> int:
    """The place of the answer to show: the one that the address names, else the first that waits."""
    first = next((place for place, answer in enumerate(answers) if not answer.is_marked), 0)
    return min(inputs.query(request).whole("answer", first), max(len(answers) - 1, 0))


def answer_of(form: inputs.Given, answers: Sequence[Answer]) -> Answer | None:
    """The answer that a form is about."""
    wanted = form.whole("attempt", None), form.whole("item", None)
    return next((answer for answer in answers if answer.place == wanted), None)


def about(assessment: Any, question: str) -> Mapping[str, Any]:
    """What each page about a question needs for its links."""
    number, name = question.split("/")
    return {"assessment": assessment, "question": question, "number": int(number), "name": name}
