"""The queue of submissions: one verdict each, nothing lost with a worker, fair between students."""

import os
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.models import Q
from django.utils import timezone
from tests.patience import patience

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.jobs import graders, leases, queue, wake
from chainrule.campus.site.jobs.kinds import EVERY
from chainrule.campus.site.jobs.models import Grader
from chainrule.campus.site.labs import grading, rerun
from chainrule.campus.site.labs.job import Grading
from chainrule.campus.site.labs.models import Submission, Verdict

State = Submission.State


class Whatever(Grading):
    """Submissions, whatever checks they are to be graded with."""

    def mine(self) -> Q:
        return EVERY


class Nothing(Grading):
    """None of them: whoever looks for these does the housekeeping alone."""

    def mine(self) -> Q:
        return ~EVERY


KIND = Whatever()
SECOND = timedelta(seconds=1)
take = partial(queue.take, among=[KIND])
Make = Callable[..., Submission]


@pytest.fixture
def submit(db: None) -> Make:
    def make(student: User, source: str = "x = 1", wanted: str = "v1") -> Submission:
        return Submission.objects.create(student=student, lab="03", source=source, wanted=wanted)

    return make


def verdict(points: float = 3) -> Verdict:
    return Verdict(points=points, out_of=34, details={}, isolated=True, seconds=0.1)


def test_the_oldest_is_taken_and_is_then_nobody_elses(submit: Make, student: User) -> None:
    first, second = submit(student), submit(student)
    taken = [take(), take(), take()]
    assert [t and t.pk for t in taken] == [first.pk, second.pk, None]


def test_a_flood_of_one_student_does_not_delay_anothers_first(submit: Make, make_user: Callable[..., User]) -> None:
    busy, quiet = make_user("student"), make_user("student")
    for _ in range(50):
        submit(busy)
    assert KIND.record(take(), verdict())  # type: ignore[arg-type]
    mine = submit(quiet)
    following = take()
    assert following is not None
    assert following.pk == mine.pk


def test_a_student_whose_file_is_being_graded_waits_behind_the_others(
    submit: Make, make_user: Callable[..., User]
) -> None:
    one, other = make_user("student"), make_user("student")
    submit(one)
    submit(one)
    theirs = submit(other)
    take()
    second = take()
    assert second is not None
    assert second.pk == theirs.pk


def test_what_is_only_run_again_waits_behind_what_was_never_graded(
    submit: Make, make_user: Callable[..., User]
) -> None:
    busy, other = make_user("student"), make_user("student")
    old = [submit(busy), submit(busy), submit(other)]
    for _ in old:
        taken = take()
        assert taken is not None
        KIND.record(taken, verdict())
    rerun.put_back([submission.pk for submission in old], "v2")
    fresh = submit(busy, wanted="v2")
    order = [taken.pk for taken in iter(take, None)]
    assert order[0] == fresh.pk
    assert sorted(order[1:]) == [submission.pk for submission in old]


def test_what_a_worker_died_over_rests_and_is_then_taken_again(submit: Make, student: User) -> None:
    mine = submit(student)
    now = timezone.now()
    dead = take(now)
    assert dead is not None
    assert take(now + queue.LEASE - SECOND) is None
    found = now + queue.LEASE + SECOND
    assert take(found) is None, "taken again at once"
    mine.refresh_from_db()
    assert (mine.state, mine.killed, mine.rests_until) == (State.QUEUED, 1, found + queue.REST)
    again = take(found + queue.REST)
    assert again is not None
    assert (again.pk, again.tries) == (mine.pk, 2)
    assert again.token != dead.token


def test_what_killed_two_workers_is_put_aside_and_the_others_go_on(
    submit: Make, make_user: Callable[..., User]
) -> None:
    killer, other = make_user("student"), make_user("student")
    mine = submit(killer)
    now = timezone.now()
    for _ in range(queue.MOST_KILLED):
        taken = take(now)
        assert taken.pk == mine.pk
        submit(other)
        now += queue.LEASE + SECOND
        theirs = take(now)
        assert theirs.student == other, "others wait for what killed a worker"
        assert KIND.record(theirs, verdict())
        now += queue.REST * 3
    assert take(now) is None
    mine.refresh_from_db()
    assert (mine.state, mine.problem) == (State.ASIDE, KIND.put_aside)
    assert rerun.put_back([mine.pk], "v1") == 1, "a person can run it again"
    mine.refresh_from_db()
    assert (mine.state, mine.killed, mine.rests_until, mine.problem) == (State.QUEUED, 0, None, "")


@pytest.mark.parametrize(
    ("heard", "killed", "state"),
    [
        ("never", 1, State.QUEUED),
        ("long ago", 1, State.QUEUED),
        ("just before", 0, State.RUNNING),
        ("since", 0, State.QUEUED),
    ],
)
def test_a_death_counts_only_where_the_worker_is_silent(
    submit: Make, student: User, heard: str, killed: int, state: str
) -> None:
    """A worker that lost its row for another reason (a database that was away) did not die over it."""
    mine = submit(student)
    now = timezone.now()
    grader = graders.enrol("one", 1, "edition")
    taken = take(now, by=grader.pk)
    assert taken.token.startswith(f"{grader.pk}-")
    later = now + queue.LEASE + SECOND
    if heard == "never":
        grader.delete()
    else:
        at = {"long ago": now - SECOND, "just before": now + queue.LEASE - SECOND, "since": later}[heard]
        Grader.objects.filter(pk=grader.pk).update(beat_at=at)
    take(later, among=[Nothing()])
    mine.refresh_from_db()
    assert (mine.killed, mine.state) == (killed, state)


def test_of_two_workers_with_one_file_one_records_its_verdict(submit: Make, student: User) -> None:
    mine = submit(student)
    now = timezone.now()
    slow = take(now)
    assert take(now + queue.LEASE * 2) is None
    quick = take(now + queue.LEASE * 3)
    assert slow is not None
    assert quick is not None
    assert KIND.record(quick, verdict(5))
    assert not KIND.record(slow, verdict(7)), "a worker thought dead came back and was heard"
    mine.refresh_from_db()
    assert mine.verdict is not None
    assert (mine.state, mine.verdict.points, mine.verdicts.count()) == (State.DONE, 5, 1)


def test_after_three_broken_tries_it_has_failed_and_says_so(submit: Make, student: User) -> None:
    mine = submit(student)
    for _ in range(queue.MAX_TRIES):
        taken = take()
        assert taken is not None
        queue.give_back(taken, "it broke")
    assert take() is None
    mine.refresh_from_db()
    assert (mine.state, mine.problem) == (State.FAILED, "it broke")


def test_a_row_of_the_release_before_that_broke_too_often_has_failed_and_says_so(submit: Make, student: User) -> None:
    mine = submit(student)
    Submission.objects.filter(pk=mine.pk).update(tries=queue.MAX_TRIES)
    assert take() is None
    mine.refresh_from_db()
    assert mine.state == State.FAILED
    assert "kept as you handed it in" in mine.problem


def test_what_cannot_be_graded_now_waits_with_the_reason(submit: Make, student: User) -> None:
    mine = submit(student)
    taken = take()
    assert taken is not None
    queue.give_back(taken, "bubblewrap is missing")
    mine.refresh_from_db()
    assert (mine.state, mine.problem) == (State.QUEUED, "bubblewrap is missing")


def test_a_machine_that_cannot_grade_uses_up_no_try(submit: Make, student: User) -> None:
    mine = submit(student)
    for _ in range(queue.MAX_TRIES * 2):
        taken = take()
        assert taken is not None
        queue.give_back(taken, "bubblewrap is missing", fault_of_the_machine=True)
    mine.refresh_from_db()
    assert (mine.state, mine.tries) == (State.QUEUED, 0)


def test_going_back_to_earlier_checks_finds_their_verdict_again(submit: Make, student: User) -> None:
    mine = submit(student)
    for version, points in (("v1", 5), ("v2", 9), ("v1", 5)):
        rerun.put_back([mine.pk], version)
        taken = take()
        assert taken is not None
        KIND.record(taken, verdict(points))
    mine.refresh_from_db()
    assert mine.verdict is not None
    assert (mine.state, mine.verdict.points, mine.verdicts.count()) == (State.DONE, 5, 2)


def test_a_rerun_under_other_checks_adds_a_verdict_and_keeps_the_old_one(submit: Make, student: User) -> None:
    mine = submit(student)
    assert KIND.record(take(), verdict(5))  # type: ignore[arg-type]
    assert rerun.put_back([mine.pk], "v1") == 0, "it was graded with these checks already"
    assert rerun.put_back([mine.pk], "v2") == 1
    assert KIND.record(take(), verdict(9))  # type: ignore[arg-type]
    mine.refresh_from_db()
    assert mine.verdict is not None
    assert mine.verdict.points == 9
    assert sorted(v.points for v in mine.verdicts.all()) == [5, 9]


def test_a_verdict_is_kept_as_it_was_written(submit: Make, student: User) -> None:
    submit(student)
    written = verdict()
    assert KIND.record(take(), written)  # type: ignore[arg-type]
    written.points = 34
    with pytest.raises(NotChangeable):
        written.save()
    with pytest.raises(NotChangeable):
        Verdict.objects.all().delete()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_in_a_file")
def test_workers_at_the_same_moment_take_each_file_once(make_user: Callable[..., User]) -> None:
    students = [make_user("student") for _ in range(4)]
    files = [Submission.objects.create(student=students[n % 4], lab="03", source="x", wanted="v1") for n in range(24)]

    def work(_: int) -> list[int]:
        taken = []
        try:
            while (submission := take()) is not None:
                taken.append(submission.pk)
                assert KIND.record(submission, verdict())
        finally:
            connections.close_all()
        return taken

    with ThreadPoolExecutor(4) as workers:
        taken = [pk for pks in workers.map(work, range(4)) for pk in pks]
    assert sorted(taken) == sorted(file.pk for file in files)
    assert Verdict.objects.count() == len(files)


def test_a_server_that_starts_takes_up_what_a_killed_one_left(submit: Make, student: User) -> None:
    mine = submit(student)
    assert take() is not None
    assert take() is None
    assert queue.release() == 1
    assert take() is None
    again = take(timezone.now() + queue.REST)
    assert again is not None
    assert again.pk == mine.pk


def test_a_lease_is_renewed_as_long_as_the_work_goes_on(submit: Make, student: User) -> None:
    mine = submit(student)
    now = timezone.now()
    taken = take(now)
    assert taken is not None
    assert queue.renew(taken, now + queue.LEASE / 2)
    assert take(now + queue.LEASE + timedelta(seconds=1)) is None, "taken from a worker that is alive"
    assert take(now + queue.LEASE * 2) is None
    again = take(now + queue.LEASE * 3)
    assert again is not None
    assert again.pk == mine.pk
    assert not queue.renew(taken, now), "renewed what another has by now"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_in_a_file")
def test_a_worker_renews_by_itself_until_it_is_done(
    make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases, "BEAT", timedelta(milliseconds=20))
    Submission.objects.create(student=make_user("student"), lab="03", source="x", wanted="v1")
    taken = take()
    assert taken is not None
    with leases.held(taken):
        until = time.monotonic() + patience(60)
        while Submission.objects.get().lease_until == taken.lease_until:
            assert time.monotonic() < until, "never renewed"
            time.sleep(0.02)
        assert leases.give_all_back() == 1
    kept = Submission.objects.get()
    assert (kept.state, kept.tries, kept.token, kept.problem) == (State.QUEUED, 0, "", "")
    assert leases.give_all_back() == 0, "what is done is nobody's to give back"


def test_a_worker_takes_only_what_is_graded_with_its_own_checks(
    submit: Make, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grading, "versions", lambda: {"03": "v1", "04": "next week"})
    submit(student, wanted="next week")
    mine = submit(student, wanted="v1")
    taken = [queue.take() for _ in range(2)]
    assert [t and t.pk for t in taken] == [mine.pk, None]
    monkeypatch.setattr(grading, "versions", dict)
    submit(student, wanted="v1")
    assert queue.take() is None, "a course without labs"


def test_what_waited_while_the_checks_changed_is_graded_with_the_new_ones(
    submit: Make, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = submit(student, wanted="v1")
    gone = Submission.objects.create(student=student, lab="99", source="x", wanted="v1")
    monkeypatch.setattr(grading, "versions", lambda: {"03": "v2"})
    assert Grading().adopt() == 1
    taken = queue.take()
    assert taken is not None
    assert taken.pk == mine.pk
    gone.refresh_from_db()
    assert gone.state == State.FAILED
    assert "no longer has this lab" in gone.problem


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> "SimpleQueue[int]":
    """The news that a worker hears on SQLite."""
    settings.VAR = tmp_path
    news: SimpleQueue[int] = SimpleQueue()
    threading.Thread(target=wake.listen, args=(news.put,), daemon=True).start()
    while not (tmp_path / wake.PIPE).exists():
        time.sleep(0.01)
    return news


@pytest.mark.skipif("__import__('os').environ.get('DATABASE_URL')", reason="Procrastinate wakes the workers there")
@pytest.mark.django_db(transaction=True)
def test_workers_are_woken_once_the_file_is_really_there(heard: "SimpleQueue[int]") -> None:
    with transaction.atomic():
        wake.workers(2)
        time.sleep(0.1)
        assert heard.empty()
    assert heard.get(timeout=patience(60)) == 2
    assert heard.empty()


def test_a_bell_that_nobody_hears_or_that_is_none_holds_nobody_up(tmp_path: Path, settings: Any) -> None:
    settings.VAR = tmp_path
    wake.ring(1)
    os.mkfifo(tmp_path / wake.PIPE)
    wake.ring(1)
    (tmp_path / wake.PIPE).unlink()
    (tmp_path / wake.PIPE).write_text("kept")
    wake.ring(1)
    assert (tmp_path / wake.PIPE).read_text() == "kept"
    wake.listen(pytest.fail)  # a plain file is no bell: it returns
