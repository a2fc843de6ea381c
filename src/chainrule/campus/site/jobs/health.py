"""Whether somebody grades, how long jobs have waited, and what a person has to look at."""

from datetime import timedelta

from django.db import connection
from django.template.defaultfilters import pluralize

from chainrule.campus.site.core.health import Line
from chainrule.campus.site.jobs import graders, kinds, queue
from chainrule.campus.site.jobs.models import Job

SLOW = 120  # seconds
NOBODY = "nobody: submissions wait"
NO_WORKER = "no worker is alive: submissions wait"
START_ONE = (
    "run `chainrule worker` on any host that has this DATABASE_URL, or `chainrule serve --workers 2` on this one"
)
START_SERVER = "start the server with `chainrule serve`, without `--workers 0`"


def lines() -> list[Line]:
    """Who grades, what waits, what could not be graded."""
    return [who_grades(), *other_checks(), what_waits(), *what_failed(), *what_was_put_aside()]


def who_grades() -> Line:
    """The workers that are alive."""
    there = list(graders.alive())
    said = ", ".join(f"{one.name} ({one.threads} thread{pluralize(one.threads)})" for one in there)
    if connection.vendor == "postgresql":
        return Line("Graded by", said or NO_WORKER, bool(there), START_ONE)
    return Line("Graded by", said or NOBODY, bool(there), START_SERVER)


def other_checks() -> list[Line]:
    """Workers that were started before the course changed, or after."""
    names = [one.name for one in graders.alive().exclude(edition=kinds.edition())]
    value = f"{', '.join(names)}: other checks than this server's"
    fix = "give it the same course and release, and start it anew: until then it grades nothing for this server"
    return [Line("Versions", value, ok=False, fix=fix)] if names else []


def what_waits() -> Line:
    """How many wait or are being done, and since when the oldest waits."""
    oldest, length = queue.oldest(), queue.length()
    if oldest is None:
        return Line("Waiting", f"nothing; {length} being graded now" if length else "nothing")
    since = max(queue.present() - oldest.queued_at, timedelta(0)).total_seconds()
    ago = f"{since:.0f} s" if since < 120 else f"{since / 60:.0f} min"
    value = f"{counted(Job.State.QUEUED, Job.State.RUNNING)} with those being graded; the oldest for {ago}"
    fix = oldest.detail or oldest.problem or "start more workers: `chainrule worker --threads 4`"
    return Line("Waiting", value, since < SLOW, fix)


def what_failed() -> list[Line]:
    """What was given up, which a student cannot mend."""
    value = counted(Job.State.FAILED)
    return [Line("Could not be graded", value, ok=False, fix="their pages say why; run them again")] if value else []


def what_was_put_aside() -> list[Line]:
    """What workers died over: a person has to look at it."""
    value = counted(Job.State.ASIDE)
    fix = "their pages say so and have a button to run one again; look at the file first, and at the machine's memory"
    return [Line("Put aside", f"{value}: workers died over it", ok=False, fix=fix)] if value else []


def counted(*states: str) -> str:
    """How many of each kind are in these states, in words; empty where none is."""
    counts = [(kind.rows().filter(state__in=states).count(), kind.thing) for kind in kinds.kinds()]
    return ", ".join(f"{count} {thing}{pluralize(count)}" for count, thing in counts if count)
