"""Data-parallel training: every process has the whole model and a part of each batch, and all make the same step.

`torchrun --nproc-per-node 2 -m chainrule train cifar-cnn` starts the processes; `joined` makes them a team, and `fit`
shares its work among the team that it finds itself in. Gradients are averaged by PyTorch's `DistributedDataParallel`
over gloo, which needs no more than the processor.

A team makes the steps that one process would make of the same batches, up to rounding, with two exceptions. Batch
normalization takes the statistics of a process's own part of a batch, and keeps those of the first process. Dropout and
augmentation draw otherwise.
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

from chainrule.training.batches import Batches, Epochs
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import Loss
from chainrule.training.loggers import Logger

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
        if not isinstance(data, Batches):
            raise ValueError(f"fit: several processes share Batches, and know no parts of {type(data).__name__}")
        return replace(data, shard=(self.rank, self.size))

    def loss(self, loss: Loss) -> Loss:
        """`loss`, a mean over examples, as the mean over the whole batch: the number is that of all processes together.

        Each process's part counts by its number of examples, which differ by one where a batch cannot be parted evenly.
        What is averaged over the team is then the gradient of the mean over the batch.
        """
        return loss if self.size == 1 else lambda outputs, y: self._shared(loss, outputs, y)

    def _shared(self, loss: Loss, outputs: Tensor, y: Tensor) -> Tensor:
        total = torch.tensor(float(len(y)), dtype=torch.float64)
        dist.all_reduce(total)
        mine = loss(outputs, y) if len(y) else outputs.sum() * 0.0
        weighted = mine * (self.size * len(y) / total.item())
        together = weighted.detach().double()
        dist.all_reduce(together)
        return weighted + (
            together.to(weighted.dtype) / self.size - weighted.detach()
        )  # the team's number, my gradient

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
