"""Several discrete variables in one table: joint, marginal and conditional probabilities, Bayes' rule (lecture 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor

from chainrule.probability.distribution import at_least_float32, require

SUM_TOLERANCE = 1e-4


class Table:
    """The joint probabilities p(x, y, ...) of named variables, an axis for each.

    `values` says which numbers the states of a variable stand for, where it has an average (0, 1, 2, ... unless
    said). Raises ValueError where the probabilities are negative or do not sum to 1, or the names do not fit.

    Source: Goodfellow et al., Deep Learning (2016), sections 3.3 to 3.8.

    >>> weather = Table(torch.tensor([[0.3, 0.1], [0.2, 0.4]]), ("rain", "umbrella"))
    >>> weather.marginal("rain").probs
    tensor([0.4000, 0.6000])
    >>> weather.given(umbrella=1).probs  # p(rain | umbrella = 1)
    tensor([0.2000, 0.8000])
    """

    def __init__(
        self, probs: Tensor, names: Sequence[str], values: Mapping[str, Tensor | Sequence[float]] | None = None
    ) -> None:
        self.probs = torch.as_tensor(probs)
        self.probs = self.probs.to(at_least_float32(self.probs.dtype))
        self.names = tuple(names)
        if len(set(self.names)) != len(self.names) or self.probs.dim() != len(self.names):
            shape = tuple(self.probs.shape)
            raise ValueError(f"a table needs a name of its own for each axis, got {self.names} for the shape {shape}")
        require(self.probs >= 0, self.probs, "Table: probs", "0 or more")
        if not abs(self.probs.sum().item() - 1) <= SUM_TOLERANCE:
            raise ValueError(f"Table: the probabilities must sum to 1, got {self.probs.sum().item():g}")
        self.values = {
            name: torch.arange(n, dtype=self.probs.dtype) for name, n in zip(self.names, self.probs.shape, strict=True)
        }
        for name, numbers in (values or {}).items():
            axis = self._axis(name)
            given = torch.as_tensor(numbers, dtype=self.probs.dtype)
            if given.shape != (self.probs.shape[axis],):
                raise ValueError(f"Table: {name} has {self.probs.shape[axis]} states, got values {tuple(given.shape)}")
            self.values[name] = given

    def marginal(self, *names: str) -> Table:
        """p(names) = Σ over all other variables; the axes come in the order that is asked for.

        Raises ValueError, as all that is asked of a table does, for a name that it does not have or that comes twice.
        """
        axes = [self._axis(name) for name in names]
        if len(set(names)) != len(names):
            raise ValueError(f"Table: each variable can be named once, got {', '.join(names)}")
        others = [axis for axis in range(self.probs.dim()) if axis not in axes]
        kept = self.probs.sum(others) if others else self.probs
        left = sorted(axes)
        return self._like(kept.permute([left.index(axis) for axis in axes]), names)

    def given(self, **states: int) -> Table:
        """p(the others | the named states) = p(all) / p(states). Raises ValueError for a state of probability 0."""
        place: list[int | slice] = [slice(None)] * self.probs.dim()
        for name, state in states.items():
            axis = self._axis(name)
            if not 0 <= state < self.probs.shape[axis]:
                raise ValueError(f"Table: {name} has the states 0 to {self.probs.shape[axis] - 1}, got {state}")
            place[axis] = state
        part = self.probs[tuple(place)]
        if not part.sum() > 0:
            raise ValueError(f"Table: {states} has probability 0, so nothing can be said given it")
        return self._like(part / part.sum(), [name for name in self.names if name not in states])

    def conditional(self, name: str, given: str) -> Tensor:
        """p(name | given) as a matrix: a row for each state of `given`, and each row sums to 1 (NaN if impossible)."""
        joint = self.marginal(given, name).probs
        return joint / joint.sum(1, keepdim=True)

    def independent(self, first: str, second: str, *, tolerance: float = 1e-6) -> bool:
        """Whether p(x, y) = p(x) p(y) for all states."""
        joint = self.marginal(first, second).probs
        return torch.allclose(joint, joint.sum(1, keepdim=True) * joint.sum(0), atol=tolerance, rtol=0)

    def expectation(self, name: str) -> Tensor:
        """E[x] = Σ x p(x)."""
        p = self.marginal(name)
        return (p.values[name] * p.probs).sum()

    def covariance(self, first: str, second: str) -> Tensor:
        """Cov[x, y] = E[(x - E[x]) (y - E[y])]; of a variable with itself, its variance."""
        means = self.expectation(first), self.expectation(second)
        x, y = self.values[first] - means[0], self.values[second] - means[1]
        if first == second:
            return (x * y * self.marginal(first).probs).sum()
        return (x[:, None] * y * self.marginal(first, second).probs).sum()

    def entropy(self, *names: str) -> Tensor:
        """H = -Σ p log p in nats, of the named variables together, or of all."""
        return _entropy(self.marginal(*names).probs if names else self.probs)

    def conditional_entropy(self, name: str, given: str) -> Tensor:
        """H(x | y) = H(x, y) - H(y): the chain rule of entropy."""
        return self.entropy(name, given) - self.entropy(given)

    def mutual_information(self, first: str, second: str) -> Tensor:
        """I(x; y) = H(x) + H(y) - H(x, y) = KL(p(x, y)‖p(x) p(y)) in nats: 0 where they are independent.

        >>> copy = Table(torch.tensor([[0.5, 0.0], [0.0, 0.5]]), ("x", "y"))
        >>> copy.mutual_information("x", "y")  # log 2: one bit
        tensor(0.6931)
        """
        return self.entropy(first) + self.entropy(second) - self.entropy(first, second)

    def _like(self, probs: Tensor, names: Sequence[str]) -> Table:
        return Table(probs, names, {name: self.values[name] for name in names})

    def _axis(self, name: str) -> int:
        if name not in self.names:
            raise ValueError(f"this table has no variable {name!r}; it has {', '.join(self.names)}")
        return self.names.index(name)


def bayes(prior: Tensor, likelihood: Tensor) -> Tensor:
    """p(h | data) = p(data | h) p(h) / Σ p(data | h') p(h'), for hypotheses along the last axis.

    `prior` p(h) has the shape (H,), `likelihood` p(data | h) (..., H): a row for each thing that may be observed.

    Raises ValueError where the prior is no distribution, a likelihood is negative, or what was observed is impossible
    under every hypothesis.

    >>> sick = torch.tensor([0.01, 0.99])  # one in a hundred is sick
    >>> positive = torch.tensor([0.9, 0.05])  # the test finds 90% of them, and 5% of the healthy
    >>> bayes(sick, positive)
    tensor([0.1538, 0.8462])
    """
    if prior.dim() != 1 or likelihood.dim() < 1 or likelihood.shape[-1] != len(prior):
        shapes = f"{tuple(prior.shape)} and {tuple(likelihood.shape)}"
        raise ValueError(f"bayes needs a prior of shape (H,) and a likelihood of shape (..., H), got {shapes}")
    require(prior >= 0, prior, "bayes: prior", "0 or more")
    require(likelihood >= 0, likelihood, "bayes: likelihood", "0 or more")
    if not abs(prior.sum().item() - 1) <= SUM_TOLERANCE:
        raise ValueError(f"bayes: the prior must sum to 1, got {prior.sum().item():g}")
    joint = likelihood * prior  # (..., H)
    evidence = joint.sum(-1, keepdim=True)
    if not (evidence > 0).all():
        raise ValueError("bayes: what was observed is impossible under every hypothesis")
    return joint / evidence


def _entropy(probs: Tensor) -> Tensor:
    return -torch.special.xlogy(probs, probs).sum()
