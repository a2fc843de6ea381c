"""Batches of windows over a text: an epoch has gone through the text once."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import torch
from torch import Generator, Tensor

from chainrule.data import Text


@dataclass(frozen=True, eq=False)
class Windows:
    """A text in windows of `length` + 1 tokens, batches (B, length + 1) of at most `size`, for `next_token`.

    Each window begins with the token that the one before ended with: as an answer, every token comes once. `epoch`
    begins to cut at a place drawn from the generator and shuffles the windows, of which it makes one fewer than fit so
    that there is room for that. Iterated over, as for an evaluation, they come in order, and what is left at the end is
    a shorter window in a batch of its own.

    Raises ValueError for a text that is shorter than one window, and for a length or size below 1.

    >>> windows = Windows(Text(torch.arange(8)), length=3, size=2)
    >>> [batch.tolist() for batch in windows]
    [[[0, 1, 2, 3], [3, 4, 5, 6]], [[6, 7]]]
    >>> len(windows), [batch.shape for batch in windows.epoch(Generator().manual_seed(0))]
    (1, [torch.Size([1, 4])])
    """

    text: Text
    length: int
    size: int
    shard: tuple[int, int] = (0, 1)

    def __post_init__(self) -> None:
        if self.length < 1 or self.size < 1:
            raise ValueError(f"Windows: length and size must be at least 1, got {self.length} and {self.size}")
        if len(self.text) <= self.length:
            raise ValueError(
                f"Windows: a window holds {self.length + 1} tokens, the text {len(self.text)}: take a shorter length"
            )

    def __len__(self) -> int:
        """The number of batches of an epoch."""
        return -(-self._count // self.size)

    @property
    def _fit(self) -> int:
        """How many windows fit into the text."""
        return (len(self.text) - 1) // self.length

    @property
    def _count(self) -> int:
        return max(1, self._fit - 1)

    def epoch(self, generator: Generator) -> Iterator[Tensor]:
        """The windows once, cut and shuffled by `generator`."""
        room = len(self.text) - 1 - self._count * self.length
        first = int(torch.randint(min(room, self.length) + 1, (), generator=generator))
        order = torch.randperm(self._count, generator=generator)
        rank, processes = self.shard
        for index in order.split(self.size):
            yield self._cut(first + index[rank::processes] * self.length)

    def __iter__(self) -> Iterator[Tensor]:
        rank, processes = self.shard
        for index in torch.arange(self._fit).split(self.size):
            yield self._cut(index[rank::processes] * self.length)
        rest = self.text.tokens[self._fit * self.length :]
        if len(rest) > 1 and rank == 0:
            yield rest[None]

    def _cut(self, starts: Tensor) -> Tensor:
        return self.text.tokens[starts[:, None] + torch.arange(self.length + 1)]  # (B, length + 1)

    def about(self) -> dict[str, object]:
        """What a run must have begun with in order to go on."""
        return {"the batch size": self.size, "the length of a window": self.length, "the data": self.text.digest()}

    def part(self, rank: int, processes: int) -> "Windows":
        """What one of several processes takes of each batch."""
        return replace(self, shard=(rank, processes))
