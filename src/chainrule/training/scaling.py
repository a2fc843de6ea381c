"""Scaling laws: how the loss falls with size, fitted to a few trainings, to say what a larger one would give."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

EXPONENTS = (0.01, 4.0)  # where b is looked for
GRID = 50


@dataclass(frozen=True)
class ScalingLaw:
    """L(N) = limit + factor / N^exponent. N counts weights, tokens or operations; the limit is what no size takes away.

    `errors` are the standard errors of the three in that order, and `scatter` is the standard deviation of the losses
    about the curve, in the loss's unit.
    """

    limit: float
    factor: float
    exponent: float
    errors: tuple[float, float, float]
    scatter: float

    def __call__(self, size: float) -> float:
        """The loss of this size."""
        return self.limit + self.factor * size**-self.exponent

    def size_for(self, loss: float) -> float:
        """The size that gets to this loss; inf where none does."""
        return (self.factor / (loss - self.limit)) ** (1 / self.exponent) if loss > self.limit else math.inf


def fit_scaling_law(sizes: Sequence[float], losses: Sequence[float], limit: float | None = None) -> ScalingLaw:
    """The law with the least sum of squared residuals Σ (L(N_i) - L_i)².

    With a `limit`, that is taken, and its error is 0: with 0 the law is (N_c / N)^b. A few sizes within two orders of
    magnitude often cannot tell a limit from a smaller exponent: then the errors are large, or there is no best fit.

    For a given b the best L_inf and a come from a linear least-squares problem; so it is b alone that is searched, on a
    grid and then by golden section. The standard errors are those of nonlinear least squares, from s² (J^T J)^-1 with
    s² = Σ (L(N_i) - L_i)² / (n - p), where p parameters are fitted. They take the losses' noise to be independent and
    of one size, and the law to be true: nothing here knows what lies beyond the sizes that were tried.

    Raises ValueError for fewer than p + 1 pairs, sizes that are not above 0, fewer than three different ones, and
    losses that do not fall so.

    Source: J. Hestness and others, Deep learning scaling is predictable, empirically (2017); J. Kaplan and others,
    Scaling laws for neural language models (2020), for a limit of 0; J. Hoffmann and others, Training compute-optimal
    large language models (2022), section 3.3.

    >>> sizes = [1e4, 3e4, 1e5, 3e5, 1e6]
    >>> law = fit_scaling_law(sizes, [1.5 + 20 / n**0.3 for n in sizes])
    >>> round(law.limit, 3), round(law.factor, 3), round(law.exponent, 3)
    (1.5, 20.0, 0.3)
    """
    fitted = 3 if limit is None else 2  # parameters
    if len(sizes) != len(losses) or len(sizes) <= fitted:
        raise ValueError(
            f"fit_scaling_law: it takes {fitted + 1} pairs or more, got {len(sizes)} sizes and {len(losses)} losses"
        )
    if min(sizes) <= 0 or len(set(sizes)) < 3:
        raise ValueError("fit_scaling_law: sizes must be above 0, and at least 3 different ones")
    n, y = (torch.tensor(numbers, dtype=torch.float64) for numbers in (sizes, losses))
    known = 0.0 if limit is None else limit
    logs = n.log()
    middle = float(logs.mean())  # a power of N / N0 instead of N, so that all unknowns are of the loss's size

    def solved(b: float) -> tuple[list[float], float]:
        """The best L_inf (where it is fitted) and a / N0^b for an exponent, and the sum of squares that is left."""
        columns = [torch.ones_like(y), torch.exp(-b * (logs - middle))][3 - fitted :]
        design = torch.stack(columns, 1)  # (n, p - 1)
        best = torch.linalg.lstsq(design, (y - known)[:, None]).solution  # (p - 1, 1)
        left = (design @ best).flatten() + known - y
        return best.flatten().tolist(), float(left.square().sum())

    first, last = map(math.log, EXPONENTS)
    grid = [math.exp(first + (last - first) * step / GRID) for step in range(GRID + 1)]
    place = min(range(GRID + 1), key=lambda index: solved(grid[index])[1])
    if place in (0, GRID) or solved(grid[place])[0][-1] <= 0:
        raise ValueError("fit_scaling_law: these losses do not fall towards a limit as a power of the size")
    b = least(lambda b: solved(b)[1], grid[place - 1], grid[place + 1])
    best, left = solved(b)
    a = best[-1] * math.exp(b * middle)
    s = math.sqrt(left / (len(y) - fitted))
    power = torch.exp(-b * logs)  # N^-b
    jacobian = torch.stack((torch.ones_like(y), power, -a * power * logs), 1)  # dL/d(L_inf, a, b): (n, 3)
    errors = [0.0] * (3 - fitted) + standard_errors(jacobian[:, 3 - fitted :], s)
    return ScalingLaw(best[0] if limit is None else limit, a, b, (errors[0], errors[1], errors[2]), s)


def standard_errors(jacobian: Tensor, s: float) -> list[float]:
    """The roots of the diagonal of s² (J^T J)^-1 = s² (R^-1)(R^-1)^T, where J = QR: squaring J would lose digits."""
    lengths = jacobian.norm(dim=0)  # (p,)
    r = torch.linalg.qr(jacobian / lengths).R
    inverse = torch.linalg.solve_triangular(r, torch.eye(len(r), dtype=r.dtype), upper=True)
    return (s * inverse.norm(dim=1) / lengths).tolist()


def least(function: Callable[[float], float], low: float, high: float, steps: int = 60) -> float:
    """Where a function with one valley between `low` and `high` is least, by golden section.

    >>> round(least(lambda x: (x - 2) ** 2, 0, 5), 6)
    2.0
    """
    golden = (math.sqrt(5) - 1) / 2
    for _ in range(steps):
        left, right = high - golden * (high - low), low + golden * (high - low)
        if function(left) < function(right):
            high = right
        else:
            low = left
    return (low + high) / 2
