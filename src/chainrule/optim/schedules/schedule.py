"""What every schedule has in common: it counts steps and sets the learning rates of an optimizer's groups."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Scheduled(Protocol):
    """What a schedule needs of an optimizer: ours, or one of `torch.optim`."""

    defaults: dict[str, Any]

    @property
    def param_groups(self) -> list[dict[str, Any]]: ...


class Schedule:
    """Learning rates as a function of the number of steps: `rates(t)`, one for each group of parameters.

    `step()` after each step of the optimizer, or after each epoch: a schedule counts calls. Its first rates, those for
    t = 0, are set when it is made; `base_lrs` are those that the groups had before. As each rate is computed from t,
    not from the rate before it, one that was set by hand in between is overwritten. A group of parameters that is added
    later is taken up, with the rate that it comes with as its base.

    `last_epoch` is t, called as in `torch.optim.lr_scheduler`. A state dict goes both ways between the two.
    """

    def __init__(self, optimizer: Scheduled) -> None:
        self.optimizer = optimizer
        self.base_lrs: list[float] = []
        self.take_up()
        self.last_epoch = 0
        self.set(self.last_epoch)

    def rates(self, t: int) -> Sequence[float]:
        """The learning rate of each group after t steps."""
        raise NotImplementedError

    def set(self, t: int) -> None:
        """Give the optimizer the rates for t."""
        self.take_up()
        for group, rate in zip(self.optimizer.param_groups, self.rates(t), strict=True):
            group["lr"] = rate

    def take_up(self) -> None:
        """Note the base rates of the groups that are new."""
        for group in self.optimizer.param_groups[len(self.base_lrs) :]:
            self.base_lrs.append(group.setdefault("initial_lr", group["lr"]))

    def step(self) -> None:
        """Go on by one step."""
        self.last_epoch += 1
        self.set(self.last_epoch)

    def get_last_lr(self) -> list[float]:
        """The rates that the optimizer has now."""
        return [group["lr"] for group in self.optimizer.param_groups]

    def state_dict(self) -> dict[str, Any]:
        """What has to be kept in order to go on; plain numbers."""
        return {"last_epoch": self.last_epoch, "base_lrs": list(self.base_lrs), "_last_lr": self.get_last_lr()}

    def load_state_dict(self, state_dict: Mapping[str, Any]) -> None:
        """Go on from a state dict of this schedule or of its twin; the optimizer gets the rates for it."""
        self.last_epoch = state_dict["last_epoch"]
        self.base_lrs = list(state_dict["base_lrs"])
        self.set(self.last_epoch)


def require_positive(schedule: str, name: str, value: float) -> None:
    """ValueError unless a number of steps is at least 1."""
    if not value >= 1:
        raise ValueError(f"{schedule}: {name} must be at least 1, got {value}")
