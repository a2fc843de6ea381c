"""What changed between two files: right for small ones, and in bounded work for any."""

import difflib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site.labs import changes
from chainrule.campus.site.labs.changes import MOST_SHOWN, changed, common, matches

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=12)


def longest(a: list[str], b: list[str]) -> int:
    """The length of a longest common subsequence, by the table."""
    row = [0] * (len(b) + 1)
    for one in a:
        old, row = row, [0] * (len(b) + 1)
        for j, other in enumerate(b):
            row[j + 1] = old[j] + 1 if one == other else max(old[j + 1], row[j])
    return row[-1]


@given(LINES, LINES)
def test_the_lines_in_common_are_as_many_as_can_be_and_in_order(before: list[str], after: list[str]) -> None:
    blocks = common(before, after)
    assert blocks is not None
    assert blocks[-1] == (len(before), len(after), 0)
    assert sum(block.size for block in blocks) == longest(before, after)
    i = j = 0
    for block in blocks:
        assert block.a >= i
        assert block.b >= j
        i, j = block.a + block.size, block.b + block.size
        assert before[block.a : i] == after[block.b : j]


@given(LINES, LINES)
def test_the_groups_are_those_of_a_unified_diff(before: list[str], after: list[str]) -> None:
    lines = changed("\n".join(before), "\n".join(after)).lines
    before, after = "\n".join(before).splitlines(), "\n".join(after).splitlines()
    assert bool(lines) == (before != after)
    for kind, file in (("-", before), ("+", after)):
        pieces = [line for line in lines if line.kind != ("+" if kind == "-" else "-")]
        at = None
        for line in pieces:
            if line.kind == "@":
                start = line.text.split()[1 if kind == "-" else 2][1:].split(",")
                at = int(start[0]) - (start[1:] != ["0"])
            else:
                assert at is not None
                assert file[at] == line.text[1:]
                at += 1


def test_a_small_change_reads_as_difflib_writes_it() -> None:
    before = [f"line {n}" for n in range(40)]
    after = [*before[:10], "new", *before[10:20], "other", *before[21:]]
    lines = [line.text for line in changed("\n".join(before), "\n".join(after)).lines]
    assert lines == list(difflib.unified_diff(before, after, lineterm="", n=2))[2:]


def shuffled(count: int, seed: int) -> list[str]:
    lines = [f"x{n} = {n}" for n in range(count)]
    random.Random(seed).shuffle(lines)
    return lines


HEAVY = {
    "the same lines in another order": (shuffled(5_000, 1), shuffled(5_000, 2)),
    "two lines by turns": (["a", "b"] * 2_500, ["b", "b", "a"] * 1_700),
    "few lines by chance": (
        random.Random(1).choices(["a", "b", "c", "d"], k=5_000),
        random.Random(2).choices(["a", "b", "c", "d"], k=5_000),
    ),
}


@pytest.mark.parametrize("pair", HEAVY.values(), ids=HEAVY)
def test_what_would_take_long_is_shown_side_by_side(pair: tuple[list[str], list[str]]) -> None:
    found = changed(*("\n".join(lines) for lines in pair))
    assert not found.is_matched
    assert found.before.split("\n") == pair[0][:MOST_SHOWN]
    assert found.after.split("\n") == pair[1][:MOST_SHOWN]
    assert found.left_out == max(map(len, pair)) - MOST_SHOWN


def test_the_work_is_counted_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, "MOST_WORK", 50)
    assert matches(list(range(100)), list(range(100))[::-1]) is None
    assert matches([1, 2, 3], [1, 3]) == [(0, 0), (2, 1)]


def test_5000_lines_against_5000_others_are_all_removed_and_all_new() -> None:
    found = changed("\n".join(f"a{n}" for n in range(5_000)), "\n".join(f"b{n}" for n in range(5_000)))
    assert found.is_matched
    assert (len(found.lines), found.left_out) == (MOST_SHOWN, 10_001 - MOST_SHOWN)


def test_a_large_file_with_a_small_change_is_matched() -> None:
    before = [f"line {n}" for n in range(5_000)]
    found = changed("\n".join(before), "\n".join([*before[:2_000], "x", *before[2_001:]]))
    assert [line.text for line in found.lines if line.kind in "+-"] == ["-line 2000", "+x"]


@pytest.mark.parametrize(("old", "new"), [("", ""), ("a", ""), ("", "a"), ("a\n", "a"), ("\n" * 9, "\n")])
def test_small_and_empty_files(old: str, new: str) -> None:
    assert bool(changed(old, new).lines) == (old.splitlines() != new.splitlines())
