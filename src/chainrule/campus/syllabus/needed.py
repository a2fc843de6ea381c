"""What is needed on one assessment for a course grade: the least score, computed by the rules of the grade itself."""

import datetime as dt
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal, get_args

from chainrule.campus.syllabus.assessments import View
from chainrule.campus.syllabus.grades import course_view
from chainrule.campus.syllabus.imagining import imagined_proposal, imagined_score, open_items
from chainrule.campus.syllabus.letters import shown
from chainrule.campus.syllabus.model import Assessment, Course
from chainrule.campus.syllabus.scores import Proposal, Scores

Others = Literal["nothing", "as-so-far", "full"]
OTHERS: tuple[Others, ...] = get_args(Others)
"""What is assumed of everything else that is open: zero, the mean so far, or the full mark."""


@dataclass(frozen=True, slots=True)
class Needed:
    """`least` percent of the assessment `id` give a course grade of `gives`, which is `target` or more.

    Both are None where even the full mark, which gives `at_full`, does not reach the target. With 0% it is `at_zero`.
    """

    id: str
    target: Decimal
    least: Decimal | None
    gives: Decimal | None
    at_zero: Decimal
    at_full: Decimal

    @property
    def is_reached(self) -> bool:
        """Whether zero is enough."""
        return self.least == 0


def scorable(course: Course, scores: Scores, now: dt.datetime) -> tuple[Assessment, ...]:
    """What is open and gets a score: the proposal gets verdicts instead."""
    return tuple(assessment for assessment in open_items(course, scores, now) if assessment.kind != "proposal")


def needed(
    course: Course, scores: Scores, id: str, targets: Sequence[float], others: Others, now: dt.datetime
) -> tuple[Needed, ...]:
    """For each target the least percent of the assessment `id` with which the course grade reaches it.

    Grade and percent are numbers with the course's decimals: the grade is rounded as it is shown, and then compared.
    A better mark never lowers the grade, so of all percents that can be written the least that reaches the target is
    found by halving; the answer is exact under every drop, cap, penalty and rounding, since the grade's own function
    is asked. Everything else is as on record, and what is open of it as `others` says.
    """
    assumed = scores if others != "as-so-far" else as_so_far(course, scores, id, now)
    view = View.AT_BEST if others == "full" else View.NOTHING_MORE
    in_one = 10**course.grade_rules.decimals
    steps = range(100 * in_one + 1)

    @cache
    def grade(step: int) -> Decimal:
        score = imagined_score(course, scores, id, step / in_one, now)
        return shown(course, course_view(course, {**assumed, id: score}, now, view).percent or 0.0)

    def answer(target: Decimal) -> Needed:
        found = bisect_left(steps, True, key=lambda step: grade(step) >= target)
        reached = found in steps
        least, gives = (Decimal(found).scaleb(-course.grade_rules.decimals), grade(found)) if reached else (None, None)
        return Needed(id, target, least, gives, grade(0), grade(steps[-1]))

    return tuple(answer(Decimal(repr(target))) for target in targets)


def as_so_far(course: Course, scores: Scores, id: str, now: dt.datetime) -> Scores:
    """The records, and for all that is open but `id` a mark at the mean so far; an open proposal passes.

    Where nothing is decided there is no mean, and nothing is assumed.
    """
    mean = course_view(course, scores, now, View.SO_FAR).percent
    if mean is None:
        return scores
    assumed = dict(scores)
    for assessment in open_items(course, scores, now):
        record = scores.get(assessment.id)
        if assessment.kind == "proposal":
            rejected = isinstance(record, Proposal) and "reject" in record.verdicts
            how = "pass-later" if rejected else "pass"
            assumed[assessment.id] = imagined_proposal(course, scores, assessment.id, how, now)
        elif assessment.id != id:
            assumed[assessment.id] = imagined_score(course, scores, assessment.id, min(mean, 100.0), now)
    return assumed
