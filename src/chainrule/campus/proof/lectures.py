"""Proving lectures: their blocks run and give what they promise, their pages can be shown, every outcome is served."""

from collections.abc import Sequence
from pathlib import Path

from chainrule.campus.lectures import Lecture, check_outcomes, check_page, execute, load_lecture
from chainrule.campus.proof.pieces import Outcome
from chainrule.campus.syllabus import Course
from chainrule.course import CourseError


def prove_lecture(folder: Path, course: Course | None, waiting: Sequence[str] = ()) -> Outcome:
    """How many blocks of the lecture ran, and what is wrong with it.

    `course` is None where course.toml could not be read: outcomes are not checked then. `waiting` are interpreters.
    """
    try:
        lecture = load_lecture(folder)
    except CourseError as error:
        return Outcome({"blocks": 0}, (error,))
    execution = execute(lecture, waiting=waiting)
    classes = {one.number for one in course.classes} if course else None
    shown = check_page(lecture, execution.outputs, classes)
    errors = (*outcome_errors(lecture, course), *execution.problems, *shown)
    return Outcome({"blocks": len(execution.outputs)}, errors)


def outcome_errors(lecture: Lecture, course: Course | None) -> tuple[CourseError, ...]:
    """What is wrong between a lecture and the outcomes of its class."""
    if course is None:
        return ()
    try:
        outcomes = course.meeting(lecture.number).outcomes
    except LookupError as error:
        return (CourseError(lecture.folder, str(error), "rename the folder, or add the class to course.toml"),)
    optional = () if course.ask_optional_outcomes else [outcome.text for outcome in outcomes if outcome.optional]
    return check_outcomes(lecture, [outcome.text for outcome in outcomes], optional)
