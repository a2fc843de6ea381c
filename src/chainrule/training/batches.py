"""Where the batches of an epoch come from, in an order that can be gone through again."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from torch import Generator

from chainrule.data import Examples, batches

Batch = Any  # what the objective takes: a tensor, a pair (x, y), a dict, nested as one likes


class Epochs(Protocol):
    """What `fit` trains on. Every epoch must be the same for the same generator, and may draw from nothing else.

    It may also have `about()`, what a run must have begun with in order to go on, by name, and `part(rank, processes)`,
    which several processes need.
    """

    def __len__(self) -> int:
        """The number of batches of an epoch."""
        ...

    def epoch(self, generator: Generator) -> Iterable[Batch]:
        """The batches of one epoch."""
        ...


@dataclass(frozen=True, eq=False)
class Batches:
    """Examples in batches of at most `size`: shuffled by `epoch`, in order where it is iterated over.

    `augment(x, generator)` changes a batch in training alone; `prepare(x)` then makes it what the model takes, always:
    x is the first of a pair, and all of a dict. `shard` = (rank, processes) is the part of each batch that belongs to
    one of several processes.

    Raises ValueError for a size below 1 or a shard that is not among the processes.

    >>> from chainrule.data import load, to_float
    >>> train = Batches(load("digits").train, 100, prepare=to_float)
    >>> len(train)
    15
    >>> x, y = next(iter(train))
    >>> x.shape, x.dtype, y.shape
    (torch.Size([100, 1, 8, 8]), torch.float32, torch.Size([100]))
    """

    split: Examples
    size: int
    prepare: Callable[[Any], Any] | None = None
    augment: Callable[[Any, Generator], Any] | None = None
    drop_last: bool = False
    shard: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        iter(self)  # which checks the size and the shard, and takes no example yet

    def __len__(self) -> int:
        return len(self.split) // self.size if self.drop_last else -(-len(self.split) // self.size)

    def epoch(self, generator: Generator) -> Iterator[Batch]:
        """All examples once, in an order drawn from `generator`, which augments them too."""
        return batches(
            self.split,
            self.size,
            generator=generator,
            transform=lambda x: self._made(x, generator),
            drop_last=self.drop_last,
            shard=self.shard,
        )

    def _made(self, x: Any, generator: Generator) -> Any:
        x = self.augment(x, generator) if self.augment else x
        return self.prepare(x) if self.prepare else x

    def __iter__(self) -> Iterator[Batch]:
        """All examples once, in the order of the split, as for an evaluation."""
        return batches(self.split, self.size, shuffle=False, transform=self.prepare, shard=self.shard)

    def about(self) -> dict[str, object]:
        """What a run must have begun with in order to go on."""
        return {
            "the batch size": self.size,
            "the number of examples": len(self.split),
            "the data": self.split.digest(),
            "prepare": _name(self.prepare),
            "augment": _name(self.augment),
        }

    def part(self, rank: int, processes: int) -> "Batches":
        """What one of several processes takes of each batch."""
        return replace(self, shard=(rank, processes))


def _name(function: Callable[..., object] | None) -> str:
    return "none" if function is None else getattr(function, "__qualname__", type(function).__name__)
