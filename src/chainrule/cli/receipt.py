"""`chainrule receipt FILE`: does the server hold exactly the answers that a student's list of receipts says?"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from chainrule.cli.serve import SETTINGS

if TYPE_CHECKING:
    from chainrule.campus.questions.receipts import Finding, Report

MOST_BYTES = 64 * 2**20
WORDS = {
    "differs": "DIFFERS",
    "missing": "MISSING",
    "unknown": "NOT OURS",
    "waiting": "NEVER ACKNOWLEDGED",
    "broken": "BROKEN",
}


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def receipt(file: Path) -> None:
    """Say whether the server holds exactly the answers in a list of receipts.

    Run it where the server runs, with the server's CHAINRULE_VAR or DATABASE_URL. Exit status: 0 where the server holds
    exactly that, 1 where it does not, 2 where the file cannot be checked.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.db import Error

    django.setup()
    from chainrule.campus.questions.receipts import NotAList

    try:
        report = checked(file)
    except NotAList as wrong:
        refuse(f"{file} cannot be checked: {wrong}", "take the file that the page of the paper saves")
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}", "check the file and its permissions")
    except Error as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        refuse(f"the database cannot be used: {reason}", "run it where the server runs, as the server's user")
    for finding in report.wrong:
        click.echo(line_of(finding))
    click.echo(report.verdict())
    if report.beyond:
        click.echo(f"It holds {report.beyond} more of this attempt, which this list does not have.")
    sys.exit(1 if report.wrong else 0)


def checked(file: Path) -> Report:
    """The verdict; on the way it is said whose attempt it is, and whether the server's own chain is whole."""
    from django.utils import timezone

    from chainrule.campus.questions.receipts import NotAList, breaks
    from chainrule.campus.site.papers import receipts
    from chainrule.campus.site.papers.models import Attempt

    with file.open("rb") as content:
        listed = receipts.read(content.read(MOST_BYTES + 1), MOST_BYTES)
    attempt = receipts.attempt_of(listed, Attempt.objects.filter(pk=listed.attempt).select_related("student"))
    if attempt is None:
        raise NotAList(f"its start is not that of attempt {listed.attempt} on this server")
    who = f"{attempt.student.name} <{attempt.student.email}>"
    began = f"{timezone.localtime(attempt.began_at):%d %B %Y, %H:%M}"
    click.echo(f"{attempt.paper}, attempt {attempt.pk} of {who}, begun {began}")
    if broken := breaks(receipts.held(attempt), receipts.start_of(attempt)):
        click.echo(f"The server's own chain is broken at link {broken[0]}: what it stored was changed afterwards.")
    return receipts.check(attempt, listed)


def line_of(finding: Finding) -> str:
    """One answer that is not as the list says. What the file holds is quoted: it may hold anything."""
    link = finding.link
    place = f"link {link.link}" if link.link else "no receipt"
    return f"{WORDS[finding.what]}: question {link.item}, change {link.sequence} ({place}): {finding.why}"


def refuse(problem: str, fix: str) -> NoReturn:
    """Say that the file cannot be checked, and end."""
    click.echo(f"Error: {problem}\n  fix: {fix}", err=True)
    sys.exit(2)
