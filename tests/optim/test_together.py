"""Several optimizers as one do what each does alone, and go on from a state dict."""

import copy

import pytest
import torch

from chainrule import optim
from chainrule.optim.together import Together


def parameters() -> list[torch.nn.Parameter]:
    generator = torch.Generator().manual_seed(0)
    return [torch.nn.Parameter(torch.randn(shape, generator=generator)) for shape in [(4, 3), (4,), (2, 4), (2,)]]


def together(w: list[torch.nn.Parameter]) -> Together:
    return Together(optim.Muon([w[0], w[2]], lr=0.1), optim.AdamW([{"params": [w[1]]}, {"params": [w[3]]}], lr=0.01))


def train(w: list[torch.nn.Parameter], optimizers: list[optim.Optimizer | Together], steps: int) -> None:
    for step in range(steps):
        for parameter in w:
            parameter.grad = torch.cos(parameter.detach() + step)
        for optimizer in optimizers:
            optimizer.step()


def test_it_does_what_each_does_alone() -> None:
    ours, theirs = parameters(), parameters()
    train(ours, [together(ours)], 5)
    train(theirs, list(together(theirs).optimizers), 5)
    assert all(torch.equal(a, b) for a, b in zip(ours, theirs, strict=True))


def test_it_goes_on_from_a_state_dict() -> None:
    whole, halves = parameters(), parameters()
    train(whole, [together(whole)], 6)
    first = together(halves)
    train(halves, [first], 3)
    kept = copy.deepcopy(first.state_dict())
    assert sorted(kept["state"]) == [0, 1, 2, 3]
    assert [group["params"] for group in kept["param_groups"]] == [[0, 1], [2], [3]]
    second = together(halves)
    second.load_state_dict(kept)
    for step in range(3, 6):
        for parameter in halves:
            parameter.grad = torch.cos(parameter.detach() + step)
        second.step()
    assert all(torch.equal(a, b) for a, b in zip(whole, halves, strict=True))


def test_a_schedule_changes_all_rates_and_gradients_are_forgotten() -> None:
    w = parameters()
    both = together(w)
    schedule = optim.LambdaLR(both, lambda step: 0.5)
    assert [group["lr"] for group in both.param_groups] == [0.05, 0.005, 0.005]
    train(w, [both], 1)
    schedule.step()
    both.zero_grad()
    assert all(parameter.grad is None for parameter in w)


@pytest.mark.parametrize("room", [optim, torch.optim])
def test_its_groups_are_those_of_its_optimizers_also_after_loading_and_adding(room) -> None:  # type: ignore[no-untyped-def]
    w = parameters()
    both = Together(room.SGD([w[0]], lr=0.1), room.AdamW([w[1]], lr=0.01))
    schedule = optim.LambdaLR(both, lambda step: 0.5**step)
    both.load_state_dict(copy.deepcopy(both.state_dict()))  # torch.optim makes new groups of what it loads
    schedule.step()
    assert [o.param_groups[0]["lr"] for o in both.optimizers] == [0.05, 0.005]
    both.optimizers[0].add_param_group({"params": [w[2]], "lr": 0.4})
    assert [group["lr"] for group in both.param_groups] == [0.05, 0.4, 0.005]


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda w: Together(), "at least one optimizer"),
        (lambda w: Together(optim.SGD([w[0]], lr=1), optim.SGD([w[0]], lr=1)), "have the same parameter"),
        (lambda w: together(w).load_state_dict({"state": {}, "param_groups": []}), "0 groups, not 3"),
    ],
)
def test_what_makes_no_sense_is_refused(make, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        make(parameters())
