"""`chainrule doctor`: is this machine ready, to contain what students hand in, or (`--student`) to take the course."""

import json
import sys

import click


@click.command()
@click.option("--student", is_flag=True, help="Check what the course needs of a student's own machine (lab 1).")
@click.option("--offline", is_flag=True, help="With --student: do not ask the network.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
def doctor(student: bool, offline: bool, as_json: bool) -> None:
    """Try each layer of the sandbox on this machine; with --student, check what the course needs of yours.

    Exit status: 0 if nothing is missing, 1 if something is; its line then says what to do.
    """
    if student:
        sys.exit(0 if student_report(offline=offline, as_json=as_json) else 1)
    if sys.platform != "linux":
        click.echo("The sandbox needs Linux. Labs can be checked here, not isolated: nothing is graded.", err=True)
        sys.exit(1)
    from chainrule.cli import containment  # which knows Linux alone

    sys.exit(0 if containment.report(as_json=as_json) else 1)


def student_report(*, offline: bool, as_json: bool) -> bool:
    """Print what the machine has and lacks, and give whether it is ready."""
    from chainrule.cli.student_machine import BAD, Machine, examine

    found = examine(Machine.this(), offline=offline)
    ready = not any(one.state == BAD for one in found)
    if as_json:
        click.echo(json.dumps({"ready": ready, "checks": [one.as_dict() for one in found]}, indent=2))
        return ready
    marks = {"good": "[ok]  ", "bad": "[MISSING]  ", "unknown": "[not checked]  "}
    for one in found:
        click.echo(f"{marks[one.state]}{one.title}: {one.detail}")
        for line in one.advice.splitlines():
            click.echo(f"    {line}")
    missing = [one.title for one in found if one.state == BAD]
    unknown = [one.title for one in found if one.state == "unknown"]
    click.echo()
    if unknown:
        click.echo(f"Could not be checked from here: {', '.join(unknown)}.")
    if missing:
        click.echo(f"Still to do: {', '.join(missing)}. Follow the lines above, and run this again.")
    else:
        click.echo("This machine is ready for the course.")
    return ready
