"""What papers say on the home page and on the health page: to sit, to come, to mark, to release, to write."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core.home import Due, Todo, Waiting
from chainrule.campus.site.papers import health, runs, summary
from chainrule.campus.site.papers.models import Attempt, Recording, Release, Sitting

from .conftest import Sat, mark_all


def todo_of(student: User) -> list[Todo]:
    return summary.summary(student, clock.now()).todo


def due_of(student: User) -> dict[str, Due]:
    return {item.title: item for item in summary.summary(student, clock.now()).due}


def waiting_for(user: User) -> dict[str, Waiting]:
    """What waits for a member of staff, by the link to where it is done."""
    return {item.action: item for item in summary.summary(user, clock.now()).waiting if item.count}


def sat_with_a_short_answer(sat: Sat, short_item: Callable[[Attempt], int]) -> Attempt:
    """A closed attempt with one short answer, its code run."""
    attempt = sat.begin()
    sat.save(attempt, short_item(attempt), {"text": "Each path adds its part."})
    sat.submit()
    runs.run_pending()
    return Attempt.objects.get(pk=attempt.pk)


@pytest.mark.parametrize(
    ("moment", "note"),
    [
        ("2026-02-03T08:00", "30 minutes from your start"),
        ("2026-02-03T22:30", "30 minutes from your start"),
        ("2026-02-03T22:40", "only 20 of its 30 minutes left"),
    ],
)
def test_an_open_quiz_can_be_begun_until_it_closes(student: User, at: Any, moment: str, note: str) -> None:
    at(moment)
    [quiz] = todo_of(student)
    assert (quiz.title, quiz.address, quiz.action, quiz.note) == ("Quiz 1", "/papers/quiz-1/", "Begin", note)
    assert quiz.until == dt.datetime(2026, 2, 3, 19, tzinfo=dt.UTC)


def test_an_attempt_whose_clock_runs_leads_back_to_it_until_it_ends(sat: Sat, student: User) -> None:
    attempt = sat.begin()
    [quiz] = todo_of(student)
    assert (quiz.runs, quiz.address, quiz.until) == (True, "/papers/quiz-1/attempt/", attempt.ends_at)
    sat.submit()
    assert todo_of(student) == []


@pytest.mark.usefixtures("questions_to_class_4")
@pytest.mark.parametrize(
    ("moment", "paper", "note"),
    [
        ("2026-02-02T10:00", "Quiz 1", "30 minutes"),
        ("2026-02-12T10:00", "Quiz 2", "cannot be begun yet: its questions are not ready"),
    ],
)
def test_what_cannot_be_begun_now_is_due_with_its_hours(
    student: User, at: Any, moment: str, paper: str, note: str
) -> None:
    at(moment)
    quiz = due_of(student)[paper]
    assert quiz.note == note
    assert quiz.opens is not None
    assert quiz.at - quiz.opens == dt.timedelta(hours=15)
    assert paper not in [item.title for item in todo_of(student)]


def test_a_granted_sitting_that_is_to_come_is_due_at_its_own_hours(student: User, instructor: User, at: Any) -> None:
    at("2026-02-05T10:00")
    assert "Quiz 1" not in due_of(student)
    opens = clock.now() + dt.timedelta(days=1)
    Sitting.objects.create(
        student=student, paper="quiz-1", opens_at=opens, closes_at=opens + dt.timedelta(hours=2), minutes=45,
        reason="ill", granted_by=instructor,
    )  # fmt: skip
    quiz = due_of(student)["Quiz 1"]
    assert (quiz.opens, quiz.note) == (opens, "your own sitting, 45 minutes")


@pytest.mark.usefixtures("questions_to_class_4")
@pytest.mark.parametrize(
    ("moment", "count", "named"),
    [
        ("2026-02-12T10:00", 2, "Quiz 2 (open now), Quiz 3 (Thu 19 Feb)"),
        ("2026-02-13T10:00", 1, "Quiz 3 (Thu 19 Feb)"),
        ("2026-02-01T10:00", 1, "Quiz 2 (Thu 12 Feb)"),
    ],
)
def test_papers_that_lack_questions_wait_for_staff_when_they_are_near(
    instructor: User, assistant: User, at: Any, moment: str, count: int, named: str
) -> None:
    at(moment)
    for user in (instructor, assistant):
        found = waiting_for(user)["See what is missing"]
        assert found.count == count
        assert found.text.endswith(f"questions: {named}")
        assert found.address == "/health/#health-papers"


def test_nothing_is_missing_before_and_after_the_papers(instructor: User, at: Any) -> None:
    at("2026-06-01T10:00")
    assert waiting_for(instructor) == {}


def test_short_answers_wait_for_staff_until_they_are_marked(
    sat: Sat, assistant: User, student: User, short_item: Callable[[Attempt], int]
) -> None:
    attempt = sat_with_a_short_answer(sat, short_item)
    found = waiting_for(assistant)["Mark it"]
    assert (found.count, found.text, found.address) == (1, "short answer waits for a mark", "/marking/")
    mark_all(attempt, assistant)
    assert "Mark it" not in waiting_for(assistant)


def test_scores_can_be_released_when_the_hours_are_over_and_all_is_marked(
    sat: Sat, at: Any, assistant: User, instructor: User, short_item: Callable[[Attempt], int]
) -> None:
    attempt = sat_with_a_short_answer(sat, short_item)
    at("2026-02-04T10:00")
    assert "Release" not in waiting_for(instructor)
    mark_all(attempt, assistant)
    found = waiting_for(instructor)["Release"]
    assert (found.count, found.address) == (1, "/papers/quiz-1/class/")
    assert found.text == "student waits for the score of Quiz 1, and all is marked"
    assert "Release" not in waiting_for(assistant), "assistants do not release"
    at("2026-02-03T20:00")
    assert "Release" not in waiting_for(instructor)
    at("2026-02-04T10:00")
    Release.objects.create(paper="quiz-1", by=instructor)
    assert "Release" not in waiting_for(instructor)


def test_scores_wait_while_somebody_can_still_sit_the_paper(
    sat: Sat, at: Any, instructor: User, make_user: Any
) -> None:
    sat.begin()
    sat.submit()
    runs.run_pending()
    at("2026-02-04T10:00")
    assert "Release" in waiting_for(instructor)
    Sitting.objects.create(
        student=make_user("student"), paper="quiz-1", opens_at=clock.now(), minutes=30, reason="ill",
        closes_at=clock.now() + dt.timedelta(days=1), granted_by=instructor,
    )  # fmt: skip
    assert "Release" not in waiting_for(instructor)


def test_code_that_could_not_be_run_waits_for_a_person(sat: Sat, assistant: User) -> None:
    attempt = sat.begin()
    sat.submit()
    runs.queue_closed()
    Recording.objects.filter(attempt=attempt).update(state=Recording.State.ASIDE)
    found = waiting_for(assistant)["Look at it"]
    assert (found.text, found.address) == (
        "attempt at Quiz 1 holds code that could not be run", "/papers/quiz-1/class/"
    )  # fmt: skip


@pytest.mark.usefixtures("questions_to_class_4")
def test_health_knows_papers_that_cannot_be_drawn(instructor: User, client_of: Any, at: Any) -> None:
    at("2026-02-12T10:00")
    near = {line.name: line for line in health.lines() if not line.ok}
    assert list(near) == ["Quiz 2", "Quiz 3"]
    assert "the bank has 0 in the classes 5, 6" in near["Quiz 2"].value
    assert "write more questions" in near["Quiz 2"].fix
    later = health.lines()[-1]
    assert later.ok
    assert later.value.startswith("Quiz 4, Quiz 5")
    page = client_of(instructor).get("/health/").text
    assert 'id="health-papers"' in page
    assert "cannot be drawn, and is on Thu 12 Feb" in page


def test_health_is_content_where_every_paper_can_be_drawn(at: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> None:
    at("2026-02-12T10:00")
    monkeypatch.setattr(health.drawing, "what_is_missing", lambda paper: None)
    line = health.lines()[0]
    assert (line.ok, line.value) == (True, "every paper that is still to come can be drawn")
