"""One cycle: the rate goes up and down once in a training, the momentum down and up."""

import math
from collections.abc import Callable, Sequence

from chainrule.optim.schedules.schedule import Schedule, Scheduled, require_positive

# (last step, rate at its start and at its end, momentum at its start and at its end), in names of a group's settings
Phase = tuple[float, str, str, str, str]


def cosine(start: float, end: float, share: float) -> float:
    """From `start` to `end` along half a cosine."""
    return end + (start - end) / 2 * (1 + math.cos(math.pi * share))


def straight(start: float, end: float, share: float) -> float:
    """From `start` to `end` along a line."""
    return start + (end - start) * share


class OneCycleLR(Schedule):
    """Up from max_lr / div_factor to max_lr, then down to max_lr / div_factor / final_div_factor.

    `total_steps` are made in all, or `epochs` times `steps_per_epoch`; the first `pct_start` of them go up. With
    `cycle_momentum` the momentum (Adam's beta1) goes from `max_momentum` down to `base_momentum` meanwhile, and back.
    `three_phase` comes down to the first rate as long as it went up, then goes down to the last. `max_lr`,
    `base_momentum` and `max_momentum` are a number, or one for each group.

    Raises ValueError without `total_steps` or both of `epochs` and `steps_per_epoch`, for one of them below 1, a
    `pct_start` outside of [0, 1], another `anneal_strategy` than "cos" and "linear", an optimizer without momentum to
    be cycled, a step after the last, and a group of parameters that is added later, as a cycle has a beginning.

    >>> import torch
    >>> from chainrule.optim import SGD
    >>> optimizer = SGD([torch.zeros(1, requires_grad=True)], momentum=0.9)
    >>> schedule = OneCycleLR(optimizer, max_lr=1.0, total_steps=11, pct_start=0.5)
    >>> [round(schedule.rates(t)[0], 3) for t in (0, 2, 4, 6, 8, 10)]
    [0.04, 0.437, 0.971, 0.827, 0.292, 0.0]

    Source: L. Smith, N. Topin, Super-convergence (2018).
    """

    def __init__(
        self,
        optimizer: Scheduled,
        max_lr: float | Sequence[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | Sequence[float] = 0.85,
        max_momentum: float | Sequence[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
    ) -> None:
        total_steps = all_steps(total_steps, epochs, steps_per_epoch)
        if not 0.0 <= pct_start <= 1.0:
            raise ValueError(f"OneCycleLR: pct_start must be a share from 0 to 1, got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f'OneCycleLR: anneal_strategy must be "cos" or "linear", got {anneal_strategy!r}')
        if cycle_momentum and not {"momentum", "betas"} & optimizer.defaults.keys():
            raise ValueError("OneCycleLR: cycle_momentum needs an optimizer with momentum or betas; set it to False")
        self.total_steps, self.cycle_momentum = total_steps, cycle_momentum
        self.between: Callable[[float, float, float], float] = cosine if anneal_strategy == "cos" else straight
        self.phases = phases(total_steps, pct_start, three_phase)
        groups = optimizer.param_groups
        highest = one_each("max_lr", max_lr, len(groups))
        low, high = (
            one_each(name, value, len(groups))
            for name, value in (("base_momentum", base_momentum), ("max_momentum", max_momentum))
        )
        for index, group in enumerate(groups):
            group["max_lr"], group["initial_lr"] = highest[index], highest[index] / div_factor
            group["min_lr"] = group["initial_lr"] / final_div_factor
            if cycle_momentum:
                group["base_momentum"], group["max_momentum"] = low[index], high[index]
        super().__init__(optimizer)

    def rates(self, t: int) -> list[float]:
        share, (_, start, end, _, _) = self.place(t)
        return [self.between(group[start], group[end], share) for group in self.optimizer.param_groups]

    def set(self, t: int) -> None:
        super().set(t)
        if not self.cycle_momentum:
            return
        share, (_, _, _, start, end) = self.place(t)
        for group in self.optimizer.param_groups:
            momentum = self.between(group[start], group[end], share)
            if "betas" in group:
                group["betas"] = (momentum, *group["betas"][1:])
            else:
                group["momentum"] = momentum

    def take_up(self) -> None:
        super().take_up()
        if any("max_lr" not in group for group in self.optimizer.param_groups):
            raise ValueError("OneCycleLR: a group was added after the schedule was made; add it before")

    def place(self, t: int) -> tuple[float, Phase]:
        """The phase that t lies in, and how much of it is over."""
        if t > self.total_steps:
            raise ValueError(f"OneCycleLR: step {t} comes after the last of total_steps={self.total_steps}")
        begun = 0.0
        for phase in self.phases[:-1]:
            if t <= phase[0]:
                break
            begun = phase[0]
        else:
            phase = self.phases[-1]
        length = phase[0] - begun
        return (t - begun) / length if length else 1.0, phase


def all_steps(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    """The number of steps, as it was given. ValueError where it was not, or is below 1."""
    if total_steps is not None:
        require_positive("OneCycleLR", "total_steps", total_steps)
        return total_steps
    if epochs is None or steps_per_epoch is None:
        raise ValueError("OneCycleLR: give total_steps, or both epochs and steps_per_epoch")
    require_positive("OneCycleLR", "epochs", epochs)
    require_positive("OneCycleLR", "steps_per_epoch", steps_per_epoch)
    return epochs * steps_per_epoch


def phases(total_steps: int, pct_start: float, three_phase: bool) -> list[Phase]:
    """Up and down; or up, down again as long, and on to the end."""
    top = pct_start * total_steps - 1
    up = (top, "initial_lr", "max_lr", "max_momentum", "base_momentum")
    if not three_phase:
        return [up, (total_steps - 1, "max_lr", "min_lr", "base_momentum", "max_momentum")]
    down = (2 * top, "max_lr", "initial_lr", "base_momentum", "max_momentum")
    return [up, down, (total_steps - 1, "initial_lr", "min_lr", "max_momentum", "max_momentum")]


def one_each(name: str, value: float | Sequence[float], groups: int) -> list[float]:
    """One number for each group. ValueError for another number of numbers."""
    values = list(value) if isinstance(value, Sequence) else [value] * groups
    if len(values) != groups:
        raise ValueError(f"OneCycleLR: {name} must be one number, or {groups}, one a group, got {len(values)}")
    return values
