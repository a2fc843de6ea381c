"""Why: each number unfolds down to a mark, and each mark leads to what it rests on, for whoever may see that."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.papers import runs, sitting
from chainrule.campus.site.papers.models import Attempt, Release
from chainrule.campus.syllabus import due

ClientOf = Callable[[User | None], Client]
OF_ITS_READER = re.compile(r"(The student sees the same numbers and rules|Your instructor sees the same)[.]")
LINK = re.compile(r'<a href="([^"]+)">([^<]+)</a>')


@pytest.fixture(autouse=True)
def in_march(at: Callable[[str], None]) -> None:
    at("2026-03-18T10:00")


@pytest.fixture
def attempt(student: User) -> Attempt:
    when = dt.datetime(2026, 2, 3, 14, tzinfo=dt.UTC)
    begun = sitting.begin(student, "quiz-1", when)
    sitting.submit(begun, when + dt.timedelta(minutes=5))
    runs.run_pending()
    return begun


def tree(page: str) -> str:
    return page[page.index('id="tree"') : page.index("</main>")]


def of(page: str, id: str) -> dict[str, str]:
    """The links of one assessment's mark in the first tree, by their words."""
    start = page.index(f'id="mark-{id}"')
    rest = page[start + 1 :]
    end = re.search(r'id="mark-|<details', rest)
    return {words: address for address, words in LINK.findall(rest[: end.start() if end else None])}


def numbers(page: str) -> list[str]:
    """All that a tree says, without its links."""
    return re.sub(r"<[^>]+>", " ", OF_ITS_READER.sub("", LINK.sub("", tree(page)))).split()


def test_each_of_the_three_numbers_unfolds(student: User, client_of: ClientOf) -> None:
    page = tree(client_of(student).get("/grades/").text)
    assert "Why at least" in page
    assert "Why at best" in page
    assert page.count("Quiz mean") == 3
    assert page.count('id="mark-final"') == 1


def test_every_leaf_leads_somewhere_that_answers(
    student: User, instructor: User, client_of: ClientOf, attempt: Attempt
) -> None:
    Release.objects.create(paper="quiz-1", by=instructor)
    late = due(course(), "milestone-1") + dt.timedelta(minutes=12)
    RecordedScore.objects.create(
        student=student, item="milestone-1", points=80.0, out_of=100.0, bonus=3.0, received_at=late,
        recorded_by=instructor,
    )  # fmt: skip
    for person, address in ((student, "/grades/"), (instructor, f"/gradebook/{student.pk}/")):
        client = client_of(person)
        page = tree(client.get(address).text)
        leaves = re.findall(r'<p class="quiet rule">((?:(?!</p>).)*)</p>(<ul)?', page)
        assert len(leaves) > 60
        assert [leaf for leaf, has_parts in leaves if not has_parts and "<a " not in leaf] == []
        found = {address.partition("#")[0] for address, _ in LINK.findall(page)}
        assert {address: client.get(address).status_code for address in found} == dict.fromkeys(found, 200)


def test_a_released_paper_leads_to_its_review_and_an_unreleased_one_does_not(
    student: User, instructor: User, client_of: ClientOf, attempt: Attempt
) -> None:
    client = client_of(student)
    assert of(client.get("/grades/").text, "quiz-1") == {"Quiz 1: dates and rules": "/papers/quiz-1/"}
    Release.objects.create(paper="quiz-1", by=instructor)
    links = of(client.get("/grades/").text, "quiz-1")
    assert links == {"Your answers, with marks and reasons": "/papers/quiz-1/review/"}
    assert client.get("/papers/quiz-1/review/").status_code == 200


def test_staff_are_led_to_the_attempt_and_to_what_waits(
    student: User, instructor: User, assistant: User, advisor: User, client_of: ClientOf, attempt: Attempt
) -> None:
    address = f"/gradebook/{student.pk}/"
    links = of(client_of(instructor).get(address).text, "quiz-1")
    assert links == {"The attempt": f"/papers/quiz-1/class/{attempt.pk}/", "Marking": "/marking/"}
    Release.objects.create(paper="quiz-1", by=instructor)
    assert of(client_of(assistant).get(address).text, "quiz-1") == {
        "The attempt": f"/papers/quiz-1/class/{attempt.pk}/"
    }
    assert of(client_of(advisor).get(address).text, "quiz-1") == {"Quizzes in the syllabus": "/syllabus/#quizzes"}


def test_a_recorded_score_says_when_and_staff_are_led_to_it(
    student: User, instructor: User, client_of: ClientOf, attempt: Attempt
) -> None:
    RecordedScore.objects.create(
        student=student, item="quiz-1", points=7.0, out_of=10.0, note="seen on paper", recorded_by=instructor,
        recorded_at=clock.now(),
    )  # fmt: skip
    page = client_of(student).get("/grades/").text
    assert "Recorded on 18 March: 7 of 10." in page
    assert "seen on paper" not in page
    assert of(page, "quiz-1") == {"Quizzes in the syllabus": "/syllabus/#quizzes"}
    staff = of(client_of(instructor).get(f"/gradebook/{student.pk}/").text, "quiz-1")
    assert staff == {"The record": f"/gradebook/{student.pk}/quiz-1/"}


def test_a_late_penalty_leads_to_the_deadline_policy(student: User, instructor: User, client_of: ClientOf) -> None:
    late = due(course(), "milestone-1") + dt.timedelta(minutes=12)
    RecordedScore.objects.create(
        student=student, item="milestone-1", points=80.0, out_of=100.0, received_at=late, recorded_by=instructor
    )
    links = of(client_of(student).get("/grades/").text, "milestone-1")
    assert links["Deadline Policy in the syllabus"] == "/syllabus/#deadlines"


def test_an_excuse_leads_those_to_it_who_may_read_excuses(student: User, advisor: User, client_of: ClientOf) -> None:
    Excuse.objects.create(student=student, assessment="quiz-1", document="certificate", verified_by=advisor)
    assert of(client_of(advisor).get(f"/gradebook/{student.pk}/").text, "quiz-1") == {"Excuses": "/excuses/"}
    page = client_of(student).get("/grades/").text
    assert of(page, "quiz-1") == {"Quizzes in the syllabus": "/syllabus/#quizzes"}
    assert "certificate" not in page


def test_student_and_instructor_see_the_same_derivation_under_the_same_revision(
    student: User, instructor: User, client_of: ClientOf, attempt: Attempt
) -> None:
    Release.objects.create(paper="quiz-1", by=instructor)
    RecordedScore.objects.create(
        student=student, item="proposal", verdict=RecordedScore.Verdict.REVISE, recorded_by=instructor
    )
    own = client_of(student).get("/grades/").text
    staffs = client_of(instructor).get(f"/gradebook/{student.pk}/").text
    end = staffs.index('<section class="card" aria-labelledby="rec"')
    said = [numbers(own), numbers(staffs[:end] + "</main>")]
    assert said[0] == said[1]
    assert all(f"revision {course().revision}" in page for page in (own, staffs))


def test_where_a_score_is_recorded_its_mark_stands_as_it_counts(
    student: User, instructor: User, client_of: ClientOf
) -> None:
    late = due(course(), "milestone-1") + dt.timedelta(minutes=12)
    RecordedScore.objects.create(
        student=student, item="milestone-1", points=80.0, out_of=100.0, received_at=late, recorded_by=instructor
    )
    page = client_of(instructor).get(f"/gradebook/{student.pk}/milestone-1/").text
    assert "How it counts now" in page
    assert "72.00 of 100.00" in page
    assert "Late penalty" in page


def test_the_page_asks_the_database_little(
    student: User, instructor: User, client_of: ClientOf, attempt: Attempt, django_assert_max_num_queries: Any
) -> None:
    Release.objects.create(paper="quiz-1", by=instructor)
    client = client_of(student)
    client.get("/grades/")
    with django_assert_max_num_queries(24):
        client.get("/grades/")
