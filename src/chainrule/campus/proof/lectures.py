"""Proving lectures: their blocks run and give what they promise, their pages can be shown, every outcome is served."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from chainrule.campus.lectures import Lecture, check_page, execute, lines, load_lecture, match_outcomes
from chainrule.campus.lectures.model import Pace
from chainrule.campus.lectures.pace import paces
from chainrule.campus.lectures.unseen import lab_links, section_links
from chainrule.campus.lectures.words import did_you_mean
from chainrule.campus.proof.form import form_errors
from chainrule.campus.proof.pieces import Outcome
from chainrule.campus.proof.spelling import spelling_errors
from chainrule.campus.syllabus import Course
from chainrule.course import CourseError
from chainrule.labs import PlainLauncher
from chainrule.labs.warmed import WarmLauncher


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
    served, of_outcomes = served_outcomes(lecture, course)
    launcher = WarmLauncher(waiting[0]) if waiting else PlainLauncher()
    tries = () if execution.problems else lines.prove(lecture, launcher)
    links = [list(link) for link in section_links(lecture.body, lecture.path)]
    sections = [section.id for section in lecture.sections]
    minutes = sum(paces(lecture.body, lecture.blocks, lecture.path), Pace("")).shown.core
    errors = (
        *of_outcomes,
        *execution.problems,
        *shown,
        *tries,
        *form_errors(lecture, minutes),
        *spelling_errors(lecture.path),
    )
    to_labs = [list(link) for link in lab_links(lecture.body, lecture.path)]
    counts = {"blocks": len(execution.outputs), "sections": sections, "links": links, "minutes": minutes}
    return Outcome(counts | {"served": served, "to_labs": to_labs, "draft": lecture.is_draft}, errors)


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


def lab_link_errors(
    lectures: Mapping[Path, Mapping[str, Any]], bodies: Mapping[int, Collection[str]]
) -> Iterator[CourseError]:
    """Links to a lab that is not there, or to a body that it does not have. Given are the counts of each `lecture.md`,
    and the names that each lab builds; of a lab without any, whose file cannot be read, no name is judged."""
    for path, counts in lectures.items():
        for line, number, name in counts.get("to_labs", ()):
            if number not in bodies:
                there = ", ".join(map(str, bodies)) or "none"
                yield CourseError(path, f"there is no lab {number}", f"correct the link; there are {there}", line)
            elif name and bodies[number] and name not in bodies[number]:
                fix = f"{did_you_mean(name, bodies[number])}; it has {', '.join(bodies[number])}"
                yield CourseError(path, f"lab {number} has no body `{name}`", fix, line)


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
