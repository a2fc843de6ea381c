"""Hand-ins that a person has to look at: graders died over them, or they could not be graded. Run again by staff."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Count, QuerySet

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import queue, wake
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission

State = Submission.State


def put_aside(lab: str) -> QuerySet[Submission]:
    """Those of one lab over which graders died."""
    return Submission.objects.filter(lab=lab, state=State.ASIDE).select_related("student").defer("source")


def counts() -> dict[str, int]:
    """How many there are of each lab that has any."""
    rows = Submission.objects.filter(state=State.ASIDE).order_by().values_list("lab").annotate(count=Count("pk"))
    return dict(rows)


def can_run_again(submission: Submission) -> bool:
    """Whether staff may send it to the graders once more."""
    return submission.state in (State.ASIDE, State.FAILED)


def run_again(submission: Submission, who: User) -> bool:
    """Queue it once more, with the checks as they are now. False where somebody else was faster."""
    rows = Submission.objects.filter(pk=submission.pk, state__in=(State.ASIDE, State.FAILED))
    with transaction.atomic():
        if not queue.put_back(rows, wanted=grading.version(submission.lab)):
            return False
        wake.workers()
        audit.record(who, "labs.run_again", f"lab {submission.lab}", about=submission.student, submission=submission.pk)
    return True
