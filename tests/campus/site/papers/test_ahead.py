"""Before a paper opens it is drawn for those who may begin it; a class that begins waits for none of that."""

import inspect
from typing import Any

import pytest
from tests.campus.site.papers.test_sitting import local

from chainrule.campus.questions import papers as pure
from chainrule.campus.site.papers import ahead, drawing, health, housekeeping, sitting

BEFORE_IT_OPENS, LONG_BEFORE = "2026-02-03T07:30", "2026-02-03T06:30"


@pytest.fixture
def all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "AT_ONCE", 600.0)


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The students whose papers are drawn from now on."""
    drawn: list[str] = []
    real = pure.draw_paper
    monkeypatch.setattr(drawing, "draw_paper", lambda *a, **k: drawn.append(a[4]) or real(*a, **k))
    monkeypatch.setattr(drawing, "draw_for", drawing.MadeOnce(inspect.unwrap(drawing.draw_for)))
    return drawn


def drawn_ahead(moment: str) -> list[str]:
    """What the health page says of it at that moment."""
    return [line.value for line in health.lines_at(local(moment)) if line.name == "Quiz 1" and line.ok]


@pytest.mark.usefixtures("all_at_once")
def test_within_an_hour_of_its_opening_a_paper_is_drawn_once_for_each_student(
    draws: list[str], student: Any, instructor: Any, make_user: Any
) -> None:
    others = [make_user("student") for _ in range(2)]
    gone = make_user("student")
    gone.is_active = False
    gone.save()
    assert ahead.make(local(LONG_BEFORE)) == 0
    assert drawn_ahead(LONG_BEFORE) == []
    assert drawn_ahead(BEFORE_IT_OPENS) == ["drawn ahead for 0 of 3 who have not begun"]
    housekeeping.tick(local(BEFORE_IT_OPENS))
    assert sorted(draws) == sorted(str(one.pk) for one in (student, *others))
    assert ahead.make(local(BEFORE_IT_OPENS)) == 0
    assert drawn_ahead(BEFORE_IT_OPENS) == ["drawn ahead for 3 of 3 who have not begun"]
    attempt = sitting.begin(student, "quiz-1", local("2026-02-03T08:00"))
    assert len(draws) == 3
    assert attempt.questions == inspect.unwrap(drawing.draw_for)(str(student.pk), "quiz-1")


@pytest.mark.usefixtures("all_at_once")
def test_who_has_begun_needs_none_and_after_the_close_nobody_does(
    draws: list[str], student: Any, settings: Any
) -> None:
    sitting.begin(student, "quiz-1", local("2026-02-03T08:00"))
    draws.clear()
    settings.SECRET_KEY = "another"  # as after a restart: nothing is known
    assert ahead.make(local("2026-02-03T09:00")) == 0
    assert ahead.make(local("2026-02-03T23:30")) == 0
    assert draws == []


def test_a_second_of_the_server_is_not_spent_on_it(
    draws: list[str], student: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "AT_ONCE", 0.0)
    assert (ahead.make(local(BEFORE_IT_OPENS)), draws) == (0, [])
