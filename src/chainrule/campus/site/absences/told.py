"""Which excuses staff are asked about here, so that `grades` does not ask about them once more."""

from chainrule.campus.site.absences import desk
from chainrule.campus.site.absences.models import AbsenceReport
from chainrule.campus.syllabus.absences import State


def excuses() -> set[tuple[int, str]]:
    """(student, paper) of the reports about which the instructor decides or has decided."""
    reports = list(AbsenceReport.objects.all())
    cases = desk.cases(reports)
    asked = (State.SEEN, State.NOTHING)
    return {(one.student_id, one.assessment) for one in reports if cases[one.pk].state in asked}
