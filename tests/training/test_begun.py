"""A run goes on only with what it began with; what is not the same is named."""

from pathlib import Path
from typing import Any

import pytest
import torch
from tests.training.test_resume import Stop, StopAt, same
from torch import Generator, nn

from chainrule import optim
from chainrule.data import Characters, load, to_float
from chainrule.training import (
    Batches,
    Checkpoint,
    CheckpointProblem,
    History,
    MovingAverage,
    Settings,
    Windows,
    checkpoint_file,
    fit,
)
from chainrule.training.objectives import next_token


def halved(x: torch.Tensor) -> torch.Tensor:
    return to_float(x) / 2


def run(checkpoint: Checkpoint, *, stop: int | None = None, **changed: Any) -> tuple[History, nn.Module]:
    """A small training; what is `changed` is not as usual."""
    torch.manual_seed(0)
    generator = Generator().manual_seed(changed.get("seed", 5))
    model = nn.Sequential(nn.Flatten(), nn.Linear(64, 10))
    room = changed.get("room", optim)
    optimizer = room.SGD(model.parameters(), lr=changed.get("lr", 0.1), momentum=changed.get("momentum", 0.5))
    schedules = room if room is optim else torch.optim.lr_scheduler
    name, settings = changed.get("schedule", ("StepLR", {"step_size": 3}))
    schedule = getattr(schedules, name)(optimizer, **settings) if name else None
    train = load("digits").train
    if changed.get("label"):
        train = train.take(slice(None))
        train.labels[1400] += 1
    data = Batches(
        train.take(slice(changed.get("examples", 1500))), changed.get("size", 500), changed.get("prepare", to_float)
    )
    return fit(
        model,
        data,
        optimizer,
        epochs=changed.get("epochs", 3),
        generator=generator,
        schedule=schedule,
        settings=changed.get("how"),
        checkpoint=checkpoint,
        hooks=[MovingAverage(model)] if changed.get("average") else [],
        loggers=[StopAt(stop)] if stop else [],
    ), model


LAMBDA = ("LambdaLR", {"lr_lambda": lambda t: 0.9**t})
CASES: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({}, {"size": 300}, "the batch size is 500 there, and 300 here"),
    ({}, {"size": 501}, "the batch size is 500 there, and 501 here"),  # as many batches
    ({}, {"examples": 1400}, "the number of examples is 1500 there, and 1400 here"),
    ({}, {"label": True}, "the data is [0-9a-f]{64} there, and [0-9a-f]{64} here"),
    ({}, {"prepare": halved}, "prepare is to_float there, and halved here"),
    ({}, {"lr": 0.2}, r"the rate \(initial_lr\) of group 0 is 0.1 there, and 0.2 here"),
    (
        {"schedule": (None, {})},
        {"schedule": (None, {}), "lr": 0.2},
        r"the rate \(lr\) of group 0 is 0.1 there, and 0.2",
    ),
    ({}, {"momentum": 0.9}, "momentum of group 0 is 0.5 there, and 0.9 here"),
    ({}, {"seed": 6}, "the seed is 5 there, and 6 here"),
    ({}, {"schedule": ("StepLR", {"step_size": 4})}, "the schedule gives other rates there than here"),
    ({}, {"schedule": ("StepLR", {"step_size": 3, "gamma": 0.2})}, "the schedule gives other rates"),
    ({}, {"schedule": (None, {})}, "the schedule is StepLR there, and none here"),
    (
        {"schedule": LAMBDA},
        {"schedule": ("LambdaLR", {"lr_lambda": lambda t: 0.8**t})},
        "the schedule gives other rates",
    ),
    (
        {"schedule": ("OneCycleLR", {"max_lr": 1.0, "total_steps": 12})},
        {"schedule": ("OneCycleLR", {"max_lr": 1.0, "total_steps": 13})},
        "the schedule gives other rates",
    ),
    (
        {"schedule": ("OneCycleLR", {"max_lr": 1.0, "total_steps": 12})},
        {"schedule": ("OneCycleLR", {"max_lr": 2.0, "total_steps": 12})},
        r"the rate \(max_lr\) of group 0 is 1.0 there, and 2.0 here",
    ),
    ({}, {"how": Settings(clip_norm=1.0)}, "the setting clip_norm is missing there, and 1.0 here"),
    ({}, {"how": Settings(accumulate=2)}, "the setting accumulate is 1 there, and 2 here"),
    ({}, {"average": True}, r"the list of hooks with a state is \[\] there, and \['MovingAverage'\] here"),
    (
        {"room": torch.optim},
        {"room": torch.optim, "schedule": ("StepLR", {"step_size": 4})},
        "the schedule gives other rates",
    ),
    (
        {"room": torch.optim, "schedule": LAMBDA},
        {"room": torch.optim, "schedule": ("LambdaLR", {"lr_lambda": lambda t: 0.8**t})},
        "the schedule gives other rates",
    ),
]


@pytest.mark.parametrize(("first", "then", "words"), CASES, ids=[words[:40] for *_, words in CASES])
def test_a_run_that_would_go_on_with_something_else_is_refused(
    first: dict[str, Any], then: dict[str, Any], words: str, tmp_path: Path
) -> None:
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path, every_steps=1), stop=2, **first)
    with pytest.raises(CheckpointProblem, match=words) as caught:
        run(Checkpoint(tmp_path), **then)
    assert "fix: give what it began with, or begin anew" in str(caught.value)


@pytest.mark.parametrize(
    "same_in_both",
    [{}, *(first for first, _, _ in CASES if first)],
    ids=lambda changed: " ".join(changed) or "nothing",
)
def test_a_run_goes_on_with_the_same_also_for_more_epochs(same_in_both: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(Stop):
        run(Checkpoint(tmp_path / "a", every_steps=1), stop=2, **same_in_both)
    again = run(Checkpoint(tmp_path / "a"), **same_in_both)
    same(again, run(Checkpoint(tmp_path / "b"), **same_in_both))
    assert run(Checkpoint(tmp_path / "a"), epochs=4, **same_in_both)[0].step == 12


@pytest.mark.parametrize("cycle", [False, True])
def test_the_same_objects_go_on_when_fit_is_called_again(cycle: bool, tmp_path: Path) -> None:
    """As in a notebook: the rate of the optimizer is then that of the step where it stopped."""
    torch.manual_seed(0)
    model, generator = nn.Sequential(nn.Flatten(), nn.Linear(64, 10)), Generator().manual_seed(1)
    optimizer = optim.Adam(model.parameters(), lr=0.01)
    schedule = optim.OneCycleLR(optimizer, 0.01, total_steps=9) if cycle else optim.StepLR(optimizer, 1, gamma=0.9)

    def go(*loggers: StopAt) -> History:
        data = Batches(load("digits").train, 500, to_float)
        kept = Checkpoint(tmp_path, every_steps=1)
        return fit(
            model, data, optimizer, epochs=3, generator=generator, schedule=schedule, checkpoint=kept, loggers=loggers
        )

    with pytest.raises(Stop):
        go(StopAt(5))
    assert go().step == 9


def test_another_text_or_length_of_windows_is_refused(tmp_path: Path) -> None:
    alphabet = Characters.of("abc")

    def go(text: str, length: int, *loggers: StopAt) -> None:
        model = nn.Sequential(nn.Embedding(3, 4), nn.Linear(4, 3))
        windows = Windows(alphabet.encode(text), length, 4)
        optimizer, draw = optim.SGD(model.parameters(), lr=0.1), Generator()
        kept = Checkpoint(tmp_path, every_steps=1)
        fit(model, windows, optimizer, epochs=2, generator=draw, objective=next_token, checkpoint=kept, loggers=loggers)

    with pytest.raises(Stop):
        go("abc" * 30, 5, StopAt(2))
    with pytest.raises(CheckpointProblem, match="the length of a window is 5 there, and 6 here"):
        go("abc" * 30, 6)
    with pytest.raises(CheckpointProblem, match="the data is"):
        go("acb" * 30, 5)
    go("abc" * 30, 5)


# --- compiled models ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["whole", "inside"])
def test_a_compiled_model_and_a_plain_one_go_on_from_each_other(part: str, tmp_path: Path) -> None:
    """`torch.compile` puts `_orig_mod` before the names."""

    def train(checkpoint: Checkpoint, *loggers: StopAt, compiled: bool) -> tuple[History, nn.Module]:
        torch.manual_seed(0)
        model: nn.Module = nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(64, 10), nn.Dropout(0.1)))
        if compiled and part == "whole":
            model = torch.compile(model, backend="eager")  # type: ignore[assignment]
        elif compiled:
            model[1] = torch.compile(model[1], backend="eager")  # type: ignore[operator,index]
        optimizer = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
        data = Batches(load("digits").train, 500, to_float)
        draw = Generator().manual_seed(0)
        return fit(model, data, optimizer, epochs=3, generator=draw, checkpoint=checkpoint, loggers=loggers), model

    for first, then in ((True, False), (False, True)):
        folder = tmp_path / str(first)
        with pytest.raises(Stop):
            train(Checkpoint(folder, every_steps=1), StopAt(4), compiled=first)
        tensors, _ = checkpoint_file.read(folder / "latest.safetensors")
        assert not [name for name in tensors if "_orig_mod" in name]
        history, _ = train(Checkpoint(folder), compiled=then)
        assert history.step == 9
