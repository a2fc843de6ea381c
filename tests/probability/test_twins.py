"""Every distribution gives what its twin in torch.distributions gives: values, gradients, moments, divergences."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
import torch.distributions as twins
from torch import Tensor

from chainrule import probability as ours


def _uniform(low: float, high: float) -> Callable[..., Tensor]:
    return lambda shape, generator: low + (high - low) * torch.rand(shape, generator=generator, dtype=torch.float64)


def _whole(high: int) -> Callable[..., Tensor]:
    return lambda shape, generator: torch.randint(0, high, shape, generator=generator).double()


def _factor(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    noise = torch.randn(*shape[:-1], 3, 3, generator=generator, dtype=torch.float64)
    return noise.tril(-1) + torch.diag_embed(noise.diagonal(dim1=-2, dim2=-1).abs() + 0.5)


def _covariance(shape: tuple[int, ...], generator: torch.Generator) -> Tensor:
    factor = _factor(shape, generator)
    return factor @ factor.mT


@dataclass(frozen=True)
class Case:
    """One way to give a distribution its parameters; `fixed` are those that take no gradient."""

    name: str
    parameters: dict[str, Callable[..., Tensor]]
    value: Callable[..., Tensor]
    event: tuple[int, ...] = ()
    fixed: tuple[str, ...] = ()
    no_entropy: bool = False  # the twin knows none; test_distributions.py adds it up
    fails_for_nothing: bool = False  # the twin fails for an empty batch; ours does not

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.parameters)})"


CASES = [
    Case("Bernoulli", {"probs": _uniform(0.05, 0.95)}, _whole(2)),
    Case("Bernoulli", {"logits": _uniform(-3, 3)}, _whole(2)),
    Case("Categorical", {"probs": _uniform(0.1, 2)}, _whole(5), event=(5,)),
    Case("Categorical", {"logits": _uniform(-3, 3)}, _whole(5), event=(5,)),
    Case(
        "Binomial",
        {"total_count": _whole(1), "probs": _uniform(0.1, 0.9)},
        _whole(8),
        fixed=("total_count",),
        fails_for_nothing=True,
    ),
    Case(
        "Binomial",
        {"total_count": _whole(1), "logits": _uniform(-2, 2)},
        _whole(8),
        fixed=("total_count",),
        fails_for_nothing=True,
    ),
    Case("Poisson", {"rate": _uniform(0.2, 9)}, _whole(12), no_entropy=True),
    Case("Exponential", {"rate": _uniform(0.2, 9)}, _uniform(0, 5)),
    Case("Normal", {"loc": _uniform(-3, 3), "scale": _uniform(0.2, 3)}, _uniform(-5, 5)),
    Case(
        "MultivariateNormal",
        {"loc": _uniform(-3, 3), "covariance_matrix": _covariance},
        _uniform(-5, 5),
        event=(3,),
        fails_for_nothing=True,
    ),
    Case(
        "MultivariateNormal",
        {"loc": _uniform(-3, 3), "scale_tril": _factor},
        _uniform(-5, 5),
        event=(3,),
        fails_for_nothing=True,
    ),
]
BATCHES = [(), (1,), (4,), (2, 3), (0,)]
cases = pytest.mark.parametrize("case", CASES, ids=str)
batches = pytest.mark.parametrize("batch", BATCHES, ids=str)


def drawn(case: Case, batch: tuple[int, ...], seed: int) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    tensors = {name: draw((*batch, *case.event), generator) for name, draw in case.parameters.items()}
    if "total_count" in tensors:
        tensors["total_count"] = torch.full(batch, 7.0, dtype=torch.float64)
    return {name: tensor.requires_grad_(name not in case.fixed) for name, tensor in tensors.items()}


def both(case: Case, batch: tuple[int, ...], seed: int = 0) -> tuple[tuple[ours.Distribution, list[Tensor]], ...]:
    """Our distribution and its twin with equal parameters, each with those that take a gradient."""
    made = []
    for room in (ours, twins):
        tensors = drawn(case, batch, seed)
        more = {"validate_args": False} if room is twins else {}  # its checks fail for an empty batch
        made.append(
            (getattr(room, case.name)(**tensors, **more), [t for n, t in tensors.items() if n not in case.fixed])
        )
    return tuple(made)


def assert_equal_with_gradients(mine: Tensor, theirs: Tensor, inputs: list[Tensor], twin_inputs: list[Tensor]) -> None:
    assert mine.shape == theirs.shape
    torch.testing.assert_close(mine, theirs, rtol=1e-9, atol=1e-9)
    upstream = torch.linspace(-1.3, 1.7, mine.numel(), dtype=mine.dtype).reshape(mine.shape)
    gradients = torch.autograd.grad(mine, inputs, upstream, allow_unused=True, materialize_grads=True)
    expected = torch.autograd.grad(theirs, twin_inputs, upstream, allow_unused=True, materialize_grads=True)
    for gradient, wanted in zip(gradients, expected, strict=True):
        torch.testing.assert_close(gradient, wanted, rtol=1e-9, atol=1e-9)


@cases
@batches
def test_log_probabilities_agree_with_their_gradients(case: Case, batch: tuple[int, ...]) -> None:
    (mine, inputs), (theirs, twin_inputs) = both(case, batch)
    event = () if case.name == "Categorical" else case.event
    value = case.value((3, *batch, *event), torch.Generator().manual_seed(1))
    values = [value.clone(), value.clone()]
    if case.name in ("Normal", "MultivariateNormal", "Exponential"):
        for x, parameters in zip(values, (inputs, twin_inputs), strict=True):
            parameters.append(x.requires_grad_())
    if case.fails_for_nothing and batch == (0,):
        assert mine.log_prob(values[0]).shape == (3, 0)
        return
    assert_equal_with_gradients(mine.log_prob(values[0]), theirs.log_prob(values[1]), inputs, twin_inputs)


@cases
@batches
@pytest.mark.parametrize("moment", ["mean", "variance", "stddev"])
def test_moments_agree_with_their_gradients(case: Case, batch: tuple[int, ...], moment: str) -> None:
    (mine, inputs), (theirs, twin_inputs) = both(case, batch)
    got, expected = getattr(mine, moment), getattr(theirs, moment)
    if case.name == "Categorical":  # the numbers of classes have no average, here as there
        assert got.isnan().all()
        assert expected.isnan().all()
        assert got.shape == expected.shape
    else:
        assert_equal_with_gradients(got, expected, inputs, twin_inputs)


@pytest.mark.parametrize("case", [case for case in CASES if not case.no_entropy], ids=str)
@batches
def test_entropies_agree_with_their_gradients(case: Case, batch: tuple[int, ...]) -> None:
    (mine, inputs), (theirs, twin_inputs) = both(case, batch)
    if case.fails_for_nothing and batch == (0,):
        assert mine.entropy().shape == (0,)
        return
    assert_equal_with_gradients(mine.entropy(), theirs.entropy(), inputs, twin_inputs)


@cases
@batches
def test_divergences_agree_with_their_gradients(case: Case, batch: tuple[int, ...]) -> None:
    (p, inputs), (twin_p, twin_inputs) = both(case, batch, seed=0)
    (q, others), (twin_q, twin_others) = both(case, batch, seed=5)
    if case.fails_for_nothing and batch == (0,):
        assert ours.kl_divergence(p, q).shape == (0,)
        return
    mine, theirs = ours.kl_divergence(p, q), twins.kl_divergence(twin_p, twin_q)
    assert_equal_with_gradients(mine, theirs, [*inputs, *others], [*twin_inputs, *twin_others])


@cases
def test_samples_have_the_twin_shape_and_dtype_and_come_from_the_generator(case: Case) -> None:
    (mine, _), (theirs, _) = both(case, (2, 3))
    draws = [mine.sample((4,), generator=torch.Generator().manual_seed(seed)) for seed in (0, 0, 1)]
    expected = theirs.sample((4,))
    assert draws[0].shape == expected.shape
    assert draws[0].dtype == expected.dtype
    assert not draws[0].requires_grad
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])


@cases
def test_samples_have_the_moments(case: Case) -> None:
    (mine, _), _ = both(case, (2,))
    draws = mine.sample((40_000,), generator=torch.Generator().manual_seed(3)).double()
    if case.name == "Categorical":
        shares = torch.stack([(draws == k).double().mean(0) for k in range(5)], -1)
        torch.testing.assert_close(shares, mine.probs.detach(), atol=0.015, rtol=0)
        return
    error = 5 * mine.stddev.detach() / 200  # five standard errors
    assert ((draws.mean(0) - mine.mean.detach()).abs() < error).all()
    torch.testing.assert_close(draws.var(0), mine.variance.detach(), rtol=0.1, atol=0)


@pytest.mark.parametrize("case", [c for c in CASES if c.name in ("Normal", "Exponential", "MultivariateNormal")])
def test_gradients_flow_through_reparameterized_draws(case: Case) -> None:
    (mine, inputs), (theirs, twin_inputs) = both(case, (2,))
    noise = torch.Generator().manual_seed(0)
    got = torch.autograd.grad(mine.rsample((5,), generator=noise).square().sum(), inputs)
    torch.manual_seed(0)
    expected = torch.autograd.grad(theirs.rsample((5,)).square().sum(), twin_inputs)
    if case.name == "Exponential":  # the twin draws in another way; the gradient is -2 x²/λ for each draw x
        x = mine.rsample((5,), generator=torch.Generator().manual_seed(0)).detach()
        expected = (-2 * x.square().sum(0) / inputs[0].detach(),)
    for gradient, wanted in zip(got, expected, strict=True):
        torch.testing.assert_close(gradient, wanted, rtol=1e-9, atol=1e-9)
