"""The form of a lecture: how long it is, how wide its code, what it asks of the reader."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from chainrule.campus.lectures import Lecture
from chainrule.campus.lectures.exercises import FEWEST, MOST, set_errors
from chainrule.campus.lectures.model import CodeBlock
from chainrule.course import CourseError

SHORTEST, LONGEST = 35, 45  # minutes of a core path
WIDEST = 80  # characters of a line of code, which a printed page and a projector hold
NOT_YET = "or write `draft: true` into the front matter until it is whole"


def form_errors(lecture: Lecture, minutes: float) -> Iterator[CourseError]:
    """What is wrong with the form of a lecture; `minutes` are those of its core path."""
    yield from length_errors(minutes, lecture.path, is_draft=lecture.is_draft)
    yield from width_errors(lecture.blocks, lecture.path)
    yield from set_errors(lecture.exercises, lecture.path)
    if not lecture.exercises and not lecture.is_draft:
        fix = f"write {FEWEST} to {MOST} in a section `## Exercises`, {NOT_YET}"
        yield CourseError(lecture.path, "the lecture has no exercises", fix)


def length_errors(minutes: float, path: Path, *, is_draft: bool = False) -> Iterator[CourseError]:
    """A core path that is longer than a class can follow, or shorter than a class."""
    if minutes > LONGEST:
        problem = f"the core path takes {minutes:g} minutes, and may take {LONGEST}"
        yield CourseError(path, problem, "fold what a reader can do without into boxes of `::: deeper`")
    if minutes < SHORTEST and not is_draft:
        problem = f"the core path takes {minutes:g} minutes, and should take {SHORTEST}"
        yield CourseError(path, problem, f"show more of it, take something out of a `deeper` box, {NOT_YET}")


def width_errors(blocks: Sequence[CodeBlock], path: Path) -> Iterator[CourseError]:
    """Lines of code that a page cuts or breaks."""
    for block in blocks:
        for number, line in enumerate(block.source.splitlines(), block.line):
            if len(line) > WIDEST and not block.hide_code:
                problem = f"this line of code has {len(line)} characters, and a page holds {WIDEST}"
                yield CourseError(path, problem, "break it, or give a part of it a name", number)
