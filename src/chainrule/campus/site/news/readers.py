"""Whom an item is for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.milestones.models import HandIn
from chainrule.campus.site.news.models import Item, Kind
from chainrule.campus.site.papers import attempt_marks, status
from chainrule.campus.site.papers.models import Attempt, Exemption, Sitting
from chainrule.campus.site.project.models import Membership
from chainrule.campus.site.rubrics import standings


def readers(item: Item, now: datetime) -> QuerySet[User]:
    """Everybody whom an item is for; of an announcement all but its author."""
    everybody = User.objects.filter(is_active=True)
    return FOR[item.kind](item, everybody, now)


def _all(item: Item, everybody: QuerySet[User], now: datetime) -> QuerySet[User]:
    return everybody.exclude(pk=item.by_id)


def _concerned(item: Item, everybody: QuerySet[User], now: datetime) -> QuerySet[User]:
    """One student, where the item is about what a revision did to their grade; else all who have no such item."""
    if item.student_id:
        return everybody.filter(pk=item.student_id)
    own = Item.objects.filter(key__startswith=f"{item.key}:").exclude(student=None).values("student")
    return everybody.exclude(pk__in=own)


def _marked(item: Item, everybody: QuerySet[User], now: datetime) -> QuerySet[User]:
    """Whose score is out, while it is: who sat the paper, and the members of teams that handed the milestone in; of
    what was decided about a proposal the one member."""
    students = everybody.filter(role=User.Role.STUDENT)
    if item.student_id:
        return students.filter(pk=item.student_id)
    if item.about in attempt_marks.released_papers():
        return students.filter(
            pk__in=Attempt.objects.filter(paper=item.about, closed_at__isnull=False).values("student")
        )
    if item.about in standings.released():
        teams = set(HandIn.objects.filter(milestone=item.about).order_by().values_list("team", flat=True))
        return students.filter(pk__in=[one.student_id for one in standings.memberships(item.about, now, teams)])
    return students.none()


def _still_to_do(item: Item, everybody: QuerySet[User], now: datetime) -> QuerySet[User]:
    """Who has it still before them, at the hours of the class or at the student's own."""
    students = everybody.filter(role=User.Role.STUDENT).exclude(pk__in=done(item.about, now))
    if item.student_id:
        return students.filter(pk=item.student_id)
    own = Sitting.objects.filter(paper=item.about, closes_at__gt=now).values("student")
    return students.exclude(pk__in=own)


def done(assessment: str, now: datetime) -> set[int]:
    """Who has begun it, handed it in, is exempt from it or excused; what a team has done, each member has."""
    found = set(Attempt.objects.filter(paper=assessment).values_list("student", flat=True))
    found |= {student for student, _ in status.standing_exemptions(Exemption.objects.filter(paper=assessment))}
    excuses = {one.student_id: one for one in Excuse.objects.filter(assessment=assessment)}
    found |= {student for student, one in excuses.items() if not one.withdrawn}
    rows: dict[int, list[RecordedScore]] = {}
    for row in RecordedScore.objects.filter(item=assessment):
        rows.setdefault(row.student_id, []).append(row)
    found |= {student for student, written in rows.items() if records.standing(written)}
    return found | by_team(assessment, now)


def by_team(assessment: str, now: datetime) -> set[int]:
    """Whose team has handed it in; of the day when teams are to be known, who is in one."""
    if course().has_assessment(assessment) and course().assessment(assessment).kind == "teams":
        return set(Membership.objects.filter(left_at__isnull=True).values_list("student", flat=True))
    students = list(User.objects.filter(role=User.Role.STUDENT, is_active=True))
    handed_in = [of_app(students, now) for _, of_app in parts.functions("team_records", "records")]
    return {student for one in handed_in for student, items in one.items() if assessment in items}


FOR: dict[str, Callable[[Item, QuerySet[User], datetime], QuerySet[User]]] = {
    Kind.WRITTEN: _all,
    Kind.REVISION: _concerned,
    Kind.RELEASED: _marked,
    Kind.DEADLINE: _still_to_do,
}
