"""Early stopping keeps the weights that were best on held-out examples, and finds them again after a break."""

import copy

import torch
from torch import Tensor

from chainrule import nn, optim
from chainrule.data import Records
from chainrule.training import Batches, Best, History, evaluate, fit
from chainrule.training.sums import Found


def distance(model: nn.Module, batch: dict[str, Tensor], generator: torch.Generator) -> Found:
    """Σ (w - x)²."""
    return ((model(torch.ones(1, 1)) - batch["x"]) ** 2).sum(), len(batch["x"]), {}


def weight(value: float) -> nn.Linear:
    model = nn.Linear(1, 1, bias=False)
    nn.init.constant_(model.weight, value)
    return model


def numbers(value: float) -> Batches:
    return Batches(Records(x=torch.full((4, 1), value)), 2)


def trained(first: float) -> tuple[nn.Linear, Best, list[float]]:
    """From `first` towards 10 in five epochs; those that choose lie at 4."""
    model = weight(first)
    best = Best(model, numbers(4.0), distance)
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    draw = torch.Generator().manual_seed(0)
    history = fit(model, numbers(10.0), optimizer, epochs=5, generator=draw, objective=distance, hooks=[best])
    return model, best, history.metric("chosen by")


def test_it_keeps_the_model_of_the_best_epoch() -> None:
    model, best, losses = trained(0.0)
    assert best.least == min(losses) == evaluate(best.model, numbers(4.0), distance).loss
    assert losses.index(best.least) == 0  # 0 -> 3.6 -> 5.9 -> ...
    assert float(model.weight.detach()) > 8  # what was trained goes on
    assert not best.model.training


def test_where_training_makes_it_only_worse_the_first_weights_are_kept() -> None:
    _, best, losses = trained(4.5)
    assert float(best.model.weight) == 4.5
    assert best.least == 0.25 < min(losses)


def test_what_was_kept_is_found_again() -> None:
    _, best, _ = trained(0.0)
    other = Best(weight(-7.0), numbers(4.0), distance)
    other.load_state_dict(copy.deepcopy(best.state_dict()))
    assert other.least == best.least
    assert torch.equal(other.model.weight, best.model.weight)


def test_it_may_choose_by_another_measure_and_of_equals_takes_the_last() -> None:
    model = weight(0.0)
    best = Best(model, numbers(4.0), distance, lambda found: float(found.loss > 1))
    assert best.least == 1.0
    for value in (2.0, 3.5, 4.5, 6.0):
        nn.init.constant_(model.weight, value)
        best.epoch(model, History())
    assert (best.least, float(best.model.weight)) == (0.0, 4.5)
