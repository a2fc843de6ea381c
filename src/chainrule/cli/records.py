"""`chainrule export-student` and `chainrule forget`: one student's data handed out, and personal texts taken out."""

import datetime as dt
import os
import sys
from pathlib import Path

import click

from chainrule.cli.site import of_this_machine, refuse


@click.command(name="export-student")
@click.argument("email")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def export_student(email: str, file: Path) -> None:
    """Write all that the site holds about one student into FILE, a ZIP that only its owner can read.

    Of papers that are not released it has the student's answers, and no marks. Nothing is written over.
    """
    with of_this_machine():
        from chainrule.campus.site import clock
        from chainrule.campus.site.accounts import audit
        from chainrule.campus.site.accounts.models import User
        from chainrule.campus.site.course import course
        from chainrule.campus.site.records_out import export
        from chainrule.campus.site.revising import keeping

        keeping.hold()
        student = User.objects.filter(email=email.strip().lower()).first()
        if student is None or not student.is_student:
            refuse(f"no student has the address {email}\n  fix: check it; `chainrule manage adduser` makes accounts")
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            refuse(f"{file} is there already\n  fix: name another file")
        try:
            with os.fdopen(descriptor, "w+b") as out:
                written = export.write(student, out, course().title, clock.now())
        except BaseException:
            file.unlink()
            raise
        audit.record(None, "account.export", student.email, about=student)
    click.echo(f"{file}: {sum(written.values())} records of {student.name}")


@click.command()
@click.option("--before", help="Students who have done nothing since this day, as in 2026-07-01.")
@click.option("--student", help="One student, by address.")
@click.option("--apply", is_flag=True, help="Do it; without, only say what it would do.")
def forget(before: str | None, student: str | None, apply: bool) -> None:
    """Take personal texts out after the term; marks, counts and the audit log's chain stay valid.

    What is taken out cannot be brought back, but from a backup: keep those no longer than you may.
    """
    if bool(before) == bool(student):
        refuse("say who is to be forgotten\n  fix: --before DATE, or --student EMAIL")
    with of_this_machine():
        from chainrule.campus.site.records_out import forgetting
        from chainrule.campus.site.records_out.called import in_words

        try:
            people = forgetting.one(student) if student else forgetting.students_before(midnight(before or ""))
            done = forgetting.forget(people, apply)
        except forgetting.MarksWouldChange as error:
            refuse(f"a mark would change, so nothing was forgotten: {error}\n  fix: report this as a bug")
    for found in done:
        what = f"kept: {found.why_not}" if found.why_not else in_words(found.rows)
        click.echo(f"{found.name} (account {found.number}): {what}")
    gone = sum(not found.why_not for found in done)
    click.echo(f"{gone} student{'' if gone == 1 else 's'} {'forgotten' if apply else 'would be forgotten'}.")
    if gone and not apply:
        click.echo("Nothing was changed. Make a backup, then add --apply.")
    sys.exit(1 if any(found.why_not for found in done) else 0)


def midnight(day: str) -> dt.datetime:
    """The beginning of a day in the course's time zone."""
    from django.utils import timezone

    try:
        begins: dt.datetime = timezone.make_aware(dt.datetime.combine(dt.date.fromisoformat(day), dt.time()))
    except ValueError:
        refuse(f"{day!r} is no day\n  fix: write it as 2026-07-01")
    return begins
