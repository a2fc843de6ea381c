"""What an author of the course runs: `new` makes next year's course, `verify` proves the one that is there."""

import datetime as dt
import json
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainrule.course import CourseError, find_course

if TYPE_CHECKING:
    from chainrule.campus.syllabus import model

DATE = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--start", type=DATE, required=True, help="The date of the first class, such as 2027-01-21.")
@click.option("--meets", help="The weekdays of classes, such as tue,thu.  [default: as before]")
@click.option("--holidays", multiple=True, metavar="A..B", help="Days without classes, first and last; repeatable.")
@click.option("--course", help="The course to start from.  [default: the one found here]")
@click.option("--force", is_flag=True, help="Move an existing folder aside, under another name.")
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
    try:
        made = new_course(source, folder, term, replace=force)
    except OSError as error:
        problem = f"the new course could not be written: {error.strerror}"
        raise CourseError(folder, problem, "name a folder that you may write to, with room on its disk") from None
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
            raise click.BadParameter(f"{name!r} is not a weekday; use {', '.join(WEEKDAYS)}", param_hint="--meets")
    return tuple(sorted({WEEKDAYS.index(name) for name in names}))


def _holidays(written: str) -> "model.Holidays":
    """`2027-03-20..2027-03-30` -> holidays; one date alone is one day."""
    from chainrule.campus.syllabus.model import Holidays

    first, _, last = written.partition("..")
    try:
        holidays = Holidays("Holidays", dt.date.fromisoformat(first), dt.date.fromisoformat(last or first))
    except ValueError:
        problem = f"{written!r} is not a range of dates; write 2027-03-20..2027-03-30"
        raise click.BadParameter(problem, param_hint="--holidays") from None
    if holidays.last < holidays.first:
        raise click.BadParameter(f"{written!r} ends before it starts", param_hint="--holidays")
    return holidays


@click.command()
@click.option("--only", type=click.Choice(["lectures", "labs", "questions"]), help="Prove only this part.")
@click.option("--class", "classes", type=int, multiple=True, metavar="N", help="Prove only this class; repeatable.")
@click.option("--course", help="The folder that holds course.toml.  [default: the one found here]")
@click.option("--bank", type=click.Path(path_type=Path), help="Folder of a private bank: prove its questions too.")
@click.option("--fresh", is_flag=True, help="Run everything again, also what was proven before and has not changed.")
@click.option("--json", "as_json", is_flag=True, help="Print one line of JSON.")
def verify(
    only: str | None, classes: tuple[int, ...], course: str | None, bank: Path | None, fresh: bool, as_json: bool
) -> None:
    """Prove the whole course, and say what fails.

    Every block of a lecture runs and gives what it promises; every outcome has a section; every lab's starter fails,
    its solution passes and its planted mistakes are caught; every question has the key that running it gives. All
    cores work; what was proven before is proven again only where something changed on which it depends.

    Exit status: 0 when all is proven, 1 when something fails, 2 when it could not be run.
    """
    from platformdirs import user_cache_path
    from rich.console import Console

    from chainrule.campus.proof import PARTS, NoSuchClass, show, shown_on
    from chainrule.campus.proof import verify as prove

    folder, began = find_course(course), time.perf_counter()
    cache = None if fresh else user_cache_path("chainrule")
    parts = [part for part in PARTS if only in (None, part)]
    try:
        progress = shown_on(Console(stderr=True))
        report = prove(folder, bank=bank, parts=parts, classes=classes, cache=cache, progress=progress)
    except NoSuchClass as error:
        raise click.BadParameter(str(error), param_hint="--class") from None
    except CourseError:
        raise
    except Exception:
        # Exit status 1 says that the course is wrong; this says that nothing is known.
        traceback.print_exc()
        sys.exit(2)
    if as_json:
        click.echo(json.dumps(report.as_dict()))
    else:
        show(report, Console(), time.perf_counter() - began)
    sys.exit(0 if report.ok else 1)
