"""What a student's program says is stored and shown, whatever it says; on PostgreSQL too (see test_postgresql.py)."""

from typing import Any

import pytest
from django.db import connection

from chainrule.campus.questions import CompleteCode, IsolatedRunner
from chainrule.campus.site import clock
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import runs, saving, sitting
from chainrule.campus.site.papers.models import Attempt
from chainrule.labs import PlainLauncher

from .conftest import OPEN, right_events

SAYS = {
    "half of a pair": "raise ValueError('\\ud800')",
    "nothing": "raise ValueError('\\0')",
    "a name of both": "raise type('\\ud800\\0', (Exception,), {})('x')",
    "print": "raise SystemExit(print('\\ud800 \\0 \\u202e \\x1b[2J'))",
    "a lie about the line": "raise SyntaxError('\\0', ('<program>', 10**4000, 1, '\\ud800'))",
}


def hand_in(student: Any, fill: str) -> Attempt:
    """An attempt at quiz 1 in which every program to complete is completed with `fill`."""
    now = clock.now()
    begun = sitting.begin(student, "quiz-1", now)
    events = []
    for sequence, item, answer in right_events(begun):
        isinstance_of = isinstance(begun.questions.variant(bank(), item), CompleteCode)
        events.append((sequence, item, {"text": fill} if isinstance_of else answer))
    saving.save(begun, saving.Batch("t", "t", events), now)
    sitting.submit(begun, now)
    return Attempt.objects.get(pk=begun.pk)


def odd(text: str) -> set[str]:
    return {c for c in text if c not in "\n\t" and not c.isprintable()}


@pytest.mark.parametrize("fill", SAYS.values(), ids=SAYS.keys())
def test_what_a_fill_says_is_stored_and_shown(
    fill: str, student: Any, instructor: Any, client_of: Any, at: Any
) -> None:
    at(OPEN)
    attempt = hand_in(student, f"exec({fill!r})")
    assert runs.run_pending(isolated=IsolatedRunner(PlainLauncher())) == 1
    attempt.refresh_from_db()
    assert attempt.runs
    for ran in attempt.runs.values():
        assert not odd(ran["output"] + ran["error"] + ran["message"])
        ran["message"].encode()
    assert client_of(instructor).get(f"/papers/quiz-1/class/{attempt.pk}/").status_code == 200


def test_a_row_that_was_stored_before_is_shown(student: Any, instructor: Any, client_of: Any, at: Any) -> None:
    at(OPEN)
    attempt = hand_in(student, "exec(\"raise ValueError('x')\")")
    runs.run_pending(isolated=runs.runner())
    attempt.refresh_from_db()
    half = "\ud800" if connection.vendor != "postgresql" else "\u202e"  # which PostgreSQL never took
    said = {name: ran | {"message": half, "error": half, "line": True} for name, ran in attempt.runs.items()}
    Attempt.objects.filter(pk=attempt.pk).update(runs=said)
    assert client_of(instructor).get(f"/papers/quiz-1/class/{attempt.pk}/").status_code == 200
