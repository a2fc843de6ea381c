"""A class that wrote short answers to the same question of quiz 1, and what a marker's browser sends."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.papers.conftest import OPEN

from chainrule.campus.questions import ShortAnswer
from chainrule.campus.site import clock
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks, saving, sitting
from chainrule.campus.site.papers.models import Attempt

TEXTS = (
    "Each path adds its part, so the gradients are added.",
    "each path adds it's part, so the gradients are added",
    "Each path ads its part so the gradients are added.",
    "I do not know.",
)


@dataclass
class Asked:
    """One question that all were asked, and their attempts in the order of the texts."""

    attempts: Sequence[Attempt]
    number: int
    variant: ShortAnswer
    address: str

    def form(self, place: int, share: float = 1.0, comment: str = "", **more: Any) -> dict[str, Any]:
        """What the page sends for one answer: all points, or none, or for 0.5 half of each."""
        points = {f"criterion-{i}": f"{c.points * share:g}" for i, c in enumerate(self.variant.rubric)}
        return {"attempt": self.attempts[place].pk, "item": self.number, "comment": comment, **points, **more}

    def points(self, place: int) -> float | None:
        """What the answer has on the paper now."""
        return attempt_marks.result(self.attempts[place]).items[self.number - 1].points


@pytest.fixture
def asked(make_user: Callable[..., Any], at: Callable[[str], None]) -> Callable[..., Asked]:
    """`asked("one answer", "another")`: as many students sat the same quiz 1 and wrote these."""

    def write(*texts: str) -> Asked:
        at(OPEN)
        now, attempts = clock.now(), list[Attempt]()
        for text in texts:
            begun = sitting.begin(make_user("student"), "quiz-1", now)
            begun.drawn = attempts[0].drawn if attempts else begun.drawn  # as if all had drawn the same
            begun.save(update_fields=["drawn"])
            items = begun.questions.items
            number = next(item.number for item in items if bank()[item.question].group == "short_answer")
            saving.save(begun, saving.Batch("t", "t", [(1, number, {"text": text})]), now)
            sitting.submit(begun, now)
            attempts.append(Attempt.objects.get(pk=begun.pk))
        variant = attempts[0].questions.variant(bank(), number)
        assert isinstance(variant, ShortAnswer)
        class_, name = attempts[0].questions.item(number).question.split("/")
        return Asked(attempts, number, variant, f"/marking/quiz-1/{class_}/{name}/")

    return write


@pytest.fixture
def markers(make_user: Callable[..., Any], client_of: Callable[..., Client]) -> list[Client]:
    """Three assistants' browsers: those of Arif, Bela and Cem."""
    return [client_of(make_user("assistant", name)) for name in ("Arif Nuriyev", "Bela Kovacs", "Cem Demir")]


def field(page: str, name: str) -> str:
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, f"no field {name}"
    return found[1]
