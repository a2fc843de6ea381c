"""What teams add to the health page: whether the draw is promised, made, or late."""

from datetime import timedelta

from django.utils import timezone

from chainrule.campus.site import clock
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.project import draws
from chainrule.campus.site.project.teams import without_team
from chainrule.campus.syllabus import wording

IN_TIME = timedelta(minutes=1)  # the server looks once a second


def lines() -> list[Line]:
    """One line."""
    now = clock.now()
    there = draws.promise(now)
    if there.drawn_at:
        return [Line("Draw of teams", f"made on {wording.moment(timezone.localtime(there.drawn_at))}")]
    if now < draws.deadline():
        return [Line("Draw of teams", f"promised, for {wording.moment(draws.deadline())}")]
    if not draws.promised_in_time(there):
        fix = "the site was set up after the deadline: the instructor places them, see Project"
        return [Line("Draw of teams", "not made: not promised in time", not without_team(), fix)]
    fix = "housekeeping makes it within a second: the server's log says what keeps it"
    return [Line("Draw of teams", "due, and not made", now < draws.deadline() + IN_TIME, fix)]
