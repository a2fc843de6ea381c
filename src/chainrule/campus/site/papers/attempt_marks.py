"""Marks of attempts: a replay of what is stored. Running students' code is the one thing that is done beforehand.

A paper is released as a whole; what a student sees of it waits, beyond that, until nothing of their own attempt waits
for a marker or a run. So a make-up sitting after the release shows its score when it is marked, and never half of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from chainrule.campus.questions import AttemptResult, Variant, mark_attempt, replay
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.by_hand import human_marks
from chainrule.campus.site.papers.keys import key_version
from chainrule.campus.site.papers.models import AnswerEvent, Attempt, Release, ShortAnswerMark
from chainrule.campus.site.papers.recorded import runs_of
from chainrule.campus.site.papers.rulings import Rulings, in_force
from chainrule.campus.site.papers.shown import changes, marked_by
from chainrule.campus.site.papers.standing import standing
from chainrule.campus.site.papers.taught import taught

MOST_REMEMBERED = 5000
MOST_FLAGS = 20  # shown of one attempt
_remembered: OrderedDict[tuple[Any, ...], AttemptResult] = OrderedDict()


def stamped(attempts: QuerySet[Attempt]) -> QuerySet[Attempt]:
    """The attempts with the numbers of their latest event and mark: what a replay of them depends on."""

    def latest(model: Any) -> Subquery:
        rows = model.objects.filter(attempt=OuterRef("pk")).order_by().values("attempt")
        return Subquery(rows.annotate(latest=Max("pk")).values("latest"))

    return attempts.annotate(last_event=latest(AnswerEvent), last_mark=latest(ShortAnswerMark))


def result(attempt: Attempt) -> AttemptResult:
    """The attempt marked, from the answers that stand, recorded runs and human marks."""
    return results_of([attempt])[attempt.pk]


def results_of(attempts: Sequence[Attempt]) -> dict[int, AttemptResult]:
    """The results by primary key, of stamped attempts in five queries. Each is remembered until something grows."""
    rulings = in_force(attempt.paper for attempt in attempts)
    known = {attempt.pk: _state(attempt, rulings) for attempt in attempts}
    found = {pk: _remembered[state] for pk, state in known.items() if state in _remembered}
    missing = [attempt for attempt in attempts if attempt.pk not in found]
    ran = {attempt.pk for attempt in missing if attempt.runs is not None}
    for pk, made in (marked(missing, rulings) if missing else {}).items():
        found[pk] = made
        if not (made.waiting_for_run and pk in ran):  # it waits for a mended key's programs, which no state here names
            _remembered[known[pk]] = made
    while len(_remembered) > MOST_REMEMBERED:
        _remembered.popitem(last=False)
    return found


def _state(attempt: Attempt, rulings: Rulings) -> tuple[Any, ...]:
    """What the result of an attempt depends on; a query where it is not stamped."""
    if hasattr(attempt, "last_event"):
        stamp = (attempt.last_event, attempt.last_mark)  # type: ignore[attr-defined]
    else:
        stamp = stamped(Attempt.objects.filter(pk=attempt.pk)).values_list("last_event", "last_mark")[0]
    keys = key_version(attempt.questions, rulings.on(attempt))
    return (attempt.pk, *stamp, attempt.closed_at, attempt.runs is None, keys, course().revision)


def marked(
    attempts: Sequence[Attempt], rulings: Rulings, more: Mapping[str, Variant] | None = None
) -> dict[int, AttemptResult]:
    """The results by primary key under these rulings, be they in force or only looked at; remembered by nobody.

    Args:
        more: mended keys by name that are not kept yet.
    """
    keys, events, by_hand = marked_by(attempts, rulings, more), standing(attempts), human_marks(attempts, rulings, more)
    runs = runs_of(attempts, keys, events)
    return {
        attempt.pk: mark_attempt(
            attempt.questions,
            keys.of(attempt),
            events[attempt.pk],
            human_marks=by_hand[attempt.pk],
            runs=runs[attempt.pk],
            rulings=rulings.on(attempt),
            closes_at=attempt.closed_at,
            key_version=key_version(attempt.questions, rulings.on(attempt)),
            policy_version=course().revision,
        )
        for attempt in attempts
    }


def results(attempts: QuerySet[Attempt]) -> list[tuple[Attempt, AttemptResult]]:
    """Each attempt with its result, in five queries however many they are and however much was typed."""
    found = list(stamped(attempts).select_related("student"))
    of = results_of(found)
    return [(attempt, of[attempt.pk]) for attempt in found]


def closed(paper: str) -> QuerySet[Attempt]:
    """The closed attempts at a paper, in the order in which they were handed in."""
    return Attempt.objects.filter(paper=paper, closed_at__isnull=False).order_by("closed_at", "pk")


def released_papers() -> dict[str, Release]:
    """The papers whose score and feedback students may see, with the latest release of each."""
    latest = {release.paper: release for release in Release.objects.order_by("id")}
    return {paper: release for paper, release in latest.items() if release.shown}


def is_released(paper: str) -> bool:
    """Whether students may see score and feedback of this paper."""
    latest = Release.objects.filter(paper=paper).first()
    return latest is not None and latest.shown


def review(attempt: Attempt) -> dict[str, Any]:
    """What a released attempt shows: points, and for each item its feedback, the mark and the marker's words."""
    found = result(attempt)
    keys = marked_by([attempt])
    by_hand = human_marks([attempt], keys.rulings)[attempt.pk]
    runs = runs_of([attempt], keys, standing([attempt]))[attempt.pk]
    events = [event.pure() for event in attempt.events.all()]
    odd = replay(events, items=[item.number for item in found.items], closes_at=attempt.closed_at).flags
    flags = [flag for flag in odd if flag.what != "gap"]  # which numbers a client skipped is its own matter
    items = []
    for item in found.items:
        variant = attempt.questions.variant(keys.of(attempt), item.number)
        human = by_hand.get(item.number) if item.state == "marked" else None
        items.append(
            {
                "number": item.number,
                "question": item.question,
                "state": item.state,
                "points": item.points,
                "out_of": item.out_of,
                "note": item.mark.note,
                "changed": item.changed,
                "rule": item.rule,
                "feedback": variant.feedback(item.answer, runs),
                "taught": taught(item.question),
                "parts": [float(points) for points in human.points] if human else [],
                "comment": human.comment if human else "",
            }
        )
    return {
        "items": items,
        "points": found.points,
        "out_of": found.out_of,
        "flags": flags[:MOST_FLAGS],
        "more_flags": max(0, len(flags) - MOST_FLAGS),
        "final": found.final,
        "changes": changes([attempt]),
    }


def waiting_short_answers(paper: str) -> list[tuple[Attempt, int]]:
    """Closed attempts and item numbers that still need a human, in the order in which they were handed in."""
    return [(attempt, number) for attempt, found in results(closed(paper)) for number in found.waiting_for_human]


def released_scores(student: User) -> dict[str, tuple[float, float] | None]:
    """Each paper that the student sat: (points, out of) once it is released and marked, None until then."""
    released = released_papers()
    return {
        attempt.paper: (found.points, found.out_of) if attempt.paper in released and found.final else None
        for attempt, found in results(student.attempts.filter(closed_at__isnull=False).order_by("round"))
    }
