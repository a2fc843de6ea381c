"""Letters: for whom, once each, with two processes that send, after a crash, and with a mail server that refuses."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from tests.campus.site.at_once import together
from tests.campus.site.proposals import desk
from tests.campus.site.rubrics import desk as milestones_desk

from chainrule.campus.site import clock, mailing
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.mailing import Letter
from chainrule.campus.site.news import board, happened, health, housekeeping, letters
from chainrule.campus.site.news.models import Item, Notice, TurnedOff
from chainrule.campus.site.papers.models import Attempt, Exemption, Release, Sitting

__all__ = ["together"]
QUIET = "2026-01-25T10:00"  # nothing is due within a day


@pytest.fixture
def tick(at: Callable[[str], None]) -> Callable[..., list[str]]:
    """`tick("2026-01-25T10:00")`: all that housekeeping does at a moment; the addresses that letters went to."""

    def run(moment: str = QUIET) -> list[str]:
        at(moment)
        before = len(mail.outbox)
        happened.look(clock.now())
        letters.address(clock.now())
        letters.send(clock.now())
        return sorted(letter.to[0] for letter in mail.outbox[before:])

    return run


@pytest.fixture
def announced(instructor: User, at: Callable[[str], None]) -> Item:
    at(QUIET)
    return board.write(instructor, clock.now(), "A session", "We meet.", None, None)


def test_everybody_but_the_author_gets_an_announcement_once(
    announced: Item, student: User, advisor: User, tick: Any
) -> None:
    assert tick() == sorted([student.email, advisor.email])
    assert tick() == []
    letter = mail.outbox[0]
    assert letter.subject == "CSCI 4701: A session"
    assert "We meet." in letter.body
    assert "Times are those of Baku" in letter.body


def test_housekeeping_does_all_of_it_and_can_be_called_twice(announced: Item, student: User) -> None:
    housekeeping.tick(clock.now())
    housekeeping.tick(clock.now())
    assert [letter.to for letter in mail.outbox] == [[student.email]]


def test_whoever_learns_alone_gets_no_letters(announced: Item, student: User, settings: Any, tmp_path: Path) -> None:
    settings.ALONE = tmp_path
    housekeeping.tick(clock.now())
    assert not mail.outbox


def test_each_kind_can_be_turned_off(announced: Item, student: User, advisor: User, tick: Any) -> None:
    TurnedOff.objects.create(user=student, what="mail-written")
    TurnedOff.objects.create(user=advisor, what="mail-revision")
    assert tick() == [advisor.email]
    assert [entry.item for entry in board.entries(student, clock.now())] == [announced]  # on the site it stands


def test_the_made_up_people_get_letters_only_in_a_demo(
    announced: Item, student: User, settings: Any, tick: Any, make_user: Callable[..., User]
) -> None:
    made_up = make_user("student")
    User.objects.filter(pk=made_up.pk).update(is_demo=True)
    assert tick() == [student.email]
    settings.DEMO = True
    again = board.write(announced.by, clock.now(), "Again", "We meet.", None, None)
    assert made_up.email in tick()
    assert Notice.objects.filter(item=again, letter=Letter.SENT).count() == 2


def test_what_is_taken_back_or_not_out_yet_is_not_sent(announced: Item, student: User, tick: Any) -> None:
    letters.address(clock.now())
    board.take_back(announced.by, announced, clock.now())
    board.write(announced.by, clock.now(), "Later", "x", clock.now() + dt.timedelta(hours=3), None)
    assert tick() == []
    assert tick("2026-01-25T13:30") == [student.email]


def test_who_comes_later_gets_no_old_letters(announced: Item, student: User, make_user: Any, tick: Any) -> None:
    tick()
    make_user("student")
    assert tick("2026-01-28T10:00") == []


def test_the_database_refuses_a_second_notice(announced: Item, student: User) -> None:
    Notice.objects.create(item=announced, user=student)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(item=announced, user=student)


def test_of_two_processes_one_claims_a_letter(announced: Item, student: User) -> None:
    letters.address(clock.now())
    notice = Notice.objects.get(user=student)
    other = Notice.objects.get(user=student)  # as the other process has read it
    assert mailing.claim(notice, clock.now())
    assert not mailing.claim(other, clock.now())
    assert letters.send(clock.now()) == 0


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_send_at_once_each_letter_goes_out_once(
    instructor: User,
    make_user: Callable[..., User],
    at: Callable[[str], None],
    database_in_a_file: None,
    together: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    at(QUIET)
    monkeypatch.setattr(letters, "LONGEST", 60.0)  # on a machine that is busy
    for _ in range(5):
        make_user("student")
    board.write(instructor, clock.now(), "A session", "We meet.", None, None)

    def process(number: int) -> None:
        letters.address(clock.now())
        letters.send(clock.now())

    together(process)
    assert sorted(letter.to[0] for letter in mail.outbox) == sorted(
        User.objects.filter(role="student").values_list("email", flat=True)
    )


def test_a_process_that_breaks_off_leaves_a_letter_that_is_not_sent_again(
    announced: Item, student: User, monkeypatch: pytest.MonkeyPatch, tick: Any
) -> None:
    def killed(*args: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(letters, "compose", killed)
        with pytest.raises(KeyboardInterrupt):
            tick()
    assert Notice.objects.get(user=student).letter == Letter.CLAIMED
    assert tick() == []
    assert "broken off" not in str(health.lines())
    tick("2026-01-25T10:10")
    assert "broken off" in str(health.lines())


def test_a_letter_that_is_refused_is_said_to_be_and_keeps_no_other_back(
    announced: Item, student: User, advisor: User, monkeypatch: pytest.MonkeyPatch, tick: Any
) -> None:
    real = letters.compose

    def refusing(item: Item, user: User) -> Any:
        if user == student:
            raise OSError("no such mailbox")
        return real(item, user)

    monkeypatch.setattr(letters, "compose", refusing)
    assert tick() == [advisor.email]
    assert Notice.objects.get(user=student).letter == Letter.FAILED
    assert [line.value for line in health.lines() if not line.ok] == ["1"]
    assert tick() == []


def test_without_a_mail_server_a_letter_is_a_file(
    announced: Item, student: User, settings: Any, tmp_path: Path, tick: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.SITE_ADDRESS = "https://course.example.edu"
    tick()
    (file,) = (tmp_path / "mail").iterdir()
    assert f"To: {student.email}" in file.read_text()
    assert "https://course.example.edu/news/" in file.read_text()


# --- what happened by itself ---


def test_a_deadline_within_a_day_is_told_of_once_to_whom_it_concerns(
    student: User, advisor: User, instructor: User, make_user: Callable[..., User], tick: Any
) -> None:
    others = [make_user("student") for _ in range(4)]
    moment = clock.now()
    Attempt.objects.create(student=others[0], paper="quiz-1", drawn={}, began_at=moment, ends_at=moment)
    Exemption.objects.create(student=others[1], paper="quiz-1", reason="x", granted_by=instructor)
    Excuse.objects.create(student=others[2], assessment="quiz-1", document="x", verified_by=advisor)
    later = dt.datetime(2026, 2, 6, 8, tzinfo=dt.UTC)
    Sitting.objects.create(
        student=others[3], paper="quiz-1", opens_at=later, closes_at=later + dt.timedelta(hours=9), minutes=30,
        reason="x", granted_by=instructor,
    )  # fmt: skip
    assert tick("2026-02-02T22:00") == []
    quiz = "Quiz 1: open Tue 3 Feb, 08:00–23:00"
    tick("2026-02-02T23:30")
    assert [letter.to[0] for letter in mail.outbox if quiz in letter.subject] == [student.email]
    tick("2026-02-03T12:00")
    assert [letter.to[0] for letter in mail.outbox if quiz in letter.subject] == [student.email]
    tick("2026-02-06T10:00")
    own = [letter for letter in mail.outbox if "your own time" in letter.subject]
    assert [letter.to[0] for letter in own] == [others[3].email]


def test_of_a_hand_in_that_is_on_record_nobody_is_reminded(
    student: User, instructor: User, make_user: Callable[..., User], tick: Any
) -> None:
    done = make_user("student")
    RecordedScore.objects.create(student=done, item="proposal", verdict="received", recorded_by=instructor)
    assert tick("2026-02-10T10:00") == [student.email]
    assert "Project proposal: due Tue 10 Feb 2026, 23:00" in mail.outbox[0].subject


def test_of_what_their_team_has_done_nobody_is_reminded(
    student: User, make_user: Callable[..., User], client_of: Any, tick: Any, at: Callable[[str], None]
) -> None:
    at("2026-01-28T12:00")
    members = [make_user("student") for _ in range(2)]
    desk.make_team("Herons", *members)
    tick("2026-02-03T12:00")
    teams = [letter.to[0] for letter in mail.outbox if "team member details" in letter.subject]
    assert teams == [student.email], "who is in a team has given its details"
    at("2026-02-10T09:00")
    first = client_of(members[0])
    desk.save(first, desk.answers())
    desk.hand_in(first)
    mail.outbox.clear()
    assert tick("2026-02-10T10:00") == [student.email]


def test_a_released_score_is_told_of_once_to_who_sat(
    student: User, instructor: User, make_user: Callable[..., User], tick: Any, at: Callable[[str], None]
) -> None:
    at(QUIET)
    make_user("student")
    now = clock.now()
    Attempt.objects.create(student=student, paper="quiz-1", drawn={}, began_at=now, ends_at=now, closed_at=now)
    Release.objects.create(paper="quiz-1", by=instructor, at=now)
    assert tick() == [student.email]
    assert "Quiz 1: your score is out" in mail.outbox[0].subject
    Release.objects.create(paper="quiz-1", shown=False, by=instructor)
    Release.objects.create(paper="quiz-1", by=instructor)
    assert tick() == []


def test_marks_of_a_milestone_are_told_of_once_to_the_teams_that_handed_it_in(
    instructor: User, make_user: Callable[..., User], tick: Any, at: Callable[[str], None]
) -> None:
    at(milestones_desk.CLOSED)
    members, others = [make_user("student") for _ in range(2)], [make_user("student")]
    milestones_desk.hand_in(milestones_desk.make_team("Null Space", *members), members[0])
    milestones_desk.make_team("Dead ReLUs", *others)
    milestones_desk.release(instructor)
    mail.outbox.clear()
    assert tick(milestones_desk.CLOSED) == sorted(one.email for one in members)
    assert "Project milestone 1: the marks of your team are out" in mail.outbox[0].subject
    assert tick(milestones_desk.CLOSED) == []


def test_a_verdict_on_a_proposal_is_told_of_once_to_each_member_and_not_said(
    instructor: User, make_user: Callable[..., User], client_of: Any, tick: Any, at: Callable[[str], None]
) -> None:
    at(desk.IN_TIME)
    members = [make_user("student") for _ in range(2)]
    team = desk.make_team("Null Space", *members)
    make_user("student")
    desk.save(client_of(members[0]), desk.answers())
    desk.hand_in(client_of(members[0]))
    desk.decide(client_of(instructor), team, "reject", "Another one, please.")
    tick("2026-02-11T12:00")
    told = [letter for letter in mail.outbox if "proposal was reviewed" in letter.subject]
    assert sorted(letter.to[0] for letter in told) == sorted(one.email for one in members)
    assert not any("reject" in letter.body or "Another one" in letter.body for letter in told)
    mail.outbox.clear()
    assert tick("2026-02-11T12:00") == []


def test_a_revision_is_told_of_once(student: User, monkeypatch: pytest.MonkeyPatch, tick: Any, client_of: Any) -> None:
    import dataclasses

    from chainrule.campus.site.course import course
    from chainrule.campus.syllabus import Revision

    changed = dataclasses.replace(
        course(), revisions=(*course().revisions[:1], Revision("v1", dt.date(2026, 1, 25), "- Quiz 2 moved"))
    )
    monkeypatch.setattr(happened, "course", lambda: changed)
    assert tick() == [student.email]
    assert mail.outbox[0].subject.endswith("The syllabus changed: v1")
    assert tick() == []
    assert "The syllabus changed: v1" in client_of(student).get("/news/").content.decode()


def test_what_happened_is_looked_at_by_two_at_once(student: User, at: Callable[[str], None]) -> None:
    at("2026-02-03T12:00")
    first = [*happened.near_deadlines(clock.now())]
    happened.look(clock.now())
    count = Item.objects.count()
    Item.objects.bulk_create(first, ignore_conflicts=True)  # the other one, who looked before
    assert Item.objects.count() == count > 0
