"""What grades put on the home page: for a student the deadlines of what is not on record yet, and what was recorded in
the last two weeks; for an instructor excuses after which nobody granted another sitting."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core import parts
from chainrule.campus.site.core.home import Due, News, Summary, Waiting
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.syllabus import what_is_due
from chainrule.campus.syllabus.model import SITTINGS

FRESH = timedelta(days=14)
MOST_NAMES = 3


def summary(user: Any, now: datetime) -> Summary:
    """For a student: what is to be handed in, what was recorded lately. For an instructor: whom to grant a sitting."""
    if not user.is_authenticated:
        return Summary()
    if allows(user, "papers.grant_sitting"):
        return Summary(waiting=list(_waiting()))
    if not allows(user, "grades.read_own"):
        return Summary()
    recent = user.records.filter(recorded_at__gte=now - FRESH, recorded_at__lte=now)
    titles = {a.id: a.title for a in course().assessments}
    news = [
        News(row.recorded_at, f"{titles.get(row.item, row.item)}: {row.what}", reverse("grades:mine")) for row in recent
    ]
    return Summary(due=list(_due(user, now)), news=news)


def _due(user: Any, now: datetime) -> Iterator[Due]:
    """What is handed in by a deadline and is not on record for this student; of teams their own room tells."""
    rows: dict[str, list[RecordedScore]] = {}
    for row in user.records.all():
        rows.setdefault(row.item, []).append(row)
    done = [item for item, written in rows.items() if records.standing(written)]
    done += records.of_teams([user], now).get(user.pk, {})
    for entry in what_is_due(course(), now, done):
        if entry.assessment.kind not in (*SITTINGS, "teams", "proposal"):  # those say themselves what can be done
            note = "late, still accepted" if entry.state == "late" else ""
            yield Due(entry.ends, entry.assessment.title, "/syllabus/#project", note)


def _waiting() -> Iterator[Waiting]:
    """One line for each paper of which students are excused who have no other time to sit it."""
    told = {key for _, excuses in parts.functions("told", "excuses") for key in excuses()}
    open_still = (one for one in records.without_another_sitting() if (one.student_id, one.assessment) not in told)
    excuses = sorted(open_still, key=lambda one: (one.assessment, one.pk))
    for paper, group in groupby(excuses, key=lambda one: one.assessment):
        students = [excuse.student for excuse in group]
        count = len(students)
        names = ", ".join(student.name for student in students[:MOST_NAMES])
        names += f" and {count - MOST_NAMES} more" if count > MOST_NAMES else ""
        has = f"excused student{pluralize(count)} {pluralize(count, 'has,have')}"
        text = f"{has} no other time to take the {course().assessment(paper).title}: {names}"
        address = f"{reverse('papers:grant', args=[paper])}?{urlencode({'student': students[0].pk})}"
        yield Waiting(count, text, address, "Grant a sitting")
