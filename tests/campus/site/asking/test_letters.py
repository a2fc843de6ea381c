"""Letters about answers: once to each who follows, none to who does not, none before a paper is over."""

from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from tests.campus.site.at_once import together

from chainrule.campus.site import clock, mailing
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking import board, health, housekeeping
from chainrule.campus.site.asking.models import Thread, Told
from chainrule.campus.site.mailing import Letter
from chainrule.campus.site.papers.models import Attempt, Release

from .conftest import AFTER, OPEN, QUIET, answer, ask

__all__ = ["together"]


def sent() -> list[str]:
    """The addresses that letters go to now."""
    before = len(mail.outbox)
    housekeeping.tick(clock.now())
    return sorted(letter.to[0] for letter in mail.outbox[before:])


def test_the_asker_is_told_of_an_answer_once(asked: Thread, student: User, assistant: User, settings: Any) -> None:
    settings.SITE_ADDRESS = "https://course.example.edu"
    post = answer(assistant, asked, "Each path adds **its** part.")
    assert sent() == [student.email]
    assert sent() == []
    letter = mail.outbox[0]
    assert letter.subject == "CSCI 4701: an answer to “Why add?”"
    assert "Arif Nuriyev (Assistant) wrote about “Why add?”:" in letter.body
    assert "Each path adds **its** part." in letter.body
    assert f"https://course.example.edu/asking/{asked.pk}/#post-{post.pk}" in letter.body
    assert "Stop following" in letter.body


def test_the_answer_stands_on_the_home_page(asked: Thread, student: User, assistant: User, client_of: Any) -> None:
    assert "An answer to" not in client_of(student).get("/").text
    post = answer(assistant, asked)
    assert f'href="/asking/{asked.pk}/#post-{post.pk}"' in client_of(student).get("/").text


def test_nobody_is_told_of_their_own_words_and_everybody_who_wrote_is_told(
    asked: Thread, student: User, classmate: User
) -> None:
    answer(student, asked, "Please.")
    assert sent() == []
    answer(classmate, asked)
    assert sent() == [student.email]
    answer(student, asked, "Thank you.")
    assert sent() == [classmate.email]


def test_who_stops_following_gets_no_letter_not_even_one_that_waits(
    asked: Thread, student: User, assistant: User, client_of: Any
) -> None:
    answer(assistant, asked)
    client_of(student).post(f"/asking/{asked.pk}/follow/", {"on": "no"})
    answer(assistant, asked, "More.")
    assert sent() == []


def test_a_letter_of_a_hidden_post_is_not_sent(asked: Thread, classmate: User, assistant: User) -> None:
    board.hide(assistant, answer(classmate, asked), "Rude.", clock.now())
    assert sent() == []
    assert Told.objects.get().letter == Letter.NONE


def test_what_is_written_while_a_paper_is_open_is_told_when_it_is_over(
    asked: Thread, student: User, assistant: User, client_of: Any, at: Any
) -> None:
    at(OPEN)
    answer(assistant, asked, "A hint.")
    assert sent() == []
    assert "An answer to" not in client_of(student).get("/").text
    at(AFTER)
    assert sent() == [student.email]
    assert "An answer to" in client_of(student).get("/").text


def test_of_a_release_that_was_withdrawn_nothing_is_told(
    released: list[Attempt], student: User, instructor: User, client_of: Any
) -> None:
    client_of(student).post("/asking/papers/quiz-1/1/", {"title": "Why?", "text": "x"})
    answer(instructor, Thread.objects.get())
    Release.objects.create(paper="quiz-1", by=instructor, shown=False)
    assert sent() == []


def test_the_made_up_people_get_letters_only_in_a_demo(
    asked: Thread, student: User, assistant: User, settings: Any
) -> None:
    User.objects.filter(pk=student.pk).update(is_demo=True)
    answer(assistant, asked)
    assert sent() == []
    settings.DEMO = True
    answer(assistant, asked, "More.")
    assert sent() == [student.email]


def test_a_letter_that_is_refused_is_not_sent_again_and_the_health_page_counts_it(
    asked: Thread, assistant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert health.lines() == []
    answer(assistant, asked)

    def refuse(*args: Any) -> Any:
        raise OSError("no such server")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        assert sent() == []
    assert sent() == []
    assert [line.value for line in health.lines()] == ["1"]


def test_of_two_processes_one_claims_a_letter(asked: Thread, assistant: User) -> None:
    answer(assistant, asked)
    told = Told.objects.get()
    assert mailing.claim(told, clock.now())
    assert not mailing.claim(told, clock.now())
    assert sent() == []


def test_the_database_refuses_a_second_row(asked: Thread, student: User, assistant: User) -> None:
    post = answer(assistant, asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Told.objects.create(post=post, user=student)


@pytest.mark.django_db(transaction=True)
def test_eight_who_answer_at_once_are_all_kept_in_their_places(
    student: User, make_user: Any, at: Any, database_in_a_file: None, together: Any
) -> None:
    at(QUIET)
    thread, others = ask(student), [make_user("student") for _ in range(8)]
    together(lambda number: answer(others[number], thread, f"I am {number}.", anonymous=bool(number % 2)))
    assert list(thread.posts.values_list("place", flat=True)) == list(range(9))
    assert Told.objects.filter(user=student).count() == 8


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_ask_one_question(student: User, at: Any, database_in_a_file: None, together: Any) -> None:
    at(QUIET)
    together(lambda number: ask(student))
    assert Thread.objects.count() == 1
