"""The loop on one screen and `fit` make the same steps, to the last bit."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from tests.training.running import moved, network
from torch import Generator, nn

from chainrule import optim
from chainrule.data import load, to_float
from chainrule.training import Batches, History, fit, loop
from chainrule.training.objectives import classification, denoising, regression
from chainrule.training.sums import Found, Model, Objective

Train = Callable[..., History | list[float]]


def noisy(model: Model, batch: object, generator: Generator) -> Found:
    """The labels of pictures with noise."""
    x, y = batch  # type: ignore[misc]
    return classification(model, (x + 0.1 * torch.randn(x.shape, generator=generator), y), generator)


class Denoiser(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Conv2d(2, 1, 3, padding=1)

    def forward(self, x: torch.Tensor, t: torch.Tensor) -> torch.Tensor:
        return self.layers(torch.cat((x, t.reshape(-1, 1, 1, 1).float().expand_as(x)), 1))


KEPT = torch.linspace(0.99, 0.01, 10)
CASES: dict[str, tuple[Callable[[Generator], nn.Module], Objective]] = {
    "labels, with dropout": (network, classification),
    "smoothed labels": (network, partial(classification, label_smoothing=0.1)),
    "noise from the generator": (network, noisy),
    "diffusion": (lambda generator: Denoiser(), partial(denoising, kept=KEPT)),
    "numbers": (lambda generator: nn.Sequential(nn.Flatten(), nn.Linear(64, 1), nn.Flatten(0)), regression),
}


@pytest.mark.parametrize("name", CASES)
def test_fit_makes_the_steps_of_the_loop(name: str) -> None:
    make, objective = CASES[name]

    def made(train: Train) -> tuple[list[float], dict[str, torch.Tensor]]:
        torch.manual_seed(3)
        generator = Generator().manual_seed(5)
        model = make(generator)
        data = Batches(load("digits").train, 130, prepare=to_float, augment=moved)  # the last batch holds 70
        optimizer = optim.Adam(model.parameters(), lr=0.002)
        done = train(model, data, optimizer, epochs=2, generator=generator, objective=objective)
        return done.losses if isinstance(done, History) else done, model.state_dict()

    (losses, weights), (expected, theirs) = made(fit), made(loop.train)
    assert len(losses) == 24
    assert losses == expected
    assert all(weights[key].equal(theirs[key]) for key in theirs)
