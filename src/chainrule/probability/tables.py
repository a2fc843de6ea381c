"""Several discrete variables in one table, by their names: joint, marginal, conditional probabilities (lecture 9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch
from torch import Generator, Tensor

from chainrule.probability import rules
from chainrule.probability.distribution import at_least_float32
from chainrule.probability.rules import SUM_TOLERANCE, require


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
        return self._like(rules.marginal(self.probs, *axes), names)

    def given(self, **states: int) -> Table:
        """p(the others | the named states) = p(all) / p(states). Raises ValueError for a state of probability 0."""
        for name, state in states.items():
            size = self.probs.shape[self._axis(name)]
            if not 0 <= state < size:
                raise ValueError(f"Table: {name} has the states 0 to {size - 1}, got {state}")
        table = self
        for name, state in states.items():
            kept = [other for other in table.names if other != name]
            table = self._like(rules.condition(table.probs, table._axis(name), state), kept)
        return table

    def conditional(self, name: str, given: str) -> Tensor:
        """p(name | given) as a matrix: a row for each state of `given`, and each row sums to 1 (NaN if impossible)."""
        joint = self.marginal(given, name).probs
        return joint / joint.sum(1, keepdim=True)

    def independent(self, first: str, second: str, *, tolerance: float = 1e-6) -> bool:
        """Whether p(x, y) = p(x) p(y) for all states."""
        joint = self.marginal(first, second).probs
        return torch.allclose(joint, rules.product_of_marginals(joint), atol=tolerance, rtol=0)

    def expectation(self, name: str) -> Tensor:
        """E[x] = Σ x p(x)."""
        p = self.marginal(name)
        return rules.expected_value(p.values[name], p.probs)

    def covariance(self, first: str, second: str) -> Tensor:
        """Cov[x, y] = E[(x - E[x]) (y - E[y])]; of a variable with itself, its variance."""
        if first == second:
            p = self.marginal(first)
            return rules.variance_of(p.values[first], p.probs)
        joint = self.marginal(first, second).probs
        return rules.covariance_of(self.values[first], self.values[second], joint)

    def sample(self, count: int, *, generator: Generator | None = None) -> Tensor:
        """`count` independent draws of all variables together: states (count, variables), in the order of the names.

        >>> copy = Table(torch.tensor([[0.5, 0.0], [0.0, 0.5]]), ("x", "y"))
        >>> x, y = copy.sample(100, generator=torch.Generator().manual_seed(0)).T
        >>> bool((x == y).all())
        True
        """
        uniform = torch.rand(count, generator=generator, dtype=self.probs.dtype)
        cells = rules.choose(self.probs.flatten(), uniform)  # (count,)
        return torch.stack(torch.unravel_index(cells, self.probs.shape), 1)

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


def _entropy(probs: Tensor) -> Tensor:
    return -torch.special.xlogy(probs, probs).sum()
