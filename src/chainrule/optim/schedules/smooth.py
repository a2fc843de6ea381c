"""Schedules that change the rate a little at every step: along a line, a cosine, or any function."""

import math
from collections.abc import Callable, Sequence
from typing import Any

from chainrule.optim.schedules.schedule import Schedule, Scheduled, require_positive


class LinearLR(Schedule):
    """base * (start_factor + (end_factor - start_factor) * min(t, total_iters) / total_iters): a warm-up.

    Raises ValueError for a `start_factor` outside of (0, 1], an `end_factor` outside of [0, 1], `total_iters` below 1.

    >>> import torch
    >>> from chainrule.optim import SGD
    >>> schedule = LinearLR(SGD([torch.zeros(1, requires_grad=True)], lr=1.0), start_factor=0.25, total_iters=3)
    >>> [schedule.rates(t)[0] for t in range(5)]
    [0.25, 0.5, 0.75, 1.0, 1.0]

    Source: P. Goyal and others, Accurate, large minibatch SGD (2017), section 2.2, for warming up.
    """

    def __init__(
        self, optimizer: Scheduled, start_factor: float = 1 / 3, end_factor: float = 1.0, total_iters: int = 5
    ) -> None:
        if not 0.0 < start_factor <= 1.0:
            raise ValueError(f"LinearLR: start_factor must be above 0 and at most 1, got {start_factor}")
        if not 0.0 <= end_factor <= 1.0:
            raise ValueError(f"LinearLR: end_factor must be from 0 to 1, got {end_factor}")
        require_positive("LinearLR", "total_iters", total_iters)
        self.start_factor, self.end_factor, self.total_iters = start_factor, end_factor, total_iters
        super().__init__(optimizer)

    def rates(self, t: int) -> list[float]:
        done = min(t, self.total_iters) / self.total_iters
        return [base * (self.start_factor + (self.end_factor - self.start_factor) * done) for base in self.base_lrs]


class CosineAnnealingLR(Schedule):
    """eta_min + (base - eta_min) * (1 + cos(pi t / T_max)) / 2: from base down to eta_min in T_max steps.

    After T_max it rises again in the same way. Raises ValueError for a `T_max` below 1.

    Source: I. Loshchilov, F. Hutter, SGDR (2017), equation 5, without restarts.
    """

    def __init__(self, optimizer: Scheduled, T_max: int, eta_min: float = 0.0) -> None:
        require_positive("CosineAnnealingLR", "T_max", T_max)
        self.T_max, self.eta_min = T_max, eta_min
        super().__init__(optimizer)

    def rates(self, t: int) -> list[float]:
        height = (1 + math.cos(math.pi * t / self.T_max)) / 2
        return [self.eta_min + (base - self.eta_min) * height for base in self.base_lrs]


class LambdaLR(Schedule):
    """base * lr_lambda(t), for one function, or one for each group.

    Raises ValueError for another number of functions than of groups.
    """

    def __init__(
        self, optimizer: Scheduled, lr_lambda: Callable[[int], float] | Sequence[Callable[[int], float]]
    ) -> None:
        self.lr_lambda = lr_lambda
        super().__init__(optimizer)

    def rates(self, t: int) -> list[float]:
        return [base * function(t) for base, function in zip(self.base_lrs, self.functions, strict=True)]

    @property
    def functions(self) -> list[Callable[[int], float]]:
        """One for each group."""
        groups, given = len(self.optimizer.param_groups), self.lr_lambda
        functions = [given] * groups if callable(given) else list(given)
        if len(functions) != groups:
            raise ValueError(f"LambdaLR: lr_lambda must be {groups} functions, one a group, got {len(functions)}")
        return functions

    def state_dict(self) -> dict[str, Any]:
        """The functions are not kept: make the schedule with the same ones before it is loaded."""
        return {**super().state_dict(), "lr_lambdas": [None] * len(self.functions)}
