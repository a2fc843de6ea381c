"""What is done with questions about a file: asked for, answered, shown."""

from __future__ import annotations

import contextlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from chainrule.campus.questions import NotReadable
from chainrule.campus.questions.viva import OwnQuestion, thawed
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import wake
from chainrule.campus.site.labs import desk, grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.viva.models import Made
from chainrule.labs import Lab

SEEDS = 2**31


def passed_file(student: User, lab: Lab) -> Submission | None:
    """The file by which a student has passed a lab."""
    standing = desk.standing(student, lab)
    return standing.best if standing.passed else None


def sets(student: User, lab: Lab, *, for_staff: bool, paper: str = "", round_: int = 1) -> QuerySet[Made]:
    """What was made about a student's files of a lab, the newest first: for practice, a sheet, or a paper."""
    found = Made.objects.filter(
        submission__student=student, submission__lab=lab.number, for_staff=for_staff, paper=paper, round=round_
    )
    return found.select_related("submission")


def ask(student: User, lab: Lab, now: datetime, *, for_staff: bool, paper: str = "", round_: int = 1) -> Made | None:
    """Queue another set of questions; the one that waits where there is one. None where the lab is not passed.

    For one sitting of a paper there is one set, which stays.
    """
    chosen = passed_file(student, lab)
    if chosen is None:
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=student.pk)  # of two clicks the second sees the first
        there = sets(student, lab, for_staff=for_staff, paper=paper, round_=round_)
        waiting = there if paper else there.filter(state__in=(Made.State.QUEUED, Made.State.RUNNING))
        if first := waiting.first():
            return first
        seed = secrets.randbelow(SEEDS)  # nobody makes the questions of a sheet beforehand
        made = Made.objects.create(
            submission=chosen, for_staff=for_staff, paper=paper, round=round_, seed=seed, asked_at=now,
            wanted=grading.version(lab.number),
        )  # fmt: skip
        wake.workers()
    return made


def questions(made: Made) -> dict[int, OwnQuestion]:
    """The questions of a set by their place from 1; those that this version of the site cannot read are left out."""
    found = {}
    for place, one in enumerate(made.questions, 1):
        with contextlib.suppress(NotReadable):
            found[place] = thawed(one)
    return found


def answer(made: Made, place: int, given: Any) -> None:
    """Keep the first answer to a question. Later ones change nothing: the key has been shown."""
    with transaction.atomic():
        row = Made.objects.select_for_update().get(pk=made.pk)
        if row.given(place) is None:
            row.answers[str(place)] = given
            row.save(update_fields=["answers"])


def shown(made: Made) -> list[dict[str, Any]]:
    """Each question as a page shows it: to be answered, or with its key and reasons once it is."""
    return [item(question, place, made.given(place)) | {"set": made.pk} for place, question in questions(made).items()]


def with_keys(made: Made) -> list[dict[str, Any]]:
    """Each question with its key, answered or not."""
    return [
        item(question, place, None) | {"feedback": question.variant.feedback(None), "state": "preview", "note": ""}
        for place, question in questions(made).items()
    ]


def item(question: OwnQuestion, place: int, given: Any) -> dict[str, Any]:
    """One question for a template."""
    variant = question.variant
    found = variant.feedback(given) if given is not None else None
    mark = variant.mark(given)
    return {
        "number": place,
        "about": question.about,
        "shown": {**variant.for_student(), "number": place, "answer": given},
        "feedback": found,
        "is_right": bool(mark.correct),
        "state": mark.state,
        "note": mark.note,
    }
