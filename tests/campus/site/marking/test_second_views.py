"""Second marks: given blind, compared, decided by a third person where they differ, and no release overlooks them."""

from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.marking import giving
from chainrule.campus.site.marking.answers import answers_to
from chainrule.campus.site.marking.before_release import speaks_against
from chainrule.campus.site.marking.models import Decision, Plan, SecondMark
from chainrule.campus.site.marking.pairs import pairs_of
from chainrule.campus.site.marking.summary import summary
from chainrule.campus.site.papers.models import ShortAnswerMark

from .conftest import TEXTS, Asked

BASE = "/marking/quiz-1/"


@pytest.fixture
def one(asked: Any, instructor: User) -> Asked:
    """Two answers to one question of a paper whose answers all get two marks."""
    found = asked(*TEXTS[:2])
    assert isinstance(found, Asked)
    Plan.objects.create(paper="quiz-1", second=100, allowed=0.5, by=instructor)
    return found


@pytest.fixture
def differing(one: Asked, markers: list[Client]) -> str:
    """The address where somebody decides: Arif gave all points, Bela none."""
    markers[0].post(one.address, one.form(0, 1.0, "All of it."))
    markers[1].post(f"{one.address}second/", one.form(0, 0.0, "None of it."))
    return f"{BASE}twice/{SecondMark.objects.get().pk}/"


def test_the_second_marker_sees_the_answer_and_nothing_of_the_first_mark(one: Asked, markers: list[Client]) -> None:
    markers[0].post(one.address, one.form(0, 1.0, "All of it."))
    for address in (one.address, f"{one.address}second/", f"{BASE}twice/", f"{one.address}?answer=1"):
        page = markers[1].get(address).text
        assert "All of it." not in page
        assert "Arif" not in page
        assert " checked>" not in page.replace("data-use-keys checked>", "")
    assert "1 answer that others marked waits for a second mark" in markers[1].get(one.address).text
    assert TEXTS[0] in markers[1].get(f"{one.address}second/").text
    assert (
        "All of it." in markers[0].get(f"{one.address}?answer=0").text + markers[0].get(f"{one.address}?answer=1").text
    )


def test_nobody_gives_the_second_mark_to_an_answer_that_they_marked(one: Asked, markers: list[Client]) -> None:
    markers[0].post(one.address, one.form(0))
    page = markers[0].get(f"{one.address}second/", follow=True).text
    assert "No answer to this question waits for a second mark of yours." in page
    assert markers[0].post(f"{one.address}second/", one.form(0)).status_code == 404
    assert not SecondMark.objects.exists()


def test_a_second_mark_never_counts_by_itself(one: Asked, markers: list[Client]) -> None:
    markers[0].post(one.address, one.form(0, 1.0))
    page = markers[1].post(f"{one.address}second/", one.form(0, 0.5), follow=True).text
    assert "All second marks of this question that wait for you are given." in page
    assert (one.points(0), ShortAnswerMark.objects.count()) == (1.0, 1)
    assert AuditEntry.objects.filter(action="marking.second_mark").count() == 1


@pytest.mark.parametrize(("allowed", "decide"), [(0.0, 1), (10.0, 0)])
def test_marks_that_differ_by_more_than_is_allowed_wait_for_somebody(
    allowed: float, decide: int, differing: str, instructor: User
) -> None:
    Plan.objects.create(paper="quiz-1", second=100, allowed=allowed, by=instructor)
    against = [words for words in speaks_against("quiz-1") if "decide" in words]
    assert len(against) == decide


def test_what_is_missing_speaks_against_a_release(one: Asked, markers: list[Client], instructor: User) -> None:
    assert speaks_against("quiz-1") == []
    for place in (0, 1):
        markers[0].post(one.address, one.form(place))
    assert speaks_against("quiz-1") == ["2 short answers wait for a second mark"]
    markers[1].post(f"{one.address}second/", one.form(0, 0.0))
    assert speaks_against("quiz-1") == [
        "1 short answer waits for a second mark",
        "somebody has to decide between two marks of 1 short answer",
    ]
    waiting = {found.action: found.count for found in summary(instructor, clock.now()).waiting}
    assert waiting == {"Give second marks": 1, "Decide": 1}


def test_a_third_person_decides_with_a_reason_and_that_mark_counts(
    one: Asked, differing: str, markers: list[Client]
) -> None:
    for client in markers[:2]:
        assert "One of the two marks is yours." in client.get(differing, follow=True).text
        client.post(differing, {**one.form(0, 0.5), "reason": "Mine."})
    assert not Decision.objects.exists()
    page = markers[2].get(differing).text
    assert "One gives" in page
    assert "All of it." in page
    assert "None of it." in page
    page = markers[2].post(differing, one.form(0, 0.5))
    assert page.status_code == 422
    assert "Give a reason." in page.text
    form = {**one.form(0, 0.5, "Half of it."), "reason": "It says what, and not why."}
    assert "Decided. This mark counts." in markers[2].post(differing, form, follow=True).text
    assert one.points(0) == 0.5
    assert ShortAnswerMark.objects.count() == 2, "the first mark stays"
    page = markers[0].get(f"{BASE}twice/").text
    assert "It says what, and not why." in page
    assert "Cem Demir" in page
    assert "This is decided, by Cem Demir." in markers[2].get(differing, follow=True).text
    assert AuditEntry.objects.get(action="marking.decide").details["reason"] == form["reason"]


def test_the_instructor_decides_also_about_a_mark_of_their_own(
    one: Asked, markers: list[Client], instructor: User, client_of: Any
) -> None:
    markers[0].post(one.address, one.form(0, 1.0))
    client_of(instructor).post(f"{one.address}second/", one.form(0, 0.0))
    address = f"{BASE}twice/{SecondMark.objects.get().pk}/"
    client_of(instructor).post(address, {**one.form(0, 0.0), "reason": "No reason is given."})
    assert one.points(0) == 0.0


def test_of_two_who_decide_at_once_the_first_one_counts_and_the_second_is_told(
    one: Asked, differing: str, markers: list[Client], instructor: User
) -> None:
    [pair] = pairs_of("quiz-1")
    [answer] = [one for one in answers_to("quiz-1", pair.question) if one.place == pair.place]
    points = tuple(f"{criterion.points:g}" for criterion in one.variant.rubric)
    giving.decide(instructor, pair, answer, giving.Typed(points), "First.")
    with pytest.raises(giving.Decided):
        giving.decide(instructor, pair, answer, giving.Typed(points), "Second.")
    assert Decision.objects.get().reason == "First."


def test_who_marks_first_at_the_same_moment_becomes_the_second_marker(one: Asked, markers: list[Client]) -> None:
    markers[0].post(one.address, one.form(0, 1.0, seen="0"))
    page = markers[1].post(one.address, one.form(0, 0.5, "Half of it.", seen="0"), follow=True).text
    assert "yours was kept as the second" in page
    assert (ShortAnswerMark.objects.count(), SecondMark.objects.get().comment) == (1, "Half of it.")


def test_a_third_mark_at_the_same_moment_is_kept_too(one: Asked, markers: list[Client]) -> None:
    markers[0].post(one.address, one.form(0, 1.0))
    markers[1].post(f"{one.address}second/", one.form(0, 1.0))
    page = markers[2].post(f"{one.address}second/", one.form(0, 0.0, "None."), follow=True).text
    assert "That one counts; yours is kept too." in page
    assert SecondMark.objects.count() == 2
    assert [float(sum(mark.points)) for mark in pairs_of("quiz-1")[0].marks] == [float(one.variant.out_of)] * 2


def test_how_far_markers_agree_is_said_with_how_few_answers_it_rests_on(
    one: Asked, differing: str, instructor: User, client_of: Any, markers: list[Client]
) -> None:
    page = client_of(instructor).get(f"{BASE}agreement/").text
    assert "1 answer is too few to say much" in page
    rows = [row for row in page.split("<tr>") if "Arif" in row or "Bela" in row]
    assert ["100% more" in row for row in rows] == [True, False]
    assert "100% less" in rows[1]
    assert markers[0].get(f"{BASE}agreement/").status_code == 403
