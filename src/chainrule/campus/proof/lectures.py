"""Proving lectures: their blocks run and give what they promise, their pages can be shown, every outcome is served."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chainrule.campus.lectures import Lecture, check_page, execute, lines, load_lecture, match_outcomes
from chainrule.campus.lectures.exercises import set_errors
from chainrule.campus.lectures.model import CodeBlock, Pace
from chainrule.campus.lectures.pace import paces
from chainrule.campus.lectures.unseen import section_links
from chainrule.campus.proof.pieces import Outcome
from chainrule.campus.syllabus import Course
from chainrule.course import CourseError
from chainrule.labs import PlainLauncher
from chainrule.labs.warmed import WarmLauncher

LONGEST = 45  # minutes of a core path
WIDEST = 80  # characters of a line of code, which a printed page and a projector hold


def prove_lecture(folder: Path, course: Course | None, waiting: Sequence[str] = ()) -> Outcome:
    """How many blocks of the lecture ran, what is wrong with it, its sections and its links to those of others.

    `course` is None where course.toml could not be read: outcomes are not checked then. `waiting` are interpreters.
    """
    try:
        lecture = load_lecture(folder)
    except CourseError as error:
        return Outcome({"blocks": 0}, (error,))
    execution = execute(lecture, waiting=waiting)
    classes = {one.number for one in course.classes} if course else None
    shown = check_page(lecture, execution.outputs, classes)
    of_set = set_errors(lecture.exercises, lecture.path)
    served, of_outcomes = served_outcomes(lecture, course)
    launcher = WarmLauncher(waiting[0]) if waiting else PlainLauncher()
    tries = () if execution.problems else lines.prove(lecture, launcher)
    links = [list(link) for link in section_links(lecture.body, lecture.path)]
    sections = [section.id for section in lecture.sections]
    minutes = sum(paces(lecture.body, lecture.blocks, lecture.path), Pace("")).shown.core
    of_form = (*length_errors(minutes, lecture.path), *width_errors(lecture.blocks, lecture.path))
    errors = (*of_outcomes, *execution.problems, *shown, *of_set, *tries, *of_form)
    counts = {"blocks": len(execution.outputs), "sections": sections, "links": links, "minutes": minutes}
    return Outcome(counts | {"served": served}, errors)


def length_errors(minutes: float, path: Path) -> Iterator[CourseError]:
    """A core path that is longer than a class can follow."""
    if minutes > LONGEST:
        problem = f"the core path takes {minutes:g} minutes, and may take {LONGEST}"
        yield CourseError(path, problem, "fold what a reader can do without into boxes of `::: deeper`")


def width_errors(blocks: Sequence[CodeBlock], path: Path) -> Iterator[CourseError]:
    """Lines of code that a page cuts or breaks."""
    for block in blocks:
        for number, line in enumerate(block.source.splitlines(), block.line):
            if len(line) > WIDEST and not block.hide_code:
                problem = f"this line of code has {len(line)} characters, and a page holds {WIDEST}"
                yield CourseError(path, problem, "break it, or give a part of it a name", number)


def link_errors(lectures: Mapping[Path, tuple[int, Mapping[str, Any]]]) -> Iterator[CourseError]:
    """Links from one lecture to a section that another does not have. Given are the number and the counts of each
    `lecture.md`; a lecture that is not among them is not judged."""
    sections = {number: counts["sections"] for number, counts in lectures.values() if "sections" in counts}
    for path, (_, counts) in lectures.items():
        for line, number, id in counts.get("links", ()):
            if number in sections and id not in sections[number]:
                problem = f"lecture {number} has no section `{id}`"
                fix = f"correct the link; its sections are {', '.join(sections[number])}"
                yield CourseError(path, problem, fix, line)


def served_outcomes(
    lecture: Lecture, course: Course | None
) -> tuple[dict[str, tuple[str, ...]], tuple[CourseError, ...]]:
    """The sections of each outcome of the class, and what is wrong between the lecture and these outcomes."""
    if course is None:
        return {}, ()
    try:
        outcomes = course.meeting(lecture.number).outcomes
    except LookupError as error:
        fix = "rename the folder, or add the class to course.toml"
        return {}, (CourseError(lecture.folder, str(error), fix),)
    optional = () if course.ask_optional_outcomes else [outcome.text for outcome in outcomes if outcome.optional]
    return match_outcomes(lecture, [outcome.text for outcome in outcomes], optional)
