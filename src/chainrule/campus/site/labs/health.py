"""Whether somebody grades, and how long submissions have waited."""

from datetime import timedelta

from django.db import connection
from django.template.defaultfilters import pluralize

from chainrule.campus.site.core.health import Line
from chainrule.campus.site.labs import graders, grading, pool, queue
from chainrule.campus.site.labs.models import Submission

SLOW = 120  # seconds
NO_WORKER = "no worker is alive: submissions wait"
START_ONE = (
    "run `chainrule worker` on any host that has this DATABASE_URL, or `chainrule serve --workers 2` on this one"
)


def lines() -> list[Line]:
    """Who grades, what waits, what could not be graded."""
    return [who_grades(), *other_checks(), what_waits(), *what_failed()]


def who_grades() -> Line:
    """The workers that are alive; on SQLite the server's own threads."""
    if connection.vendor != "postgresql":
        threads = sum(thread.is_alive() for thread in pool.running)
        value = f"{threads} thread{pluralize(threads)} of this server" if threads else "nobody: submissions wait"
        return Line("Graded by", value, threads > 0, "start the server with `chainrule serve`, without `--workers 0`")
    there = list(graders.alive())
    said = [f"{one.name} ({one.threads} thread{pluralize(one.threads)})" for one in there]
    return Line("Graded by", ", ".join(said) or NO_WORKER, bool(there), START_ONE)


def other_checks() -> list[Line]:
    """Workers that were started before the course's checks changed, or after."""
    names = [one.name for one in graders.alive().exclude(edition=grading.edition())]
    value = f"{', '.join(names)}: other checks than this server's"
    fix = "give it the same course and release, and start it anew: until then it grades nothing for this server"
    return [Line("Versions", value, ok=False, fix=fix)] if names else []


def what_waits() -> Line:
    """How many wait or are being graded, and since when the oldest waits."""
    oldest, length = queue.oldest(), queue.length()
    if oldest is None:
        return Line("Waiting", f"nothing; {length} being graded now" if length else "nothing")
    since = max(queue.present() - oldest.queued_at, timedelta(0)).total_seconds()
    ago = f"{since:.0f} s" if since < 120 else f"{since / 60:.0f} min"
    value = f"{length} submission{pluralize(length)} with those being graded; the oldest for {ago}"
    return Line(
        "Waiting",
        value,
        since < SLOW,
        oldest.detail or oldest.problem or "start more workers: `chainrule worker --threads 4`",
    )


def what_failed() -> list[Line]:
    """What was given up, which a student cannot mend."""
    count = Submission.objects.filter(state=Submission.State.FAILED).count()
    value = f"{count} submission{pluralize(count)}"
    return [Line("Could not be graded", value, ok=False, fix="their pages say why; run them again")] if count else []
