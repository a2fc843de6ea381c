"""What ran out of time beside others does not count until it ran alone; what a worker died over runs alone."""

from collections.abc import Callable
from typing import Any

import pytest

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import gate, performing
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission
from chainrule.labs import Limits, PlainLauncher, run_checks, student, student_process

State = Submission.State
SLEEPS = "import time\ntime.sleep(600)\n"
SPINS = "while True: pass\n"


@pytest.fixture
def hand_in(make_user: Callable[..., User]) -> Callable[[str], Submission]:
    return lambda source: Submission.objects.create(
        student=make_user("student"), lab="03", source=source, wanted=grading.version("03")
    )


@pytest.fixture(autouse=True)
def patient_clock(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """On a busy machine the clock would end what spins before its second of the processor is used up."""
    for module in (student_process, student):
        monkeypatch.setattr(module, "far", lambda seconds: 3.0 * seconds if "SLEEPS" in request.node.name else 120.0)


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> list[Submission]:
    """Files have a second to load, in a plain process; the submissions that were run are listed."""
    ran: list[Submission] = []

    def graded(submission: Submission) -> Any:
        ran.append(submission)
        limits = Limits(load_seconds=1.0)
        return run_checks(lab, submission.source.encode(), launch=PlainLauncher(), limits=limits, seed=1)

    lab = grading.labs()["03"]

    def grade(submission: Submission) -> Any:
        said = graded(submission)
        details = grading.details_of(said)
        return grading.Verdict(
            checks_version=grading.version("03"), points=said.points, out_of=said.out_of, details=details,
            isolated=False, seconds=1.0,
        )  # fmt: skip

    monkeypatch.setattr(grading, "grade", grade)
    return ran


def test_a_time_out_beside_others_of_one_that_SLEEPS_waits_to_be_run_alone_and_that_counts(
    hand_in: Callable[[str], Submission], short: list[Submission]
) -> None:
    row = hand_in(SLEEPS)
    with gate.inside():
        assert performing.do_next()
    row.refresh_from_db()
    assert (row.state, row.alone, row.tries, row.verdict) == (State.QUEUED, True, 0, None)
    assert "once more" in row.problem
    assert performing.do_next()
    row.refresh_from_db()
    assert (row.state, row.alone, row.problem, len(short)) == (State.DONE, False, "", 2)
    assert not performing.do_next()


@pytest.mark.parametrize(("source", "beside"), [(SPINS, True), (SLEEPS, False)], ids=["SPINS", "SLEEPS"])
def test_a_time_out_that_is_beyond_doubt_counts_at_once(
    source: str, beside: bool, hand_in: Callable[[str], Submission], short: list[Submission]
) -> None:
    """It used up its seconds of the processor, or nobody was beside it."""
    row = hand_in(source)
    if beside:
        with gate.inside():
            assert performing.do_next()
    else:
        assert performing.do_next()
    row.refresh_from_db()
    assert (row.state, len(short)) == (State.DONE, 1)
    assert row.verdict is not None
    assert row.verdict.points == 0


def test_others_that_somebody_waits_for_go_before_what_SLEEPS_and_is_to_be_run_alone(
    hand_in: Callable[[str], Submission], short: list[Submission]
) -> None:
    late = hand_in(SLEEPS)
    with gate.inside():
        performing.do_next()
    fresh = hand_in("x = 1")
    performing.do_next()
    assert short == [late, fresh]


@pytest.mark.parametrize("killed", [0, 1])
def test_what_a_worker_died_over_is_run_with_nobody_beside_it(
    killed: int, hand_in: Callable[[str], Submission], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that, if another dies, there is no doubt whose fault it is."""
    hand_in("x = 1")
    Submission.objects.update(killed=killed)
    asked: list[bool] = []
    inside = gate.inside
    monkeypatch.setattr(gate, "inside", lambda *, alone: asked.append(alone) or inside(alone=alone))
    said: dict[str, Any] = {"points": 0, "out_of": 1, "details": {}, "isolated": True, "seconds": 0}
    monkeypatch.setattr(grading, "grade", lambda _: grading.Verdict(**said))
    assert performing.do_next()
    assert asked == [bool(killed)]
    assert Submission.objects.get().killed == 0, "a job that was done kills nobody"


@pytest.mark.parametrize(("source", "by_clock"), [(SLEEPS, True), (SPINS, False)], ids=["SLEEPS", "SPINS"])
def test_a_time_out_says_whether_the_processor_or_the_clock_ended_it(source: str, by_clock: bool) -> None:
    said = run_checks(grading.labs()["03"], source.encode(), limits=Limits(load_seconds=0.5))
    assert "did not finish" in said.problem
    assert said.by_clock == by_clock
