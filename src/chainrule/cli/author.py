"""What an author of the course runs: `new` makes next year's course."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainrule.course import find_course

if TYPE_CHECKING:
    from chainrule.campus.syllabus import model

DATE = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--start", type=DATE, required=True, help="The date of the first class, such as 2027-01-21.")
@click.option("--meets", help="The weekdays of classes, such as tue,thu.  [default: as before]")
@click.option("--holidays", multiple=True, metavar="A..B", help="Days without classes, first and last; repeatable.")
@click.option("--course", help="The course to start from.  [default: the one found here]")
@click.option("--force", is_flag=True, help="Put a folder that is there aside, under another name.")
def new(
    folder: Path, start: dt.datetime, meets: str | None, holidays: tuple[str, ...], course: str | None, force: bool
) -> None:
    """Make next year's course in FOLDER, with every date moved.

    Quizzes and deadlines move with the class that they stand beside; the final keeps its distance to the last class.
    """
    from chainrule.campus.syllabus import load_course, model
    from chainrule.campus.syllabus.moving import new_course

    source = find_course(course)
    weekdays = _weekdays(meets) if meets else load_course(source).term.meets
    term = model.Term(start.date(), weekdays, tuple(_holidays(text) for text in holidays))
    made = new_course(source, folder, term, replace=force)
    classes = made.course.classes
    click.echo(f"{folder}: {len(classes)} classes, {classes[0].date:%a %d %b %Y} to {classes[-1].date:%a %d %b %Y}")
    for assessment in sorted(made.course.assessments, key=lambda assessment: assessment.date):
        beside = f"class {assessment.beside}" if assessment.beside else ""
        click.echo(f"  {assessment.date:%a %d %b %Y}  {assessment.title:40}{beside}".rstrip())
    if made.kept:
        click.echo(f"what was there before is now in {made.kept}")
    for note in made.notes:
        click.echo(f"note: {note}", err=True)


def _weekdays(written: str) -> tuple[int, ...]:
    """`tue,thu` -> (1, 3)."""
    from chainrule.campus.syllabus.term import WEEKDAYS

    names = [name.strip().lower()[:3] for name in written.split(",")]
    for name in names:
        if name not in WEEKDAYS:
            raise click.BadParameter(f"{name!r} is no weekday; use {', '.join(WEEKDAYS)}", param_hint="--meets")
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


def _holidays(written: str) -> "model.Holidays":
    """`2027-03-20..2027-03-30` -> holidays; one date alone is one day."""
    from chainrule.campus.syllabus.model import Holidays

    first, _, last = written.partition("..")
    try:
        holidays = Holidays("Holidays", dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))
    except ValueError:
        problem = f"{written!r} is no range of dates; write 2027-03-20..2027-03-30"
        raise click.BadParameter(problem, param_hint="--holidays") from None
    if holidays.last < holidays.first:
        raise click.BadParameter(f"{written!r} ends before it starts", param_hint="--holidays")
    return holidays
