"""Release: before it no student reads a mark, a comment or a reason; after it each reads their own sum, derived."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from tests.campus.site.papers.leaking import AS, found_in
from tests.campus.site.rubrics.conftest import Pair
from tests.campus.site.rubrics.desk import (
    AFTER,
    CLOSED,
    FEEDBACK,
    ID,
    LIST,
    RELEASE,
    adjust,
    appoint,
    best,
    decide,
    hand_in,
    known,
    lowest,
    make_team,
    mark,
    page_of,
)

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.records_out import held
from chainrule.campus.site.rubrics.models import Adjustment, Release
from chainrule.campus.site.rubrics.standings import deadline
from chainrule.campus.syllabus import Awaiting, Score

FIRST, SECOND, WHY, OWN = "Zebra: the first.", "Quagga: the second.", "Okapi: decided.", "Tapir: did more than half."


@pytest.fixture
def marked(pair: Pair, head: Client, marker: Client, assistant: User) -> Pair:
    """Marked twice, decided, adjusted, and not released. Its sum is no round number."""
    mark(head, pair.team, {**lowest(), "data": 14.0}, FIRST, **{"comment-data": FIRST})
    appoint(head, pair.team, assistant)
    mark(marker, pair.team, {**best(), "data": 7.0}, SECOND, **{"level-baseline": "30", "points-baseline": "27.75"})
    decide(head, pair.team, "second", WHY)
    adjust(head, pair.team, pair.students[0], "2.5", OWN)
    return pair


def addresses(pair: Pair) -> list[str]:
    """Every address of the site but lectures, with this team, student and milestone."""
    found: list[str] = []

    def walk(prefix: str, patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            route = prefix + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                walk(route, pattern.url_patterns)
            elif not route.startswith(("lectures/", "labs/", "practice/", "bank/")):
                for word, value in (
                    ("<slug:milestone>", ID), ("<slug:item>", ID), ("<id:pk>", str(pair.team.pk)),
                    ("<slug:paper>", "quiz-1"), ("<class:number>", "03"), ("<id:student>", str(pair.students[0].pk)),
                ):  # fmt: skip
                    route = route.replace(word, value)
                found.append("/" + route)

    walk("", get_resolver().url_patterns)
    return [one for one in found if "<" not in one and not one.startswith(("/sign-", "/account/password"))]


def test_before_release_no_answer_to_a_student_holds_a_mark_a_comment_or_a_reason(marked: Pair) -> None:
    looked, found = addresses(marked), list[str]()
    assert len(looked) > 40
    for client in marked.clients:
        for address in looked:
            for headers in AS[:2]:
                answer = client.get(address, headers=headers)
                found += found_in(answer, address, {FIRST, SECOND, WHY, OWN, "84.75", "87.25", "27.75"})
    assert found == []
    for label in ("campus_rubrics.Version", "campus_rubrics.Adjustment"):
        assert held.rows_of(label, marked.students[0]).exists()
        assert not held.handed_out(label, marked.students[0]).exists()


def test_the_search_finds_it_after_the_release(marked: Pair, head: Client, at: Any) -> None:
    at(CLOSED)
    assert head.post(RELEASE).status_code == 302
    answer = marked.clients[0].get(FEEDBACK)
    found = "\n".join(found_in(answer, FEEDBACK, {FIRST, SECOND, WHY, OWN, "84.75", "87.25", "27.75"}))
    assert all(word in found for word in (SECOND, OWN, "84.75", "87.25", "27.75"))
    assert FIRST not in found
    assert WHY not in found
    assert held.handed_out("campus_rubrics.Version", marked.students[0]).exists()


def test_each_member_reads_their_own_adjustment_and_nobody_elses(marked: Pair, head: Client, at: Any) -> None:
    at(CLOSED)
    head.post(RELEASE)
    first, second = (client.get(FEEDBACK) for client in marked.clients)
    assert OWN in first.text
    assert OWN not in second.text
    assert (first.context["mark"].value, second.context["mark"].value) == (87.25, 84.75)
    assert held.handed_out("campus_rubrics.Adjustment", marked.students[0]).exists()
    assert not held.handed_out("campus_rubrics.Adjustment", marked.students[1]).exists()


def test_the_score_goes_into_the_grade_with_the_instant_of_receipt(marked: Pair, head: Client, at: Any) -> None:
    student = marked.students[0]
    at(CLOSED)
    assert records.scores_of(student, clock.now())[ID] == Awaiting(marked.hand_in.counts_at)
    head.post(RELEASE)
    assert records.scores_of(student, clock.now())[ID] == Score(87.25, 100, received=marked.hand_in.counts_at)
    grade = records.grade_of(student, clock.now()).so_far
    assert grade.mark_of(ID).value == 87.25
    mine = marked.clients[0].get("/grades/").text
    assert f'href="{FEEDBACK}"' in mine
    assert "87.25" in mine
    assert "87.25" in marked.clients[0].get("/grades/what-if/").text
    assert page_of(marked.team) in head.get(f"/gradebook/{student.pk}/").text
    assert "87.25" in head.get("/gradebook/").text
    history = head.get(f"/gradebook/{student.pk}/{ID}/cell/").text
    assert "marks released" in history
    assert "own adjustment: +2.5 points" in history


def test_a_late_hand_in_costs_what_the_late_policy_says(pair: Pair, head: Client, at: Any) -> None:
    hand_in(pair.team, pair.students[0], deadline(ID) + timedelta(minutes=10))
    mark(head, pair.team, best())
    at(CLOSED)
    head.post(RELEASE)
    page = pair.clients[0].get(FEEDBACK)
    assert page.context["mark"].value == 90
    assert "Up to thirty minutes late: 10% less" in page.text
    assert records.grade_of(pair.students[0], clock.now()).so_far.mark_of(ID).value == 90


def test_what_the_instructor_recorded_by_hand_counts_in_its_place(
    marked: Pair, head: Client, instructor: User, at: Any
) -> None:
    at(CLOSED)
    head.post(RELEASE)
    student = marked.students[0]
    RecordedScore.objects.create(student=student, item=ID, points=50, out_of=100, recorded_by=instructor)
    assert records.scores_of(student, clock.now())[ID] == Score(50, 100)
    assert "recorded a score for you by hand" in marked.clients[0].get(FEEDBACK).text
    assert "recorded a score for you by hand" not in marked.clients[1].get(FEEDBACK).text


def test_a_release_waits_for_late_hand_ins_and_for_every_mark(
    pair: Pair, make_user: Any, head: Client, marker: Client, at: Any
) -> None:
    other = make_team("Vanishing Point", student := make_user("student"))
    hand_in(other, student)
    make_team("Early Stopping", make_user("student"))  # nothing handed in: nothing to wait for
    mark(head, pair.team, best())
    at(AFTER)
    answer = head.post(RELEASE)
    assert answer.status_code == 409
    assert "Teams may hand in, late, until Fri 13 Mar 2026, 23:00" in answer.text
    at(CLOSED)
    answer = head.post(RELEASE)
    assert answer.status_code == 409
    assert "Vanishing Point (to be marked)" in answer.text
    assert not Release.objects.exists()
    assert marker.post(RELEASE).status_code == 403
    mark(head, other, lowest())
    assert head.post(RELEASE).status_code == 302
    assert head.post(RELEASE).status_code == 409
    assert AuditEntry.objects.filter(action="milestones.release").count() == 1


def test_a_release_is_taken_back_with_a_reason_and_marks_change_again(pair: Pair, head: Client, at: Any) -> None:
    mark(head, pair.team, best(), FIRST)
    at(CLOSED)
    assert head.post(RELEASE, {"do": "take_back", "reason": "x"}).status_code == 409
    head.post(RELEASE)
    assert FIRST in pair.clients[0].get(FEEDBACK).text
    assert head.post(RELEASE, {"do": "take_back", "reason": ""}).status_code == 409
    assert head.post(RELEASE, {"do": "take_back", "reason": "A wrong sum."}).status_code == 302
    assert FIRST not in pair.clients[0].get(FEEDBACK).text
    assert records.scores_of(pair.students[0], clock.now())[ID] == Awaiting(pair.hand_in.counts_at)
    assert mark(head, pair.team, lowest()).status_code == 302
    assert "A wrong sum." in head.get(RELEASE).text


@pytest.mark.parametrize(
    ("amount", "unit", "sum", "says"),
    [
        ("-10", "points", 75.0, "−10 points"),
        ("−10", "points", 75.0, ""),
        ("10", "percent", 93.5, ""),
        ("+30", "points", 100.0, ""),
        ("-100", "percent", 0.0, ""),
        ("0", "points", 85.0, "gets what the team gets"),
        ("101", "percent", 85.0, "at most 100 percent"),
        ("-101", "points", 85.0, "at most 100 points"),
        ("nan", "points", 85.0, "A number from"),
        ("", "points", 85.0, "A number from"),
    ],
)
def test_an_adjustment_leads_neither_below_nothing_nor_above_all(
    pair: Pair, head: Client, amount: str, unit: str, sum: float, says: str
) -> None:
    mark(head, pair.team, {**best(), "evaluation": 16.0, "data": 14.0})
    answer = adjust(head, pair.team, pair.students[1], amount, unit=unit)
    assert says in answer.text
    shown = {row["student"]: row["sum"].value for row in head.get(page_of(pair.team)).context["members"]}
    assert shown == {pair.students[0]: 85.0, pair.students[1]: sum}


def test_an_adjustment_is_of_a_member_by_the_instructor_with_a_reason(
    pair: Pair, make_user: Any, head: Client, marker: Client, at: Any
) -> None:
    stranger = make_user("student")
    assert "was not in Null Space at the deadline" in adjust(head, pair.team, stranger, "5").text
    assert "Say why" in adjust(head, pair.team, pair.students[0], "5", reason="").text
    assert adjust(marker, pair.team, pair.students[0], "5").status_code == 403
    assert not Adjustment.objects.exists()
    adjust(head, pair.team, pair.students[0], "5")
    adjust(head, pair.team, pair.students[0], "5")
    entry = AuditEntry.objects.get(action="milestones.adjust")
    assert (entry.subject_of, entry.details["amount"]) == (pair.students[0], 5)
    mark(head, pair.team, best())
    at(CLOSED)
    head.post(RELEASE)
    assert "takes the release back first" in adjust(head, pair.team, pair.students[0], "0").text


def test_who_was_in_the_team_at_the_deadline_has_its_mark(pair: Pair, make_user: Any, head: Client, at: Any) -> None:
    gone, come = pair.students[1], make_user("student", "Late Comer")
    pair.team.memberships.filter(student=gone).update(left_at=clock.now())
    pair.team.memberships.create(student=come, how="placed", joined_at=clock.now())
    mark(head, pair.team, best())
    at(CLOSED)
    head.post(RELEASE)
    found = records.scores_of_class([*pair.students, come], clock.now())
    assert found[gone.pk][ID] == Score(100, 100, received=pair.hand_in.counts_at)
    assert ID not in found[come.pk]
    assert known(pair.team).members == pair.students


def test_a_student_sees_why_there_is_no_mark(pair: Pair, make_user: Any, client_of: Any, head: Client, at: Any) -> None:
    alone = client_of(make_user("student"))
    assert "You were in no team at the deadline" in alone.get(FEEDBACK).text
    assert "Staff mark hand-in 1" in pair.clients[0].get(FEEDBACK).text
    idle = make_user("student")
    make_team("Vanishing Point", idle)
    assert "nothing that was accepted" in client_of(idle).get(FEEDBACK).text
    assert "marks are out" not in pair.clients[0].get("/").text
    assert LIST in head.get("/").text
    mark(head, pair.team, best())
    at(CLOSED)
    head.post(RELEASE)
    assert "the marks are out" in pair.clients[0].get("/").text
