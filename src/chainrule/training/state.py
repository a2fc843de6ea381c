"""Everything that decides how a training goes on, as tensors and JSON, and back again, bit for bit."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Generator, Tensor, nn

from chainrule.training import wrapped
from chainrule.training.begun import difference, shown
from chainrule.training.checkpoint_file import Contents, refused
from chainrule.training.history import Epoch, History
from chainrule.training.hooks import Hook, plain_and_tensors
from chainrule.training.sums import Sums


class OptimizerLike(Protocol):
    """Ours, or one of `torch.optim`."""

    @property
    def param_groups(self) -> list[dict[str, Any]]: ...
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

    `generator` decides the order of the epochs, `noise` is what the objective draws from. `epoch` counts the finished
    epochs and `batch` the batches done of the one that runs, whose order and noise come from `epoch_seed`; None before
    it begins. `sums` are what was counted in it. `begun` is what the run began with.
    """

    model: nn.Module
    optimizer: OptimizerLike
    schedule: ScheduleLike | None
    generator: Generator
    noise: Generator
    begun: Mapping[str, Any]
    hooks: Sequence[Hook] = ()
    history: History = field(default_factory=History)
    epoch: int = 0
    batch: int = 0
    epoch_seed: int | None = None
    sums: Sums = field(default_factory=Sums)

    def begin_epoch(self) -> Generator:
        """What decides the order of the epoch, from its beginning, also where some of it is done; noise begins once."""
        if self.epoch_seed is None:
            self.epoch_seed = int(torch.randint(2**62, (), generator=self.generator))
            self.noise.manual_seed(self.epoch_seed + 1)
        return Generator().manual_seed(self.epoch_seed)

    def capture(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """All of it, as a checkpoint keeps it."""
        tensors = {f"model/{name}": tensor for name, tensor in wrapped.tensors(self.model).items()}
        tensors |= {f"generator/{name}": each.get_state() for name, each in self.generators().items()}
        tensors["history/losses"] = torch.tensor(self.history.losses, dtype=torch.float64)
        tensors["history/rates"] = torch.tensor(self.history.rates, dtype=torch.float64)
        optimizer = self.optimizer.state_dict()
        plain, hooks = {}, []
        for number, state in optimizer["state"].items():
            plain[str(number)], own = plain_and_tensors(state)
            tensors |= {f"optimizer/{number}/{name}": tensor for name, tensor in own.items()}
        for number, hook in enumerate(self.hooks_with_state()):
            values, own = plain_and_tensors(hook.state_dict())
            hooks.append({"kind": kind(hook), "state": values})
            tensors |= {f"hook/{number}/{name}": tensor for name, tensor in own.items()}
        data = {
            "epoch": self.epoch,
            "batch": self.batch,
            "epoch_seed": self.epoch_seed,
            "step": self.history.step,
            "sums": asdict(self.sums),
            "history": self.history.as_dict(),
            "begun": self.begun,
            "hooks": hooks,
            "optimizer": {"kind": kind(self.optimizer), "groups": optimizer["param_groups"], "state": plain},
            "schedule": {"kind": kind(self.schedule), "state": self.schedule.state_dict() if self.schedule else None},
        }
        return tensors, data

    def restore(self, contents: Contents, path: Path) -> None:
        """Become what a checkpoint holds. Raises `CheckpointProblem` where it is of another run."""
        tensors, data = contents
        model = wrapped.below("model/", tensors)
        require_same_model(path, wrapped.tensors(self.model), model)
        self.require_same_run(path, data)
        states = {int(number): dict(state) for number, state in data["optimizer"]["state"].items()}
        for name, value in wrapped.below("optimizer/", tensors).items():
            number, _, entry = name.partition("/")
            states.setdefault(int(number), {})[entry] = value
        if self.schedule:
            self.schedule.load_state_dict(data["schedule"]["state"])
        try:  # after the schedule, which sets rates: those of the checkpoint count
            self.optimizer.load_state_dict({"state": states, "param_groups": tuple(data["optimizer"]["groups"])})
        except ValueError as error:
            raise refused(path, f"it is of another run: {error}") from error
        wrapped.load(self.model, model)
        for index, hook in enumerate(self.hooks_with_state()):
            hook.load_state_dict({**data["hooks"][index]["state"], **wrapped.below(f"hook/{index}/", tensors)})
        for name, generator in self.generators().items():
            if f"generator/{name}" in tensors:
                generator.set_state(tensors[f"generator/{name}"])
        self.epoch, self.batch, self.epoch_seed = data["epoch"], data["batch"], data["epoch_seed"]
        self.sums = Sums(**data["sums"])
        self.history.losses[:] = tensors["history/losses"].tolist()
        self.history.rates[:] = tensors["history/rates"].tolist()
        self.history.epochs[:] = [Epoch(**epoch) for epoch in data["history"]["epochs"]]
        self.history.seconds = data["history"]["seconds"]

    def require_same_run(self, path: Path, data: Mapping[str, Any]) -> None:
        """`CheckpointProblem`, with what differs, unless the run began with the same."""
        for what, mine, theirs in (
            ("optimizer", kind(self.optimizer), data["optimizer"]["kind"]),
            ("schedule", kind(self.schedule), data["schedule"]["kind"]),
            (
                "list of hooks with a state",
                [kind(hook) for hook in self.hooks_with_state()],
                [hook["kind"] for hook in data["hooks"]],
            ),
        ):
            if mine != theirs:
                raise refused(path, f"it is of another run: the {what} is {theirs} there, and {mine} here")
        if words := difference(data["begun"], self.begun, self.schedule):
            raise refused(path, f"it is of another run: {words}")

    def hooks_with_state(self) -> list[Hook]:
        """Those that a run cannot go on without; the others only look."""
        return [hook for hook in self.hooks if hook.state_dict()]

    def generators(self) -> dict[str, Generator]:
        """All that the training draws from: the run's own, PyTorch's, and those that layers hold."""
        return {
            "of the run": self.generator,
            "of the noise": self.noise,
            "of torch": torch.default_generator,
            **{f"of cuda {n}": torch.cuda.default_generators[n] for n in wrapped.cuda_devices(self.model)},
            **{f"of {name}": generator for name, generator in wrapped.generators(self.model).items()},
        }

    def not_finite(self) -> str | None:
        """The name of a parameter that holds inf or NaN, if there is one."""
        for name, parameter in wrapped.inner(self.model).named_parameters():
            if not torch.isfinite(parameter).all():
                return name
        return None


def kind(thing: object) -> str:
    return "none" if thing is None else type(thing).__name__


def require_same_model(path: Path, mine: Mapping[str, Tensor], theirs: Mapping[str, Tensor]) -> None:
    """`CheckpointProblem` unless both have the same names and shapes."""
    for name in {**mine, **theirs}:
        here, there = (tuple(each[name].shape) if name in each else None for each in (mine, theirs))
        if here != there:
            raise refused(path, f"it is of another model: {name} is {shown(there)} there, and {shown(here)} here")
