"""Everything that decides how a training goes on, as tensors and JSON, and back again, bit for bit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Generator, Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from chainrule.training.checkpoint_file import Contents, refused
from chainrule.training.history import Epoch, History


class OptimizerLike(Protocol):
    """Ours, or one of `torch.optim`."""

    param_groups: list[dict[str, Any]]

    def zero_grad(self) -> None: ...
    def step(self) -> Any: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any], /) -> None: ...


class ScheduleLike(Protocol):
    """Ours, or one of `torch.optim.lr_scheduler`."""

    def step(self) -> None: ...
    def state_dict(self) -> dict[str, Any]: ...
    def load_state_dict(self, state_dict: dict[str, Any], /) -> Any: ...


@dataclass
class State:
    """A training at one moment: its parts, and where in which epoch it is.

    `epoch` counts the finished epochs and `batch` the batches done of the one that runs, whose order comes from
    `epoch_seed`; None before it begins.
    """

    model: nn.Module
    optimizer: OptimizerLike
    schedule: ScheduleLike | None
    generator: Generator
    history: History = field(default_factory=History)
    epoch: int = 0
    batch: int = 0
    epoch_seed: int | None = None

    def capture(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """All of it, as a checkpoint keeps it."""
        tensors = {f"model/{name}": tensor for name, tensor in inner(self.model).state_dict().items()}
        tensors |= {f"generator/{name}": state.get_state() for name, state in self.generators().items()}
        tensors["generator"] = self.generator.get_state()
        tensors["generator of torch"] = torch.get_rng_state()
        tensors["history/losses"] = torch.tensor(self.history.losses, dtype=torch.float64)
        tensors["history/rates"] = torch.tensor(self.history.rates, dtype=torch.float64)
        optimizer = self.optimizer.state_dict()
        plain: dict[str, dict[str, Any]] = {}
        for number, state in optimizer["state"].items():
            for name, value in state.items():
                if isinstance(value, Tensor):
                    tensors[f"optimizer/{number}/{name}"] = value
                else:
                    plain.setdefault(str(number), {})[name] = value
        data = {
            "epoch": self.epoch,
            "batch": self.batch,
            "epoch_seed": self.epoch_seed,
            "step": self.history.step,
            "history": self.history.as_dict(),
            "optimizer": {"kind": kind(self.optimizer), "groups": optimizer["param_groups"], "state": plain},
            "schedule": {"kind": kind(self.schedule), "state": self.schedule.state_dict() if self.schedule else None},
        }
        return tensors, data

    def restore(self, contents: Contents, path: Path) -> None:
        """Become what a checkpoint holds. Raises `CheckpointProblem` where it is of another model or optimizer."""
        tensors, data = contents
        model = below("model/", tensors)
        require_same_model(path, inner(self.model).state_dict(), model)
        for what, mine, theirs in (
            ("optimizer", kind(self.optimizer), data["optimizer"]["kind"]),
            ("schedule", kind(self.schedule), data["schedule"]["kind"]),
        ):
            if mine != theirs:
                raise refused(path, f"it is of another run: the {what} is {theirs} there, and {mine} here")
        states = {int(number): dict(state) for number, state in data["optimizer"]["state"].items()}
        for name, value in below("optimizer/", tensors).items():
            number, _, entry = name.partition("/")
            states.setdefault(int(number), {})[entry] = value
        if self.schedule:
            self.schedule.load_state_dict(data["schedule"]["state"])
        try:  # after the schedule, which sets rates: those of the checkpoint count
            self.optimizer.load_state_dict({"state": states, "param_groups": tuples(data["optimizer"]["groups"])})
        except ValueError as error:
            raise refused(path, f"it is of another run: {error}") from error
        inner(self.model).load_state_dict(model)
        for name, generator in self.generators().items():
            if f"generator/{name}" in tensors:
                generator.set_state(tensors[f"generator/{name}"])
        self.generator.set_state(tensors["generator"])
        torch.set_rng_state(tensors["generator of torch"])
        self.epoch, self.batch, self.epoch_seed = data["epoch"], data["batch"], data["epoch_seed"]
        self.history.losses[:] = tensors["history/losses"].tolist()
        self.history.rates[:] = tensors["history/rates"].tolist()
        self.history.epochs[:] = [Epoch(**epoch) for epoch in data["history"]["epochs"]]
        self.history.seconds = data["history"]["seconds"]

    def generators(self) -> dict[str, Generator]:
        """The generators that layers hold, as dropout may, by the name of the layer and the attribute."""
        return {
            f"{name}.{attribute}": value
            for name, module in inner(self.model).named_modules()
            for attribute, value in vars(module).items()
            if isinstance(value, Generator)
        }

    def not_finite(self) -> str | None:
        """The name of a parameter that holds inf or NaN, if there is one."""
        for name, parameter in inner(self.model).named_parameters():
            if not torch.isfinite(parameter).all():
                return name
        return None


def inner(model: nn.Module) -> nn.Module:
    """The model itself, where it was wrapped to be trained by several processes."""
    return model.module if isinstance(model, DistributedDataParallel) else model


def kind(thing: object) -> str:
    return "none" if thing is None else type(thing).__name__


def below(prefix: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors whose names begin so, under the rest of their names."""
    return {name.removeprefix(prefix): tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def tuples(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The groups with tuples where JSON made lists of them; the parameters are a list."""
    return [
        {name: tuple(value) if isinstance(value, list) and name != "params" else value for name, value in group.items()}
        for group in groups
    ]


def require_same_model(path: Path, mine: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> None:
    """`CheckpointProblem` unless both have the same names and shapes."""
    for name in {**mine, **theirs}:
        here, there = (tuple(each[name].shape) if name in each else "not there" for each in (mine, theirs))
        if here != there:
            raise refused(path, f"it is of another model: {name} is {there} there, and {here} here")
