"""What was shown to those who sat a paper: frozen when it was drawn, and found again.

`shown(...)` is what was shown and never what today's file shows; `marked_by(...)` is the same but where a regrade
mended a key. `changes(...)` says to staff where today's file differs from what marks an attempt.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db import transaction

from chainrule.campus.questions import Item, NotReadable, Paper, Variant, freeze, name_of, thaw
from chainrule.campus.questions.lost import Lost
from chainrule.campus.questions.own_code import is_own
from chainrule.campus.questions.regrade import Rekeyed, shown_as
from chainrule.campus.site.course import Shelf, bank
from chainrule.campus.site.papers.models import Attempt, FrozenQuestion
from chainrule.campus.site.papers.rulings import Rulings, in_force
from chainrule.course import CourseError

MOST_REMEMBERED = 5000
_remembered: OrderedDict[str, Variant] = OrderedDict()
_kept: set[str] = set()  # names that the database has: none is ever taken out


def keep(paper: Paper, more: Mapping[str, Variant] | None = None) -> None:
    """Freeze what a paper that was drawn just now shows; what is kept already is not kept twice.

    Args:
        more: by the name of what is shown the questions that the bank does not have.
    """
    own, wanted = more or {}, names([paper]) - _kept
    if not wanted:
        return
    there = set(FrozenQuestion.objects.filter(name__in=wanted).values_list("name", flat=True))
    rows = []
    for item in paper.items:
        if item.frozen in wanted:
            variant = _remembered[item.frozen] = own.get(item.frozen) or bank().variant_of(item)
            if item.frozen not in there:
                rows.append(FrozenQuestion(name=item.frozen, question=item.question, content=freeze(variant)))
    FrozenQuestion.objects.bulk_create(rows, ignore_conflicts=True)  # two may draw the same variant at one moment
    transaction.on_commit(lambda: _kept.update(wanted))


def names(papers: Iterable[Paper]) -> set[str]:
    """The names of the frozen questions of some papers."""
    return {item.frozen for paper in papers for item in paper.items if item.frozen}


class Shown:
    """The variants of some papers, as they were shown."""

    def __init__(self, frozen: dict[str, Variant]) -> None:
        self._frozen = frozen

    def variant_of(self, item: Item) -> Variant:
        """What was shown; where that was not kept, what the bank has; where that is gone too, `Lost`."""
        if item.frozen in self._frozen:
            return self._frozen[item.frozen]
        try:
            return bank().variant_of(item)
        except CourseError:
            return Lost(item.seed, 0)


def shown(attempts: Iterable[Attempt]) -> Shown:
    """The variants of these attempts: one query, and none where all are remembered."""
    return Shown(named(names(attempt.questions for attempt in attempts)))


def named(wanted: set[str]) -> dict[str, Variant]:
    """What was frozen under these names."""
    found = {name: _remembered[name] for name in wanted if name in _remembered}
    missing = wanted - set(found)
    for row in FrozenQuestion.objects.filter(name__in=missing) if missing else ():
        try:
            found[row.name] = _remembered[row.name] = thaw(row.content)
        except NotReadable:
            found[row.name] = Lost(0, 0)
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)
    return found


def openings_of(attempts: Iterable[Attempt]) -> dict[str, str]:
    """By question the first sentence of what was asked, as one of those was shown it."""
    attempts = list(attempts)
    variants, found = shown(attempts), dict[str, str]()
    for attempt in attempts:
        for item in attempt.questions.items:
            if item.question not in found:
                found[item.question] = variants.variant_of(item).opening
    return found


class Keys:
    """What marks some attempts: what they were shown, or where a regrade says so a mended key."""

    def __init__(self, shown: Shown, mended: Mapping[str, Variant], rulings: Rulings) -> None:
        self._shown, self._mended, self.rulings = shown, mended, rulings

    def of(self, attempt: Attempt) -> Rekeyed:
        """The variants that mark one of them."""
        return Rekeyed(self._shown, self._mended, self.rulings.of(attempt.paper))


def marked_by(
    attempts: Iterable[Attempt], rulings: Rulings | None = None, more: Mapping[str, Variant] | None = None
) -> Keys:
    """What marks these attempts.

    Args:
        rulings: what is in force; by default what the log says.
        more: mended keys by name that are not kept yet.
    """
    attempts = list(attempts)
    rulings = in_force(attempt.paper for attempt in attempts) if rulings is None else rulings
    return Keys(shown(attempts), {**named(rulings.keys), **(more or {})}, rulings)


@dataclass(frozen=True)
class Change:
    """A question whose file is not what some attempts at a paper were shown any more."""

    paper: str
    question: str
    what: str
    attempts: int

    def __str__(self) -> str:
        drawn = "1 attempt was" if self.attempts == 1 else f"{self.attempts} attempts were"
        they = "it is" if self.attempts == 1 else "they are"
        return f"The question {self.question} {self.what} after {drawn} drawn: {they} marked by what was shown."


def changes(attempts: Iterable[Attempt]) -> list[Change]:
    """Which questions of these attempts were edited, renamed or removed since, or cannot be read."""
    attempts = list(attempts)
    rulings = in_force(attempt.paper for attempt in attempts)
    known: dict[Item, str] = {}  # many were shown the same
    counted = Counter[tuple[str, str, str]]()
    for attempt in attempts:
        ruled = rulings.of(attempt.paper)
        for item in attempt.questions.items:
            same = replace(item, number=0)
            if (ruling := ruled.get((item.question, shown_as(item)))) and ruling.key:
                same = replace(same, frozen=ruling.key, unsure=False)
            if same not in known:
                known[same] = difference(same)
            counted[attempt.paper, item.question, known[same]] += bool(known[same])
    return [Change(*which, count) for which, count in sorted(counted.items()) if count]


def difference(item: Item) -> str:
    """What became of the question's file since it was shown, in a few words; "" where it shows and marks the same."""
    try:
        if is_own(item.question):
            return ""  # it was made once, of a file, and has no file of its own
        if item.question not in bank():
            class_, name = item.question.split("/")
            broken = any(path.stem == name and path.parts[-3][:2] == class_ for path in (e.path for e in bank().broken))
            return "cannot be read since an edit" if broken else "was removed or renamed"
        today = _today(item.question, item.seed)
    except CourseError:
        return "cannot be read since an edit"
    return "changed" if today != item.frozen or item.unsure else ""


_today = Shelf(lambda question, seed: name_of(bank()[question].variant(seed)))
