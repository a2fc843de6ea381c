"""A run that was killed and taken up again ends in the very same bits as one that never stopped."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tests.patience import patience
from tests.training.running import SETTINGS, run

from chainrule.data import load, to_float
from chainrule.training import (
    Batches,
    Checkpoint,
    CheckpointProblem,
    CsvLogger,
    History,
    Logger,
    Settings,
    checkpoint_file,
    fit,
)

SCRIPT = Path(__file__).with_name("running.py")


def killed(folder: Path, optimizer: str, *steps: int) -> None:
    """Processes that are killed, one after another, each after so many steps of the run."""
    for step in steps:
        done = subprocess.run(
            [sys.executable, SCRIPT, folder, optimizer, str(step)],
            capture_output=True,
            text=True,
            timeout=patience(120),
        )
        assert done.returncode == -signal.SIGKILL, done.stderr


def same(one: tuple[History, torch.nn.Module], other: tuple[History, torch.nn.Module]) -> None:
    assert one[0].losses == other[0].losses
    assert one[0].rates == other[0].rates
    assert [(e.loss, e.metrics) for e in one[0].epochs] == [(e.loss, e.metrics) for e in other[0].epochs]
    for name, tensor in one[1].state_dict().items():
        assert tensor.equal(other[1].state_dict()[name]), name


def test_a_run_killed_twice_in_mid_epoch_goes_on_to_the_same_end(tmp_path: Path) -> None:
    killed(tmp_path, "Adam", 5, 13)
    assert 0 < checkpoint_file.read(tmp_path / "latest.safetensors")[1]["batch"] < 8
    same(run(Checkpoint(tmp_path)), run(None))


class Stop(Exception):
    pass


class StopAt(Logger):
    def __init__(self, step: int) -> None:
        self.at = step

    def step(self, history: History) -> None:
        if history.step == self.at:
            raise Stop


@pytest.mark.parametrize("optimizer", SETTINGS)
def test_every_optimizer_goes_on_to_the_same_end(optimizer: str, tmp_path: Path) -> None:
    uninterrupted = run(None, optimizer)
    for step in (2, 12, 20):  # before the first checkpoint in an epoch, in one, and after a second start
        with pytest.raises(Stop):
            run(Checkpoint(tmp_path, every_steps=5), optimizer, loggers=[StopAt(step)])
    same(run(Checkpoint(tmp_path, every_steps=5), optimizer), uninterrupted)


def test_a_checkpoint_after_the_last_batch_of_an_epoch_is_taken_up_before_its_evaluation(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path, every_steps=8), loggers=[StopAt(9)])
    previous = checkpoint_file.read(tmp_path / "previous.safetensors")[1]
    assert (previous["batch"], previous["epoch"]) == (8, 0)
    same(run(Checkpoint(tmp_path, every_steps=8, resume="previous")), run(None))


def test_a_run_that_is_over_is_not_run_again(tmp_path: Path) -> None:
    first = run(Checkpoint(tmp_path))
    steps = CsvLogger(tmp_path / "csv")
    same(run(Checkpoint(tmp_path), loggers=[steps, StopAt(1)]), first)


def test_the_file_of_steps_is_that_of_a_run_that_never_stopped(tmp_path: Path) -> None:
    run(None, loggers=[CsvLogger(tmp_path / "whole")])
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path, every_steps=5), loggers=[CsvLogger(tmp_path / "csv"), StopAt(13)])
    run(Checkpoint(tmp_path), loggers=[CsvLogger(tmp_path / "csv")])
    assert (tmp_path / "csv/steps.csv").read_text() == (tmp_path / "whole/steps.csv").read_text()
    assert len((tmp_path / "csv/epochs.csv").read_text().splitlines()) == 4


@pytest.mark.parametrize(
    ("first", "then", "words"),
    [
        ({}, {"optimizer": "SGD"}, "the optimizer is Adam there, and SGD here"),
        ({"about": {"seed": "1"}}, {"about": {"seed": "2"}}, "seed is 1 there, and 2 here"),
        ({"about": {"seed": "1"}}, {}, "seed is 1 there, and missing here"),
        ({}, {"scheduled": False}, "the schedule is OneCycleLR there, and none here"),
    ],
)
def test_a_checkpoint_of_another_run_is_refused(
    first: dict[str, dict[str, str]], then: dict[str, object], words: str, tmp_path: Path
) -> None:
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path, **first), loggers=[StopAt(1)])  # type: ignore[arg-type]
    changed = {name: value for name, value in then.items() if name == "scheduled"}
    checkpoint = Checkpoint(tmp_path, about=then.get("about", {}))  # type: ignore[arg-type]
    with pytest.raises(CheckpointProblem, match=words) as caught:
        run(checkpoint, str(then.get("optimizer", "Adam")), **changed)
    assert str(tmp_path / "latest.safetensors") in str(caught.value)


def test_a_run_may_begin_anew(tmp_path: Path) -> None:
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path, every_steps=1), loggers=[StopAt(5)])
    same(run(Checkpoint(tmp_path, resume="never")), run(None))


@pytest.mark.parametrize("settings", [Settings(bfloat16=True, channels_last=True), Settings(clip_norm=0.5)])
def test_other_settings_go_on_to_the_same_end(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path, every_steps=5), "SGD", settings=settings, loggers=[StopAt(13)])
    same(run(Checkpoint(tmp_path), "SGD", settings=settings), run(None, "SGD", settings=settings))


def test_optimizers_and_schedules_of_pytorch_go_on_as_well(tmp_path: Path) -> None:
    def train(checkpoint: Checkpoint | None, *loggers: Logger) -> tuple[History, torch.nn.Module]:
        torch.manual_seed(0)
        model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(64, 10), torch.nn.Dropout(0.1))
        optimizer = torch.optim.AdamW(model.parameters(), amsgrad=True)
        schedule = torch.optim.lr_scheduler.StepLR(optimizer, 4)
        data = Batches(load("digits").train, 100, prepare=to_float)
        draw = torch.Generator().manual_seed(1)
        arguments = {"epochs": 2, "generator": draw, "schedule": schedule, "checkpoint": checkpoint}
        return fit(model, data, optimizer, loggers=loggers, **arguments), model  # type: ignore[arg-type]

    with pytest.raises(Stop):
        train(Checkpoint(tmp_path, every_steps=5), StopAt(18))
    same(train(Checkpoint(tmp_path)), train(None))


def test_tied_weights_are_kept_together(tmp_path: Path) -> None:
    one = torch.nn.Linear(3, 3)
    model = torch.nn.ModuleList([one, torch.nn.Linear(3, 3)])
    model[1].weight = one.weight
    checkpoint_file.write(tmp_path / "tied", model.state_dict(), {})
    model.load_state_dict(checkpoint_file.read(tmp_path / "tied")[0])
    assert model[1].weight is one.weight
