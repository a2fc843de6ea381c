"""`chainrule lecture new` and `chainrule lab new`: files to begin with, and what is still missing to the class."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from chainrule.cli.learn import Refusal
from chainrule.course import CourseError, find_course, lecture_folders

if TYPE_CHECKING:
    from chainrule.campus.syllabus import ClassMeeting

COURSE = click.option("--course", help="The folder that holds course.toml.  [default: the one found here]")
NUMBER = click.argument("number", type=click.IntRange(1, 999))


@click.group()
def lecture() -> None:
    """Begin a lecture."""


@click.group()
def lab() -> None:
    """Begin a lab."""


@lecture.command("new")
@NUMBER
@COURSE
def new_lecture(number: int, course: str | None) -> None:
    """Write a lecture.md for class NUMBER that stands as it is, to be filled."""
    from chainrule.campus.syllabus import skeletons

    source = find_course(course)
    meeting = meeting_of(source, number)
    folder = folder_of(source, number, skeletons.folder_name(meeting))
    write(folder, {"lecture.md": skeletons.lecture(meeting)})
    say_missing(source, folder, number)
    click.echo(f"See it at every save:\n  chainrule preview {number}")


@lab.command("new")
@NUMBER
@COURSE
def new_lab(number: int, course: str | None) -> None:
    """Write a small lab for class NUMBER that is proven as it is, to be changed into yours."""
    from chainrule.campus.syllabus import skeletons

    source = find_course(course)
    meeting = meeting_of(source, number)
    folder = folder_of(source, number, skeletons.folder_name(meeting))
    write(folder, skeletons.lab(meeting))
    say_missing(source, folder, number)
    click.echo(f"Prove it:\n  chainrule verify --class {number} --only labs")


def meeting_of(course: Path, number: int) -> "ClassMeeting":
    """The class of this number. Raises `Refusal` where the course has none."""
    from chainrule.campus.syllabus import load_course

    try:
        return load_course(course).meeting(number)
    except LookupError as error:
        raise Refusal(f"{error}\n  fix: name one of them, or add the class to course.toml") from error


def folder_of(course: Path, number: int, name: str) -> Path:
    """The folder of a class: the one that is there, else a new one of this name."""
    return lecture_folders(course).get(number) or course / "lectures" / name


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write new files. Raises `Refusal` where one of them is there already: nothing is overwritten."""
    for name in files:
        if (folder / name).exists():
            raise Refusal(f"{folder / name} is there already\n  fix: change it, or move it away first")
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
        click.echo(str(folder / name))


def say_missing(course: Path, folder: Path, number: int) -> None:
    """Name what `chainrule verify` will miss once the class has a text: questions, a lab's outcomes."""
    from chainrule.campus.lectures import load_lecture, match_outcomes
    from chainrule.campus.proof.outcomes import Written, hole_errors, served
    from chainrule.campus.questions import load_bank
    from chainrule.campus.syllabus import load_course
    from chainrule.labs import load_lab

    found = load_course(course)
    meeting = found.meeting(number)
    sections = shown = None
    try:
        if (folder / "lecture.md").exists():
            sections, _ = match_outcomes(load_lecture(folder), [outcome.text for outcome in meeting.outcomes])
        if (folder / "lab.toml").exists():
            shown = load_lab(course, number).outcomes
    except CourseError as error:
        click.echo(f"still to mend: {error}", err=True)
        return
    asked = load_bank(course, leave_out_broken=True).of_classes([number]).values()
    written = Written(sections, shown, [(question.id, question.outcome) for question in asked])
    rows = served(meeting, written, ask_optional=found.ask_optional_outcomes)
    for hole in hole_errors(number, rows, folder):
        click.echo(f"still missing: {hole.problem}\n  fix: {hole.fix}", err=True)


def number_here(course: Path) -> int:
    """The class in whose folder one stands. Raises `Refusal` where that is none."""
    here = Path.cwd().resolve()
    for number, folder in lecture_folders(course).items():
        if here.is_relative_to(folder.resolve()):
            return number
    raise Refusal("no class is named\n  fix: add --class 8, or go into the folder of the class")


def asked_for(meeting: "ClassMeeting", folder: Path) -> tuple[str, str]:
    """The first outcome of a class that must be asked for, and the first section that teaches it, where one does."""
    from chainrule.campus.lectures import load_lecture, match_outcomes

    needed = [outcome for outcome in meeting.outcomes if not outcome.optional] or list(meeting.outcomes)
    sections: tuple[str, ...] = ()
    if (folder / "lecture.md").exists():
        try:
            served, _ = match_outcomes(load_lecture(folder), [outcome.text for outcome in meeting.outcomes])
            sections = served.get(needed[0].text, ())
        except CourseError:
            pass  # a lecture that is not whole yet names no section
    return needed[0].written, sections[0] if sections else ""
