"""Schedules one after another."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

from chainrule.optim.schedules.schedule import Schedule, Scheduled


class SequentialLR(Schedule):
    """schedules[0] up to the first milestone, then schedules[1], which counts from there, and so on.

    Raises ValueError unless there is one schedule more than milestones and all are of this optimizer.

    >>> import torch
    >>> from chainrule.optim import SGD, CosineAnnealingLR, LinearLR
    >>> optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    >>> parts = [LinearLR(optimizer, start_factor=0.5, total_iters=2), CosineAnnealingLR(optimizer, T_max=4)]
    >>> schedule = SequentialLR(optimizer, parts, milestones=[2])
    >>> [round(schedule.rates(t)[0], 2) for t in range(7)]
    [0.5, 0.75, 1.0, 0.85, 0.5, 0.15, 0.0]
    """

    def __init__(self, optimizer: Scheduled, schedulers: Sequence[Schedule], milestones: Sequence[int]) -> None:
        if not schedulers or len(milestones) != len(schedulers) - 1:
            raise ValueError(
                f"SequentialLR: milestones must be one fewer than schedulers, "
                f"got {len(milestones)} for {len(schedulers)}"
            )
        for index, schedule in enumerate(schedulers):
            if schedule.optimizer is not optimizer:
                raise ValueError(f"SequentialLR: schedulers[{index}] is of another optimizer")
        self.schedulers, self.milestones = list(schedulers), list(milestones)
        super().__init__(optimizer)

    def part(self, t: int) -> tuple[Schedule, int]:
        """The schedule that t belongs to, and how many steps it has made."""
        index = bisect_right(self.milestones, t)
        return self.schedulers[index], t - (self.milestones[index - 1] if index else 0)

    def rates(self, t: int) -> Sequence[float]:
        schedule, steps = self.part(t)
        return schedule.rates(steps)

    def take_up(self) -> None:
        super().take_up()
        for schedule in self.schedulers:
            schedule.take_up()

    def set(self, t: int) -> None:
        self.take_up()
        schedule, steps = self.part(t)
        schedule.last_epoch = steps
        schedule.set(steps)

    def state_dict(self) -> dict[str, Any]:
        return {**super().state_dict(), "_schedulers": [schedule.state_dict() for schedule in self.schedulers]}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        for schedule, state in zip(self.schedulers, state_dict["_schedulers"], strict=True):
            schedule.load_state_dict(state)
        self.last_epoch = state_dict["last_epoch"]
        self.set(self.last_epoch)
