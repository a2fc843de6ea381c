"""New answers: marked at once, on a class's site where their code was run in the sandbox first."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.db import transaction

from chainrule.campus.questions import (
    HumanMark,
    IsolatedRunner,
    Item,
    Mark,
    Paper,
    Question,
    Ran,
    Variant,
    collect_runs,
    mark,
)
from chainrule.campus.questions.marking import RunsPrograms
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import public_bank
from chainrule.campus.site.jobs import wake
from chainrule.campus.site.papers.runs import runner
from chainrule.campus.site.practice.models import Answer, PracticePaper, Run
from chainrule.labs import PlainLauncher

MOST_WAITING = 5


class Refused(Exception):
    """An answer that is not taken; the message says why and what to do."""


@dataclass(frozen=True)
class Place:
    """A place on a practice paper, from 1."""

    paper: PracticePaper
    number: int


def answer(learner: User, question: Question, seed: int, given: Any, place: Place | None = None) -> Answer:
    """Keep an answer, and mark it; None asks for the key, and counts as an answer that is not right.

    Alone on a machine its programs are run here and now: `RunnerDied` where that cannot be. On a class's site they wait
    for the sandbox, unless what came of them is known. Raises `Refused` for what is no answer. At a place that has an
    answer already the first one stays.
    """
    variant = question.variant(seed)
    if given is not None and (found := mark(variant, given)).state == "unanswered":
        raise Refused(found.note)
    runs = ran(question, variant, given) if settings.ALONE else known_runs(variant, given)
    kept = Answer(learner=learner, question=question.id, seed=seed, given=given, out_of=float(variant.out_of))
    kept.at = clock.now()
    if place:
        kept.paper, kept.place = place.paper, place.number
    if runs is not None:
        kept.runs = {name: one.as_dict() for name, one in runs.items()}
        kept.points = points_of(variant, given, runs)
    return stored(kept, waits=runs is None)


def stored(kept: Answer, *, waits: bool) -> Answer:
    """Store it, and queue its code where that waits to be run. Raises `Refused` where too much waits already."""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=kept.learner_id)  # of two clicks the second sees the first
        if kept.paper and (there := kept.paper.answers.filter(place=kept.place).first()):
            return there
        open_ = Run.objects.filter(answer__learner=kept.learner_id, state__in=(Run.State.QUEUED, Run.State.RUNNING))
        if waits and open_.count() >= MOST_WAITING:
            raise Refused(f"the code of {MOST_WAITING} answers is still to be run: wait a moment, then send it again")
        kept.save()
        if waits:
            Run.objects.create(answer=kept)
            wake.workers()
    return kept


def points_of(variant: Variant, given: Any, runs: dict[str, Ran]) -> float | None:
    """What an answer earns; None where its writer has to mark it."""
    found = mark(variant, given, runs)
    return None if found.points is None else float(found.points)


def known_runs(variant: Variant, given: Any) -> dict[str, Ran] | None:
    """What the programs of an answer do, where that is known without a run; None where one is needed."""
    programs = variant.author_programs()
    known = runner().known(programs)
    return None if variant.student_programs(given) or len(known) < len(set(programs)) else known


def ran(question: Question, variant: Variant, given: Any, isolated: RunsPrograms | None = None) -> dict[str, Ran]:
    """What the programs do that marking this answer needs.

    Args:
        isolated: runs the programs that hold the learner's code; by default this machine does, which is the learner's.
    """
    item = Item(1, question.id, variant.seed, 1.0, variant.fingerprint)
    paper = Paper("practice", "", (item,))
    return collect_runs(paper, public_bank(), {1: given}, runner(), isolated or IsolatedRunner(PlainLauncher()))


def runs_of(kept: Answer) -> dict[str, Ran]:
    """The results of programs that were kept with an answer."""
    return {name: Ran(**one) for name, one in kept.runs.items()}


def mark_of(kept: Answer, variant: Variant) -> Mark:
    """The mark of an answer that was kept, by the variant as its file is today."""
    human = HumanMark(tuple(Fraction(points) for points in kept.by_hand)) if kept.by_hand else None
    return mark(variant, kept.given, runs_of(kept), human)
