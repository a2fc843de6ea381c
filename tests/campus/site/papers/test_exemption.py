"""An exemption has a reason, keeps the student from the paper, and reaches the grade by the rules of the course."""

from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.grades import records
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.models import Attempt, Exemption
from chainrule.campus.syllabus import Excused

CLASS = "/papers/quiz-1/class/"


@pytest.fixture
def staff(instructor: Any, client_of: Any, at: Any) -> Any:
    at("2026-02-03T12:00")
    return client_of(instructor)


def exempt(staff: Any, student: Any, **more: str) -> Any:
    form = {"student": student.pk, "reason": "A match of the national team."} | more
    return staff.post(f"{CLASS}exempt/", form, follow=True)


def quizzes(student: Any) -> str:
    """What became of quiz 1 in the student's grade."""
    grade = records.grade_of(student, clock.now()).so_far
    quiz = next(part for part in grade.parts if part.label.startswith("Quiz")).parts[0].parts[0]
    return f"{quiz.status}, {quiz.rule}"


def test_who_is_exempt_cannot_begin_and_the_quiz_is_left_out(
    staff: Any, student: Any, client_of: Any, instructor: Any, at: Any
) -> None:
    assert "is exempt from Quiz 1" in exempt(staff, student).content.decode()
    client = client_of(student)
    assert "A match of the national team." in client.get("/papers/quiz-1/").content.decode()
    assert "You are exempt from Quiz 1" in client.post("/papers/quiz-1/begin/", follow=True).content.decode()
    assert "you are exempt" in client.get("/papers/").content.decode()
    at("2026-02-05T12:00")
    assert quizzes(student) == "excused, Excused: left out."
    entry = AuditEntry.objects.get(action="papers.exempt")
    assert (entry.who, entry.details["reason"]) == (instructor, "A match of the national team.")
    page = staff.post(f"{CLASS}exempt/{Exemption.objects.get().pk}/withdraw/", follow=True).content.decode()
    assert "is no longer exempt" in page
    assert "Missed" in quizzes(student)
    assert AuditEntry.objects.filter(action="papers.exempt_no_more", who=instructor).exists()


@pytest.mark.parametrize(
    ("rule", "words"), [("left-out", "the other quizzes"), ("make-up", "grant another attempt too")]
)
def test_the_page_says_what_an_exemption_does_by_the_rules_of_the_course(rule: str, words: str, staff: Any) -> None:
    paper = {"left-out": "quiz-1", "make-up": "midterm"}[rule]
    assert words in staff.get(f"/papers/{paper}/class/exempt/").content.decode()


@pytest.mark.parametrize(("submitted", "words"), [(False, "is taking it now"), (True, "has taken it")])
def test_who_has_begun_is_not_exempted(submitted: bool, words: str, staff: Any, student: Any) -> None:
    attempt = sitting.begin(student, "quiz-1", clock.now())
    if submitted:
        sitting.submit(attempt, clock.now())
    page = exempt(staff, student)
    assert page.status_code == 422
    assert words in page.content.decode()
    assert not Exemption.objects.exists()


def test_a_reason_is_asked_for(staff: Any, student: Any) -> None:
    assert "Give a reason" in exempt(staff, student, reason=" ").content.decode()
    assert not Exemption.objects.exists()


@pytest.mark.parametrize(
    ("minutes", "factor", "ends", "words"),
    [
        ("45", "", 45, ""),
        ("30", "1.25", 38, ""),
        ("", "1.5", 45, ""),
        ("40", "1.5", 30, "Give the minutes or a factor, not both."),
        ("", "", 30, "Give the minutes, or a factor."),
        ("30", "0.5", 30, "number from 1 to 10"),
    ],
)
def test_extra_time_is_given_in_minutes_or_by_a_factor(
    minutes: str, factor: str, ends: int, words: str, staff: Any, student: Any
) -> None:
    attempt = sitting.begin(student, "quiz-1", clock.now())
    form = {"student": student.pk, "opens_at": "2026-02-03T08:00", "closes_at": "2026-02-03T23:00",
            "minutes": minutes, "factor": factor, "reason": "Accommodation."}  # fmt: skip
    page = staff.post(f"{CLASS}grant/", form, follow=True)
    assert page.status_code == (422 if words else 200)
    assert words in page.content.decode()
    attempt.refresh_from_db()
    assert (attempt.ends_at - attempt.began_at).total_seconds() == ends * 60


def test_an_exemption_counts_as_a_verified_excuse_does(staff: Any, student: Any) -> None:
    exempt(staff, student)
    assert isinstance(records.scores_of(student, clock.now())["quiz-1"], Excused)
    assert not Attempt.objects.exists()
