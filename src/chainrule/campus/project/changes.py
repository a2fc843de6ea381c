"""What changed between two versions of a text, word by word, and which of two edits of one answer is kept."""

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Literal

TOKEN = re.compile(r"\s*\S+\s*")
MOST = 300  # tokens of each text that are matched; an honest answer has about 200
WORD = re.compile(r"\w+")
RUN = 3  # words that stand together; single words are alike in any two proposals
Step = tuple[Literal["same", "added", "removed"], str]
Merged = Literal["same", "newer", "saved", "clash"]


def changed(old: str, new: str) -> list[Step]:
    """The new text with what was added and what was removed, in order. Joined without "removed" it is the new text.

    Texts that are far longer than any answer are not matched: the old one is removed, the new one added.
    """
    before, after = TOKEN.findall(old), TOKEN.findall(new)
    if max(len(before), len(after)) > MOST:
        return [("same", new)] if old == new else [("removed", old), ("added", new)]
    return list(_steps(before, after))


def _steps(before: list[str], after: list[str]) -> Iterator[Step]:
    for what, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            yield "same", "".join(after[k:m])
            continue
        if i < j:
            yield "removed", "".join(before[i:j])
        if k < m:
            yield "added", "".join(after[k:m])


def shared(old: Mapping[str, str], new: Mapping[str, str]) -> float:
    """The share of the new answers' runs of three words that stand in the old ones too, from 0 to 1."""
    before, after = (set().union(*map(_runs, answers.values())) for answers in (old, new))
    return len(before & after) / len(after) if after else 0.0


def _runs(text: str) -> set[tuple[str, ...]]:
    words = WORD.findall(text.casefold())
    return {tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}


def merged(base: str, latest: str, typed: str) -> Merged:
    """What becomes of an edit that began from `base`, where `latest` is what the team has now.

    "same": nothing to do. "newer": only somebody else changed it, so theirs is shown. "saved": only this one changed
    it. "clash": both did, and differently: neither is overwritten.
    """
    if typed == latest:
        return "same"
    if typed == base:
        return "newer"
    return "saved" if base == latest else "clash"
