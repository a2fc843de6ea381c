"""`chainrule audit check`: does the chain of the audit log hold?"""

import re
import sys

import click

from chainrule.cli.site import of_this_machine, refuse

MOST = 20  # places that are named


@click.group()
def audit() -> None:
    """The audit log, on the server."""


@audit.command()
@click.option("--head", default="", help="A hash of the log that was written down earlier.")
def check(head: str) -> None:
    """Say whether an entry of the audit log was changed, removed, put in or moved.

    Run it where the server runs, with the server's CHAINRULE_VAR or DATABASE_URL. Exit status: 0 where the log holds, 1
    where it does not, 2 where it cannot be checked.
    """
    if head and not re.fullmatch("[0-9a-f]{64}", head):
        refuse("--head is no hash of the log\n  fix: write all 64 digits, as the page and this command show them")
    with of_this_machine():
        from chainrule.campus.site.accounts import audit as log

        report, waiting = log.check(head), log.waiting()
    for broken in report.broken[:MOST]:
        click.echo(f"BROKEN: {broken}")
    if len(report.broken) > MOST:
        click.echo(f"and at {len(report.broken) - MOST} more places")
    lost = bool(head) and report.known is None
    if lost:
        click.echo("MISSING: no entry has the hash that was written down: the log was cut off there, or made anew")
    elif head:
        click.echo(f"The hash that was written down is that of entry {report.known}.")
    if waiting:
        click.echo(f"{waiting} new entr{'y is' if waiting == 1 else 'ies are'} not linked yet: the server does it.")
    if report.forgotten:
        click.echo(f"Of {len(report.forgotten)} entries the words were forgotten, as the log itself says.")
    holds = report.holds and not lost
    click.echo(f"{'The log holds' if holds else 'The log does NOT hold'}: {report.count} entries, the last is")
    click.echo(report.head)
    sys.exit(0 if holds else 1)
