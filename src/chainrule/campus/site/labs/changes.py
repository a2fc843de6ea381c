"""What changed between two files that were handed in, line by line; in bounded work, whatever the files hold."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Any

MOST_WORK = 400_000  # steps of matching, some tenths of a second; an honest rewriting of a lab takes a tenth of that
AROUND = 2  # lines shown around each change
MOST_SHOWN = 1_500  # lines


@dataclass(frozen=True)
class Line:
    """`kind` is + - @ or a space, as in a unified diff."""

    text: str
    kind: str


@dataclass(frozen=True)
class Difference:
    """The lines that changed, with two around each; or, where matching takes too long, both files beside each other."""

    lines: tuple[Line, ...] = ()
    before: str = ""
    after: str = ""
    left_out: int = 0  # lines that are not shown

    @property
    def is_matched(self) -> bool:
        return not (self.before or self.after)


def changed(old: str, new: str) -> Difference:
    """What changed; nothing where the files are equal."""
    before, after = old.splitlines(), new.splitlines()
    blocks = common(before, after)
    if blocks is None:
        most = max(len(before), len(after))
        shown = ("\n".join(lines[:MOST_SHOWN]) for lines in (before, after))
        return Difference((), *shown, left_out=max(most - MOST_SHOWN, 0))
    lines = unified(before, after, blocks)
    return Difference(tuple(lines[:MOST_SHOWN]), left_out=max(len(lines) - MOST_SHOWN, 0))


def unified(before: list[str], after: list[str], blocks: list[Match]) -> list[Line]:
    """The changed lines in groups, each under a line that says where it stands."""
    matcher: Any = SequenceMatcher(None, "", "", autojunk=False)
    matcher.a, matcher.b, matcher.matching_blocks = before, after, blocks  # what `get_matching_blocks` would find
    lines = []
    for group in matcher.get_grouped_opcodes(AROUND):
        first, last = group[0], group[-1]
        lines.append(Line(f"@@ -{place(first[1], last[2])} +{place(first[3], last[4])} @@", "@"))
        for tag, i, j, k, m in group:
            if tag == "equal":
                lines += [Line(f" {text}", " ") for text in before[i:j]]
            else:
                lines += [Line(f"-{text}", "-") for text in before[i:j]]
                lines += [Line(f"+{text}", "+") for text in after[k:m]]
    return lines


def place(start: int, stop: int) -> str:
    """A range of lines as a unified diff writes it."""
    return str(start + 1) if stop - start == 1 else f"{start + (stop > start)},{stop - start}"


def common(before: list[str], after: list[str]) -> list[Match] | None:
    """The longest lines in common, in order (Myers, 1986), as `difflib` lists them; None where that takes too long.

    What stands at both ends, and lines that only one of the files has, are set aside first: they cost nothing.
    """
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    both = set(before[head : len(before) - tail]) & set(after[head : len(after) - tail])
    left = [i for i in range(head, len(before) - tail) if before[i] in both]
    right = [j for j in range(head, len(after) - tail) if after[j] in both]
    numbers = {text: number for number, text in enumerate(both)}  # comparing numbers takes the same time for all lines
    pairs = matches([numbers[before[i]] for i in left], [numbers[after[j]] for j in right])
    if pairs is None:
        return None
    found = [(n, n) for n in range(head)] + [(left[i], right[j]) for i, j in pairs]
    found += [(len(before) - n, len(after) - n) for n in range(tail, 0, -1)]
    blocks: list[Match] = []
    for i, j in found:
        if blocks and (i, j) == (blocks[-1].a + blocks[-1].size, blocks[-1].b + blocks[-1].size):
            blocks[-1] = blocks[-1]._replace(size=blocks[-1].size + 1)
        else:
            blocks.append(Match(i, j, 1))
    return [*blocks, Match(len(before), len(after), 0)]


def matches(a: list[int], b: list[int]) -> list[tuple[int, int]] | None:
    """The positions of a longest common subsequence, found by the fewest edits; None after `MOST_WORK` steps."""
    reached, history, work = {1: 0}, [], 0
    for edits in range(len(a) + len(b) + 1):
        history.append(dict(reached))
        work += 2 * edits
        for diagonal in range(-edits, edits + 1, 2):
            down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
            start = x = reached[diagonal + 1] if down else reached[diagonal - 1] + 1
            while x < len(a) and x - diagonal < len(b) and a[x] == b[x - diagonal]:
                x += 1
            work += x - start
            reached[diagonal] = x
            if x >= len(a) and x - diagonal >= len(b):
                return way_back(history, len(a), len(b))
        if work > MOST_WORK:
            return None
    raise AssertionError("so many edits make any list any other")


def way_back(history: list[dict[int, int]], x: int, y: int) -> list[tuple[int, int]]:
    """The pairs of equal elements on the way that was found, from its end to its start and turned around."""
    pairs = []
    for edits in range(len(history) - 1, -1, -1):
        reached, diagonal = history[edits], x - y
        down = diagonal == -edits or (diagonal != edits and reached[diagonal - 1] < reached[diagonal + 1])
        before = diagonal + 1 if down else diagonal - 1
        from_x = reached[before] if edits else 0
        from_y = from_x - before if edits else 0
        while x > from_x and y > from_y:
            x, y = x - 1, y - 1
            pairs.append((x, y))
        x, y = from_x, from_y
    return pairs[::-1]
