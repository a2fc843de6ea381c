"""Texts as tokens and back: characters, names in rows, and pairs of bytes, for which all of Unicode comes back."""

import re
from itertools import pairwise
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Generator

from chainrule.data import BytePairs, Characters, Names, Text, batches, load, split_names

LEARNED = BytePairs.train("low lower lowest newer newest wider widest äöü äö ... \n\n  x = 1\n" * 3, 330)


def test_a_text_is_cut_and_read_again() -> None:
    alphabet = Characters.of("hello world")
    text = alphabet.encode("hello world")
    train, held = text.cut(5)
    assert alphabet.decode(train.tokens) == "hello "
    assert alphabet.decode(held.tokens) == "world"


def test_names_are_rows_between_boundaries_of_which_letters_and_the_end_count() -> None:
    alphabet = Characters.of(".abc")
    names = Names.of(["abc", "b"], alphabet)
    assert [alphabet.decode(row) for row in names.tokens] == [".abc.", ".b..."]
    assert [alphabet.decode(row[counts]) for row, counts in zip(*names.tensors().values(), strict=True)] == [
        "abc.",
        "b.",
    ]


def test_a_batch_of_names_is_as_wide_as_its_longest() -> None:
    names = Names.of(["a" * length for length in (5, 1, 2, 3)], Characters.of(".a"))
    widths = [tokens.shape for tokens, counts in batches(names, 2, shuffle=False) if counts.shape == tokens.shape]
    assert widths == [torch.Size([2, 7]), torch.Size([2, 5])]
    shuffled = batches(names, 1, generator=Generator().manual_seed(0))
    assert sum(int(counts.sum()) for _, counts in shuffled) == 6 + 2 + 3 + 4


@pytest.mark.needs("data sets")
def test_the_names_are_parted_as_makemore_parts_them() -> None:
    """Its second lecture prints these sizes: letters, and the boundary that ends a name."""
    alphabet, *parts = split_names(load("names").lines)
    assert alphabet.letters == ".abcdefghijklmnopqrstuvwxyz"
    assert [int(part.counts.sum()) for part in parts] == [182625, 22655, 22866]
    assert alphabet.decode(parts[0].tokens[0]).strip(".") == "yuheng"


@settings(deadline=None)
@given(st.text())
def test_every_text_comes_back_from_pairs_of_bytes(text: str) -> None:
    tokens = LEARNED.encode(text).tokens
    assert LEARNED.decode(tokens) == text
    assert b"".join(LEARNED.bytes_of[token] for token in tokens) == text.encode()
    assert len(tokens) <= len(text.encode())


@settings(deadline=None)
@given(st.text(alphabet="abc ", max_size=60), st.integers(256, 280))
def test_pairs_are_learned_as_by_counting_all_anew_for_each(text: str, size: int) -> None:
    words = [list(word.encode()) for word in re.findall(r" ?\w+|\s+", text)]
    merges = []
    while 256 + len(merges) < size:
        pairs = [pair for word in words for pair in pairwise(word)]
        if not pairs:
            break
        best = min(pairs, key=lambda pair: (-count(words, pair), pair))
        words = [replaced(word, best, 256 + len(merges)) for word in words]
        merges.append(best)
    assert list(BytePairs.train(text, size).merges) == merges


def count(words: list[list[int]], pair: tuple[int, int]) -> int:
    return sum(each == pair for word in words for each in pairwise(word))


def replaced(word: list[int], pair: tuple[int, int], new: int) -> list[int]:
    made, place = [], 0
    while place < len(word):
        found = tuple(word[place : place + 2]) == pair
        made.append(new if found else word[place])
        place += 2 if found else 1
    return made


def test_what_was_learned_is_shorter_and_a_letter_never_seen_is_its_bytes() -> None:
    assert len(LEARNED.encode("lowest newest")) < 5
    assert LEARNED.encode("日").tokens.tolist() == list("日".encode())


def test_tokens_that_end_amid_a_character_are_shown_as_such() -> None:
    assert LEARNED.decode(torch.tensor(list("日".encode())[:2])) == "�"


def test_merges_are_saved_and_loaded(tmp_path: Path) -> None:
    path = tmp_path / "pairs.json"
    LEARNED.save(path)
    again = BytePairs.load(path)
    assert again.merges == LEARNED.merges
    assert again.encode("lowest äöü").tokens.equal(LEARNED.encode("lowest äöü").tokens)


@pytest.mark.parametrize("content", ["", "[]", '{"merges": [[1, 2, 3]]}', '{"merges": [[1, 256]]}', '{"merges": 5}'])
def test_a_file_that_holds_no_merges_is_named(content: str, tmp_path: Path) -> None:
    path = tmp_path / "pairs.json"
    path.write_text(content)
    with pytest.raises(ValueError, match=r"pairs.json holds no merges of byte pairs"):
        BytePairs.load(path)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Text(torch.ones(3)), r"tokens must be int64 \(N,\), got torch.float32 \(3,\)"),
        (lambda: Text(torch.arange(3)).cut(4), "of 3 tokens, 4 cannot be held out"),
        (lambda: Characters("ab").encode("abc"), "'c' is none of the 2 letters"),
        (lambda: Names.of([], Characters(".a")), "at least one"),
        (lambda: Names.of(["a", "a.a"], Characters(".a")), "'a.a' has the boundary '.' in it"),
        (lambda: Names.of(["b"], Characters(".a")), "'b' is none of the 2 letters"),
        (lambda: BytePairs.train("text", 255), "size must be at least that, got 255"),
        (lambda: BytePairs.train("\ud83d", 300), r"'\\ud83d' is half a surrogate pair"),
        (lambda: BytePairs().encode("a \udc00"), r"'\\udc00' is half a surrogate pair"),
        (lambda: BytePairs([(1, 256)]), "of 256 tokens, 1 and 256 cannot be merged"),
        (lambda: BytePairs([(1, 2), (1, 2)]), "a pair is merged twice"),
    ],
)
def test_what_does_not_fit_is_refused(make, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        make()
