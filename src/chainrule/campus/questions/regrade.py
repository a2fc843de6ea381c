"""Regrading a question of a paper: the log of decisions, what stands of it, and what one decision changes.

A decision is only ever added. What stands decides how an item is marked (`rulings`), and marking stays a pure function:
with a decision taken back, the same answers get the same marks as before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from chainrule.campus.questions.frozen import Variants
from chainrule.campus.questions.kinds.short_answer import ShortAnswer
from chainrule.campus.questions.marking import AttemptResult, ItemResult
from chainrule.campus.questions.papers import Item, Paper
from chainrule.campus.questions.ruling import Rule, Ruling
from chainrule.campus.questions.variant import HumanMark, Variant

Asked = tuple[str, str]
"""A question, and the name of what was shown of it."""


@dataclass(frozen=True)
class Decision:
    """One entry of the log.

    Args:
        number: rises with each entry.
        question: the id of the question.
        rule: how it is marked from now on; "undo" takes an earlier entry back.
        keys: what it covers, by the names of what was shown (`shown_as`); under "key" the name of what marks each.
        undoes: the number of the entry that is taken back.
    """

    number: int
    question: str
    rule: Rule | Literal["undo"]
    keys: Mapping[str, str]
    undoes: int | None = None


def shown_as(item: Item) -> str:
    """The name of what an item showed: of two items with the same name, what is ruled for one holds for the other."""
    return item.frozen or f"{item.question}#{item.seed}"


def standing(log: Iterable[Decision]) -> list[Decision]:
    """The entries that nobody took back, in their order."""
    entries = sorted(log, key=lambda entry: entry.number)
    gone = {entry.undoes for entry in entries if entry.rule == "undo"}
    return [entry for entry in entries if entry.rule != "undo" and entry.number not in gone]


def last_standing(log: Iterable[Decision], question: str) -> Decision | None:
    """The entry of a question that can be taken back: the last that stands. Those before it wait their turn."""
    return next((entry for entry in reversed(standing(log)) if entry.question == question), None)


def rulings(log: Iterable[Decision]) -> dict[Asked, Ruling]:
    """How whatever was asked is marked, where not by its own key: a later entry stands over an earlier one."""
    found: dict[Asked, Ruling] = {}
    for entry in standing(log):
        assert entry.rule != "undo"
        found |= {(entry.question, name): Ruling(entry.rule, key) for name, key in entry.keys.items()}
    return found


def of_paper(paper: Paper, ruled: Mapping[Asked, Ruling]) -> dict[int, Ruling]:
    """The rulings on a student's paper, by item number."""
    found = ((item.number, ruled.get((item.question, shown_as(item)))) for item in paper.items)
    return {number: ruling for number, ruling in found if ruling}


class Rekeyed:
    """The variants that a paper is marked by: those that were shown, but where a key was mended the mended ones."""

    def __init__(self, shown: Variants, keys: Mapping[str, Variant], ruled: Mapping[Asked, Ruling]) -> None:
        self._shown, self._keys, self._ruled = shown, keys, ruled

    def variant_of(self, item: Item) -> Variant:
        """What marks this item."""
        ruling = self._ruled.get((item.question, shown_as(item)))
        return (ruling and self._keys.get(ruling.key)) or self._shown.variant_of(item)


def can_mark(mended: Variant, shown: Variant) -> bool:
    """Whether a variant marks answers to another one: it asks the same, word for word, whatever its points are."""
    return mended.kind == shown.kind and mended.shown() == shown.shown()


def carried(mark: HumanMark, given_by: ShortAnswer, now: ShortAnswer) -> HumanMark | None:
    """A marker's points by one rubric as points by another; None where a person has to look again.

    A criterion of the same name keeps its share of the points: all of one point becomes all of two. What the new rubric
    does not have is gone. What it has and the old one had not, nobody has looked for yet.
    """
    if len(mark.points) != len(given_by.rubric):
        return None
    shares = {c.name: (points, c.points) for points, c in zip(mark.points, given_by.rubric, strict=True)}
    if any(c.name not in shares for c in now.rubric):
        return None
    worth = [(shares[c.name], c.points) for c in now.rubric]
    points = tuple(given if old == new else given * Fraction(new) / Fraction(old) for (given, old), new in worth)
    return HumanMark(points, mark.comment)


@dataclass(frozen=True)
class Change:
    """What a decision does to one attempt: the item, and the whole paper, before and after."""

    before: ItemResult
    after: ItemResult
    points: tuple[float, float]
    out_of: tuple[float, float]
    final: tuple[bool, bool]

    @property
    def shares(self) -> tuple[float, float]:
        """What the paper is worth before and after, from 0 to 1; an item that drops out changes it too."""
        before, after = (
            points / out_of if out_of else 0.0 for points, out_of in zip(self.points, self.out_of, strict=True)
        )
        return before, after

    @property
    def direction(self) -> Literal["waits", "fewer", "more", "same"]:
        """Whether the student's mark falls, rises or stays, or has to wait; dropping a right answer can lower it."""
        if not self.final[1] and self.final[0]:
            return "waits"
        before, after = self.shares
        return "fewer" if after < before else "more" if after > before else "same"

    @property
    def reason(self) -> str:
        """Why the mark is another one, in a few words, the same for all to whom the same happened."""
        if self.after.rule == "drop":
            return "The question does not count."
        if self.after.rule == "everyone":
            return "Everybody gets its points."
        if self.after.points is None:
            return "A person has to mark it again." if self.after.state == "needs_human" else "Its code has to be run."
        if self.before.rule in ("drop", "everyone"):
            return "The question counts by its key again."
        if self.before.points is None:
            return "It can be marked now."
        worth = _share(self.after) - _share(self.before)
        key = "rubric" if self.after.group == "short_answer" else "key"
        if not worth:
            return f"The {key} gives another number of points for the same."
        return f"The {key} gives {'more' if worth > 0 else 'fewer'} points."


def _share(item: ItemResult) -> float:
    return (item.points or 0.0) / item.out_of if item.out_of else 0.0


def change(before: AttemptResult, after: AttemptResult, question: str) -> Change | None:
    """What became of an attempt's mark; None where nothing did, or the question is not on its paper."""
    pairs = zip(before.items, after.items, strict=True)
    found = next(((old, new) for old, new in pairs if old.question == question), None)
    if found is None:
        return None
    old, new = found
    made = Change(old, new, (before.points, after.points), (before.out_of, after.out_of), (before.final, after.final))
    moved = (old.points, old.out_of, old.state) != (new.points, new.out_of, new.state)
    return made if moved or made.final[0] != made.final[1] else None


def order(changes: Sequence[Change]) -> list[int]:
    """The places of the changes as a person should read them: who loses points, who has to wait, who wins, the rest."""
    rank = {"fewer": 0, "waits": 1, "more": 2, "same": 3}
    key = [(rank[one.direction], one.reason, one.shares[1] - one.shares[0]) for one in changes]
    return sorted(range(len(changes)), key=lambda place: key[place])
