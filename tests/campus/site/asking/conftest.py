"""A quiet day, two students, and what a browser sends to ask and to answer."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking import board, places
from chainrule.campus.site.asking.models import Post, Thread
from chainrule.campus.site.papers import drawing, runs, sitting
from chainrule.campus.site.papers.models import Attempt, Release

QUIET = "2026-01-25T10:00"  # no paper is open, and none is over
OPEN = "2026-02-03T12:00"  # quiz 1, which covers classes 1 to 3, is open from 8 to 23
AFTER = "2026-02-04T10:00"


@pytest.fixture
def classmate(make_user: Callable[..., User]) -> User:
    return make_user("student", "Casper Moreau")


@pytest.fixture
def asked(student: User, at: Callable[[str], None]) -> Thread:
    """A question of a student about lecture 3, with their name."""
    at(QUIET)
    return ask(student)


@pytest.fixture
def released(
    student: User, classmate: User, instructor: User, at: Callable[[str], None], settings: Any
) -> list[Attempt]:
    """Quiz 1 of both students, sat on its day and released; it is the day after. They share some questions, not all."""
    at(OPEN)
    settings.SECRET_KEY = next(secret for secret in map(str, range(1000)) if share_some(student, classmate, secret))
    attempts = []
    for who in (student, classmate):
        attempt = sitting.begin(who, "quiz-1", clock.now())
        sitting.submit(attempt, clock.now())
        attempts.append(Attempt.objects.get(pk=attempt.pk))
    runs.run_pending(isolated=runs.runner())
    at(AFTER)
    Release.objects.create(paper="quiz-1", by=instructor)
    return [Attempt.objects.get(pk=attempt.pk) for attempt in attempts]


def share_some(one: User, other: User, secret: str) -> bool:
    """Whether the papers that this secret draws for two students have questions in common, and others."""
    with override_settings(SECRET_KEY=secret):
        mine, theirs = ({item.question for item in drawing.draw(who, "quiz-1", 1).items} for who in (one, other))
    return bool(mine & theirs) and bool(mine - theirs)


def ask(who: User, anonymous: bool = False, title: str = "Why add?", text: str = "Why does $x$ add up?") -> Thread:
    place = places.lecture(3)
    assert place is not None
    return board.ask(who, place, title, text, anonymous, clock.now())


def answer(who: User, thread: Thread, text: str = "Each path adds its part.", anonymous: bool = False) -> Post:
    return board.answer(who, thread, text, anonymous, clock.now())


def page(client: Any, thread: Thread) -> str:
    found = client.get(f"/asking/{thread.pk}/")
    assert found.status_code == 200
    return str(found.text)
