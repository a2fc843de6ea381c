"""Sweeps with real workers: killed with -9 in mid-trial on a journal file and on PostgreSQL, stopped, and failing."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from tests.campus.site.postgresql import cluster
from tests.patience import patience

from chainrule.training.problems import SweepProblem
from chainrule.training.search import Choice, Range, Search
from chainrule.training.sweep import DEATHS, Storage, Sweep

SOURCE = Path(__file__).parents[2] / "src"
# A worker whose trials are long while the file `hold` is there, and die with the worker where `deadly` is.
WORKER = """
import os, signal, sys, time
from pathlib import Path
from chainrule.training.search import Choice, Range, Search
from chainrule.training.sweep import Storage, Sweep
folder, storage, count, seed = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
def objective(values, report):
    with (folder / "begun").open("a") as begun:
        begun.write(f"{values['x']!r}\\n")
    while (folder / "hold").exists():
        time.sleep(0.02)
    if (folder / "deadly").exists():
        os.kill(os.getpid(), signal.SIGKILL)
    return -((values["x"] - 0.3) ** 2)
space = {"x": Range(0.0, 1.0), "kind": Choice(("round", "flat"))}
search = Search("parabola", "height", space, objective)
Sweep(search, Storage(storage, heartbeat=1), sampler="random", seed=seed).work(count)
"""


def worker(folder: Path, storage: str, count: int, seed: int = 0) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", WORKER, str(folder), storage, str(count), str(seed)]
    return subprocess.Popen(command, env=os.environ | {"PYTHONPATH": str(SOURCE)})


def seen(storage: str) -> Sweep:
    """What is in a storage, as who only looks."""
    space = {"x": Range(0.0, 1.0), "kind": Choice(("round", "flat"))}
    return Sweep(Search("parabola", "height", space, lambda values, report: 0.0), Storage(storage, heartbeat=1))


def begun(folder: Path, count: int) -> list[str]:
    """The values of x that trials began with, once there are so many."""
    file = folder / "begun"
    for _ in range(1500):
        lines = file.read_text().split() if file.exists() else []
        if len(lines) >= count:
            return lines
        time.sleep(0.02)
    pytest.fail(f"only {len(lines)} trials began")


@pytest.fixture(params=["journal", pytest.param("postgresql", marks=pytest.mark.slow)])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "journal":
        yield str(tmp_path / "sweep/journal.log")
    else:
        with cluster() as url:
            yield url


def test_the_trial_of_a_killed_worker_is_taken_up_again_with_its_values(storage: str, tmp_path: Path) -> None:
    (tmp_path / "hold").touch()
    first = worker(tmp_path, storage, 4)
    [x] = begun(tmp_path, 1)
    first.send_signal(signal.SIGKILL)
    first.wait(timeout=patience(20))
    (tmp_path / "hold").unlink()
    others = [worker(tmp_path, storage, 4, seed) for seed in (1, 2)]
    assert [other.wait(timeout=patience(60)) for other in others] == [0, 0]
    assert begun(tmp_path, 5).count(x) == 2
    sweep = seen(storage)
    assert sorted(sweep.slots()) == [0, 1, 2, 3]
    assert [trial.state.name for trial in sweep.trials()] == ["COMPLETE"] * 4
    assert [len(made) for _, made in sorted(sweep.slots().items())] == [2, 1, 1, 1]
    assert len(begun(tmp_path, 5)) == 5
    assert sweep.study.best_value == pytest.approx(-((sweep.study.best_params["x"] - 0.3) ** 2))


@pytest.mark.slow
def test_several_workers_make_each_trial_once_and_more_trials_go_on(storage: str, tmp_path: Path) -> None:
    for count in (6, 9):
        workers = [worker(tmp_path, storage, count, seed) for seed in range(2)]
        assert [one.wait(timeout=patience(60)) for one in workers] == [0, 0]
        assert len(begun(tmp_path, count)) == count
        assert [trial.state.name for trial in seen(storage).trials()] == ["COMPLETE"] * count


@pytest.mark.slow
def test_an_empty_database_may_be_opened_by_many_at_the_same_moment() -> None:
    together = Barrier(8)

    def opened(url: str) -> Storage:
        together.wait()
        return Storage(url, heartbeat=1)

    with cluster() as url, ThreadPoolExecutor(8) as threads:
        storages = list(threads.map(opened, [url] * 8))
        with storages[0].alone():  # the lock of the opening is given back
            pass


@pytest.mark.slow
def test_a_trial_that_kills_its_workers_is_given_up(tmp_path: Path) -> None:
    storage = str(tmp_path / "sweep/journal.log")
    (tmp_path / "deadly").touch()
    for _ in range(DEATHS):
        assert worker(tmp_path, storage, 1).wait(timeout=patience(60)) == -signal.SIGKILL
    assert worker(tmp_path, storage, 1).wait(timeout=patience(60)) == 0
    assert len(begun(tmp_path, DEATHS)) == DEATHS
    assert [trial.state.name for trial in seen(storage).trials()] == ["FAIL"]


@pytest.mark.slow
def test_ctrl_c_gives_the_trial_back_at_once(tmp_path: Path) -> None:
    storage = str(tmp_path / "sweep/journal.log")
    (tmp_path / "hold").touch()
    for number in range(1, DEATHS + 1):  # to be stopped is not to die: it never counts
        stopped = worker(tmp_path, storage, 1)
        begun(tmp_path, number)
        stopped.send_signal(signal.SIGINT)
        stopped.wait(timeout=patience(20))
        assert [trial.state.name for trial in seen(storage).trials()] == ["FAIL"]
    assert seen(storage).waits_again(seen(storage).trials()[0])
    (tmp_path / "hold").unlink()
    assert worker(tmp_path, storage, 1).wait(timeout=patience(60)) == 0
    assert [trial.state.name for trial in seen(storage).trials()] == ["COMPLETE"]
    assert len(set(begun(tmp_path, 1))) == 1


def searching(objective, tmp_path: Path, sampler: str = "random") -> Sweep:  # type: ignore[no-untyped-def]
    space = {"x": Range(0.1, 10.0, log=True), "n": Range(1, 8, whole=True), "kind": Choice(("a", "b", None))}
    return Sweep(
        Search("in-process", "score", space, objective), Storage(str(tmp_path / "journal.log")), sampler=sampler
    )


def test_a_trial_that_fails_says_why_and_the_others_go_on(tmp_path: Path) -> None:
    tried = []

    def objective(values, report):  # type: ignore[no-untyped-def]
        tried.append(values)
        if len(tried) == 1:
            return float("nan")
        if len(tried) == 2:
            report(3, float("inf"))
        if len(tried) == 3:
            raise RuntimeError("out of luck\nand more")
        return values["x"]

    sweep = searching(objective, tmp_path)
    sweep.work(5)
    trials = sweep.trials()
    assert [trial.state.name for trial in trials] == ["FAIL", "FAIL", "FAIL", "COMPLETE", "COMPLETE"]
    assert [trial.user_attrs["reason"] for trial in trials[:3]] == [
        "TrainingProblem: the score is nan",
        "TrainingProblem: the score became inf in epoch 3",
        "RuntimeError: out of luck",
    ]
    sweep.work(5)
    assert len(tried) == 5
    for values in tried:
        assert 0.1 <= values["x"] <= 10.0
        assert values["n"] in range(1, 9)
        assert values["kind"] in ("a", "b", None)


def test_a_hopeless_trial_is_ended_early(tmp_path: Path) -> None:
    epochs = []

    def objective(values, report):  # type: ignore[no-untyped-def]
        good = len(epochs) < 6
        epochs.append(0)
        for epoch in range(1, 11):
            epochs[-1] = epoch
            report(epoch, epoch / 10 if good else 0.0)
        return 1.0

    sweep = searching(objective, tmp_path)
    sweep.work(8)
    assert epochs[:6] == [10] * 6
    assert max(epochs[6:]) < 10
    assert [trial.state.name for trial in sweep.trials()[6:]] == ["PRUNED"] * 2


@pytest.mark.parametrize("sampler", ["random", "tpe"])
def test_a_sampler_goes_by_its_seed(sampler: str, tmp_path: Path) -> None:
    tried: list[list[float]] = []
    for run in range(2):
        tried.append([])
        objective = lambda values, report: tried[-1].append(values["x"]) or values["x"]  # noqa: E731
        searching(objective, tmp_path / str(run), sampler).work(12)
    assert tried[0] == tried[1]


def test_what_cannot_be_a_storage_or_a_space_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(SweepProblem, match="mysql:// is no storage of a sweep"):
        Storage("mysql://somewhere/sweep")
    with pytest.raises(SweepProblem, match="the database of the sweep cannot be used"):
        Storage("postgresql://nobody@127.0.0.1:9/sweep?connect_timeout=2")
    (tmp_path / "file").touch()
    with pytest.raises(SweepProblem, match="cannot be written"):
        Storage(str(tmp_path / "file/journal.log"))
    with pytest.raises(SweepProblem, match="no sampler is called 'grid'"):
        searching(None, tmp_path, "grid")
    (tmp_path / "folder").mkdir()
    with pytest.raises(SweepProblem, match="folder cannot be written: Is a directory"):
        Storage(str(tmp_path / "folder"))
    for wrong in (lambda: Range(1, 1), lambda: Range(0, 1, log=True), lambda: Choice((1,)), lambda: Choice((1, 1))):
        with pytest.raises(ValueError):
            wrong()


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"garbage\n", 1),
        (b"garbage", 1),
        (b"\x00\xcc\xff\n\xfe", 1),
        (b'{"a": 1}\n', 1),
        (b"[1, 2]\n", 1),
        (b"\n", 1),
        (b'{"op_code": 4}\n', 1),
        (b'{"op_code":0,"worker_id":"w","study_name":"in-process","directions":[2]}\ngarbage\n', 2),
        (b'{"op_code":0,"worker_id":"w","study_name":"in-process","directions":[2]}\ngarbage', 2),
    ],
)
def test_a_file_that_is_no_journal_is_refused_and_left_as_it_is(content: bytes, line: int, tmp_path: Path) -> None:
    (tmp_path / "journal.log").write_bytes(content)
    with pytest.raises(SweepProblem) as caught:
        searching(lambda values, report: 1.0, tmp_path)
    assert str(caught.value) == (
        f"{tmp_path / 'journal.log'} is no journal of a sweep: line {line} is none of a journal's"
        "\n  fix: choose another --storage, or put that file aside"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["journal.log"]
    assert (tmp_path / "journal.log").read_bytes() == content


def test_an_empty_file_is_a_journal_in_which_nothing_stands_yet(tmp_path: Path) -> None:
    (tmp_path / "journal.log").touch()
    sweep = searching(lambda values, report: values["x"], tmp_path)
    sweep.work(1)
    assert [trial.state.name for trial in sweep.trials()] == ["COMPLETE"]


def test_a_journal_that_was_cut_short_goes_on_without_the_line_that_is_not_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chainrule.training.sweep.ORPHAN_SECONDS", 0.1)  # a cut may take the worker's name off a trial
    searching(lambda values, report: values["x"], tmp_path).work(3)
    journal = tmp_path / "journal.log"
    whole = journal.read_bytes()
    lines = whole.splitlines(keepends=True)
    starts = [sum(map(len, lines[:number])) for number in range(len(lines))]
    for cut in (1, len(lines[0]) - 1, starts[len(lines) // 2] + 20, starts[-1] + 1, len(whole) - 1):
        journal.write_bytes(whole[:cut])
        sweep = searching(lambda values, report: values["x"], tmp_path)
        sweep.work(3)
        assert [trial.state.name for trial in sweep.trials()] == ["COMPLETE"] * 3
        assert sorted(sweep.slots()) == [0, 1, 2]


def at_write(monkeypatch: pytest.MonkeyPatch, number: int, do: Callable[[], object]) -> None:
    """Do this in the midst of the write of this number from now on, while the journal's lock is held."""
    writes, synced = itertools.count(1), os.fsync

    def fsync(descriptor: int) -> None:
        synced(descriptor)
        if next(writes) == number:
            do()

    monkeypatch.setattr(os, "fsync", fsync)


@pytest.mark.parametrize("number", range(1, 19))  # three trials with six writes each
def test_a_worker_asked_to_stop_while_it_writes_ends_the_write_and_others_go_on(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweep = searching(lambda values, report: values["x"], tmp_path)
    with monkeypatch.context() as patched:
        at_write(patched, number, sweep.stop.ask)
        with suppress(KeyboardInterrupt):
            sweep.work(3)
    assert sweep.stop.asked
    made = [trial.state.name for trial in searching(lambda values, report: 0.0, tmp_path).study.trials]
    assert "RUNNING" not in made
    after = searching(lambda values, report: values["x"], tmp_path)
    after.work(3)
    assert [trial.state.name for trial in after.trials()] == ["COMPLETE"] * 3


def test_a_wish_to_stop_ends_a_trial_at_once_and_only_the_first_counts(tmp_path: Path) -> None:
    def objective(values: dict[str, Any], report: Callable[[int, float], None]) -> float:
        sweep.stop.ask()
        pytest.fail("the trial went on")

    sweep = searching(objective, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        sweep.work(1)
    sweep.stop.ask()
    assert [trial.state.name for trial in sweep.study.trials] == ["FAIL"]
    assert sweep.waits_again(sweep.trials()[0])


def test_a_wish_to_stop_that_comes_with_a_report_ends_the_trial_after_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def objective(values: dict[str, Any], report: Callable[[int, float], None]) -> float:
        at_write(monkeypatch, 1, sweep.stop.ask)
        report(1, 0.5)
        pytest.fail("the trial went on")

    sweep = searching(objective, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        sweep.work(1)
    assert [trial.intermediate_values for trial in sweep.study.trials] == [{1: 0.5}]
    assert sweep.waits_again(sweep.trials()[0])


KILLED_WHILE_IT_WRITES = """
import os, signal
from pathlib import Path
from chainrule.training import journal
storage = journal.opened(Path("kept/journal.log"))
os.fsync = lambda descriptor: os.kill(os.getpid(), signal.SIGKILL)
storage.create_new_study([2], "in-process")
"""


def test_a_worker_killed_while_it_writes_holds_nobody_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    killed = subprocess.run([sys.executable, "-c", KILLED_WHILE_IT_WRITES], cwd=tmp_path, env=environment)
    assert killed.returncode == -signal.SIGKILL
    monkeypatch.chdir(tmp_path)  # by its relative path, as the command line names it
    sweep = searching(lambda values, report: values["x"], Path("kept"))
    sweep.work(1)
    assert [trial.state.name for trial in sweep.trials()] == ["COMPLETE"]
