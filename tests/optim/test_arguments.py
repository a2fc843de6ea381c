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
    with pytest.raises(ValueError, match=r"Muon: params must be matrices, got one of shape \(3,\)"):
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
        ("OneCycleLR", {"max_lr": 1.0}, "OneCycleLR: total_steps"),
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


def test_schedules_of_another_optimizer_are_refused() -> None:
    one, other = optim.SGD(weights()), optim.SGD(weights())
    with pytest.raises(ValueError, match=r"schedulers\[0\] is of another optimizer"):
        optim.SequentialLR(one, [optim.StepLR(other, 1)], [])
