"""A team's proposal is on record for each member; what staff recorded by hand counts in its place until withdrawn."""

from typing import Any

import pytest
from django.utils import timezone
from tests.campus.site.proposals.conftest import Pair
from tests.campus.site.proposals.desk import LATE, MINE, NOTE, answers, decide, hand_in, save

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.site.project.models import Membership
from chainrule.campus.site.proposals import summary
from chainrule.campus.syllabus import Proposal


def on_record(student: User) -> Any:
    return records.scores_of(student, clock.now()).get("proposal")


def mark_of(student: User) -> float | None:
    return records.grade_of(student, clock.now()).so_far.find("Project proposal").value


@pytest.fixture
def handed_in(pair: Pair) -> Pair:
    save(pair.first, answers())
    hand_in(pair.first)
    return pair


def test_each_member_has_the_same_and_others_have_nothing(handed_in: Pair, student: User, staff: Any) -> None:
    received = clock.now()
    for member in handed_in.students:
        assert on_record(member) == Proposal(received, (), awaiting=True)
    decide(staff, handed_in.team, "revise")
    assert [on_record(member) for member in handed_in.students] == [Proposal(received, ("revise",))] * 2
    assert on_record(student) is None


@pytest.mark.parametrize(
    ("verdicts", "mark"),
    [(("pass",), 10.0), (("revise",), 0.0), (("revise", "pass"), 10.0), (("reject",), 0.0), (("reject", "pass"), 5.0)],
)
def test_the_grade_of_each_member_is_what_the_syllabus_says(
    handed_in: Pair, staff: Any, verdicts: tuple[str, ...], mark: float
) -> None:
    for place, verdict in enumerate(verdicts):
        if place:
            save(handed_in.first, answers("frog"))
            assert hand_in(handed_in.first, NOTE).status_code == 302
        decide(staff, handed_in.team, verdict)
    assert [mark_of(member) for member in handed_in.students] == [mark, mark]
    assert f"{mark:.2f}" in handed_in.first.get(MINE).text


def test_a_late_pass_is_less_for_each(pair: Pair, staff: Any, at: Any) -> None:
    save(pair.first, answers())
    at(LATE)
    hand_in(pair.first)
    decide(staff, pair.team, "pass")
    assert [mark_of(member) for member in pair.students] == [9.0, 9.0]


def test_who_leaves_the_team_leaves_its_mark_and_who_comes_gets_it(handed_in: Pair, student: User, staff: Any) -> None:
    decide(staff, handed_in.team, "pass")
    Membership.objects.filter(student=handed_in.students[1]).update(left_at=clock.now())
    Membership.objects.create(team=handed_in.team, student=student, how=Membership.How.PLACED)
    assert on_record(handed_in.students[1]) is None
    assert on_record(student) == on_record(handed_in.students[0])


def test_what_staff_recorded_by_hand_counts_until_withdrawn(handed_in: Pair, staff: Any, instructor: User) -> None:
    decide(staff, handed_in.team, "pass")
    one, other = handed_in.students

    def write(**what: Any) -> None:
        RecordedScore.objects.create(student=one, item="proposal", recorded_by=instructor, **what)

    write(verdict="revise", received_at=timezone.now())
    assert (on_record(one).verdicts, on_record(other).verdicts) == (("revise",), ("pass",))
    assert "Staff recorded your proposal by hand." in handed_in.first.get(MINE).text
    assert "Staff recorded" not in handed_in.second.get(MINE).text
    assert "Recorded by hand for Sona Aliyeva" in staff.get(f"/project/proposals/{handed_in.team.pk}/").text
    assert "replaces the team’s" in staff.get(f"/gradebook/{one.pk}/proposal/").text
    write(withdrawn=True)
    assert on_record(one).verdicts == ("pass",)


def test_the_class_is_read_in_a_few_queries(
    handed_in: Pair, make_user: Any, staff: Any, django_assert_max_num_queries: Any
) -> None:
    decide(staff, handed_in.team, "pass")
    students = [*handed_in.students, *(make_user("student") for _ in range(10))]
    with django_assert_max_num_queries(4):
        found = records.of_teams(students, clock.now())
    assert set(found) == {student.pk for student in handed_in.students}


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-02-09T10:00", "0 of 10 answers ready"),
        ("2026-02-11T10:00", "0 of 10 answers ready, late, still accepted"),
    ],
)
def test_home_says_what_a_team_can_do(pair: Pair, at: Any, moment: str, words: str) -> None:
    at(moment)
    [todo] = summary.summary(pair.students[0], clock.now()).todo
    assert (todo.title, todo.action, todo.note) == ("Project proposal", "Begin", words)
    assert "0 of 10 answers ready" in pair.first.get("/").text
    assert todo.until is not None
    assert todo.until > clock.now()


def test_home_follows_the_states(handed_in: Pair, staff: Any, instructor: User, at: Any) -> None:
    def todo() -> list[str]:
        return [one.title for one in summary.summary(handed_in.students[0], clock.now()).todo]

    def waiting() -> list[tuple[int, str]]:
        return [(one.count, one.text) for one in summary.summary(instructor, clock.now()).waiting]

    assert (todo(), waiting()) == ([], [(1, "proposal waits for a verdict")])
    decide(staff, handed_in.team, "revise")
    assert (todo(), waiting()) == (["Project proposal: changes are asked for"], [(0, "proposals wait for a verdict")])
    save(handed_in.first, answers("frog"))
    hand_in(handed_in.first, NOTE)
    decide(staff, handed_in.team, "reject")
    assert todo() == ["Project proposal: a different one is needed"]
    news = summary.summary(handed_in.students[1], clock.now()).news
    assert [one.title for one in news] == ["Project proposal: revise", "Project proposal: rejected"]
    at("2026-03-12T23:00:01")
    assert todo() == []


def test_a_student_without_a_team_sees_the_deadline(student: User, at: Any) -> None:
    at("2026-02-09T10:00")
    [due] = summary.summary(student, clock.now()).due
    assert (due.title, due.note) == ("Project proposal", "you are in no team yet")
    at("2026-02-12T10:00")
    assert summary.summary(student, clock.now()).due == []


def test_the_mark_leads_to_the_proposal_and_its_cell_tells_what_happened(handed_in: Pair, staff: Any) -> None:
    decide(staff, handed_in.team, "revise", "Name the data.")
    student = handed_in.students[1]
    assert f'href="{MINE}">Your team’s proposal and its review' in handed_in.second.get("/grades/").text
    review = f"/project/proposals/{handed_in.team.pk}/"
    assert f'href="{review}">The proposal and its review' in staff.get(f"/gradebook/{student.pk}/").text
    cell = staff.get(f"/gradebook/{student.pk}/proposal/cell/").text
    assert "Null Space: hand-in 1" in cell
    assert "Name the data." in cell
