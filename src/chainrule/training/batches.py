"""Where the batches of an epoch come from, in an order that can be gone through again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from torch import Generator, Tensor

from chainrule.data import Split, batches

Batch = tuple[Tensor, Tensor]


class Epochs(Protocol):
    """What `fit` trains on. Every epoch must be the same for the same generator, and may draw from nothing else."""

    def __len__(self) -> int:
        """The number of batches of an epoch."""
        ...

    def epoch(self, generator: Generator) -> Iterable[Batch]:
        """The batches (x, y) of one epoch."""
        ...


@dataclass(frozen=True, eq=False)
class Batches:
    """The examples of a split in batches of at most `size`: shuffled by `epoch`, in order where it is iterated over.

    `augment(x, generator)` changes a batch in training alone; `prepare(x)` then makes it what the model takes, always.
    `shard` = (rank, processes) is the part of each batch that belongs to one of several processes.

    Raises ValueError for a size below 1 or a shard that is not among the processes.

    >>> from chainrule.data import load, to_float
    >>> train = Batches(load("digits").train, 100, prepare=to_float)
    >>> len(train)
    15
    >>> x, y = next(iter(train))
    >>> x.shape, x.dtype, y.shape
    (torch.Size([100, 1, 8, 8]), torch.float32, torch.Size([100]))
    """

    split: Split
    size: int
    prepare: Callable[[Tensor], Tensor] | None = None
    augment: Callable[[Tensor, Generator], Tensor] | None = None
    drop_last: bool = False
    shard: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        iter(self)  # which checks the size and the shard, and takes no example yet

    def __len__(self) -> int:
        return len(self.split) // self.size if self.drop_last else -(-len(self.split) // self.size)

    def epoch(self, generator: Generator) -> Iterator[Batch]:
        """All examples once, in an order drawn from `generator`, which augments them too."""
        augment = self.augment
        for x, y in batches(
            self.split,
            self.size,
            generator=generator,
            transform=(lambda x: augment(x, generator)) if augment else None,
            drop_last=self.drop_last,
            shard=self.shard,
        ):
            yield self.prepare(x) if self.prepare else x, y

    def __iter__(self) -> Iterator[Batch]:
        """All examples once, in the order of the split, as for an evaluation."""
        return batches(self.split, self.size, shuffle=False, transform=self.prepare, shard=self.shard)
