"""The demo class has worked on the labs whose class is over: real files, really checked.

Files come from the lab's own planted mistakes; equal files get one run, since equal files get equal verdicts.
"""

from datetime import datetime, timedelta

from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.core.demo import generator
from chainrule.campus.site.course import course as the_course
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission, Verdict
from chainrule.campus.syllabus import Course
from chainrule.labs import Lab, solution, starter

FILES = 5


def files_of(lab: Lab) -> list[str]:
    """The starter, some planted mistakes, and the solution last."""
    planted = [mutant.function(solution(lab)) for mutant in lab.mutants]
    return [starter(lab), *planted[:: max(1, len(planted) // FILES)][:FILES], solution(lab)]


def populate(course: Course, users: People, now: datetime) -> None:
    """Most students tried each lab; two thirds of them passed it in the end. The first one is stuck half-way."""
    chance = generator()
    for number, lab in grading.labs().items():
        held = the_course().meeting(int(number)).date
        if held >= now.date():
            continue
        files = files_of(lab)
        verdicts: dict[int, Verdict] = {}
        first_day = datetime.combine(held, datetime.min.time(), the_course().timezone)
        for student in users.students:
            if chance.random() < 0.12:
                continue
            passes = chance.random() < 0.66 and student != users.students[0]
            tried = [0] * chance.randint(0, 1) + [
                chance.randint(1, len(files) - 2) for _ in range(chance.randint(1, 3))
            ]
            tried += [len(files) - 1] if passes else []
            at = first_day + timedelta(hours=chance.randint(12, 60))
            for place in tried:
                at += timedelta(minutes=chance.randint(4, 50))
                if at < now:
                    _hand_in(student, lab, files[place], at, place, verdicts)


def _hand_in(student: object, lab: Lab, source: str, at: datetime, place: int, verdicts: dict[int, Verdict]) -> None:
    submission = Submission.objects.create(
        student=student, lab=lab.number, source=source, filename=lab.file_name, received_at=at,
        wanted=grading.checks_version(lab), state=Submission.State.DONE,
    )  # fmt: skip
    known = verdicts.get(place)
    said = known or grading.grade(submission)
    verdicts[place] = said
    stored = Verdict.objects.create(
        submission=submission, checks_version=submission.wanted, points=said.points, out_of=said.out_of,
        details=said.details, isolated=said.isolated, seconds=said.seconds, graded_at=at,
    )  # fmt: skip
    Submission.objects.filter(pk=submission.pk).update(verdict=stored)
