"""The demo class's absences: one report in each state."""

from datetime import datetime, timedelta

from chainrule.campus.site.absences.models import AbsenceReport, AbsenceStep
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.grades import excusing
from chainrule.campus.site.grades.models import Excuse
from chainrule.campus.site.papers.models import Exemption
from chainrule.campus.syllabus import Course, due
from chainrule.campus.syllabus.absences import OF, Act, Person

DAY = timedelta(days=1)
FEVER, LINE = "I have a fever and stay at home. I will bring a certificate.", "certificate, seen in the office"
# By the number of a student: what was missed, the student's words, and what was done about it.
REPORTS: dict[int, tuple[str, str, tuple[tuple[Act, str], ...]]] = {
    0: ("quiz-1", "The power in the dormitory was cut during the quiz.", (
        (Act.SEE, "letter of the dormitory, seen in the office"), (Act.WINDOW, "A power cut, confirmed."))),
    5: ("midterm", "I represent the university at a contest abroad that week.", (
        (Act.SEE, "invitation of the organisers, seen in the office"),)),
    7: ("quiz-2", "I thought that my train would be late.", ((Act.WITHDRAW, ""),)),
    9: ("quiz-2", "I have to see a doctor on that day.", (
        (Act.ASK, "The letter has no date. Please bring one with the day of the appointment."),)),
    14: ("quiz-3", FEVER, ((Act.SEE, LINE), (Act.EXEMPT, "A stay in hospital until the end of the month."))),
    17: ("quiz-1", FEVER, ((Act.SEE, LINE), (Act.NOTHING, "The excused quiz is left out by the rules of the course."))),
    19: ("quiz-2", "I work on that day.", ((Act.REFUSE, "A shift at work is no excused absence."),)),
    20: ("quiz-2", FEVER, ()),
}  # fmt: skip


def populate(course: Course, users: People, now: datetime) -> None:
    """One report for each state, once the first quiz is over."""
    if due(course, "quiz-1") >= now:
        return
    by = {Person.ADVISOR: users.advisors[0], Person.INSTRUCTOR: users.instructors[0]}
    for place, (assessment, text, done) in REPORTS.items():
        student, began = users.students[place], now - 3 * DAY
        day = due(course, assessment).date()
        report = AbsenceReport.objects.create(
            student=student, assessment=assessment, first_day=day, last_day=day, text=text, at=began
        )
        for number, (act, words) in enumerate(done, start=1):
            who = by.get(OF[act], student)
            AbsenceStep.objects.create(
                report=report, place=number, act=act.value, text=words, by=who, at=began + number * DAY
            )
            _beside(report, act, who, words, began + number * DAY)


def _beside(report: AbsenceReport, act: Act, who: User, words: str, at: datetime) -> None:
    """What the other rooms hold for it. The other time of the first student was granted with the demo's papers."""
    if act is Act.SEE and excusing.standing(report.student, report.assessment) is None:
        Excuse.objects.create(
            student=report.student, assessment=report.assessment, document=words, verified_by=who, verified_at=at
        )
    elif act is Act.EXEMPT:
        Exemption.objects.create(
            student=report.student, paper=report.assessment, reason=words, granted_by=who, granted_at=at
        )
