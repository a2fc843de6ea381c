"""`chainrule draw-teams --check FILE`: are these the teams that the promised seed gives? No server is asked."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click


@click.command("draw-teams")
@click.option(
    "--check",
    "file",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The list that the page of the draw gives.",
)
@click.option("--commitment", metavar="TEXT", default="", help="The commitment as you noted it before the draw.")
def draw_teams(file: Path, commitment: str) -> None:
    """Say whether a published list of teams is the draw that was promised.

    Exit status: 0 where it is, 1 where it is not, 2 where the file cannot be checked.
    """
    from chainrule.campus.project.draw import check
    from chainrule.campus.project.published import MOST_BYTES, NotAList, read

    try:
        with file.open("rb") as content:
            drawn = read(content.read(MOST_BYTES + 1))
    except NotAList as wrong:
        refuse(f"{file} cannot be checked: {wrong}", "take the file that the page of the draw gives")
    except OSError as error:
        refuse(f"{file} cannot be read: {error.strerror}", "check the file and its permissions")
    findings = check(drawn)
    noted = commitment.strip().lower()
    if noted and noted != drawn.promise.commitment:
        findings.insert(0, f"The list says that {drawn.promise.commitment} was promised, and you noted another one.")
    for finding in findings:
        click.echo(finding)
    without = len(drawn.students) - sum(len(team.members) for team in drawn.formed)
    about = f"{drawn.promise.course}: {len(drawn.students)} students, {without} of them without a team before the draw"
    click.echo(f"{about}, {len(drawn.teams)} teams after it.")
    click.echo("This is not the draw that was promised." if findings else "This is the draw that was promised.")
    sys.exit(1 if findings else 0)


def refuse(problem: str, fix: str) -> NoReturn:
    """Say that the file cannot be checked, and end."""
    click.echo(f"Error: {problem}\n  fix: {fix}", err=True)
    sys.exit(2)
