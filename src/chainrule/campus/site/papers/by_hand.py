"""Markers' points for short answers, by the rubric that is in force: a regrade may have changed it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from chainrule.campus.questions import HumanMark, ShortAnswer, Variant
from chainrule.campus.questions.regrade import carried
from chainrule.campus.site.papers.models import Attempt, ShortAnswerMark
from chainrule.campus.site.papers.rulings import Rulings, in_force
from chainrule.campus.site.papers.shown import named

Marks = Sequence[ShortAnswerMark]


def human_marks(
    attempts: Iterable[Attempt], rulings: Rulings | None = None, more: Mapping[str, Variant] | None = None
) -> dict[int, dict[int, HumanMark]]:
    """By attempt the mark of each short answer that stands, by item number.

    It is the latest that was given by the rubric in force; where there is none, the latest of all, its points carried
    over to this rubric. An answer that somebody has to look at again has no mark.

    Args:
        rulings: what is in force; by default what the log says.
        more: variants by name that are not kept yet: those of a regrade that is only looked at.
    """
    by_pk = {attempt.pk: attempt for attempt in attempts}
    rulings = in_force(attempt.paper for attempt in by_pk.values()) if rulings is None else rulings
    found: dict[int, dict[int, HumanMark]] = {pk: {} for pk in by_pk}
    given: defaultdict[tuple[int, int], list[ShortAnswerMark]] = defaultdict(list)
    for mark in ShortAnswerMark.objects.filter(attempt__in=list(by_pk)) if by_pk else ():
        given[mark.attempt_id, mark.item].append(mark)
    of_other_rubrics = {}
    for (pk, item), marks in given.items():
        ruling = rulings.on(by_pk[pk]).get(item)
        if any(mark.under for mark in marks) or (ruling and ruling.key):
            shown = by_pk[pk].questions.item(item).frozen
            of_other_rubrics[pk, item] = shown, (ruling and ruling.key) or shown
        else:
            found[pk][item] = points_of(marks[-1])
    names = {name for pair in of_other_rubrics.values() for name in pair}
    names |= {mark.under for key in of_other_rubrics for mark in given[key]}
    kept = {**named(names), **(more or {})}
    for (pk, item), (shown, now) in of_other_rubrics.items():
        if standing := standing_mark(given[pk, item], shown, now, kept):
            found[pk][item] = standing
    return found


def points_of(mark: ShortAnswerMark) -> HumanMark:
    """The mark as marking reads it."""
    return HumanMark(tuple(Fraction(points) for points in mark.points), mark.comment)


def standing_mark(marks: Marks, shown: str, now: str, kept: Mapping[str, Variant]) -> HumanMark | None:
    """Of the marks of one answer the one that counts, by the rubric `now`; None where a person has to look again.

    Args:
        shown: the name of the rubric that the question was drawn with, by which marks are that name no other.
        kept: rubrics by name.
    """
    by_it = [mark for mark in marks if (mark.under or shown) == now]
    if by_it:
        return points_of(by_it[-1])
    before, after = kept.get(marks[-1].under or shown), kept.get(now)
    if isinstance(before, ShortAnswer) and isinstance(after, ShortAnswer):
        return carried(points_of(marks[-1]), before, after)
    return None
