"""Practice papers and the plan of what to repeat, as the learner meets them."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.alone.test_lab_views import text_of
from tests.campus.site.papers.conftest import right_answer

from chainrule.campus.questions import MultipleChoice
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.alone.learner import learner
from chainrule.campus.site.practice import sheets
from chainrule.campus.site.practice.models import Answer, PracticePaper

BEGUN = "2026-03-01T10:00"


def made(alone: Client, address: str = "/practice/03/paper/") -> PracticePaper:
    """A paper, made by a click."""
    answer = alone.post(address)
    paper = PracticePaper.objects.latest("pk")
    assert answer.headers["Location"] == f"/practice/papers/{paper.pk}/1/"
    return paper


def answered(paper: PracticePaper, place: int, *, right: bool) -> None:
    """An answer to a place, as it is kept."""
    id, seed = paper.items[place - 1]
    points = 1.0 if right else 0.0
    paper.answers.create(learner=paper.learner, place=place, question=id, seed=seed, points=points, out_of=1.0)


def form(place: int, given: dict[str, Any]) -> dict[str, Any]:
    return {f"q{place}-{part}": value for part, value in given.items()}


def test_a_paper_is_made_like_a_quiz_and_the_next_one_has_other_numbers(alone: Client) -> None:
    first = made(alone)
    groups = [one.question.group for one in sheets.rows(first) if one.question]
    assert groups == ["multiple_choice"] * 4 + ["short_answer"] * 3 + ["code"] * 3
    for place in range(1, 11):
        answered(first, place, right=place > 1)
    second = made(alone)
    assert not {tuple(item) for item in second.items} & {tuple(item) for item in first.items}


def test_each_answer_is_told_at_once_the_first_one_stays_and_the_end_says_what_comes_back(
    alone: Client, at: Callable[[str], None]
) -> None:
    at(BEGUN)
    paper = made(alone)
    row = sheets.rows(paper)[0]
    assert row.question is not None
    variant = row.question.variant(row.seed)
    assert isinstance(variant, MultipleChoice)
    right = right_answer(variant)
    wrong = {"option": (right["option"] + 1) % len(variant.options)}
    told = alone.post(f"/practice/papers/{paper.pk}/1/", form(1, wrong), follow=True)
    assert "Not right" in text_of(told)
    assert "1 of 10 answered" in text_of(told)
    assert f'href="/practice/papers/{paper.pk}/2/"' in told.content.decode()
    again = alone.post(f"/practice/papers/{paper.pk}/1/", form(1, right), follow=True)
    assert "Not right" in text_of(again)
    assert Answer.objects.count() == 1

    for place in range(2, 11):
        answered(paper, place, right=True)
    page = text_of(alone.get(f"/practice/papers/{paper.pk}/"))
    assert "9 of 10 right" in page
    assert "Mon 2 Mar" in page
    assert "Another paper, with other numbers" in page


def test_no_answer_on_a_paper_is_asked_for_again(alone: Client) -> None:
    paper = made(alone)
    page = alone.post(f"/practice/papers/{paper.pk}/1/", {})
    assert page.status_code == 400
    assert "Choose or write an answer first." in text_of(page)
    assert not Answer.objects.exists()


def test_what_was_wrong_is_due_the_next_day_on_home_and_in_one_click(alone: Client, at: Callable[[str], None]) -> None:
    at(BEGUN)
    paper = made(alone)
    answered(paper, 1, right=False)
    Answer.objects.update(at="2026-03-01T10:00:00+00:00")
    assert "To repeat today" not in text_of(alone.get("/"))
    assert "Nothing is due today" in text_of(alone.get("/practice/plan/"))
    assert "Mon 2 Mar" in text_of(alone.get("/practice/plan/"))
    assert alone.post("/practice/plan/paper/").headers["Location"] == "/practice/plan/"

    at("2026-03-02T08:00")
    home = alone.get("/")
    assert "To repeat today" in text_of(home)
    assert 'action="/practice/plan/paper/"' in home.content.decode()
    first = sheets.rows(paper)[0].question
    assert first is not None
    assert re.sub(r"\W+", "", first.outcome) in re.sub(r"\W+", "", text_of(alone.get("/practice/plan/")))
    short = made(alone, "/practice/plan/paper/")
    rows = sheets.rows(short)
    assert [row.question.outcome for row in rows if row.question] == [first.outcome]
    answered(short, 1, right=True)
    Answer.objects.filter(paper=short).update(at="2026-03-02T09:00:00+00:00")
    assert "Nothing is due today" in text_of(alone.get("/practice/plan/"))
    assert "Thu 5 Mar" in text_of(alone.get("/practice/plan/"))
    assert "all of it holds" in text_of(alone.get(f"/practice/papers/{short.pk}/"))


def test_two_clicks_make_one_paper(alone: Client) -> None:
    first = made(alone)
    assert made(alone) == first
    answered(first, 1, right=True)
    assert made(alone) != first


def test_a_question_that_is_gone_closes_no_page(alone: Client) -> None:
    gone = PracticePaper.objects.create(learner=learner(), lecture=3, items=[["03/gone", 0], ["03/other", 1]])
    assert "no longer in the course" in text_of(alone.get(f"/practice/papers/{gone.pk}/"))
    assert alone.get(f"/practice/papers/{gone.pk}/1/").status_code == 302
    Answer.objects.create(learner=learner(), question="03/gone", seed=0, points=0.0, out_of=1.0)
    assert alone.get("/practice/plan/").status_code == 200


def test_somebody_elses_paper_is_not_there(alone: Client, make_user: Callable[..., User]) -> None:
    theirs = PracticePaper.objects.create(learner=make_user("student"), lecture=3, items=[["03/a", 0]])
    for address in (f"/practice/papers/{theirs.pk}/", f"/practice/papers/{theirs.pk}/1/"):
        assert alone.get(address).status_code == 404


@pytest.mark.parametrize("place", [0, 11, 99])
def test_a_place_that_a_paper_does_not_have_is_not_there(alone: Client, place: int) -> None:
    assert alone.get(f"/practice/papers/{made(alone).pk}/{place}/").status_code == 404
