"""What is on record for a student, as the pure functions of `campus.syllabus` read it. Nothing unreleased is in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import timezone

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import parts
from chainrule.campus.site.course import course
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.papers import attempt_marks, drawing, status
from chainrule.campus.site.papers.models import Attempt, Exemption, Sitting
from chainrule.campus.syllabus import (
    Awaiting,
    CourseGrade,
    Excused,
    Pending,
    Proposal,
    Record,
    Score,
    course_grade,
    due,
    fits,
)

RECEIVED = RecordedScore.Verdict.RECEIVED


def scores_of(student: User, now: datetime) -> dict[str, Record]:
    """Records by assessment: what was written down by hand, else the released paper or what the student's team did,
    else an exemption or verified excuse."""
    return scores_of_class([student], now)[student.pk]


def scores_of_class(students: Sequence[User], now: datetime) -> dict[int, dict[str, Record]]:
    """The same for many students, by their primary keys, in a few queries for all of them."""
    found: dict[int, dict[str, Record]] = {student.pk: {} for student in students}
    for excuse in Excuse.objects.filter(student__in=students):
        if excuse.withdrawn:
            found[excuse.student_id].pop(excuse.assessment, None)
        else:
            found[excuse.student_id][excuse.assessment] = Excused()
    for paper in not_held(now):
        for records in found.values():
            records.setdefault(
                paper, Pending("Not held yet: its questions have not been written, so nobody could take it.")
            )
    for granted in Sitting.objects.filter(student__in=students, closes_at__gt=now):
        closes = timezone.localtime(granted.closes_at)
        why = f"You can take it until {closes.day} {closes:%B, %H:%M}."
        found[granted.student_id][granted.paper] = Pending(why)
    for pk, paper in status.standing_exemptions(Exemption.objects.filter(student__in=students)):
        found[pk][paper] = Excused()
    released = attempt_marks.released_papers()
    sat = Attempt.objects.filter(student__in=students, closed_at__isnull=False).order_by("round")
    for attempt, result in attempt_marks.results(sat):
        final = attempt.paper in released and result.final
        found[attempt.student_id][attempt.paper] = Score(result.points, result.out_of) if final else Awaiting()
    for pk, of_team in of_teams(students, now).items():
        found[pk] |= of_team
    rows: dict[tuple[int, str], list[RecordedScore]] = {}
    for row in RecordedScore.objects.filter(student__in=students):
        rows.setdefault((row.student_id, row.item), []).append(row)
    for (pk, item), written in rows.items():
        record = recorded(course().assessment(item).kind, written) if course().has_assessment(item) else None
        if record is not None:
            found[pk][item] = record
    return {pk: fitting(records) for pk, records in found.items()}


def of_teams(students: Sequence[User], now: datetime) -> dict[int, dict[str, Record]]:
    """What students have by the work of their teams. What somebody recorded by hand counts in its place."""
    found: dict[int, dict[str, Record]] = {}
    for _, of_app in parts.functions("team_records", "records"):
        for pk, of_team in of_app(students, now).items():
            found.setdefault(pk, {}).update(of_team)
    return found


def fitting(records: dict[str, Record]) -> dict[str, Record]:
    """The records that the course has a place for: an assessment may have been renamed, removed or changed."""
    return {id: record for id, record in records.items() if fits(course(), id, record)}


def strays() -> list[str]:
    """For staff: what is on record under names that course.toml does not have any more, in a sentence each."""
    counts = Counter[str](Attempt.objects.filter(closed_at__isnull=False).values_list("paper", flat=True))
    counts += Counter(RecordedScore.objects.values_list("item", flat=True))
    counts += Counter(Excuse.objects.values_list("assessment", flat=True))
    return [
        f"course.toml has no {id} any more: what is on record for it ({count} row{'s' * (count > 1)}) is kept and does "
        "not count. Give the assessment its name back to let it count."
        for id, count in sorted(counts.items())
        if not course().has_assessment(id)
    ]


def not_held(now: datetime) -> list[str]:
    """Papers whose day is over and which nobody could sit, because the course has no questions for them."""
    sat = [a.id for a in course().assessments if a.kind in ("quiz", "exam")]
    return [id for id in sat if due(course(), id) <= now and not drawing.is_prepared(id)]


def history(student: User, item: str) -> list[RecordedScore]:
    """Every record of one item, in order."""
    return list(RecordedScore.objects.filter(student=student, item=item).select_related("recorded_by"))


def received(kind: str, rows: Sequence[RecordedScore]) -> datetime | None:
    """When the work came in, as it is stored: of a proposal the first hand-in counts, else the latest record."""
    record = recorded(kind, rows)
    return record.received if isinstance(record, Proposal | Score) else None


def standing(rows: Sequence[RecordedScore]) -> Sequence[RecordedScore]:
    """The rows of one item that nobody has withdrawn."""
    withdrawn = [place for place, row in enumerate(rows) if row.withdrawn]
    return rows[withdrawn[-1] + 1 :] if withdrawn else rows


def recorded(kind: str, rows: Sequence[RecordedScore]) -> Record | None:
    """What the rows of one item say together; None where nothing stands."""
    rows = standing(rows)
    if not rows:
        return None
    if kind == "proposal":
        received = next((row.received_at for row in rows if row.received_at), None)
        verdicts = tuple(row.verdict for row in rows if row.verdict != RECEIVED)
        return Proposal(received, verdicts, awaiting=rows[-1].verdict == RECEIVED)  # type: ignore[arg-type]
    latest = rows[-1]
    assert latest.points is not None
    assert latest.out_of is not None
    return Score(latest.points, latest.out_of, latest.bonus, latest.received_at)


def excuses_of(student: User) -> dict[str, bool]:
    """Which assessments were excused: the latest word on each."""
    return {excuse.assessment: not excuse.withdrawn for excuse in Excuse.objects.filter(student=student)}


def what_counts_before_an_excuse(students: Collection[int]) -> dict[tuple[int, str], str]:
    """By student and assessment: why an excuse changes no mark, as a sentence. Missing where it takes effect."""
    found = {}
    for attempt in Attempt.objects.filter(student__in=students).order_by("round"):
        day = timezone.localtime(attempt.began_at)
        found[attempt.student_id, attempt.paper] = f"The student took it on {day.day} {day:%B}, and that result counts."
    rows: dict[tuple[int, str], list[RecordedScore]] = {}
    for row in RecordedScore.objects.filter(student__in=students):
        rows.setdefault((row.student_id, row.item), []).append(row)
    for key, written in rows.items():
        if standing(written):
            found[key] = "A score is recorded for it, and that score counts."
    return found


def without_another_sitting() -> list[Excuse]:
    """Excuses that stand, after which the paper is to be sat again, and no other time was granted for it."""
    latest = {(one.student_id, one.assessment): one for one in Excuse.objects.select_related("student")}
    standing = {key: one for key, one in latest.items() if not one.withdrawn and _is_sat_again(one.assessment)}
    there = what_counts_before_an_excuse({student for student, _ in standing})
    granted = {(one.student_id, one.paper): one.closes_at for one in Sitting.objects.order_by("id")}
    return [
        excuse
        for key, excuse in standing.items()
        if key not in there and not (key in granted and granted[key] > excuse.verified_at)
    ]


def _is_sat_again(paper: str) -> bool:
    """Whether an excused absence from this paper is made up for by another sitting, by the rules of the course."""
    return course().has_assessment(paper) and course().paper_rules(paper).excused == "make-up"


def grade_of(student: User, now: datetime) -> CourseGrade:
    """The student's course grade in its three views."""
    return course_grade(course(), scores_of(student, now), now)


def grades_of_class(students: Sequence[User], now: datetime) -> dict[int, CourseGrade]:
    """Each student's course grade, by primary key."""
    return {pk: course_grade(course(), scores, now) for pk, scores in scores_of_class(students, now).items()}
