"""Schedules that multiply the rate by a constant at certain steps."""

from collections.abc import Iterable

from chainrule.optim.schedules.schedule import Schedule, Scheduled, require_positive


class StepLR(Schedule):
    """base * gamma^(t // step_size): every `step_size` steps the rate is multiplied by gamma.

    Raises ValueError for a `step_size` below 1.

    >>> import torch
    >>> from chainrule.optim import SGD
    >>> schedule = StepLR(SGD([torch.zeros(1, requires_grad=True)], lr=1.0), step_size=2, gamma=0.1)
    >>> [round(schedule.rates(t)[0], 3) for t in range(5)]
    [1.0, 1.0, 0.1, 0.1, 0.01]
    """

    def __init__(self, optimizer: Scheduled, step_size: int, gamma: float = 0.1) -> None:
        require_positive("StepLR", "step_size", step_size)
        self.step_size, self.gamma = step_size, gamma
        super().__init__(optimizer)

    def rates(self, t: int) -> list[float]:
        return [base * self.gamma ** (t // self.step_size) for base in self.base_lrs]


class MultiStepLR(Schedule):
    """base * gamma^(milestones that t has reached). A milestone that is listed twice counts twice."""

    def __init__(self, optimizer: Scheduled, milestones: Iterable[int], gamma: float = 0.1) -> None:
        self.milestones, self.gamma = sorted(milestones), gamma
        super().__init__(optimizer)

    def rates(self, t: int) -> list[float]:
        reached = sum(milestone <= t for milestone in self.milestones)
        return [base * self.gamma**reached for base in self.base_lrs]
