"""Acting on reports of absence: each act is a step, an entry in the audit log, and what another room does for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from chainrule.campus.site.absences.models import AbsenceReport, AbsenceStep
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import excusing
from chainrule.campus.site.grades.models import Excuse
from chainrule.campus.site.papers import granting, status
from chainrule.campus.site.papers.models import Exemption, Sitting
from chainrule.campus.syllabus import absences
from chainrule.campus.syllabus.absences import Act, Case, Facts, Impossible, Person, State

MOST_REPORTS = 5  # of one student for one paper, the withdrawn ones with them
ONCE_ONLY = "You have reported this absence already. Add to that report, or ask your academic advisor."
AT_ONCE = "Somebody else acted on this at the same moment. Look at the page again, then decide."


def nothing() -> None:
    """What another room does for an act that is a word only."""


def report(student: User, now: datetime, given: Mapping[str, Any]) -> AbsenceReport:
    """Make a report. Raises `Impossible` where there is one, or where it comes too late."""
    assessment = given["assessment"]
    if now > until(student, assessment):
        title, days = course().assessment(assessment).title, absences.REPORTED_WITHIN.days
        raise Impossible(
            f"An absence from {title} could be reported until {days} days after it. Go to your academic advisor, who "
            "can still record an excuse."
        )
    earlier = AbsenceReport.objects.filter(student=student, assessment=assessment)
    if any(case.state is not State.WITHDRAWN for case in cases(earlier).values()):
        raise Impossible(ONCE_ONLY)
    number = earlier.count() + 1
    if number > MOST_REPORTS:
        raise Impossible(f"You have reported this {MOST_REPORTS} times. Go to your academic advisor.")
    try:
        with transaction.atomic():
            made = AbsenceReport.objects.create(student=student, number=number, at=now, **given)
            audit.record(student, "absences.report", str(made), report=made.pk)
    except IntegrityError:
        raise Impossible(ONCE_ONLY) from None
    return made


def until(student: User, assessment: str) -> datetime:
    """The last moment at which this student can report an absence."""
    granted = Sitting.objects.filter(student=student, paper=assessment).first()
    return absences.reported_until(course(), assessment, granted.closes_at if granted else None)


def is_sat(assessment: str) -> bool:
    """Whether a report is about a quiz or an exam; what the course has no more is about none."""
    return course().has_assessment(assessment) and absences.is_sat(course().assessment(assessment))


def case_of(report: AbsenceReport) -> Case:
    """Where one report stands."""
    return cases([report])[report.pk]


def cases(reports: Iterable[AbsenceReport]) -> dict[int, Case]:
    """The same for many, by primary key, in four queries."""
    found = list(reports)
    students = {one.student_id for one in found}
    acts: dict[int, list[Act]] = {one.pk: [] for one in found}
    for step in AbsenceStep.objects.filter(report__in=acts):
        acts[step.report_id].append(step.what)
    excused = {(row.student_id, row.assessment): row for row in Excuse.objects.filter(student__in=students)}
    exempt = status.standing_exemptions(Exemption.objects.filter(student__in=students))
    granted = {
        (row.student_id, row.paper): row.granted_at
        for row in Sitting.objects.filter(student__in=students).order_by("id")
    }
    made = {}
    for one in found:
        key = one.student_id, one.assessment
        facts = Facts(
            excused=key in excused and not excused[key].withdrawn,
            granted=key in granted and granted[key] >= one.at,
            exempt=key in exempt,
        )
        made[one.pk] = Case(tuple(acts[one.pk]), facts, is_sat(one.assessment))
    return made


def act(
    pk: int, what: Act, person: Person, who: User, text: str = "", beside: Callable[[], object] = nothing
) -> AbsenceReport:
    """Do it, with what another room does for it, or nothing of both. Raises `Impossible`."""
    try:
        with transaction.atomic():
            found = AbsenceReport.objects.select_for_update(of=("self",)).select_related("student").get(pk=pk)
            case = case_of(found)
            if why := case.why_not(what, person):
                raise Impossible(why)
            beside()
            AbsenceStep.objects.create(report=found, place=len(case.acts) + 1, act=what.value, text=text, by=who)
            audit.record(who, f"absences.{what.value}", str(found), report=found.pk)
    except IntegrityError:
        raise Impossible(AT_ONCE) from None
    return found


def verify(found: AbsenceReport, what: Act, who: User, text: str) -> None:
    """What the advisor found. A proof that was seen is an excuse, as one that is recorded without a report."""

    def beside() -> None:
        excuse = excusing.standing(found.student, found.assessment)
        if what is Act.SEE and excuse is None and is_sat(found.assessment):
            excusing.record(who, found.student, found.assessment, text)
        elif what is Act.REFUSE and excuse is not None:
            excusing.withdraw(who, excuse)

    act(found.pk, what, Person.ADVISOR, who, text, beside)


def grant_window(found: AbsenceReport, who: User, given: Mapping[str, Any]) -> None:
    """Another time to sit the paper."""
    act(
        found.pk, Act.WINDOW, Person.INSTRUCTOR, who, given["reason"],
        lambda: granting.another_sitting(found.assessment, who, given),
    )  # fmt: skip


def exempt(found: AbsenceReport, who: User, reason: str) -> None:
    """The student need not sit it."""
    act(
        found.pk, Act.EXEMPT, Person.INSTRUCTOR, who, reason,
        lambda: granting.exempt(found.assessment, who, found.student, reason),
    )  # fmt: skip
