"""What makes no sense is refused, with the name of the argument."""

from typing import Any

import pytest
import torch

from chainrule import optim


def weights(*shape: int) -> list[torch.Tensor]:
    return [torch.zeros(shape or (2, 2), requires_grad=True)]


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("SGD", {"lr": -0.1}, "SGD: lr must be at least 0, got -0.1"),
        ("SGD", {"lr": float("nan")}, "SGD: lr must be at least 0, got nan"),
        ("SGD", {"momentum": -0.9}, "SGD: momentum"),
        ("SGD", {"weight_decay": -1.0}, "SGD: weight_decay"),
        ("SGD", {"nesterov": True}, "SGD: nesterov needs a momentum above 0"),
        ("SGD", {"nesterov": True, "momentum": 0.9, "dampening": 0.1}, "no dampening"),
        ("Adagrad", {"lr_decay": -1.0}, "Adagrad: lr_decay"),
        ("Adagrad", {"initial_accumulator_value": -1.0}, "Adagrad: initial_accumulator_value"),
        ("Adagrad", {"eps": -1.0}, "Adagrad: eps"),
        ("RMSprop", {"alpha": 1.0}, "RMSprop: alpha must be at least 0 and below 1, got 1.0"),
        ("RMSprop", {"momentum": -1.0}, "RMSprop: momentum"),
        ("Adam", {"betas": (0.9, 1.0)}, r"Adam: betas\[1\]"),
        ("Adam", {"betas": (-0.1, 0.9)}, r"Adam: betas\[0\]"),
        ("AdamW", {"weight_decay": -0.1}, "AdamW: weight_decay"),
        ("Muon", {"momentum": -0.1}, "Muon: momentum"),
        ("Muon", {"adjust_lr_fn": "best"}, "Muon: adjust_lr_fn must be one of"),
    ],
)
def test_a_setting_out_of_its_range_is_named(name: str, settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        getattr(optim, name)(weights(), **settings)
    with pytest.raises(ValueError, match=words):
        getattr(optim, name)([{"params": weights(), **settings}])


def test_what_is_to_be_trained_is_looked_at() -> None:
    w = weights()
    with pytest.raises(ValueError, match="params holds no parameters"):
        optim.SGD([])
    with pytest.raises(ValueError, match="params holds a parameter twice"):
        optim.SGD([{"params": w}, {"params": w}])
    with pytest.raises(TypeError, match="params must be tensors, got str"):
        optim.SGD(["weight"])  # type: ignore[list-item]
    with pytest.raises(ValueError, match="params must be leaves"):
        optim.SGD([w[0] * 2])
    with pytest.raises(
        ValueError, match=r"Muon: params must be matrices or kernels of convolutions, got one of shape \(3,\)"
    ):
        optim.Muon(weights(3))


def test_a_sparse_gradient_is_refused() -> None:
    table = torch.nn.Embedding(4, 2, sparse=True)
    table(torch.tensor([1])).sum().backward()
    with pytest.raises(TypeError, match="SGD: a gradient is sparse"):
        optim.SGD(table.parameters()).step()


def test_a_state_dict_of_other_groups_is_refused() -> None:
    with pytest.raises(ValueError, match=r"groups of \[1\] parameters, not of \[2\]"):
        optim.SGD([*weights(), *weights()]).load_state_dict(optim.SGD(weights()).state_dict())


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("StepLR", {"step_size": 0}, "StepLR: step_size must be at least 1, got 0"),
        ("CosineAnnealingLR", {"T_max": 0}, "CosineAnnealingLR: T_max"),
        ("LinearLR", {"start_factor": 0.0}, "LinearLR: start_factor"),
        ("LinearLR", {"end_factor": 2.0}, "LinearLR: end_factor"),
        ("LinearLR", {"total_iters": 0}, "LinearLR: total_iters"),
        ("LambdaLR", {"lr_lambda": []}, "LambdaLR: lr_lambda must be 1 functions"),
        ("OneCycleLR", {"max_lr": 1.0}, "OneCycleLR: give total_steps, or both epochs and steps_per_epoch"),
        ("OneCycleLR", {"max_lr": 1.0, "epochs": 3}, "OneCycleLR: give total_steps, or both"),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 0}, "OneCycleLR: total_steps must be at least 1, got 0"),
        ("OneCycleLR", {"max_lr": 1.0, "epochs": 3, "steps_per_epoch": 0}, "OneCycleLR: steps_per_epoch must be at"),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 5, "pct_start": 2.0}, "OneCycleLR: pct_start"),
        ("OneCycleLR", {"max_lr": 1.0, "total_steps": 5, "anneal_strategy": "sin"}, "OneCycleLR: anneal_strategy"),
        ("OneCycleLR", {"max_lr": [1.0, 2.0], "total_steps": 5}, "OneCycleLR: max_lr must be one number"),
        ("SequentialLR", {"schedulers": [], "milestones": []}, "SequentialLR: milestones"),
    ],
)
def test_a_schedule_names_what_makes_no_sense(name: str, settings: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        getattr(optim, name)(optim.SGD(weights(), momentum=0.9), **settings)


def test_a_schedule_cannot_cycle_what_is_not_there() -> None:
    with pytest.raises(ValueError, match="cycle_momentum needs an optimizer with momentum or betas"):
        optim.OneCycleLR(optim.Adagrad(weights()), 1.0, total_steps=5)


def test_one_cycle_ends() -> None:
    schedule = optim.OneCycleLR(optim.SGD(weights(), momentum=0.9), 1.0, total_steps=2)
    schedule.step()
    schedule.step()
    with pytest.raises(ValueError, match="step 3 comes after the last of total_steps=2"):
        schedule.step()


def test_one_step_is_a_cycle_as_in_torch() -> None:
    ours, theirs = optim.SGD(weights(), momentum=0.9), torch.optim.SGD(weights(), momentum=0.9)
    optim.OneCycleLR(ours, 1.0, total_steps=1)
    torch.optim.lr_scheduler.OneCycleLR(theirs, 1.0, total_steps=1)
    assert ours.param_groups[0]["lr"] == theirs.param_groups[0]["lr"]


LATE = {
    "StepLR": lambda kinds, optimizer: kinds.StepLR(optimizer, 2, gamma=0.5),
    "CosineAnnealingLR": lambda kinds, optimizer: kinds.CosineAnnealingLR(optimizer, T_max=8),
    "LinearLR": lambda kinds, optimizer: kinds.LinearLR(optimizer, total_iters=8),
    "LambdaLR": lambda kinds, optimizer: kinds.LambdaLR(optimizer, lambda t: 1 / (1 + t)),
    "SequentialLR": lambda kinds, optimizer: kinds.SequentialLR(
        optimizer, [kinds.LinearLR(optimizer, total_iters=4), kinds.StepLR(optimizer, 2, gamma=0.5)], milestones=[4]
    ),
}


@pytest.mark.parametrize("name", LATE)
def test_a_group_that_is_added_later_has_the_rates_of_one_that_was_there(name: str) -> None:
    early, late = optim.SGD(weights(), lr=1.0), optim.SGD(weights(), lr=1.0)
    early.add_param_group({"params": weights(), "lr": 0.2})
    schedules = [LATE[name](optim, early), LATE[name](optim, late)]
    for step in range(8):
        if step == 3:
            late.add_param_group({"params": weights(), "lr": 0.2})
        for schedule in schedules:
            schedule.step()
        if step >= 3:
            assert [group["lr"] for group in late.param_groups] == [group["lr"] for group in early.param_groups]
    again = LATE[name](optim, late)
    again.load_state_dict(schedules[1].state_dict())
    assert again.get_last_lr() == schedules[0].get_last_lr()


def test_a_group_that_a_schedule_cannot_take_up_is_named() -> None:
    for make, words in (
        (
            lambda o: optim.OneCycleLR(o, 1.0, total_steps=5),
            "OneCycleLR: a group was added after the schedule was made",
        ),
        (lambda o: optim.LambdaLR(o, [lambda t: 1.0]), "LambdaLR: lr_lambda must be 2 functions, one a group, got 1"),
    ):
        optimizer = optim.SGD(weights(), momentum=0.9)
        schedule = make(optimizer)
        optimizer.add_param_group({"params": weights()})
        with pytest.raises(ValueError, match=words):
            schedule.step()


@pytest.mark.parametrize(
    ("name", "option", "entry"),
    [
        ("RMSprop", {"momentum": 0.9}, "momentum_buffer"),
        ("RMSprop", {"centered": True}, "grad_avg"),
        ("Adam", {"amsgrad": True}, "max_exp_avg_sq"),
        ("AdamW", {"amsgrad": True}, "max_exp_avg_sq"),
        ("SGD", {"momentum": 0.9}, "momentum_buffer"),
    ],
)
def test_an_option_that_is_switched_on_midway_begins_there(name: str, option: dict[str, Any], entry: str) -> None:
    w = weights()
    optimizer = getattr(optim, name)(w, lr=0.1)
    for step in range(4):
        if step == 2:
            optimizer.param_groups[0].update(option)
        w[0].grad = torch.full((2, 2), 1.0 + step)
        optimizer.step()
    assert optimizer.state[w[0]][entry].abs().min() > 0
    assert w[0].isfinite().all()


@pytest.mark.parametrize("name", ["Adagrad", "Adam", "RMSprop"])
def test_steps_are_counted_beyond_what_a_half_type_can_count(name: str) -> None:
    torch.set_default_dtype(torch.bfloat16)
    try:
        w = weights(1)
        optimizer = getattr(optim, name)(w, lr=0.0)
        for _ in range(260):
            w[0].grad = torch.ones(1)
            optimizer.step()
    finally:
        torch.set_default_dtype(torch.float32)
    assert int(optimizer.state[w[0]]["step"]) == 260


def test_schedules_of_another_optimizer_are_refused() -> None:
    one, other = optim.SGD(weights()), optim.SGD(weights())
    with pytest.raises(ValueError, match=r"schedulers\[0\] is of another optimizer"):
        optim.SequentialLR(one, [optim.StepLR(other, 1)], [])
