"""What a run began with, by name: a run goes on only with the same, or it would not end in the same numbers."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from functools import partial
from typing import Any

from torch import Generator, Tensor

from chainrule.training.batches import Epochs
from chainrule.training.settings import Settings

MOST_RATES = 10_000  # of a schedule that are looked at, evenly spaced
RATES = ("max_lr", "lr", "initial_lr")
CYCLED = ("momentum", "betas")  # what a schedule changes beside the rate, where the group holds a `base_momentum`
# What a schedule of torch.optim, which does not say its rates ahead, has in its state from the beginning to the end.
CONSTANTS = {
    *("base_lrs", "factor", "start_factor", "end_factor", "gamma", "power", "eta_min"),
    *("T_max", "T_0", "T_mult", "step_size", "milestones", "total_steps", "total_iters"),
}


def begun(data: Epochs, generator: Generator, optimizer: Any, schedule: Any, settings: Settings, epochs: int) -> Any:
    """All of it, as JSON keeps it."""
    steps = epochs * settings.steps(len(data)) if settings.schedule_each == "step" else epochs
    names = [each.name for each in fields(settings) if each.name != "device"]  # a run may be taken to another one
    about = {
        **(data.about() if hasattr(data, "about") else {}),
        "the number of batches": len(data),
        "the seed": generator.initial_seed(),
        **{f"the setting {name}": getattr(settings, name) for name in names},
        **rates_and_the_like(optimizer, scheduled=schedule is not None),
        "the schedule": {"steps": steps, "rates": rates(schedule, steps)},
    }
    return plain(about)


def plain(values: Any) -> Any:
    """As JSON gives them back; of what it does not know, the type."""
    return json.loads(json.dumps(values, default=lambda value: type(value).__name__))


def rates_and_the_like(optimizer: Any, *, scheduled: bool) -> dict[str, Any]:
    """The settings of each group of parameters, without those that change while a run goes on."""
    found: dict[str, Any] = {}
    for number, group in enumerate(optimizer.param_groups):
        moving = {"params", *(("lr",) if scheduled else ()), *(CYCLED if "base_momentum" in group else ())}
        names = [*(name for name in RATES if name in group), *sorted(group.keys() - {*RATES})]
        for name in (name for name in names if name not in moving):
            words = f"the rate ({name})" if name in RATES else name
            value = group[name]
            found[f"{words} of group {number}"] = value.tolist() if isinstance(value, Tensor) else value
    return found


def rates(schedule: Any, steps: int) -> Any:
    """What tells a schedule from others: its rates over so many steps, as a digest, where it can say them."""
    if schedule is None:
        return None
    if hasattr(schedule, "rates"):
        rates_at = schedule.rates
    elif hasattr(schedule, "lr_lambdas"):  # LambdaLR of torch.optim
        rates_at = partial(rates_of_lambdas, schedule)
    else:
        return {name: value for name, value in schedule.state_dict().items() if name in CONSTANTS}
    whole = hashlib.sha256()
    for t in range(0, steps + 1, max(1, steps // MOST_RATES)):
        try:
            whole.update(repr([float(rate) for rate in rates_at(t)]).encode())
        except (ArithmeticError, LookupError, ValueError):  # it ends before the run does
            break
    return whole.hexdigest()


def rates_of_lambdas(schedule: Any, t: int) -> list[float]:
    """The rate of each group at step t, as the functions of a `LambdaLR` of torch.optim say it."""
    return [base * function(t) for base, function in zip(schedule.base_lrs, schedule.lr_lambdas, strict=True)]


def difference(theirs: Mapping[str, Any], mine: Mapping[str, Any], schedule: Any) -> str | None:
    """What is not the same in the run that is to go on ("there") and in this one ("here"), in words.

    The number of epochs may be another one: the rates are compared over the steps of that run.
    """
    for name in {**theirs, **mine}:
        there, here = theirs.get(name), mine.get(name)
        if name == "the schedule" and there:
            there, here = there["rates"], plain(rates(schedule, there["steps"]))
            if there != here:
                return "the schedule gives other rates there than here"
        elif there != here:
            return f"{name} is {shown(there)} there, and {shown(here)} here"
    return None


def shown(value: object) -> str:
    return "missing" if value is None else str(value)
