"""What labs put on the home page: the lab that was worked on last, unless it is passed; for an instructor, checks that
have changed since files were graded."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Resume, Summary, Waiting
from chainrule.campus.site.labs import desk, grading, rerun


def summary(user: Any, now: datetime) -> Summary:
    """Where a student left off; what an instructor may want to run again."""
    if allows(user, "labs.regrade"):
        return Summary(waiting=[to_run_again(number) for number in grading.labs()])
    if not (user.is_authenticated and allows(user, "labs.work")):
        return Summary()
    found = []
    for number, lab in grading.labs().items():
        last = user.submissions.filter(lab=number).first()
        bench = user.workbenches.filter(lab=number, draft_at__isnull=False).first()
        moments = [at for at in (last and last.received_at, bench and bench.draft_at) if at]
        standing = desk.standing(user, lab)
        if moments and not standing.passed:
            best = standing.best.verdict if standing.best else None
            note = f"best so far {best.points:g} of {best.out_of:g} points" if best else "begun"
            address = reverse("labs:lab", args=[int(number)])
            found.append(Resume(max(moments), f"Lab {int(number)}: {lab.title}", address, note))
    return Summary(resume=found)


def to_run_again(number: str) -> Waiting:
    """How many files of a lab were graded with other checks than the server has now."""
    title = f"files of lab {int(number)} graded with other checks than now"
    return Waiting(rerun.outdated(number).count(), title, reverse("labs:class", args=[int(number)]))
