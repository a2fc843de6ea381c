"""Score matching: three losses, and the score of a Gaussian, which is known, for all of them to find."""

from collections.abc import Callable

import pytest
import torch
from torch import Generator, Tensor

from chainrule.models.score import PointMLP, ScoreMLP, denoising, explicit, sliced

COVARIANCE = torch.tensor([[1.0, 0.6], [0.6, 2.0]]).double()
MEAN = torch.tensor([0.5, -1.0]).double()
SIGMA = 0.5


def seeded(seed: int = 0) -> Generator:
    return Generator().manual_seed(seed)


def gaussian(count: int) -> Tensor:
    """So many points whose mean and covariance are just these."""
    x = torch.randn(count, 2, generator=seeded(), dtype=torch.float64)
    x = x - x.mean(0)
    x = x @ torch.linalg.inv(torch.linalg.cholesky(x.T @ x / count)).T
    return MEAN + x @ torch.linalg.cholesky(COVARIANCE).T


LOSSES: dict[str, tuple[Callable[..., Tensor], float]] = {
    # name: (loss(score, x, generator), the standard deviation of the noise that it adds)
    "explicit": (lambda score, x, generator: explicit(score, x), 0.0),
    "sliced": (sliced, 0.0),
    "denoising": (lambda score, x, generator: denoising(score, x, SIGMA, generator), SIGMA),
}


@pytest.mark.parametrize("name", LOSSES)
def test_a_linear_model_finds_the_score_of_a_gaussian(name: str) -> None:
    loss, noise = LOSSES[name]
    x, draw = gaussian(4000), seeded()
    model = torch.nn.Linear(2, 2).double()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.1)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 300)
    for _ in range(300):
        optimizer.zero_grad()
        loss(model, x, draw).mean().backward()
        optimizer.step()
        schedule.step()
    precision = torch.linalg.inv(COVARIANCE + noise**2 * torch.eye(2))
    torch.testing.assert_close(model.weight.data, -precision, rtol=0, atol=1e-3 if name == "explicit" else 0.05)
    torch.testing.assert_close(model.bias.data, precision @ MEAN, rtol=0, atol=1e-3 if name == "explicit" else 0.05)


def test_explicit_is_the_distance_to_the_score_up_to_a_constant() -> None:
    """Theorem 1 of Hyvärinen: of two models, the difference of the losses is that of the squared distances by half."""
    x, precision = gaussian(1000), torch.linalg.inv(COVARIANCE)
    truth = (MEAN - x) @ precision
    models = [lambda x: -x, lambda x: (MEAN - 2 * x) @ precision]
    losses = [explicit(model, x).mean() for model in models]
    distances = [(model(x) - truth).square().sum(1).mean() / 2 for model in models]
    torch.testing.assert_close(losses[0] - losses[1], distances[0] - distances[1])


def test_the_slices_of_a_network_add_up_to_its_trace() -> None:
    model, x = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 2)), torch.randn(1, 2)
    many = sliced(model, x.expand(40_000, 2), seeded())
    assert many.mean().item() == pytest.approx(explicit(model, x).item(), abs=4 * many.std().item() / 200)


def test_denoising_takes_a_level_for_each_point() -> None:
    x, sigma = gaussian(4), torch.tensor([0.1, 1.0, 2.0, 4.0]).double()
    model = lambda x: -x  # noqa: E731
    alone = torch.stack([denoising(model, x, float(each), seeded())[i] for i, each in enumerate(sigma)])
    torch.testing.assert_close(denoising(model, x, sigma, seeded()), alone)


@pytest.mark.parametrize("loss", [explicit, sliced])
def test_a_loss_can_be_measured_where_no_gradients_are_kept(loss: Callable[..., Tensor]) -> None:
    with torch.no_grad():
        assert loss(PointMLPAt(3.0), torch.zeros(2, 2)).shape == (2,)


class PointMLPAt(torch.nn.Module):
    """A network at one time."""

    def __init__(self, t: float) -> None:
        super().__init__()
        self.t, self.network = t, PointMLP(hidden=(8,), generator=seeded())

    def forward(self, x: Tensor) -> Tensor:
        return self.network(x, torch.full((len(x),), self.t))


def test_networks_of_points_begin_from_their_generator_and_refuse_other_points() -> None:
    x, sigma = torch.randn(3, 2), torch.tensor([0.1, 1.0, 10.0])
    one, same, other = (ScoreMLP(hidden=(8, 8), generator=seeded(seed))(x, sigma) for seed in (0, 0, 1))
    assert one.equal(same)
    assert not one.equal(other)
    with pytest.raises(ValueError, match=r"x must be \(N, 2\), got \(3, 3\)"):
        PointMLP()(torch.zeros(3, 3), torch.zeros(3))
