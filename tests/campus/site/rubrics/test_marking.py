"""Marking one team by the rubric: every version is kept, a clash is shown, what cannot be is refused."""

from typing import Any

import pytest
from django.test import Client
from tests.campus.site.rubrics.conftest import Pair
from tests.campus.site.rubrics.desk import (
    BEFORE,
    LIST,
    best,
    form,
    hand_in,
    known,
    lowest,
    make_team,
    mark,
    page_of,
    release,
    rubric,
)

from chainrule.campus.project.two_marks import State
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.rubrics.models import Version


def test_the_list_has_every_team_with_what_came_and_what_the_checks_say(
    pair: Pair, make_user: Any, marker: Client
) -> None:
    make_team("Vanishing Point", make_user("student", "Ana Lopez"))
    page = marker.get(LIST)
    rows = {row["known"].team.name: row for row in page.context["rows"]}
    assert list(rows) == ["Null Space", "Vanishing Point"]
    assert rows["Null Space"]["checks"] == [(1, "problem", "warn"), (1, "ok", "good")]
    assert rows["Null Space"]["waits"]
    assert rows["Vanishing Point"]["known"].state is State.NOTHING
    assert "1 team handed nothing in" in page.text
    assert "1 team waits for a mark of yours" in page.text


def test_the_mark_is_saved_as_a_version_and_the_next_team_follows(pair: Pair, make_user: Any, marker: Client) -> None:
    other = make_team("Vanishing Point", student := make_user("student"))
    hand_in(other, student)
    answer = mark(marker, pair.team, best(), "Well done.", **{"comment-data": "Clear."})
    assert answer.headers["Location"] == page_of(other)
    row = Version.objects.get()
    assert (row.levels, row.comments, row.overall) == (best(), {"data": "Clear."}, "Well done.")
    assert known(pair.team).state is State.MARKED
    assert known(pair.team).counts == row
    assert mark(marker, other, lowest()).headers["Location"] == LIST
    assert [row["points"] for row in marker.get(LIST).context["rows"]] == [float(rubric().out_of), 0.0]
    entry = AuditEntry.objects.filter(action="milestones.mark").first()
    assert entry is not None
    assert entry.details["version"] == 1
    with pytest.raises(NotChangeable):
        row.save()


def test_a_mark_that_lacks_criteria_is_kept_and_says_which(pair: Pair, marker: Client) -> None:
    answer = mark(marker, pair.team, {"data": 14.0})
    assert answer.headers["Location"] == page_of(pair.team)
    page = marker.get(page_of(pair.team))
    assert "Saved. Without a level yet: A running baseline, " in page.text
    assert known(pair.team).state is State.BEGUN
    assert known(pair.team).counts is None


@pytest.mark.parametrize(
    ("level", "points", "kept", "says"),
    [
        ("20", "25", 25.0, ""),
        ("20", "15.5", 15.5, ""),
        ("20", "15,5", 15.5, ""),
        ("30", "", 30.0, ""),
        ("20", "31", None, "Write points from 10 to 30"),
        ("30", "5", None, "Write points from 20 to 30"),
        ("", "5", None, "Choose a level first"),
        ("20", "nan", None, "A number from"),
        ("20", "-1", None, "points from 10 to 30"),
        ("7", "", None, ""),
    ],
)
def test_points_between_levels_lie_next_to_the_level(
    pair: Pair, marker: Client, level: str, points: str, kept: float | None, says: str
) -> None:
    answer = mark(marker, pair.team, {}, **{"level-baseline": level, "points-baseline": points})
    row = Version.objects.first()
    assert (row.levels.get("baseline") if row else None) == kept
    assert answer.status_code == (422 if says else 302)
    assert says in answer.text


def test_where_the_rubric_does_not_say_so_there_are_no_points_between(pair: Pair, marker: Client) -> None:
    answer = mark(marker, pair.team, {"data": 14.0}, "Kept on the page.", **{"points-data": "15"})
    assert answer.status_code == 422
    assert "no points between its levels" in answer.text
    assert "Kept on the page." in answer.text
    assert not Version.objects.exists()


def test_of_two_who_mark_at_once_the_second_is_shown_the_first_and_nothing_is_lost(
    pair: Pair, head: Client, marker: Client
) -> None:
    mine, theirs = form(head, pair.team, lowest(), "Mine."), form(marker, pair.team, best(), "Theirs.")
    assert marker.post(page_of(pair.team), theirs).status_code == 302
    answer = head.post(page_of(pair.team), mine)
    assert answer.status_code == 409
    assert "Arif Nuriyev saved a mark while you wrote" in answer.text
    assert "Theirs." in answer.text
    assert answer.context["overall"] == "Mine."
    assert [(row.overall, row.aside) for row in Version.objects.all()] == [("Theirs.", False), ("Mine.", True)]
    assert known(pair.team).counts == Version.objects.first()
    mine |= {"seen": answer.context["latest"].number}
    assert head.post(page_of(pair.team), mine).status_code == 302
    counts = known(pair.team).counts
    assert counts is not None
    assert counts.overall == "Mine."


def test_the_same_form_sent_twice_is_one_version(pair: Pair, marker: Client) -> None:
    sent = form(marker, pair.team, best(), "Once.")
    for _ in range(2):
        assert marker.post(page_of(pair.team), sent).status_code == 302
    assert Version.objects.count() == 1


def test_a_hand_in_after_the_mark_makes_it_count_no_more(pair: Pair, marker: Client) -> None:
    sent = form(marker, pair.team, best())
    hand_in(pair.team, pair.students[1])
    answer = marker.post(page_of(pair.team), sent)
    assert answer.status_code == 409
    assert "The team handed in again while you read" in answer.text
    assert not Version.objects.exists()
    mark(marker, pair.team, best())
    assert known(pair.team).state is State.MARKED
    hand_in(pair.team, pair.students[1])
    assert known(pair.team).state is State.AGAIN
    assert "handed in again after this mark" in marker.get(page_of(pair.team)).text


def test_nothing_is_marked_that_was_not_handed_in_or_is_released(
    pair: Pair, make_user: Any, marker: Client, instructor: User
) -> None:
    empty = make_team("Vanishing Point", make_user("student"))
    answer = mark(marker, empty, best())
    assert answer.status_code == 409
    assert "handed nothing in" in answer.text
    mark(marker, pair.team, best())
    release(instructor)
    answer = mark(marker, pair.team, lowest())
    assert answer.status_code == 409
    assert "takes the release back first" in answer.text
    assert Version.objects.count() == 1


def test_a_file_that_changed_makes_a_mark_incomplete_and_breaks_no_page(pair: Pair, marker: Client) -> None:
    mark(marker, pair.team, best())
    Version.objects.create(
        marking=known(pair.team).marking, part="first", number=2, hand_in=pair.hand_in, by=pair.students[0],
        levels={**best(), "data": 1000.0, "gone": 3.0},
    )  # fmt: skip
    assert known(pair.team).state is State.BEGUN
    assert marker.get(page_of(pair.team)).status_code == 200
    assert marker.get(LIST).status_code == 200


def test_a_team_without_members_at_the_deadline_and_a_milestone_that_is_not_there(
    pair: Pair, marker: Client, at: Any
) -> None:
    at(BEFORE)
    assert marker.get(LIST).status_code == 200
    assert marker.get(page_of(make_team("Nobody"))).status_code == 404
    assert marker.get("/project/marking/milestone-9/").status_code == 404
