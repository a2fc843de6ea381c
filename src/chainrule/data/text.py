"""Texts as tokens: characters, names one per line, and pairs of bytes that are learned from a text."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from chainrule.data.splits import Examples, digest

BOUNDARY = "."  # begins and ends a name; it comes before all letters, so that its token is 0


@dataclass(frozen=True, eq=False)
class Text:
    """A text as numbers, `tokens` (N,) int64 in their order. `Characters` and `BytePairs` make one; `cut` parts it.

    Raises ValueError for tokens that are no such tensor.
    """

    tokens: Tensor

    def __post_init__(self) -> None:
        if self.tokens.dim() != 1 or self.tokens.dtype != torch.int64:
            raise ValueError(f"Text: tokens must be int64 (N,), got {self.tokens.dtype} {tuple(self.tokens.shape)}")

    def __len__(self) -> int:
        return len(self.tokens)

    def cut(self, held_out: int) -> tuple["Text", "Text"]:
        """The text without its last tokens, and those: what is held out of a text must not lie in its middle.

        Raises ValueError for a number below zero or above that of the tokens.

        >>> [len(part) for part in Text(torch.arange(10)).cut(3)]
        [7, 3]
        """
        if not 0 <= held_out <= len(self):
            raise ValueError(f"of {len(self)} tokens, {held_out} cannot be held out")
        end = len(self) - held_out
        return Text(self.tokens[:end]), Text(self.tokens[end:])

    def digest(self) -> str:
        """SHA-256 of all of it."""
        return digest({"tokens": self.tokens})


@dataclass(frozen=True)
class Characters:
    """The letters of a text as tokens 0 to K - 1: token i is `letters[i]`.

    >>> alphabet = Characters.of("abba c")
    >>> alphabet.letters, alphabet.encode("cab").tokens, alphabet.decode(torch.tensor([1, 2]))
    (' abc', tensor([3, 1, 2]), 'ab')
    """

    letters: str

    @classmethod
    def of(cls, text: str) -> "Characters":
        """Those that the text has, in the order of Unicode."""
        return cls("".join(sorted(set(text))))

    def __len__(self) -> int:
        return len(self.letters)

    def encode(self, text: str) -> Text:
        """The text as tokens. Raises ValueError, with the letter, for one that is not there."""
        number = {letter: index for index, letter in enumerate(self.letters)}
        if unknown := set(text) - number.keys():
            raise ValueError(f"Characters: {sorted(unknown)[0]!r} is none of the {len(self)} letters")
        return Text(torch.tensor([number[letter] for letter in text], dtype=torch.int64))

    def decode(self, tokens: Tensor) -> str:
        """Tokens as text."""
        return "".join(self.letters[token] for token in tokens.tolist())


@dataclass(frozen=True, eq=False)
class Names(Examples):
    """Names as rows of tokens (N, L + 2): a boundary, the letters, a boundary, and boundaries to fill the row.

    `counts` is True where a token is to be predicted: at the letters and at the boundary that ends the name. A batch is
    a pair of both, as `training.objectives.next_token` takes it, no wider than its longest name.

    >>> alphabet = Characters.of(".amo")
    >>> names = Names.of(["mao", "om"], alphabet)
    >>> names.tokens.tolist(), names.counts.int().tolist()
    ([[0, 2, 1, 3, 0], [0, 3, 2, 0, 0]], [[0, 1, 1, 1, 1], [0, 1, 1, 1, 0]])
    >>> names.batch(torch.tensor([1]))[0]
    tensor([[0, 3, 2, 0]])
    """

    tokens: Tensor
    counts: Tensor

    @classmethod
    def of(cls, names: Sequence[str], characters: Characters) -> Self:
        """Names in the letters of `characters`, among which "." is the boundary.

        Raises ValueError for no names, a letter that is not there, and a boundary inside a name.
        """
        if not names:
            raise ValueError("Names: there must be at least one")
        if torn := [name for name in names if BOUNDARY in name]:
            raise ValueError(f"Names: {torn[0]!r} has the boundary {BOUNDARY!r} in it")
        longest = max(map(len, names))
        rows = [BOUNDARY + name + BOUNDARY * (longest - len(name) + 1) for name in names]
        tokens = characters.encode("".join(rows)).tokens.reshape(len(names), longest + 2)  # (N, L + 2)
        lengths = torch.tensor([len(name) for name in names])
        places = torch.arange(longest + 2)
        return cls(tokens, (places > 0) & (places <= lengths[:, None] + 1))

    def batch(self, index: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens and counts of these names, as wide as the longest of them."""
        tokens, counts = self.tokens.index_select(0, index), self.counts.index_select(0, index)
        width = int(counts.sum(1).max()) + 1 if len(index) else 0
        return tokens[:, :width], counts[:, :width]


def split_names(lines: Sequence[str], seed: int = 42) -> tuple[Characters, Names, Names, Names]:
    """The letters of names, one per line, and 80% of them to train on, 10% to choose by, 10% to test on.

    They are shuffled by Python's `random` from the seed: with 42, as in makemore's lectures, the parts are theirs.

    >>> alphabet, train, dev, test = split_names(["ann", "bob", "eve", "max", "tom"] * 4)
    >>> alphabet.letters, len(train), len(dev), len(test)
    ('.abemnotvx', 16, 2, 2)

    Source: A. Karpathy, makemore (2022), part 2.
    """
    alphabet = Characters.of(BOUNDARY + "".join(lines))
    names = list(lines)
    random.Random(seed).shuffle(names)
    first, second = int(0.8 * len(names)), int(0.9 * len(names))
    parts = names[:first], names[first:second], names[second:]
    train, dev, test = (Names.of(part, alphabet) for part in parts)
    return alphabet, train, dev, test
