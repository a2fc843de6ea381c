"""Every optimizer and schedule against its twin in PyTorch: the same parameters after 50 steps, in float64."""

import json
from collections.abc import Callable
from typing import Any

import pytest
import torch
from torch import Tensor

from chainrule import optim

STEPS = 50
TOLERANCE = 1e-9

OPTIMIZERS: list[tuple[str, dict[str, Any]]] = [
    ("SGD", {"lr": 0.1}),
    ("SGD", {"lr": 0.1, "momentum": 0.9}),
    ("SGD", {"lr": 0.1, "momentum": 0.9, "dampening": 0.3, "weight_decay": 0.05}),
    ("SGD", {"lr": 0.1, "momentum": 0.8, "nesterov": True, "weight_decay": 0.01}),
    ("Adagrad", {"lr": 0.1}),
    ("Adagrad", {"lr": 0.1, "lr_decay": 0.05, "weight_decay": 0.1, "initial_accumulator_value": 0.2, "eps": 1e-3}),
    ("RMSprop", {"lr": 0.01}),
    ("RMSprop", {"lr": 0.01, "alpha": 0.9, "centered": True, "momentum": 0.9, "weight_decay": 0.1, "eps": 1e-4}),
    ("Adam", {"lr": 0.05}),
    ("Adam", {"lr": 0.05, "betas": (0.8, 0.95), "weight_decay": 0.1, "amsgrad": True, "eps": 1e-4}),
    ("AdamW", {"lr": 0.05}),
    ("AdamW", {"lr": 0.05, "betas": (0.8, 0.95), "weight_decay": 0.3, "amsgrad": True}),
    ("Muon", {"lr": 0.05}),
    ("Muon", {"lr": 0.05, "nesterov": False, "momentum": 0.8, "weight_decay": 0.0, "ns_steps": 3}),
    ("Muon", {"lr": 0.05, "adjust_lr_fn": "match_rms_adamw"}),
]
SCHEDULES: dict[str, Callable[[Any, Any], Any]] = {
    "none": lambda kinds, optimizer: None,
    "StepLR": lambda kinds, optimizer: kinds.StepLR(optimizer, 7, gamma=0.5),
    "MultiStepLR": lambda kinds, optimizer: kinds.MultiStepLR(optimizer, [5, 20, 20, 30], gamma=0.7),
    "CosineAnnealingLR": lambda kinds, optimizer: kinds.CosineAnnealingLR(optimizer, T_max=20, eta_min=0.001),
    "LinearLR": lambda kinds, optimizer: kinds.LinearLR(optimizer, start_factor=0.1, total_iters=9),
    "LambdaLR": lambda kinds, optimizer: kinds.LambdaLR(optimizer, lambda t: 1 / (1 + t) ** 0.5),
    "OneCycleLR": lambda kinds, optimizer: kinds.OneCycleLR(optimizer, [0.1, 0.02], total_steps=STEPS + 1),
    "OneCycleLR in three phases": lambda kinds, optimizer: kinds.OneCycleLR(
        optimizer, 0.1, epochs=3, steps_per_epoch=17, anneal_strategy="linear", three_phase=True, div_factor=5.0
    ),
    "SequentialLR": lambda kinds, optimizer: kinds.SequentialLR(
        optimizer,
        [
            kinds.LinearLR(optimizer, start_factor=0.2, total_iters=6),
            kinds.CosineAnnealingLR(optimizer, T_max=30),
            kinds.StepLR(optimizer, 3, gamma=0.3),
        ],
        milestones=[6, 36],
    ),
}


def parameters(matrices: bool) -> list[Tensor]:
    """Four parameters, the last of which never gets a gradient; one does not lie in memory row by row."""
    draw = torch.Generator().manual_seed(0)
    shapes = [(4, 3), (3, 5), (2, 2), (2, 3)] if matrices else [(4, 3), (5,), (), (2, 3)]
    made = [torch.randn(shape, generator=draw, dtype=torch.float64) for shape in shapes]
    made[0] = made[0].T.contiguous().T
    return [each.requires_grad_() for each in made]


def groups(params: list[Tensor]) -> list[dict[str, Any]]:
    return [{"params": params[:2]}, {"params": params[2:], "lr": 0.02, "weight_decay": 0.2}]


def gradients(params: list[Tensor], step: int) -> None:
    """Those of a random, badly scaled problem; the same for the same parameters."""
    draw = torch.Generator().manual_seed(1000 + step)
    for index, parameter in enumerate(params[:-1]):
        noise = torch.randn(parameter.shape, generator=draw, dtype=torch.float64)
        parameter.grad = 10.0**index * (parameter.detach() - 1) + noise
    if step % 5 == 3:
        params[1].grad = None


def advance(params: list[Tensor], optimizer: Any, schedule: Any, steps: range) -> None:
    for step in steps:
        optimizer.zero_grad()
        gradients(params, step)
        optimizer.step()
        if schedule:
            schedule.step()


def identified(case: Any) -> str:
    return f"{case[0]} {case[1]}"


def agree(ours: list[Tensor], theirs: list[Tensor]) -> None:
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=TOLERANCE, atol=TOLERANCE)


def pair(case: tuple[str, dict[str, Any]], schedule: str) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """(parameters, optimizer, schedule), of ours and of PyTorch's."""
    name, settings = case
    both = []
    for optimizers, schedules in ((optim, optim), (torch.optim, torch.optim.lr_scheduler)):
        params = parameters(matrices=name == "Muon")
        optimizer = getattr(optimizers, name)(groups(params), **settings)
        both.append((params, optimizer, SCHEDULES[schedule](schedules, optimizer)))
    return both[0], both[1]


@pytest.mark.parametrize("case", OPTIMIZERS, ids=identified)
def test_an_optimizer_takes_the_same_50_steps_as_its_twin(case: tuple[str, dict[str, Any]]) -> None:
    ours, theirs = pair(case, "none")
    advance(*ours, range(STEPS))
    advance(*theirs, range(STEPS))
    agree(ours[0], theirs[0])
    assert ours[0][-1].equal(parameters(matrices=case[0] == "Muon")[-1])


@pytest.mark.parametrize("schedule", list(SCHEDULES)[1:])
@pytest.mark.parametrize("case", [OPTIMIZERS[3], OPTIMIZERS[9]], ids=identified)
def test_a_schedule_sets_the_same_rates_and_momentum_as_its_twin(
    case: tuple[str, dict[str, Any]], schedule: str
) -> None:
    ours, theirs = pair(case, schedule)
    for step in range(STEPS):
        advance(*ours, range(step, step + 1))
        advance(*theirs, range(step, step + 1))
        for one, other in zip(ours[1].param_groups, theirs[1].param_groups, strict=True):
            assert one["lr"] == pytest.approx(other["lr"], rel=TOLERANCE, abs=1e-15)
            assert one.get("momentum", 0) == pytest.approx(other.get("momentum", 0), rel=TOLERANCE)
            assert one.get("betas", ()) == pytest.approx(other.get("betas", ()), rel=TOLERANCE)
    assert ours[2].get_last_lr() == pytest.approx(theirs[2].get_last_lr(), rel=TOLERANCE, abs=1e-15)
    agree(ours[0], theirs[0])


@pytest.mark.parametrize("direction", ["ours to theirs", "theirs to ours", "ours to ours, as JSON"])
@pytest.mark.parametrize("case", OPTIMIZERS, ids=identified)
def test_a_state_dict_is_taken_up_mid_way(case: tuple[str, dict[str, Any]], direction: str) -> None:
    schedule = "CosineAnnealingLR" if case[0] == "Adagrad" else "OneCycleLR"  # AdaGrad has no momentum to be cycled
    ours, theirs = pair(case, schedule)
    again, torchs = pair(case, schedule)
    for trained in (ours, theirs):
        advance(*trained, range(20))
    giver = theirs if direction == "theirs to ours" else ours
    taker = torchs if direction == "ours to theirs" else again
    for new, old in zip(taker[0], giver[0], strict=True):
        new.data.copy_(old.data)
    taker[1].load_state_dict(through_json(giver[1].state_dict()) if "JSON" in direction else giver[1].state_dict())
    if giver[2]:
        taker[2].load_state_dict(giver[2].state_dict())
    advance(*taker, range(20, STEPS))
    advance(*theirs, range(20, STEPS))
    agree(taker[0], theirs[0])


def through_json(state: dict[str, Any]) -> dict[str, Any]:
    """As a checkpoint keeps it: the settings written to a file and read again."""
    return {**state, "param_groups": json.loads(json.dumps(state["param_groups"]))}


def test_a_sequence_of_schedules_is_taken_up_mid_way() -> None:
    ours, theirs = pair(OPTIMIZERS[2], "SequentialLR")
    again, _ = pair(OPTIMIZERS[2], "SequentialLR")
    advance(*ours, range(20))
    advance(*theirs, range(STEPS))
    for new, old in zip(again[0], ours[0], strict=True):
        new.data.copy_(old.data)
    again[1].load_state_dict(ours[1].state_dict())
    again[2].load_state_dict(ours[2].state_dict())
    advance(*again, range(20, STEPS))
    agree(again[0], theirs[0])


def test_a_closure_computes_the_loss_that_step_returns() -> None:
    w = torch.ones(2, requires_grad=True)
    optimizer = optim.SGD([w], lr=0.5)

    def closure() -> Tensor:
        optimizer.zero_grad()
        loss = (w**2).sum()
        loss.backward()
        return loss

    assert optimizer.step(closure) == torch.tensor(2.0)
    assert w.tolist() == [0.0, 0.0]


def test_gradients_are_forgotten_or_set_to_zero() -> None:
    w = torch.ones(2, requires_grad=True)
    optimizer = optim.SGD([w])
    w.grad = torch.ones(2)
    optimizer.zero_grad(set_to_none=False)
    assert w.grad.tolist() == [0.0, 0.0]
    optimizer.zero_grad()
    assert w.grad is None
