"""Whether every paper can be drawn from the questions that there are, and how many are drawn for those who sit soon."""

from datetime import datetime, timedelta

from chainrule.campus.site import clock
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.core.templatetags.site import day
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import ahead, drawing, status
from chainrule.campus.syllabus import Assessment, window
from chainrule.course import CourseError

NEAR = timedelta(days=14)  # before a paper opens: from then on its missing questions wait for somebody


def lines() -> list[Line]:
    """A line for each paper that is near and cannot be drawn; one for those that have time; one where all is well."""
    return lines_at(clock.now())


def lines_at(now: datetime) -> list[Line]:
    """The same at a given moment."""
    missing = not_drawable(now)
    near = [
        Line(paper.title, f"cannot be drawn, and is on {day(paper.date)}: {why.problem}", ok=False, fix=why.fix)
        for paper, why in missing
        if is_near(paper, now)
    ]
    later = [paper for paper, _ in missing if not is_near(paper, now)]
    if later:
        titles = ", ".join(paper.title for paper in later)
        near.append(Line("Later papers", f"{titles}: not enough questions yet, the first is on {day(later[0].date)}"))
    near = near or [Line("Papers", "every paper that is still to come can be drawn")]
    return near + [drawn(paper, students) for paper, students in ahead.soon(now) if students]


def drawn(paper: Assessment, students: list[int]) -> Line:
    """How many of a class need not wait for a draw when they begin."""
    done = sum(ahead.is_drawn(student, paper.id) for student in students)
    return Line(paper.title, f"drawn ahead for {done} of {len(students)} who have not begun")


def not_drawable(now: datetime) -> list[tuple[Assessment, CourseError]]:
    """The papers whose hours are not over and for which there are not enough questions, with what is missing."""
    coming = [paper for paper in status.papers() if now < window(course(), paper.id).closes]
    found = [(paper, drawing.what_is_missing(paper.id)) for paper in coming]
    return [(paper, why) for paper, why in found if why]


def is_near(paper: Assessment, now: datetime) -> bool:
    """Whether a paper is open, or opens soon."""
    return window(course(), paper.id).opens - now <= NEAR
