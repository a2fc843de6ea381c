"""The demo class: some answers of the papers that were sat have a second mark. Two pairs differ; one is decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.marking.answers import Answer, short_answers
from chainrule.campus.site.marking.models import Decision, Plan, SecondMark
from chainrule.campus.site.marking.plans import is_for_two
from chainrule.campus.site.papers.models import Release, ShortAnswerMark
from chainrule.campus.syllabus import Course

SHARE = 25  # percent
LEFT = 2  # answers that still want their second mark
HALF = Fraction(1, 2)
WHY = "It names the reason, and leaves open what follows from it."


def populate(course: Course, users: People, now: datetime) -> None:
    """A quarter of the answers of each paper that was sat is marked by two people."""
    for release in Release.objects.filter(shown=True).order_by("id"):
        at = release.at - timedelta(days=1)
        plan = Plan.objects.create(paper=release.paper, second=SHARE, by=users.instructors[0], at=at)
        chosen = [answer for _, answer in short_answers(release.paper) if is_for_two(answer, plan)][:-LEFT]
        far = [answer for answer in chosen if sum(answer.mark.points) >= 1][:2]
        pairs = [(answer, _second(answer, users, at, far, place)) for place, answer in enumerate(chosen)]
        for answer, second in pairs:
            if answer in far[:1]:
                _decide(answer, second, users, at)


def _second(answer: Answer, users: People, at: datetime, far: list[Answer], place: int) -> SecondMark:
    """The other assistant gives the same, now and then half a point less, and to two answers a whole one less."""
    other = next(one for one in users.assistants if one.pk != answer.latest.marker_id)
    points = list(answer.mark.points)
    for _ in range(2 if answer in far else int(place % 3 == 2)):
        most = points.index(max(points))
        points[most] = max(points[most] - HALF, Fraction(0))
    return SecondMark.objects.create(
        attempt=answer.attempt,
        item=answer.number,
        points=[f"{float(one):g}" for one in points],
        first=answer.latest,
        marker=other,
        marked_at=at,
    )


def _decide(answer: Answer, second: SecondMark, users: People, at: datetime) -> None:
    """The instructor takes the first mark."""
    by = users.instructors[0]
    mark = ShortAnswerMark.objects.create(
        attempt=answer.attempt, item=answer.number, points=list(answer.points), marker=by, marked_at=at
    )
    Decision.objects.create(second=second, mark=mark, reason=WHY, by=by, at=at)
