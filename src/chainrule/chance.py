"""A seeded source of draws whose values never change: not with the process, the machine or the version of Python."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

Seed = int | str | bytes


class Draw:
    """Numbers and choices drawn from a seed.

    The stream is SHA-256 over the seed and a counter. `random.Random` promises the same `random()` for ever but not the
    same `choice` or `shuffle`; a paper that a student sat must be the same paper when it is marked again next year.

    >>> draw = Draw("quiz-1", 7)
    >>> draw.integer(1, 6), draw.choice("abc"), draw.shuffled([1, 2, 3])
    (4, 'c', [3, 1, 2])
    """

    def __init__(self, *seed: Seed) -> None:
        # Each part with its type and length: ("1", "23"), ("12", "3") and (1, 23) are different seeds.
        digest = hashlib.sha256()
        for part in seed:
            raw = part if isinstance(part, bytes) else str(part).encode()
            digest.update(f"{type(part).__name__}:{len(raw)}:".encode() + raw)
        self._key = digest.digest()
        self._count = 0

    @property
    def used(self) -> bool:
        """Whether anything was drawn."""
        return self._count > 0

    def _bits(self, count: int) -> int:
        """`count` random bits (at most 256) as an integer."""
        block = hashlib.sha256(self._key + self._count.to_bytes(8, "big")).digest()
        self._count += 1
        return int.from_bytes(block, "big") >> (256 - count)

    def _below(self, bound: int) -> int:
        """An integer from 0 to `bound` - 1, every one equally likely (draws above the bound are thrown away)."""
        bits = max(1, (bound - 1).bit_length())
        while (value := self._bits(bits)) >= bound:
            pass
        return value

    def integer(self, low: int, high: int) -> int:
        """An integer from `low` to `high`, both included."""
        if high < low:
            raise ValueError(f"integer({low}, {high}): the first bound is above the second")
        return low + self._below(high - low + 1)

    def uniform(self, low: float, high: float) -> float:
        """A float from `low` up to `high`, with 53 random bits."""
        return low + (high - low) * self._bits(53) / 2**53

    def number(self, low: float, high: float, places: int = 1) -> float:
        """A number from `low` to `high`, both included, with at most `places` decimals, to read well in a text."""
        scale: int = 10**places
        return self.integer(round(low * scale), round(high * scale)) / scale

    def choice(self, options: Sequence[T]) -> T:
        """One of the options, each equally likely."""
        if not len(options):
            raise ValueError("choice() from nothing")
        return options[self._below(len(options))]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in a random order, as a new list (Fisher-Yates)."""
        result = list(options)
        for last in range(len(result) - 1, 0, -1):
            other = self._below(last + 1)
            result[last], result[other] = result[other], result[last]
        return result

    def sample(self, options: Sequence[T], count: int) -> list[T]:
        """`count` of the options, no position twice, in a random order."""
        if count > len(options):
            raise ValueError(f"sample(): {count} asked for, {len(options)} there")
        return self.shuffled(options)[:count]
