"""The form of a lecture: how long it is, how wide its code, what it asks of the reader."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markdown_it.token import Token

from chainrule.campus.lectures import Lecture
from chainrule.campus.lectures.exercises import BOX, FEWEST, MOST, set_errors
from chainrule.campus.lectures.markdown import parse
from chainrule.campus.lectures.model import CodeBlock
from chainrule.campus.lectures.symbols import Symbol
from chainrule.course import CourseError

SHORTEST, LONGEST = 35, 45  # minutes of a core path
WIDEST = 80  # characters of a line of code, which a printed page and a projector hold
HINTS = {"recall": 0, "apply": 1, "explore": 2}  # boxes of `::: hint`, at the least
NOT_YET = "or write `draft: true` into the front matter until it is whole"


def form_errors(lecture: Lecture, minutes: float) -> Iterator[CourseError]:
    """What is wrong with the form of a lecture; `minutes` are those of its core path."""
    yield from length_errors(minutes, lecture.path, is_draft=lecture.is_draft)
    yield from width_errors(lecture.blocks, lecture.path)
    yield from set_errors(lecture.exercises, lecture.path)
    tokens = parse(lecture.body, lecture.path)
    yield from hint_errors(tokens, lecture.path)
    if not lecture.is_draft:
        yield from answer_errors(tokens, lecture.path)
    yield from meaning_errors(lecture.symbols or (), lecture.path)
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


def hint_errors(tokens: Iterable[Token], path: Path) -> Iterator[CourseError]:
    """Exercises with fewer hints than their tier asks for."""
    tier, line, hints = "", 0, 0
    for token in tokens:
        if token.type == "box_open" and token.info == BOX:
            tier, line, hints = token.meta["tier"], (token.map or [0])[0] + 1, 0
        elif token.type == "box_open" and token.info == "hint":
            hints += 1
        elif token.type == "box_close" and token.info == BOX and hints < HINTS[tier]:
            problem = f"this exercise, `{tier}`, has {hints} of {HINTS[tier]} hints"
            yield CourseError(
                path, problem, "add a box `::: hint`: the first asks or points, the last nearly tells", line
            )


def answer_errors(tokens: Iterable[Token], path: Path) -> Iterator[CourseError]:
    """`try` boxes that ask for nothing which the page could take."""
    line, asks = 0, False
    for token in tokens:
        if token.type == "box_open" and token.info == "try":
            line, asks = (token.map or [0])[0] + 1, False
        elif token.type == "ask":
            asks = True
        elif token.type == "box_close" and token.info == "try" and not asks:
            fix = "ask for a number, a choice or code: `::: number 4`, `::: choice`, `::: code`"
            yield CourseError(path, "this `try` takes no answer", fix, line)


def meaning_errors(symbols: Iterable[Symbol], path: Path) -> Iterator[CourseError]:
    """Symbols whose meaning parts in two."""
    for symbol in symbols:
        if ";" in symbol.meaning:
            problem = f"the meaning of `{symbol.tex}` holds a semicolon: has it two?"
            yield CourseError(
                path, problem, "give the second a letter of its own, or say it in one clause", symbol.line
            )


def width_errors(blocks: Sequence[CodeBlock], path: Path) -> Iterator[CourseError]:
    """Lines of code that a page cuts or breaks."""
    for block in blocks:
        for number, line in enumerate(block.source.splitlines(), block.line):
            if len(line) > WIDEST and not block.hide_code:
                problem = f"this line of code has {len(line)} characters, and a page holds {WIDEST}"
                yield CourseError(path, problem, "break it, or give a part of it a name", number)
