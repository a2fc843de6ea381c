"""Quiz 1 on its day, a student who sits it, and what a browser would send."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.questions import CompleteCode, FindError, MultipleChoice, PredictOutput, ShortAnswer, Variant
from chainrule.campus.site import clock
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks, runs
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark

OPEN = "2026-02-03T12:00"


def right_answer(variant: Variant) -> Any:
    """The answer with full points; to a short answer a text that a marker has to read."""
    if isinstance(variant, MultipleChoice):
        return {"option": next(i for i, option in enumerate(variant.options) if option.is_right)}
    if isinstance(variant, FindError):
        return {"line": variant.at_fault, "option": next(i for i, edit in enumerate(variant.edits) if edit.is_right)}
    if isinstance(variant, PredictOutput):
        return {"text": variant.key(runs.runner().run_cached(variant.author_programs()))}
    if isinstance(variant, CompleteCode):
        return {"text": variant.reference.text}
    assert isinstance(variant, ShortAnswer)
    return {"text": "Each path adds its part."}


def right_events(attempt: Attempt) -> list[tuple[int, int, Any]]:
    """(sequence, item, answer) of a perfect paper."""
    paper = attempt.questions
    return [(item.number, item.number, right_answer(paper.variant(bank(), item.number))) for item in paper.items]


def mark_all(attempt: Attempt, marker: Any) -> None:
    """Give every short answer that waits all its points."""
    for number in attempt_marks.result(attempt).waiting_for_human:
        variant = attempt.questions.variant(bank(), number)
        assert isinstance(variant, ShortAnswer)
        points = [str(criterion.points) for criterion in variant.rubric]
        ShortAnswerMark.objects.create(
            attempt=attempt, item=number, points=points, comment="Well said.", marker=marker, marked_at=clock.now()
        )


class Sat:
    """A browser in which a student sits quiz 1."""

    def __init__(self, client: Client, paper: str = "quiz-1") -> None:
        self.client, self.address = client, f"/papers/{paper}/"
        self.sequence = 0

    def begin(self) -> Attempt:
        answer = self.client.post(f"{self.address}begin/")
        assert answer.headers["Location"] == f"{self.address}attempt/"
        return Attempt.objects.latest("pk")

    def send(self, body: Any, **more: Any) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(f"{self.address}attempt/save/", text, content_type="application/json", **more)

    def save(self, attempt: Attempt, item: int, answer: Any, tab: str = "tab", **more: Any) -> Any:
        """One change, as the page sends it; the server's reply as JSON, with its status."""
        self.sequence = more.pop("sequence", self.sequence + 1)
        event = {"sequence": self.sequence, "item": item, "answer": answer}
        return self.send({"attempt": attempt.pk, "tab": tab, "events": [event], **more})

    def submit(self) -> Any:
        return self.client.post(f"{self.address}attempt/submit/", follow=True)


@pytest.fixture
def sat(student: Any, client_of: Callable[..., Client], at: Callable[[str], None]) -> Sat:
    at(OPEN)
    return Sat(client_of(student))


@pytest.fixture
def short_item() -> Callable[[Attempt], int]:
    """The number of the first short answer on the paper."""

    def find(attempt: Attempt) -> int:
        items = attempt.questions.items
        return next(item.number for item in items if bank()[item.question].group == "short_answer")

    return find
