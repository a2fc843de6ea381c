"""How a paper is marked is the instructor's to say, and is kept; by the machine alone only where they say so."""

from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.marking.models import Plan, Together
from chainrule.campus.site.papers.models import ShortAnswerMark

PLAN = "/marking/quiz-1/plan/"
SAME = ("It is added.", "It  is added.", "it is added.", "It is not added.")


def test_nothing_is_marked_by_the_machine_alone_unless_the_instructor_says_so(
    asked: Any, markers: list[Client]
) -> None:
    one = asked(*SAME)
    markers[0].post(one.address, one.form(0))
    assert [one.points(place) for place in range(4)] == [1.0, None, None, None]


def test_where_the_instructor_says_so_the_same_words_get_the_same_mark(
    asked: Any, markers: list[Client], instructor: Any, client_of: Any
) -> None:
    one = asked(*SAME)
    markers[0].post(one.address, one.form(0, 1.0, "Yes."))
    page = client_of(instructor).post(PLAN, {"second": "0", "allowed": "0.5", "alone": "on"}, follow=True).text
    assert "The machine marked 1 answer." in page
    assert [one.points(place) for place in range(4)] == [1.0, 1.0, None, None], "word for word, and no other"
    entry = AuditEntry.objects.get(action="marking.mark_alone")
    assert (entry.who, entry.details["answers"]) == (None, [[one.attempts[1].pk, one.number]])
    pages = "".join(markers[1].get(f"{one.address}?answer={place}").text for place in range(4))
    assert pages.count("The machine gave this mark") == 1
    markers[0].post(one.address, one.form(0, 0.5))
    assert [one.points(place) for place in range(3)] == [0.5, 0.5, None], "it follows the person whose mark it copies"
    markers[1].post(one.address, one.form(1, 0.0))
    markers[0].post(one.address, one.form(0, 1.0))
    assert one.points(1) == 0.0, "and stays behind a person who marked it"
    assert Together.objects.filter(way=Together.Way.ALONE).count() == 2


def test_each_choice_is_kept_and_logged(instructor: Any, assistant: Any, client_of: Any) -> None:
    client = client_of(instructor)
    for share in ("10", "100"):
        assert client.post(PLAN, {"second": share, "allowed": "1"}).status_code == 302
    assert [plan.second for plan in Plan.objects.all()] == [100, 10]
    assert AuditEntry.objects.filter(action="marking.plan").count() == 2
    assert "Ines Duarte" in client.get(PLAN).text
    assert client_of(assistant).post(PLAN, {"second": "0", "allowed": "1", "alone": "on"}).status_code == 403


@pytest.mark.parametrize(
    "change", [{"second": "33"}, {"second": ""}, {"allowed": ""}, {"allowed": "-1"}, {"allowed": "x"}]
)
def test_what_cannot_be_chosen_is_refused(change: dict[str, str], instructor: Any, client_of: Any) -> None:
    page = client_of(instructor).post(PLAN, {"second": "10", "allowed": "0.5"} | change)
    assert page.status_code == 422
    assert 'class="error"' in page.text
    assert not Plan.objects.exists()
    assert not ShortAnswerMark.objects.exists()
