"""Putting a revision in force: the section that records it, the edition, word to everybody, the audit log."""

from __future__ import annotations

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.urls import reverse

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.course import folder, in_force
from chainrule.campus.site.news.models import Item, Kind
from chainrule.campus.site.revising import keeping
from chainrule.campus.site.revising.models import Edition
from chainrule.campus.site.revising.planning import Plan
from chainrule.campus.site.safekeeping.problems import Refused
from chainrule.campus.syllabus import load_course
from chainrule.campus.syllabus.revising import rules_of, section

AT_ONCE = "somebody else put a revision in force at this moment: nothing was done here"
EDITED = "course.toml was edited meanwhile"
LOOK = "run `chainrule revise` again"


def apply(plan: Plan, summary: str, now: datetime) -> Edition:
    """Put the revision in force: once, whoever else tries, and whole or not at all. Raises `Refused`.

    What breaks off after the file was written leaves a section in it that is not in force yet; the next try takes it as
    its own. The row of the edition that was in force is locked meanwhile, so of two at once the second finds another.
    """
    check(plan, summary)
    try:
        with transaction.atomic():
            Edition.objects.select_for_update().get(pk=plan.edition.pk)
            last = keeping.latest(plan.files)
            if last is None or last.pk != plan.edition.pk:
                raise Refused(AT_ONCE, LOOK)
            if rules_of(load_course(folder())) != rules_of(plan.files):
                raise Refused(EDITED, LOOK)
            if not plan.written:
                add_section(folder() / "revisions.md", plan, summary, now)
            made = _keep(plan, now)
            tell(plan, made, now)
            audit.record(
                None, "syllabus.revise", str(made), version=made.version, digest=made.digest,
                changes=[change.sentence for change in plan.changes], grades_changed=len(plan.changed),
            )  # fmt: skip
    except IntegrityError:
        raise Refused(AT_ONCE, LOOK) from None
    in_force.hold(keeping.read(made))
    return made


def check(plan: Plan, summary: str) -> None:
    """Raises `Refused` where there is nothing to apply, or no summary, or one beside what is written already."""
    if plan.is_nothing:
        raise Refused(f"nothing changes: revision {plan.edition.version} has these rules", "edit course.toml first")
    if not plan.written and not summary.strip():
        raise Refused("a revision needs a summary, which the class reads", 'add --summary "What changed, and why"')
    if plan.written and summary.strip() and summary.strip() not in plan.written:
        raise Refused(
            f"revisions.md has a section {plan.version} already, which is not in force and says something else",
            "leave --summary out to take that section, or remove it from the file",
        )
    if summary.strip().startswith("#") or "\n#" in summary:
        raise Refused("a line of the summary begins with #, which is a heading", "write it without")


def add_section(file: Path, plan: Plan, summary: str, now: datetime) -> None:
    """Write the section of the revision at the end of `revisions.md`, in one step."""
    day = now.astimezone(plan.files.timezone).date()
    text = section(plan.version, day, summary, plan.changes)
    try:
        was = file.read_text(encoding="utf-8-sig")
        descriptor, beside = tempfile.mkstemp(prefix=".revisions-", dir=file.parent)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.write(f"{was.rstrip()}\n\n{text}")
        Path(beside).chmod(file.stat().st_mode)
        Path(beside).replace(file)
    except OSError as error:
        fix = f"let this user write it, or add this yourself and leave --summary out:\n\n{text}"
        raise Refused(f"{file} cannot be written: {error.strerror}", fix) from error


def _keep(plan: Plan, now: datetime) -> Edition:
    """The edition of the files, which have to say still what the plan was made of."""
    toml, revisions = keeping.texts(folder())
    files = keeping.course_of(toml, revisions)
    if rules_of(files) != rules_of(plan.files) or files.revision != plan.version:
        raise Refused(EDITED, LOOK)
    return keeping.written(files, plan.version, toml, revisions, now)


def tell(plan: Plan, made: Edition, now: datetime) -> None:
    """One piece of news for the class, and in its place one for each student whose grade changed."""
    about = f"revision:{made.version}"
    items = [
        Item(
            key=about, kind=Kind.REVISION, title=f"The syllabus changed: {made.version}",
            address=reverse("core:revisions"), shown_from=now, at=now,
        )
    ]  # fmt: skip
    items += [
        Item(
            key=f"{about}:{line.student.pk}", kind=Kind.REVISION, student=line.student, at=now, shown_from=now,
            title=f"The syllabus changed, and your grade with it: {made.version}",
            text="Your grade is computed by other rules since now. “My grades” shows it, and how it came about. "
            "“Revisions” says what changed.",
            address=reverse("grades:mine"),
        )
        for line in plan.changed
    ]  # fmt: skip
    Item.objects.bulk_create(items, ignore_conflicts=True)
