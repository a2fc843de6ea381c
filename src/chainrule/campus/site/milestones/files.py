"""The files of a student's teams: handed out with their data, and gone when all of a team are forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.milestones import shelf
from chainrule.campus.site.milestones.models import CheckRun, HandIn, Try
from chainrule.campus.site.project.models import Membership


def of_student(student: User) -> Iterator[tuple[str, Path]]:
    """A name and the file of each ZIP that a team of theirs handed in."""
    teams = Membership.objects.filter(student=student).values("team")
    for row in HandIn.objects.filter(team__in=teams).exclude(archive="").order_by("pk"):
        path = shelf.path_of(row.archive)
        if path.is_file():
            yield f"{row.milestone}/{row.pk}-hand-in-{row.number}.zip", path


def forget(student: User) -> int:
    """Take the files of those teams away in which nobody else is left with a name; how many, once it is committed."""
    theirs = Membership.objects.filter(student=student).values("team")
    others = Membership.objects.exclude(student=student).exclude(student__email__endswith="@forgotten.invalid")
    teams = theirs.exclude(team__in=others.values("team"))
    names = _names(Q(team__in=teams)) - _names(~Q(team__in=teams))
    there = [name for name in sorted(names) if shelf.path_of(name).is_file()]
    transaction.on_commit(lambda: [shelf.remove(name) for name in there])
    return len(there)


def _names(which: Q) -> set[str]:
    """The files that rows of some teams name."""
    hand_ins = HandIn.objects.filter(which)
    lists: list[QuerySet[HandIn] | QuerySet[Try]] = [hand_ins, Try.objects.filter(which)]
    found = {name for rows in lists for name in rows.values_list("archive", flat=True)}
    found |= set(CheckRun.objects.filter(hand_in__in=hand_ins).values_list("snapshot", flat=True))
    return found - {""}
