"""A second marker sees no first mark before theirs is in; both are compared; the instructor decides with a reason."""

from typing import Any

import pytest
from django.test import Client
from tests.campus.site.rubrics.conftest import Pair
from tests.campus.site.rubrics.desk import LIST, appoint, best, decide, hand_in, known, lowest, make_team, mark, page_of

from chainrule.campus.project.two_marks import State
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.rubrics.models import SecondMarker, Version

SECRET = "Zebra: what the first marker wrote."


@pytest.fixture
def twice(pair: Pair, head: Client, marker: Client, assistant: User) -> Pair:
    """The instructor marks first, the assistant second, and has not yet."""
    assert mark(head, pair.team, best(), SECRET, **{"comment-data": SECRET}).status_code == 302
    assert appoint(head, pair.team, assistant).status_code == 302
    return pair


def test_the_second_marker_reads_nothing_of_the_first_mark_before_theirs_is_in(
    twice: Pair, head: Client, marker: Client
) -> None:
    student = twice.students[0]
    cell = f"/gradebook/{student.pk}/milestone-1/cell/"
    for address in (page_of(twice.team), LIST, f"{page_of(twice.team)}differences/", cell, f"/gradebook/{student.pk}/"):
        page = marker.get(address, follow=True)
        assert page.status_code == 200, address
        assert SECRET not in page.text, address
        assert "100 points" not in page.text, address
    page = marker.get(page_of(twice.team))
    assert page.context["part"] == "second"
    assert not any(step["given"] for field in page.context["fields"] for step in field["steps"])
    assert SECRET in head.get(page_of(twice.team)).text
    mark(marker, twice.team, lowest(), "Okapi.")
    assert SECRET in marker.get(f"{page_of(twice.team)}differences/").text


def test_nor_does_the_first_marker_see_the_second_mark_before_theirs(
    pair: Pair, head: Client, marker: Client, assistant: User
) -> None:
    appoint(head, pair.team, assistant)
    mark(marker, pair.team, best(), SECRET)
    assert known(pair.team).state is State.TO_MARK
    assert SECRET not in head.get(page_of(pair.team)).text
    mark(head, pair.team, best())
    assert known(pair.team).state is State.MARKED
    assert SECRET in head.get(f"{page_of(pair.team)}differences/").text


def test_where_the_two_differ_nothing_counts_until_the_instructor_decides(
    twice: Pair, head: Client, marker: Client
) -> None:
    assert known(twice.team).state is State.SECOND
    mark(marker, twice.team, {**best(), "data": 7.0}, "Okapi.")
    assert known(twice.team).state is State.DIFFER
    assert known(twice.team).counts is None
    page = head.get(f"{page_of(twice.team)}differences/")
    assert [row["differ"] for row in page.context["rows"]] == [False, True, False, False]
    assert "The markers differ in 1 of 4 criteria, by 13 points together: Data described (13)." in page.text
    assert marker.post(f"{page_of(twice.team)}decide/", {"takes": "second", "reason": "x"}).status_code == 403
    assert decide(head, twice.team, "second", reason="").status_code == 409
    assert decide(head, twice.team, "second").status_code == 302
    counts = known(twice.team).counts
    assert counts is not None
    assert (counts.part, counts.overall, counts.reason) == ("decision", "Okapi.", "Closer to the text.")
    assert AuditEntry.objects.filter(action="milestones.decide").count() == 1


def test_new_levels_are_whole_and_a_second_decision_counts_in_place_of_the_first(
    twice: Pair, head: Client, marker: Client
) -> None:
    mark(marker, twice.team, lowest())
    fields = {f"level-{id}": f"{points:g}" for id, points in best().items()}
    part = {name: value for name, value in fields.items() if name != "level-data"}
    answer = decide(head, twice.team, "new", **part)
    assert answer.status_code == 409
    assert "A decision has points for each criterion: Data described." in answer.text
    assert decide(head, twice.team, "new", **{**fields, "level-data": "7"}).status_code == 302
    assert known(twice.team).counts.levels == {**best(), "data": 7.0}  # type: ignore[union-attr]
    stale = head.post(f"{page_of(twice.team)}decide/", {"takes": "first", "reason": "Late.", "seen": 0})
    assert stale.status_code == 409
    assert "decided while you read" in stale.text
    assert known(twice.team).counts.levels["data"] == 7.0  # type: ignore[union-attr]
    assert Version.objects.filter(part="decision", aside=True).count() == 1
    assert decide(head, twice.team, "first").status_code == 302
    assert known(twice.team).counts.levels == best()  # type: ignore[union-attr]


def test_once_both_marks_are_in_neither_is_changed(twice: Pair, head: Client, marker: Client, assistant: User) -> None:
    mark(marker, twice.team, lowest())
    for client in (head, marker):
        answer = mark(client, twice.team, {**lowest(), "data": 14.0})
        assert answer.status_code == 409
        assert "neither is changed any more" in answer.text
    appoint(head, twice.team, None)
    assert SecondMarker.objects.count() == 1
    assert decide(head, twice.team, "first").status_code == 302


def test_who_marked_first_gives_no_second_mark(pair: Pair, head: Client, marker: Client, assistant: User) -> None:
    mark(marker, pair.team, best())
    answer = head.post(f"{page_of(pair.team)}second-marker/", {"marker": assistant.pk}, follow=True)
    assert "Arif Nuriyev gave the first mark" in answer.text
    assert not SecondMarker.objects.exists()
    assert appoint(marker, pair.team, assistant).status_code == 403
    assert appoint(head, pair.team, pair.students[0]).status_code == 404


def test_a_change_of_the_second_marker_while_somebody_reads_keeps_what_they_typed(
    twice: Pair, head: Client, marker: Client
) -> None:
    sent = {"part": "second", "seen": 0, "number": 1, "comment": "Kept."}
    appoint(head, twice.team, None)
    answer = marker.post(page_of(twice.team), sent)
    assert answer.status_code == 409
    assert "was changed while you read" in answer.text
    assert "Kept." in answer.text


def test_how_far_markers_agree(twice: Pair, head: Client, marker: Client, assistant: User, make_user: Any) -> None:
    agreement = f"{LIST}agreement/"
    assert "No team has two marks yet" in head.get(agreement).text
    mark(marker, twice.team, {**best(), "data": 7.0})
    other = make_team("Vanishing Point", student := make_user("student"))
    hand_in(other, student)
    mark(head, other, lowest())
    appoint(head, other, assistant)
    mark(marker, other, lowest())
    page = head.get(agreement)
    assert page.context["all"].answers == 8
    assert page.context["all"].equal == 7 / 8
    by_name = {row["marker"].name: row["one"] for row in page.context["rows"]}
    assert by_name["Ines Duarte"].difference > 0 > by_name["Arif Nuriyev"].difference
    assert "fewer than 20" in page.text
    assert marker.get(agreement).status_code == 403
