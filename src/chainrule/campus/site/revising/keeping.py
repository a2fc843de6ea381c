"""The rules in force: which edition it is, reading it, taking it up, and what the files say otherwise."""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import as_written, folder, in_force
from chainrule.campus.site.revising.models import Edition
from chainrule.campus.syllabus import Course, load_course
from chainrule.campus.syllabus.revising import Change, changes
from chainrule.course import CourseError

FILES = ("course.toml", "revisions.md")
REMEDY = "`chainrule revise` shows what they would change, `chainrule revise --apply` puts them in force"


def name_of(course: Course) -> str:
    """Under which name the editions of a course are kept."""
    return f"{course.code}, from {course.term.first_class}"


def latest(course: Course) -> Edition | None:
    """The edition in force."""
    found: Edition | None = Edition.objects.filter(course=name_of(course)).last()
    return found


def texts(place: Path) -> tuple[str, str]:
    """The two files that rules are read from."""
    toml, revisions = ((place / name).read_text(encoding="utf-8-sig") for name in FILES)
    return toml, revisions


def digest_of(toml: str, revisions: str) -> str:
    return hashlib.sha256(f"{toml}\0{revisions}".encode()).hexdigest()


def course_of(toml: str, revisions: str) -> Course:
    """The course of these two texts."""
    with tempfile.TemporaryDirectory(prefix="chainrule-rules-") as work:
        for name, text in zip(FILES, (toml, revisions), strict=True):
            Path(work, name).write_text(text, encoding="utf-8")
        return load_course(Path(work))


def read(edition: Edition) -> Course:
    """The course of an edition. Raises `CourseError` where this release cannot read it."""
    try:
        return course_of(edition.toml, edition.revisions)
    except CourseError as error:
        problem = f"this release cannot read the rules in force, which the site keeps: {error.problem}"
        place = f"revision {edition.version}, {error.path.name}"
        raise CourseError(place, problem, "start the release that applied them, and report this", error.line) from error


def written(course: Course, version: str, toml: str, revisions: str, now: datetime) -> Edition:
    """Keep an edition. Raises `IntegrityError` where there is one of this version."""
    return Edition.objects.create(
        course=name_of(course), version=version, toml=toml, revisions=revisions,
        digest=digest_of(toml, revisions), at=now,
    )  # fmt: skip


def hold() -> Edition | None:
    """Hold the rules in force, for a process that reads them and keeps none; None where the files' own are."""
    edition = None if settings.ALONE else latest(as_written())
    in_force.hold(read(edition) if edition else None)
    return edition


def take_up(now: datetime) -> None:
    """Hold the rules in force. The first time that there are students, and for a revision of texts alone, those of the
    files are kept as an edition.

    A site without students keeps none: before the term an author edits as often as needed.
    """
    if settings.ALONE:
        return
    edition, files = hold(), as_written()
    if edition is None:
        if User.objects.filter(role=User.Role.STUDENT).exists():
            _keep_files("syllabus.rules_kept", now)
    elif not waiting() and number(files.revision) > number(edition.version):
        _keep_files("syllabus.texts_revised", now)


def _keep_files(action: str, now: datetime) -> None:
    """Keep the files as they lie, and hold them. Of two that do it at once one does; the other looks again later."""
    toml, revisions = texts(folder())
    course = course_of(toml, revisions)
    try:
        with transaction.atomic():
            edition = written(course, course.revision, toml, revisions, now)
            audit.record(None, action, str(edition), version=course.revision, digest=edition.digest)
    except IntegrityError:
        return
    in_force.hold(course)


def look(now: datetime) -> None:
    """Take the rules up where others came into force since this process did."""
    held = in_force.rules
    newest = Edition.objects.filter(course=name_of(as_written())).values_list("version", flat=True).last()
    if newest is None or held is None or held.revision != newest:
        take_up(now)


def number(version: str) -> int:
    """2 of "v2"."""
    return int(version.removeprefix("v"))


def waiting() -> tuple[Change, ...]:
    """What the files, as this process read them, say otherwise than the rules in force."""
    return changes(in_force.rules, as_written()) if in_force.rules else ()


def waits_in_words() -> str:
    """A sentence about rules that wait; empty where none do."""
    count = len(waiting())
    if not count:
        return ""
    rules = "a rule that is" if count == 1 else f"{count} rules that are"
    return f"course.toml has {rules} not in force"
