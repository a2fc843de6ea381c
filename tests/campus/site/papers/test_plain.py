"""Sitting without JavaScript: the form is sent whole."""

from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.papers.models import AnswerEvent

ATTEMPT = "/papers/quiz-1/attempt/"


def send(client: Client, do: str = "save", **fields: Any) -> Any:
    form = {name.replace("_", "-"): value for name, value in fields.items()}
    return client.post(f"{ATTEMPT}submit/", {"plain": "yes", "do": do, **form}, follow=True)


def test_the_form_is_saved_whole_and_shown_again(sat: Any) -> None:
    sat.begin()
    page = send(sat.client, q1_option="2")
    assert page.redirect_chain == [(ATTEMPT, 302)]
    assert ": 1 change." in page.content.decode()
    assert [(event.item, event.answer) for event in AnswerEvent.objects.all()] == [(1, {"option": 2})]
    send(sat.client, q1_option="2")
    assert AnswerEvent.objects.count() == 1


def test_the_form_is_handed_in_with_what_it_holds(sat: Any) -> None:
    attempt = sat.begin()
    assert "You have handed in Quiz 1." in send(sat.client, "submit", q1_option="1").content.decode()
    attempt.refresh_from_db()
    assert attempt.ended == attempt.Ended.SUBMITTED
    assert AnswerEvent.objects.get().answer == {"option": 1}


@pytest.mark.parametrize("sent", ["²", "-1", "1e9", "9" * 40, "\0"])
def test_an_odd_option_is_refused_in_words(sent: str, sat: Any) -> None:
    attempt = sat.begin()
    page = send(sat.client, q1_option=sent)
    assert page.status_code == 400
    assert "a whole number" in page.content.decode()
    assert not AnswerEvent.objects.exists()
    attempt.refresh_from_db()
    assert attempt.is_open


def test_an_option_that_is_not_there_is_refused_and_the_others_are_saved(sat: Any) -> None:
    sat.begin()
    page = send(sat.client, q1_option="2000000", q2_option="0").content.decode()
    assert "Not saved: the answer to question 1 cannot be kept" in page
    assert [event.item for event in AnswerEvent.objects.all()] == [2]
