"""Answers that are alike, marked together: each is read and ticked, and what is not ticked gets nothing."""

import re
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.marking.group_views import waiting_groups
from chainrule.campus.site.marking.models import Together
from chainrule.campus.site.papers.models import ShortAnswerMark

from .conftest import TEXTS, Asked

BOX = re.compile(r'<input type="checkbox" name="(take-\d+-\d+)" value="(\w+)"[^>]*?( checked)?>')


@pytest.fixture
def one(asked: Any) -> Asked:
    """Three answers in nearly the same words, and one that is like no other."""
    found = asked(*TEXTS)
    assert isinstance(found, Asked)
    return found


def page_of(one: Asked, client: Client) -> tuple[str, str, dict[str, str]]:
    """The group's address and page, and its boxes."""
    address = f"{one.address}groups/{one.attempts[0].pk}/{one.number}/"
    page = client.get(address).text
    boxes = BOX.findall(page)
    assert not any(ticked for _, _, ticked in boxes), "nothing is ticked before it is read"
    return address, page, {name: value for name, value, _ in boxes}


def rubric(one: Asked, share: float = 1.0) -> dict[str, str]:
    """The points of the form."""
    return {name: value for name, value in one.form(0, share).items() if name.startswith("criterion")}


def test_a_group_gets_one_mark_and_what_was_not_ticked_waits(one: Asked, markers: list[Client]) -> None:
    assert "3 answers" in markers[0].get(f"{one.address}groups/").text
    assert "1 more answer is like no other" in markers[0].get(f"{one.address}groups/").text
    address, page, boxes = page_of(one, markers[0])
    assert len(boxes) == 3
    assert all(text.replace("'", "&#x27;") in page for text in TEXTS[:3])
    ticked = dict(list(boxes.items())[:2])
    page = markers[0].post(address, {**rubric(one), **ticked, "comment": "Well said."}, follow=True).text
    assert "2 answers marked." in page
    states = [one.points(place) for place in range(4)]
    assert sorted(map(str, states)) == ["1.0", "1.0", "None", "None"]
    assert ShortAnswerMark.objects.count() == 2
    assert Together.objects.get().way == Together.Way.GROUP
    assert len(AuditEntry.objects.get(action="marking.mark_group").details["answers"]) == 2


@pytest.mark.parametrize(
    ("change", "words"),
    [("no tick", "Tick each answer that gets this mark"), ("no points", "Give points for each criterion")],
)
def test_a_mark_that_cannot_be_given_stays_in_the_form(
    change: str, words: str, one: Asked, markers: list[Client]
) -> None:
    address, _, boxes = page_of(one, markers[0])
    form = {**rubric(one, 0.0), **boxes, "comment": "Half of it."}
    kept = {name: value for name, value in form.items() if not name.startswith("take" if "tick" in change else "crit")}
    page = markers[0].post(address, kept)
    assert page.status_code == 422
    assert words in page.text
    assert "Half of it." in page.text.split("<textarea")[1]
    shown = page.text.replace("data-use-keys checked>", "")
    assert shown.count(" checked>") == len([name for name in kept if name.startswith(("take", "criterion"))])
    assert not ShortAnswerMark.objects.exists()


def test_what_somebody_marked_meanwhile_keeps_its_mark(one: Asked, markers: list[Client]) -> None:
    address, _, boxes = page_of(one, markers[0])
    markers[1].post(one.address, one.form(1, 0.0, "Not quite."))
    page = markers[0].post(address, {**rubric(one), **boxes, "comment": "Yes."}, follow=True).text
    assert "2 answers marked." in page
    typed = " + ".join(rubric(one).values())
    left_out = f"1 answer left out: somebody marked it meanwhile. That mark stands. Yours was: {typed}, “Yes.”"
    assert left_out in page
    assert [one.points(place) for place in range(4)] == [1.0, 0.0, 1.0, None]


def test_a_tick_counts_for_the_text_that_was_read(one: Asked, markers: list[Client]) -> None:
    address, _, boxes = page_of(one, markers[0])
    markers[0].post(address, {**rubric(one), **dict.fromkeys(boxes, "yes")})
    assert not ShortAnswerMark.objects.exists(), "a program that ticks without reading gives nothing"


def test_a_group_whose_answers_are_all_marked_leads_back_to_the_others(one: Asked, markers: list[Client]) -> None:
    address, _, boxes = page_of(one, markers[0])
    markers[0].post(address, {**rubric(one), **boxes})
    page = markers[1].get(address, follow=True).text
    assert "This answer is marked by now." in page
    assert "No two answers that wait are alike." in page


def test_answers_to_another_variant_are_never_in_one_group(one: Asked) -> None:
    attempt = one.attempts[1]
    items = [
        {**item, "fingerprint": "another"} if item["number"] == one.number else item for item in attempt.drawn["items"]
    ]
    attempt.drawn = {**attempt.drawn, "items": items}
    attempt.save(update_fields=["drawn"])
    groups = waiting_groups("quiz-1", attempt.questions.item(one.number).question)
    assert sorted(map(len, groups)) == [1, 1, 2]
