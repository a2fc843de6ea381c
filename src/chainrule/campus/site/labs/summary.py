"""What labs put on the home page: for a student the labs that are open; for staff who is stuck, which files need a
person, and which were graded with other checks than the server has now."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Resume, Summary, Todo, Waiting
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import aside, grading, overview, rerun
from chainrule.campus.site.labs.models import Workbench
from chainrule.labs import Lab

MOST = 3  # begun labs that home shows: who left more of them unfinished finds them in the list of labs


def summary(user: Any, now: datetime) -> Summary:
    """A student's open labs; for staff what waits for them, and the labs that they tried themselves."""
    if not (user.is_authenticated and allows(user, "labs.work")):
        return Summary()
    if not allows(user, "labs.see_class"):
        begun, fresh = _open(user, now)
        return Summary(todo=[*(_go_on(cell) for _, cell in begun[:MOST]), *map(_begin, fresh)])
    begun, _ = _open(user, now)
    resume = [Resume(at, _title(cell.lab), _address(cell.lab), _standing(cell)) for at, cell in begun]
    return Summary(resume=resume, waiting=list(_waiting(user, now)))


def _open(user: Any, now: datetime) -> tuple[list[tuple[datetime, overview.Cell]], list[Lab]]:
    """The labs that were begun and not passed, the latest work first; and the newest lab whose class has come, where
    that was not begun."""
    labs = list(grading.labs().values())
    cells = overview.matrix([user], labs)[0].cells
    drafts = dict(user.workbenches.filter(draft_at__isnull=False).values_list("lab", "draft_at"))
    begun, fresh = [], []
    today = now.astimezone(course().timezone).date()
    for cell in cells:
        moments = [at for at in (cell.last, drafts.get(cell.lab.number)) if at]
        if moments and not cell.passed:
            begun.append((max(moments), cell))
        elif not moments and course().meeting(cell.number).date <= today:
            fresh.append(cell.lab)
    return sorted(begun, key=lambda pair: pair[0], reverse=True), fresh[-1:]


def _title(lab: Lab) -> str:
    return f"Lab {int(lab.number)}: {lab.title}"


def _address(lab: Lab) -> str:
    return reverse("labs:lab", args=[int(lab.number)])


def _standing(cell: overview.Cell) -> str:
    return "begun" if cell.points is None else f"best so far {cell.points:g} of {cell.out_of:g} points"


def _go_on(cell: overview.Cell) -> Todo:
    return Todo(_title(cell.lab), _address(cell.lab), "Go on", note=_standing(cell))


def _begin(lab: Lab) -> Todo:
    return Todo(_title(lab), _address(lab), "Begin", note=f"about {lab.minutes} minutes")


def _waiting(user: Any, now: datetime) -> Iterator[Waiting]:
    """By lab: who is stuck, what a person has to look at, and for an instructor what may be graded anew."""
    labs = list(grading.labs().values())
    gave_up = set(Workbench.objects.filter(gave_up_at__isnull=False).values_list("student", "lab"))
    lines, put_aside = overview.matrix(overview.students(), labs), aside.counts()
    for place, lab in enumerate(labs):
        number, address = int(lab.number), reverse("labs:class", args=[int(lab.number)])
        stuck = [line for line in lines if line.cells[place].is_stuck(now)]
        count = sum((line.student.pk, lab.number) not in gave_up for line in stuck)
        text = f"student{pluralize(count)} {pluralize(count, 'is,are')} stuck in lab {number}: {TRIES}"
        yield Waiting(count, text, address, "See where")
        count = put_aside.get(lab.number, 0)
        it = pluralize(count, "it,them")
        text = f"file{pluralize(count)} of lab {number} could not be graded: graders died over {it}"
        yield Waiting(count, text, address, f"Look at {it}")
        if allows(user, "labs.regrade"):
            count = rerun.outdated(lab.number).count()
            were = pluralize(count, "was,were")
            text = f"file{pluralize(count)} of lab {number} {were} graded with other checks than the server has now"
            yield Waiting(count, text, address, "Run again")


TRIES = f"{overview.STUCK_AFTER} or more files, and not passed"
