"""A job that its owner cancels: it leaves the queue at once, and what a worker finds out later is not recorded."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import performing, queue
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.job import Grading
from chainrule.campus.site.labs.models import Submission, Verdict

State = Submission.State
KIND = Grading()


@pytest.fixture
def row(student: User) -> Submission:
    return Submission.objects.create(student=student, lab="03", source="x = 1", wanted=grading.version("03"))


def verdict(points: float = 3) -> Verdict:
    return Verdict(points=points, out_of=34, details={}, isolated=True, seconds=0.1)


def cancel(row: Submission) -> int:
    return queue.cancel(Submission.objects.filter(pk=row.pk))


def is_cancelled(row: Submission) -> bool:
    row.refresh_from_db()
    return (row.state, row.token, row.verdict, row.problem) == (State.CANCELLED, "", None, "")


def test_what_waits_is_never_taken_and_a_second_time_there_is_nothing_to_cancel(row: Submission) -> None:
    assert cancel(row) == 1
    assert cancel(row) == 0
    assert queue.take() is None
    assert queue.length() == 0
    assert is_cancelled(row)


@pytest.mark.parametrize("moment", ["while it is done", "while it waits for another try"])
def test_nothing_that_a_worker_does_later_changes_it(row: Submission, moment: str) -> None:
    taken = queue.take()
    if moment == "while it waits for another try":
        queue.give_back(taken, "it broke")
    assert cancel(row) == 1
    later: list[Callable[[], Any]] = [
        lambda: KIND.record(taken, verdict()),
        lambda: queue.renew(taken),
        lambda: queue.give_back(taken, "it broke"),
        lambda: queue.release(),
        lambda: queue.take(timezone.now() + queue.LEASE * 2),
        lambda: queue.put_back(Submission.objects.all(), wanted="v2"),
        lambda: KIND.adopt(),
    ]
    for act in later:
        assert not act()
        assert is_cancelled(row)
    assert not Verdict.objects.exists()


def test_cancelled_in_the_middle_of_its_checks_it_gets_no_verdict_and_the_worker_goes_on(
    row: Submission, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    following = Submission.objects.create(student=student, lab="03", source="x = 2", wanted=row.wanted)

    def grade(submission: Submission) -> Verdict:
        if submission == row:
            assert cancel(row) == 1
        return verdict()

    monkeypatch.setattr(grading, "grade", grade)
    assert performing.do_next()
    assert performing.do_next()
    assert is_cancelled(row)
    assert [found.submission for found in Verdict.objects.all()] == [following]


def test_what_has_its_verdict_cannot_be_cancelled(row: Submission) -> None:
    assert KIND.record(queue.take(), verdict(5))
    assert cancel(row) == 0
    row.refresh_from_db()
    assert row.state == State.DONE
    assert row.verdict is not None


def test_what_a_dead_worker_had_can_be_cancelled_while_it_rests(row: Submission) -> None:
    now = timezone.now()
    assert queue.take(now)
    found = now + queue.LEASE + timedelta(seconds=1)
    assert queue.take(found) is None
    assert cancel(row) == 1
    assert queue.take(found + queue.REST) is None
    assert is_cancelled(row)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("database_in_a_file")
def test_of_a_verdict_and_a_cancellation_at_the_same_moment_one_counts(make_user: Callable[..., User]) -> None:
    student, version = make_user("student"), grading.version("03")
    rows = [Submission.objects.create(student=student, lab="03", source="x", wanted=version) for _ in range(20)]
    taken = {job.pk: job for job in iter(queue.take, None)}

    def closing(act: Callable[[], Any]) -> int:
        try:
            return int(act())
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as two:
        for row in rows:
            both = [partial(KIND.record, taken[row.pk], verdict()), partial(cancel, row)]
            assert sum(two.map(closing, both)) == 1
            row.refresh_from_db()
            counts = (State.CANCELLED, 0) if row.verdict is None else (State.DONE, 1)
            assert (row.state, row.verdicts.count()) == counts
