"""`chainrule revise`: what an edited course.toml would do to every grade, and putting it in force."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from chainrule.cli.site import of_this_machine, refuse
from chainrule.course import find_course

if TYPE_CHECKING:
    from chainrule.campus.site.revising.planning import Line, Plan


@click.command()
@click.option("--course", help="The folder with the edited course.toml.  [default: the one found here]")
@click.option("--at", help="The hour that grades are computed at, as in 2026-03-01T10:00.  [default: now]")
@click.option("--apply", "is_applied", is_flag=True, help="Put it in force; without, only say what it would do.")
@click.option("--summary", default="", help="What changed, and why: the class reads it among the revisions.")
@click.option("--yes", is_flag=True, help="Do not ask before it is applied.")
def revise(course: str | None, at: str | None, is_applied: bool, summary: str, yes: bool) -> None:
    """Say which rules an edited course.toml changes, and whose grade by how much.

    Run it where the server runs, with the server's CHAINRULE_VAR or DATABASE_URL. Until it is applied the site goes on
    with the rules in force; a server that runs takes the new ones up within seconds.
    """
    if course:
        os.environ["CHAINRULE_COURSE"] = str(find_course(course))
    if at:
        os.environ["CHAINRULE_AT"] = at
    with of_this_machine():
        from chainrule.campus.site import clock
        from chainrule.campus.site.revising import applying, planning

        plan = planning.plan(clock.now())
        if plan.is_nothing:
            click.echo(f"Nothing changes: course.toml has the rules of revision {plan.edition.version}, in force since")
            click.echo(f"{plan.edition.at.astimezone(plan.files.timezone):%-d %B %Y, %H:%M}.")
            return
        show(plan)
        if not is_applied:
            click.echo('\nNothing was changed. To put it in force: chainrule revise --apply --summary "What, and why"')
            return
        applying.check(plan, summary)
        if not (yes or click.confirm(f"\nPut {plan.version} in force, and tell the class?")):
            refuse("nothing was changed, because you did not confirm")
        made = applying.apply(plan, summary, clock.now())
    told = len(plan.changed)
    click.echo(
        f"{made.version} is in force. The class is told; {told} student{'' if told == 1 else 's'} of their grade."
    )


def show(plan: Plan) -> None:
    """The rules that change, then the students, then the class."""
    click.echo(f"Revision {plan.version}, after {plan.edition.version}:")
    for change in plan.changes:
        click.echo(f"  {change.sentence}")
    if not plan.changes:
        click.echo("  No rule changes: revisions.md has a section that is about texts alone.")
        return
    if plan.written:
        click.echo(f"It is recorded by the section that revisions.md has already:\n\n{plan.written}")
    click.echo("")
    for line in plan.changed:
        show_student(line)
    total = plan.totals
    click.echo(f"{total.changed} of {total.students} grades change; so far {total.up} rise and {total.down} fall.")
    if total.mean_before is not None and total.mean_after is not None:
        click.echo(f"The mean so far goes from {total.mean_before:.2f} to {total.mean_after:.2f}.")


def show_student(line: Line) -> None:
    """One student: the grade so far before, after and between, then what changed."""
    so_far = line.effect.so_far
    click.echo(f"{line.student.name}: {so_far.before} -> {so_far.after} ({line.difference})")
    for moved in line.effect.moved:
        click.echo(f"    {moved.title}: {moved.before} -> {moved.after}")
    for number in line.effect.others:
        click.echo(f"    {number.name}: {number.before} -> {number.after}")
