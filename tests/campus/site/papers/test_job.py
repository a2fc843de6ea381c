"""The code in closed papers goes through the queue: run once, fairly, outside the server, and never for ever."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.questions import Ran, RunnerDied
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import gate, performing, queue
from chainrule.campus.site.jobs.boxes import NUMPY
from chainrule.campus.site.jobs.kinds import kind_of, kinds
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.papers import attempt_marks, housekeeping, runs, sitting
from chainrule.campus.site.papers.models import Attempt, Recording

from .conftest import OPEN

State = Recording.State
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def attempt(student: User, at: Callable[[str], None]) -> Attempt:
    """One that is closed, and whose code was not run."""
    at(OPEN)
    return hand_in(student)


def hand_in(student: User) -> Attempt:
    begun = sitting.begin(student, "quiz-1", clock.now())
    sitting.submit(begun, clock.now())
    return Attempt.objects.get(pk=begun.pk)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """What students wrote runs where the authors' programs do."""
    monkeypatch.setattr(runs, "Sandbox", runs.runner)


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def raises(*_: Any) -> Any:
        raise error

    monkeypatch.setattr(runs, "collect_runs", raises)


def the_row(attempt: Attempt) -> Recording:
    return Recording.objects.get(attempt=attempt)


@pytest.mark.usefixtures("here")
def test_a_paper_is_queued_once_when_it_closes_and_its_runs_are_recorded(attempt: Attempt) -> None:
    assert [runs.queue_closed(), runs.queue_closed()] == [1, 0]
    assert [performing.do_next(), performing.do_next()] == [True, False]
    attempt.refresh_from_db()
    assert not attempt_marks.result(attempt).waiting_for_run
    assert the_row(attempt).state == State.DONE
    assert runs.queue_closed() == 0


def test_the_server_queues_and_does_not_run(attempt: Attempt, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, AssertionError("a program was run in the server"))
    housekeeping.tick(attempt.closed_at + timedelta(seconds=1))
    assert the_row(attempt).state == State.QUEUED


@pytest.mark.usefixtures("here")
def test_papers_and_labs_wait_in_one_queue_by_turn(attempt: Attempt, make_user: Callable[..., User]) -> None:
    """Whoever has handed in a lab just now waits behind a paper of somebody whose turn it was longer ago."""
    busy = make_user("student")
    files = [Submission.objects.create(student=busy, lab="03", source="x", wanted="any") for _ in range(2)]
    runs.queue_closed()
    labs, papers = kind_of(files[0]), kind_of(the_row(attempt))

    class Whatever(type(labs)):  # type: ignore[misc]
        def mine(self) -> Any:
            return papers.mine()

    taken = [queue.take(among=[Whatever(), papers]) for _ in range(4)]
    assert taken[0] == files[0]
    assert [type(one) for one in taken] == [Submission, Recording, Submission, type(None)]


@pytest.mark.parametrize("error", [RunnerDied("twice"), LookupError("a bug")])
def test_what_cannot_be_run_waits_and_holds_nobody_up(
    error: Exception, attempt: Attempt, make_user: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A machine's fault is tried again for ever, with a rest between; a fault of ours until a person is needed."""
    runs.queue_closed()
    refuse(monkeypatch, error)
    for _ in range(queue.MAX_TRIES):
        assert performing.do_next()
        Recording.objects.update(rests_until=None)
    patient = isinstance(error, RunnerDied)
    assert the_row(attempt).state == (State.QUEUED if patient else State.FAILED)
    assert runs.needing_a_person().exists() == (not patient)
    monkeypatch.undo()
    monkeypatch.setattr(runs, "Sandbox", runs.runner)
    other = hand_in(make_user("student"))
    runs.queue_closed()
    while performing.do_next():
        pass
    other.refresh_from_db()
    attempt.refresh_from_db()
    assert other.runs is not None
    assert (attempt.runs is not None) == patient


def test_what_a_machine_could_not_run_rests_before_the_next_try(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs.queue_closed()
    refuse(monkeypatch, RunnerDied("no worker"))
    assert [performing.do_next(), performing.do_next()] == [True, False]
    row = the_row(attempt)
    assert (row.tries, row.detail) == (0, "no worker")
    assert queue.take(row.rests_until) == row


@pytest.mark.usefixtures("here")
def test_a_paper_that_killed_two_graders_needs_a_person_who_can_run_it_again(
    attempt: Attempt, assistant: User, student: User, client_of: ClientOf
) -> None:
    runs.queue_closed()
    now = queue.present()
    for _ in range(queue.MOST_KILLED):
        assert queue.take(now) is not None
        now += queue.LEASE + timedelta(seconds=1)
        assert queue.take(now) is None
        now += queue.REST
    assert the_row(attempt).state == State.ASIDE
    staff = client_of(assistant)
    page = f"/papers/quiz-1/class/{attempt.pk}/"
    assert "needs a look" in staff.get("/papers/quiz-1/class/").text
    assert "needs a look" in staff.get("/marking/").text
    assert "The grader crashed 2 times" in staff.get(page).text
    assert client_of(student).post(f"{page}run-again/").status_code == 403
    assert staff.post(f"{page}run-again/").status_code == 302
    assert (the_row(attempt).state, the_row(attempt).killed) == (State.QUEUED, 0)
    assert performing.do_next()
    attempt.refresh_from_db()
    assert attempt.runs is not None
    assert "needs a look" not in staff.get("/marking/").text + staff.get(page).text
    staff.post(f"{page}run-again/")
    assert the_row(attempt).state == State.DONE, "run again although nothing was wrong"


def test_students_code_goes_through_the_rooms_launcher(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each program runs in a process that the launcher starts; what was lost runs once more."""
    asked: list[Any] = []

    class Isolated:
        def __init__(self, launcher: Any) -> None:
            assert launcher == "the launcher"

        def run(self, programs: list[str]) -> list[Ran]:
            asked.append(list(programs))
            first = len(asked) == 1
            return [Ran("", "Died") if first and program == "lost" else Ran(program) for program in programs]

    monkeypatch.setattr(runs, "IsolatedRunner", Isolated)
    monkeypatch.setattr(runs, "launcher", lambda: "the launcher")
    assert runs.Sandbox().run([]) == []
    assert not asked
    assert runs.Sandbox().run(["quick", "lost"]) == [Ran("quick"), Ran("lost")]
    assert asked == [["quick", "lost"], ["lost"]]


def test_a_fill_that_ran_out_of_time_beside_others_is_run_again_alone(
    attempt: Attempt, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = iter([Ran("", "Timeout", "by the clock"), Ran("7")])
    monkeypatch.setattr(runs, "results", lambda *_: {"p": next(said).as_dict()})
    runs.queue_closed()
    with gate.inside():
        assert performing.do_next()
    row = the_row(attempt)
    assert (row.state, row.alone, row.tries) == (State.QUEUED, True, 0)
    assert performing.do_next()
    attempt.refresh_from_db()
    assert attempt.runs == {"p": Ran("7").as_dict()}
    assert not the_row(attempt).alone


def test_papers_want_a_sandbox_that_is_warm() -> None:
    (papers,) = (kind for kind in kinds() if kind.name == "papers")
    assert papers.packages() == {NUMPY}
