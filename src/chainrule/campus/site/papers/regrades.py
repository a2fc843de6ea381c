"""Regrading a question of a paper: what would change is worked out first, then it is confirmed, logged, and undone so.

Nothing here stores a mark. A regrade is an entry of the log; marks follow from the log (`attempt_marks`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import transaction

from chainrule.campus.questions import SEEDS, Item, Variant, freeze, name_of
from chainrule.campus.questions.regrade import (
    Change,
    Decision,
    can_mark,
    change,
    last_standing,
    order,
    rulings,
    shown_as,
)
from chainrule.campus.questions.ruling import Ruling
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks, key_runs
from chainrule.campus.site.papers.models import Attempt, FrozenQuestion, Regrade, RegradedAttempt
from chainrule.campus.site.papers.recorded import Programs
from chainrule.campus.site.papers.rulings import Rulings, in_force, log_of
from chainrule.campus.site.papers.shown import shown
from chainrule.course import CourseError

NEXT = 2**62  # the number of an entry that is not written yet


class Refused(Exception):
    """This regrade cannot be done; the message says why, and what to do."""


@dataclass(frozen=True)
class Proposal:
    """A regrade that nobody confirmed yet.

    Args:
        keys: what it covers: see `questions.regrade.Decision`.
        mended: by name the keys that mark under it.
        not_covered: of how many attempts the question's file now asks something else, so that it cannot mark them.
        undoes: the entry that it takes back.
    """

    paper: str
    question: str
    rule: str
    keys: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, Variant] = field(default_factory=dict)
    not_covered: int = 0
    undoes: int | None = None

    def decision(self) -> Decision:
        """The entry that it would become."""
        return Decision(NEXT, self.question, self.rule, self.keys, self.undoes)  # type: ignore[arg-type]


def having(paper: str, question: str) -> list[tuple[Attempt, Item]]:
    """The attempts at a paper that were asked a question, those that are still open among them."""
    attempts = Attempt.objects.filter(paper=paper).select_related("student").order_by("pk")
    pairs = ((attempt, item) for attempt in attempts for item in attempt.questions.items)
    return [(attempt, item) for attempt, item in pairs if item.question == question]


def propose(paper: str, question: str, rule: str) -> Proposal:
    """What a regrade by this rule would cover. Raises `Refused`."""
    if rule == Regrade.Rule.UNDO:
        last = last_standing(log_of(paper), question)
        if last is None:
            raise Refused("Nothing was decided about this question that could be taken back.")
        return Proposal(paper, question, rule, undoes=last.number)
    asked = having(paper, question)
    if not asked:
        raise Refused("Nobody was asked this question in this paper.")
    if rule == Regrade.Rule.KEY:
        return by_the_file(paper, question, asked)
    names = {shown_as(item) for _, item in asked}
    return Proposal(paper, question, rule, dict.fromkeys(sorted(names | still_to_be_drawn(question, asked)), ""))


def still_to_be_drawn(question: str, asked: Iterable[tuple[Attempt, Item]]) -> set[str]:
    """The other variants of a question whose file is what it was: who draws one later is asked the same question."""
    try:
        today = {seed: name_of(bank()[question].variant(seed)) for seed in range(SEEDS)} if question in bank() else {}
    except CourseError:
        return set()
    same = all(today.get(item.seed) == item.frozen for _, item in asked)
    return set(today.values()) if same else set()


def by_the_file(paper: str, question: str, asked: list[tuple[Attempt, Item]]) -> Proposal:
    """Mark what was asked by the question's file as it is now: its key, its rubric. Raises `Refused`."""
    if question not in bank():
        raise Refused("The question’s file is gone, or cannot be read. Put it back, or choose another rule.")
    before = shown(attempt for attempt, _ in asked)
    keys, mended, not_covered = {}, {}, 0
    for _, item in asked:
        try:
            today = bank().variant_of(item)
        except CourseError as error:
            raise Refused(f"The question’s file has a mistake: {error}") from error
        if can_mark(today, before.variant_of(item)):
            keys[shown_as(item)] = name_of(today)
            mended[name_of(today)] = today
        else:
            not_covered += 1
    now = rulings(log_of(paper))
    if all(now.get((question, name), Ruling("key", name)) == Ruling("key", key) for name, key in keys.items()):
        raise Refused(nothing_new(not_covered))
    return Proposal(paper, question, Regrade.Rule.KEY, keys, mended, not_covered)


def nothing_new(not_covered: int) -> str:
    """Why the file would change no mark."""
    if not_covered:
        return (
            "The question’s file now asks something else than these students were asked, so its key cannot mark them. "
            "Change only the key or the rubric in the file, or choose another rule."
        )
    return (
        "The question’s file marks as these papers are marked already. Correct the key or the rubric in the file, "
        "restart the server, and come back."
    )


@dataclass(frozen=True)
class Line:
    """One student, before and after."""

    attempt: Attempt
    change: Change


@dataclass(frozen=True)
class Preview:
    """What a proposal would change, and nothing else would change."""

    proposal: Proposal
    asked: int  # closed attempts that had the question
    latest: int  # the last entry about the question, 0 where there is none
    lines: tuple[Line, ...]
    missing: Programs  # programs whose results are needed and not known yet

    @property
    def seen(self) -> str:
        """A name of all that this shows: what is confirmed must be what was seen."""
        lines = [
            [line.attempt.pk, line.change.points, line.change.out_of, line.change.reason, line.change.after.points]
            for line in self.lines
        ]
        asked_for = [self.proposal.rule, self.proposal.undoes, sorted(self.proposal.keys.items())]
        about = [*asked_for, self.asked, self.latest, lines]
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()[:16]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """How many marks change for which reason, in the order of the lines."""
        found: dict[str, int] = {}
        for line in self.lines:
            found[line.change.reason] = found.get(line.change.reason, 0) + 1
        return list(found.items())

    @property
    def fewer(self) -> int:
        return sum(line.change.direction == "fewer" for line in self.lines)


def preview(proposal: Proposal) -> Preview:
    """Work out what a proposal would change; nothing is stored. Raises `Refused`."""
    log, paper = log_of(proposal.paper), proposal.paper
    pairs = having(paper, proposal.question)
    attempts = [attempt for attempt, _ in pairs if not attempt.is_open]
    before = Rulings({paper: rulings(log)})
    after = Rulings({paper: rulings([*log, proposal.decision()])})
    old, new = attempt_marks.marked(attempts, before), attempt_marks.marked(attempts, after, proposal.mended)
    if empty := sum(not found.out_of for found in new.values()):
        papers = "1 paper" if empty == 1 else f"{empty} papers"
        raise Refused(f"{papers} would be left without a question that counts. Give everybody the points instead.")
    changes = [(attempt, change(old[attempt.pk], new[attempt.pk], proposal.question)) for attempt in attempts]
    lines = [Line(attempt, found) for attempt, found in changes if found]
    places = order([line.change for line in lines])
    missing = key_runs.missing(attempts, after, proposal.mended)
    latest = max((entry.number for entry in log if entry.question == proposal.question), default=0)
    return Preview(proposal, len(attempts), latest, tuple(lines[place] for place in places), missing)


def missing_now(paper: str, asked: Iterable[tuple[Attempt, Item]]) -> Programs:
    """Programs that the keys in force need and that nobody ran: of a paper that closed while one was decided."""
    return key_runs.missing([attempt for attempt, _ in asked if not attempt.is_open], in_force([paper]))


def confirm(proposal: Proposal, seen: str, reason: str, by: User) -> Regrade:
    """Write the regrade into the log, with what it changes, if that is still what was seen. Raises `Refused`."""
    with transaction.atomic():
        list(Attempt.objects.select_for_update().filter(paper=proposal.paper).order_by("pk")[:1])  # one at a time
        found = preview(proposal)
        if found.seen != seen:
            raise Refused("Something changed since you looked. Look again at what would change, then confirm it.")
        if found.missing:
            raise Refused("Run the code first that the new key needs.")
        rows = [FrozenQuestion(name=name, question=proposal.question, content=freeze(variant))
                for name, variant in proposal.mended.items()]  # fmt: skip
        FrozenQuestion.objects.bulk_create(rows, ignore_conflicts=True)
        written = Regrade.objects.create(
            paper=proposal.paper,
            question=proposal.question,
            rule=proposal.rule,
            keys=proposal.keys,
            undoes_id=proposal.undoes,
            reason=reason,
            by=by,
        )
        RegradedAttempt.objects.bulk_create([row_of(written, line) for line in found.lines])
        audit.record(
            by, "papers.regrade", proposal.paper, regrade=written.pk, question=proposal.question, rule=proposal.rule,
            undoes=proposal.undoes, reason=reason, changed=len(found.lines),
        )  # fmt: skip
    return written


def row_of(written: Regrade, line: Line) -> RegradedAttempt:
    """What is kept of one line. Whose paper was not marked yet had no mark that could change."""
    one = line.change
    return RegradedAttempt(
        regrade=written,
        attempt=line.attempt,
        item=one.after.number,
        why=one.reason,
        direction=one.direction if one.final[0] else "unseen",
        before=[one.points[0], one.out_of[0], one.before.points, one.before.out_of],
        after=[one.points[1], one.out_of[1], one.after.points, one.after.out_of],
    )
