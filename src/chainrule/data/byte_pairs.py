"""Byte-pair encoding, learned from a text: what often stands side by side becomes one token (lectures 15 and 24)."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Self

import torch
from torch import Tensor

from chainrule.data.text import Text

BYTES = 256
# A word with the space before it, signs with the space before them, or white space: together they are all of a text.
WORDS = re.compile(r" ?\w+| ?[^\w\s]+|\s+")

Pair = tuple[int, int]


class BytePairs:
    """Tokens 0 to 255 are bytes; token 256 + i stands for the pair of tokens `merges[i]`, learned as the i-th.

    Bytes are those of UTF-8, so that every text can be encoded, also in letters that were not there to be learned, and
    decoding gives it back. Pairs are joined within words only, where a word brings the space before it along.

    Raises ValueError for merges of tokens that are not there yet, and for a pair that is merged twice.

    >>> pairs = BytePairs.train("the cat and the hat and the rat", size=260)
    >>> len(pairs), [pairs.bytes_of[token] for token in range(256, 260)]
    (260, [b'at', b'he', b'the', b' a'])
    >>> tokens = pairs.encode("the chat").tokens
    >>> [pairs.bytes_of[token] for token in tokens], pairs.decode(tokens)
    ([b'the', b' ', b'c', b'h', b'at'], 'the chat')

    Source: R. Sennrich, B. Haddow, A. Birch, Neural machine translation of rare words with subword units (2016); on
    bytes: A. Radford and others, Language models are unsupervised multitask learners (2019), section 2.2.
    """

    def __init__(self, merges: Iterable[Sequence[int]] = ()) -> None:
        self.merges: tuple[Pair, ...] = tuple((int(first), int(second)) for first, second in merges)
        self.rank = {pair: number for number, pair in enumerate(self.merges)}
        if len(self.rank) < len(self.merges):
            raise ValueError("BytePairs: a pair is merged twice")
        self.bytes_of = [bytes([byte]) for byte in range(BYTES)]  # what each token stands for
        for first, second in self.merges:
            if not (0 <= first < len(self) and 0 <= second < len(self)):
                raise ValueError(f"BytePairs: of {len(self)} tokens, {first} and {second} cannot be merged")
            self.bytes_of.append(self.bytes_of[first] + self.bytes_of[second])

    def __len__(self) -> int:
        """K, the number of tokens."""
        return len(self.bytes_of)

    @classmethod
    def train(cls, text: str, size: int) -> Self:
        """Join the most frequent pair of neighbours into a new token, again and again, up to `size` tokens.

        Of pairs that are as frequent, that with the smallest tokens is taken. There are fewer tokens than `size` where
        every word is one already. Raises ValueError for a size below 256, and for half a surrogate pair.
        """
        if size < BYTES:
            raise ValueError(f"BytePairs: there are {BYTES} bytes, so size must be at least that, got {size}")
        times = Counter(WORDS.findall(text))  # how often each word is there
        words = {word: list(utf8(word)) for word in times}
        count: Counter[Pair] = Counter()  # how often each pair stands side by side
        where: defaultdict[Pair, set[str]] = defaultdict(set)  # in which words
        for word, tokens in words.items():
            for pair in pairwise(tokens):
                count[pair] += times[word]
                where[pair].add(word)
        merges: list[Pair] = []
        while BYTES + len(merges) < size and count:
            best = min(count, key=lambda pair: (-count[pair], pair))
            for word in where.pop(best):
                for pair in pairwise(words[word]):
                    count[pair] -= times[word]
                words[word] = joined(words[word], best, BYTES + len(merges))
                for pair in pairwise(words[word]):
                    count[pair] += times[word]
                    where[pair].add(word)
            count = +count  # without the pairs that are gone
            merges.append(best)
        return cls(merges)

    def encode(self, text: str) -> Text:
        """The text as tokens. Raises ValueError for half a surrogate pair, which is no character."""
        known: dict[str, list[int]] = {}
        tokens: list[int] = []
        for word in WORDS.findall(text):
            if word not in known:
                known[word] = self._merged(list(utf8(word)))
            tokens += known[word]
        return Text(torch.tensor(tokens, dtype=torch.int64))

    def _merged(self, tokens: list[int]) -> list[int]:
        """Pairs joined in the order in which they were learned."""
        while pairs := [pair for pair in pairwise(tokens) if pair in self.rank]:
            first = min(pairs, key=self.rank.__getitem__)
            tokens = joined(tokens, first, BYTES + self.rank[first])
        return tokens

    def decode(self, tokens: Tensor) -> str:
        """Tokens as text; where they end amid a character, or make none, stands U+FFFD."""
        return b"".join(self.bytes_of[token] for token in tokens.tolist()).decode("utf-8", errors="replace")

    def save(self, path: Path) -> None:
        """Write the merges as JSON."""
        path.write_text(json.dumps({"merges": self.merges}), encoding="utf-8")

    @classmethod
    def load(cls, path: Path) -> Self:
        """What `save` wrote. Raises ValueError, with the file's name, for anything else."""
        try:
            return cls(json.loads(path.read_text(encoding="utf-8"))["merges"])
        except (ValueError, LookupError, TypeError) as error:
            raise ValueError(f"{path} holds no merges of byte pairs: {error}") from error


def utf8(text: str) -> bytes:
    """The text's bytes. Raises ValueError for half a surrogate pair."""
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        half = text[error.start]
        raise ValueError(f"BytePairs: {half!r} is half a surrogate pair, and no character: leave it out") from error


def joined(tokens: list[int], pair: Pair, new: int) -> list[int]:
    """The tokens, with each `pair` of neighbours, from the left, become one token.

    >>> joined([1, 1, 1, 2], (1, 1), 9)
    [9, 1, 2]
    """
    made: list[int] = []
    for token in tokens:
        if made and (made[-1], token) == pair:
            made[-1] = new
        else:
            made.append(token)
    return made
