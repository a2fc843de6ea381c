"""Asking to please look again: after release, about one's own paper; staff answer without a name; one is told."""

from typing import Any

import pytest

from chainrule.campus.site.papers import look_again, runs
from chainrule.campus.site.papers.models import Attempt, LookAgain, Release

from .conftest import Sat, mark_all, right_events

REVIEW = "/papers/quiz-1/review/"


@pytest.fixture
def attempt(sat: Sat, assistant: Any, instructor: Any) -> Attempt:
    """A perfect paper, marked and released."""
    begun = sat.begin()
    for sequence, item, answer in right_events(begun):
        sat.save(begun, item, answer, sequence=sequence)
    sat.submit()
    runs.run_pending(isolated=runs.runner())
    attempt = Attempt.objects.get(pk=begun.pk)
    mark_all(attempt, assistant)
    Release.objects.create(paper="quiz-1", by=instructor)
    return attempt


def ask(client: Any, item: int, text: str = "Why not two points?") -> Any:
    return client.post(f"/papers/quiz-1/look-again/{item}/", {"text": text}, follow=True)


def test_a_student_asks_staff_answer_without_a_name_and_the_student_is_told(
    sat: Sat, attempt: Attempt, assistant: Any, client_of: Any
) -> None:
    assert "Sent." in ask(sat.client, 3).text
    staff = client_of(assistant)
    assert "question about a mark waits for an answer" in " ".join(staff.get("/").text.split())
    for page in (staff.get("/looks/").text, staff.get(f"/looks/{attempt.pk}/3/").text):
        assert "Why not two points?" in page
        assert attempt.student.name not in page
    staff.post(f"/looks/{attempt.pk}/3/", {"text": "Because the second path is missing."})
    assert "staff answered you about question 3" in sat.client.get("/").text
    review = sat.client.get(REVIEW).text
    assert "Because the second path is missing." in review
    assert assistant.name not in review
    assert "waits for an answer" not in staff.get("/looks/").text
    ask(sat.client, 3, "I see it in line two.")
    assert "waits for an answer" in staff.get("/looks/").text


def test_a_closed_thread_takes_nothing_more_from_the_student(
    sat: Sat, attempt: Attempt, assistant: Any, client_of: Any
) -> None:
    ask(sat.client, 3)
    client_of(assistant).post(f"/looks/{attempt.pk}/3/", {"text": "It stays.", "closes": "yes"})
    assert "This thread is closed." in sat.client.get(REVIEW).text
    assert "is closed. Nothing was sent." in ask(sat.client, 3, "But.").text
    assert LookAgain.objects.count() == 2
    client_of(assistant).post(f"/looks/{attempt.pk}/3/", {"text": "One more word."})
    assert look_again.threads([attempt])[0].is_closed


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write what should be looked at again"),
        ("x" * 2001, "at most 2,000 characters"),
        ("a\u202eb", "cannot be seen"),
    ],
)
def test_what_cannot_be_kept_is_refused_in_words(text: str, words: str, sat: Sat, attempt: Attempt) -> None:
    assert words in ask(sat.client, 3, text).text
    assert not LookAgain.objects.exists()


def test_who_writes_very_often_waits_for_an_answer(sat: Sat, attempt: Attempt) -> None:
    for _ in range(look_again.MOST + 3):
        last = ask(sat.client, 3).text
    assert LookAgain.objects.count() == look_again.MOST
    assert "Wait for an answer" in last


def test_there_is_nothing_to_ask_before_release_of_other_papers_and_of_questions_that_are_not_there(
    sat: Sat, attempt: Attempt, make_user: Any, client_of: Any, instructor: Any
) -> None:
    assert ask(client_of(make_user("student")), 3).status_code == 404
    assert ask(sat.client, 11).status_code == 404
    assert sat.client.post("/papers/midterm/look-again/1/", {"text": "x"}).status_code == 404
    Release.objects.create(paper="quiz-1", by=instructor, shown=False)
    assert ask(sat.client, 3).status_code == 404
    assert not LookAgain.objects.exists()


def test_staff_find_no_thread_where_nobody_asked(attempt: Attempt, assistant: Any, client_of: Any) -> None:
    assert client_of(assistant).get(f"/looks/{attempt.pk}/3/").status_code == 404
    assert "Nobody has asked" in client_of(assistant).get("/looks/").text


def test_what_waits_comes_first_and_what_is_closed_last(sat: Sat, attempt: Attempt, assistant: Any) -> None:
    for item in (1, 2, 3):
        ask(sat.client, item)
    LookAgain.objects.create(attempt=attempt, item=1, by=assistant, text="Yes.", by_staff=True)
    LookAgain.objects.create(attempt=attempt, item=2, by=assistant, text="No.", by_staff=True, closes=True)
    assert [thread.item for thread in look_again.threads()] == [3, 1, 2]
