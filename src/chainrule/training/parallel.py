"""Data-parallel training: every process has the whole model and a part of each batch, and all make the same step.

`torchrun --nproc-per-node 2 -m chainrule train cifar-cnn` starts the processes; `joined` makes them a team, and `fit`
shares its work among the team that it finds itself in. Gradients are averaged by PyTorch's `DistributedDataParallel`
over gloo, which needs no more than the processor.

A team makes the steps that one process would make of the same batches, up to rounding: down the sum of the losses of
all processes, divided by what all of them counted. There are two exceptions. Batch normalization takes the statistics
of a process's own part of a batch, and keeps those of the first process. Dropout, augmentation and noise draw
otherwise.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TypeVar

import torch
import torch.distributed as dist
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from chainrule.training.batches import Epochs
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.loggers import Logger
from chainrule.training.sums import Sums

T = TypeVar("T")


@dataclass(frozen=True)
class Team:
    """The processes that train together: this one is number `rank` of `size`. Alone, it is the first of one."""

    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        """Whether this process is the one that shows, logs and saves."""
        return self.rank == 0

    def any(self, mine: bool) -> bool:
        """Whether it is so in any of the processes; all of them must ask."""
        if self.size == 1:
            return mine
        flag = torch.tensor(float(mine))
        dist.all_reduce(flag)
        return bool(flag > 0)

    def wait(self) -> None:
        """Until all processes are here."""
        if self.size > 1:
            dist.barrier()

    def in_turn(self, act: Callable[[], T]) -> T:
        """`act()` in the first process, and in the others when it is done there: for what moves files."""
        if self.first:
            done = act()
            self.wait()
            return done
        self.wait()
        return act()

    def model(self, model: nn.Module) -> nn.Module:
        """The model, whose gradients are averaged over the team after each backward."""
        if self.size == 1 or isinstance(model, DistributedDataParallel):
            return model
        return DistributedDataParallel(model)

    def data(self, data: Epochs) -> Epochs:
        """This process's part of each batch. Raises ValueError where the data cannot be parted."""
        if self.size == 1:
            return data
        if not hasattr(data, "part"):
            raise ValueError(
                f"fit: several processes take parts of a batch, and {type(data).__name__} has no part(rank, processes)"
            )
        return data.part(self.rank, self.size)

    def together(self, mine: Sums) -> Sums:
        """What all processes counted, added up."""
        if self.size == 1:
            return mine
        numbers = torch.tensor([mine.total, mine.count, *mine.metrics.values()], dtype=torch.float64)
        dist.all_reduce(numbers)
        total, count, *metrics = numbers.tolist()
        return Sums(total, count, dict(zip(mine.metrics, metrics, strict=True)), mine.exponentials)

    def loss(self, total: Tensor, count: float) -> Tensor:
        """What this process goes down, where all of them counted so much.

        PyTorch gives each the mean of the gradients of all; what is wanted is the gradient of the sum of their totals
        over their counts, which is `size` times that.
        """
        return total / ((count or 1) / self.size)

    def checkpoint(self, checkpoint: Checkpoint | None) -> Checkpoint | None:
        """All go on from it, and the first writes it."""
        return checkpoint if self.first or checkpoint is None else replace(checkpoint, read_only=True)

    def loggers(self, loggers: Sequence[Logger]) -> Sequence[Logger]:
        """The first tells; the others are silent."""
        return loggers if self.first else ()


def team() -> Team:
    """The team that this process has joined, else this process alone."""
    if dist.is_available() and dist.is_initialized():
        return Team(dist.get_rank(), dist.get_world_size())
    return Team()


@contextmanager
def joined() -> Iterator[Team]:
    """Be one of the processes that `torchrun` started; alone where it did not start this one."""
    if int(os.environ.get("WORLD_SIZE", "1")) < 2 or "RANK" not in os.environ:
        yield Team()
        return
    # Loaded once there is a process group, as by DistributedDataParallel, the module holds it in default arguments, and
    # its threads outlive it: one that frees a tensor while Python ends aborts a process that has done its work.
    importlib.import_module("torch.distributed.nn")
    dist.init_process_group("gloo")
    try:
        yield team()
    finally:
        dist.destroy_process_group()
