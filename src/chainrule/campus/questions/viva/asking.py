"""Questions from what runs of a file have shown. Pure: what is right, and what is wrong, is looked up among results."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from chainrule.campus.questions.kinds.multiple_choice import Choices, MultipleChoice, Option, right, wrong
from chainrule.campus.questions.kinds.predict_output import PredictOutput, Program
from chainrule.campus.questions.text import same_output
from chainrule.campus.questions.variant import BadContent, Variant
from chainrule.campus.questions.viva.changes import Change
from chainrule.campus.questions.viva.examples import Example
from chainrule.campus.questions.viva.workshop import Plain, Seen, Told
from chainrule.chance import Draw
from chainrule.labs import Check
from chainrule.labs.visible import visible

MINUTES = 2.0
WRONG = 3  # options beside the right one
LONGEST_KEY = 60
READABLE = re.compile(r"[\w ,.()\[\]'{}:+-]+")
NUMBER = re.compile(r"-?\d+\.?\d*(?:e[-+]?\d+)?")
MINUS_ZERO = re.compile(r"-(?=0+(?:\.0*)?(?![\w.]))")
BRACKETS = str.maketrans("[]", "()")
TOO_NEAR = 2e-3  # of a number: two of them, shown with three or four digits, may be meant to be one
NO_KEY = "the key is what a run of the student's own file gave"


@dataclass(frozen=True)
class OwnQuestion:
    """One question about somebody's file: what it is about, and the question, which holds its key."""

    about: str  # "line", "gradient", "change", "prints"
    variant: Variant


@dataclass(frozen=True)
class Shown:
    """A program that was run with a file, what came of it, and what came of it in changed forms of the file."""

    example: Example
    told: Told
    changed: tuple[tuple[Change, Told], ...] = ()


def fenced(code: str, language: str = "python") -> str:
    """Code as a block of Markdown that it cannot end itself."""
    code = visible(code)
    fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", code)), default=0))
    return f"{fence}{language}\n{code.rstrip()}\n{fence}"


def spanned(code: str) -> str:
    """Code within a line of Markdown that it cannot end itself."""
    code = visible(code)
    marks = "`" * (1 + max(map(len, re.findall(r"`+", code)), default=0))
    return f"`{code}`" if marks == "`" else f"{marks} {code} {marks}"


def choice(stem: str, options: Sequence[Option], draw: Draw) -> MultipleChoice | None:
    """A question with these options; None where they are too few, or two of them say the same."""
    if len(options) < WRONG + 1:
        return None
    try:
        return MultipleChoice.make(Choices(stem, *options, no_key=NO_KEY), 0, MINUTES, draw)
    except BadContent:
        return None


def distinct(key: str, candidates: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The first few (text, reason) that differ from the key and from each other, to a reader."""
    found: list[tuple[str, str]] = []
    for text, reason in candidates:
        taken = [key, *(other for other, _ in found)]
        if READABLE.fullmatch(text) and not any(same_to_a_reader(text, other) for other in taken):
            found.append((text, reason))
        if len(found) == WRONG:
            break
    return found


def same_to_a_reader(one: str, other: str) -> bool:
    """Whether two answers may be meant to say the same: rounded otherwise, a zero with a sign, in other brackets.

    >>> same_to_a_reader("[-0.0, 2]", "(0, 2.0)"), same_to_a_reader("0.33", "0.34")
    (True, False)
    """
    left, right = (MINUS_ZERO.sub("", text).translate(BRACKETS) for text in (one, other))
    return same_output(left, right, tolerance=TOO_NEAR)


def of_a_line(shown: Shown, seen: Seen, file: str, source: str, draw: Draw) -> OwnQuestion | None:
    """What a name holds after a line has run for the first time."""
    asked = held(seen, exact=not shown.example.given)
    if asked is None:
        return None
    what, key = asked
    line = source.split("\n")[seen.line - 1].strip()
    stem = (
        f"What is {what} `{seen.name}` after line {seen.line} of `{file}` has run for the first time? The line is\n\n"
        f"{fenced(line)}\n\nand this program runs it:\n\n{fenced(shown.example.program)}"
    )
    # The same thing in a changed file, then the same of other names, then what is near.
    others = [
        (held_as(what, again), f"It would be this if line {change.line} were {spanned(change.after)}.")
        for change, told in shown.changed
        for again in told.seen
        if (again.line, again.name) == (seen.line, seen.name)
    ]
    others += [(held_as(what, again), f"This is `{again.name}` after line {again.line}.") for again in shown.told.seen]
    others += [(text, "The run gave something else.") for text in near(what, seen)]
    found = distinct(key, ((text, reason) for text, reason in others if text))
    options = [
        right(spanned(key), because=f"The file was run: after line {seen.line}, {what} `{seen.name}` is `{key}`.")
    ]
    options += [wrong(spanned(text), because=reason) for text, reason in found]
    variant = choice(stem, options, draw)
    return None if variant is None else OwnQuestion("line", variant)


SHAPE, VALUE, LENGTH, TYPE = "the shape of", "the value of", "the number of items in", "the exact type of"


def held(seen: Seen, *, exact: bool) -> tuple[str, str] | None:
    """What is asked of something that was seen, and the answer: the most telling first.

    A value cannot be foretold where not all numbers of the program are written out: then `exact` is False.
    """
    for what in (SHAPE, VALUE, LENGTH, TYPE):
        if (exact or what != VALUE) and (text := held_as(what, seen)):
            return what, text
    return None


def held_as(what: str, seen: Seen) -> str:
    """The answer to one of the questions, or nothing where it cannot be asked."""
    if what == SHAPE:
        return str(seen.shape) if seen.shape else ""
    if what == VALUE:
        return "" if seen.value is None or type(seen.value) is bool else in_short(seen.value)
    if what == LENGTH:
        return "" if seen.length is None else str(seen.length)
    return seen.kind


def in_short(value: Plain) -> str:
    """A number, or a few, with four digits."""
    if type(value) in (list, tuple):
        assert isinstance(value, list | tuple)
        inside = ", ".join(map(in_short, value))
        return f"[{inside}]" if type(value) is list else f"({inside}{',' if len(value) == 1 else ''})"
    return f"{value:.4g}" if type(value) is float else str(value)


def near(what: str, seen: Seen) -> Iterator[str]:
    """Answers that a careless reader would give."""
    if what == SHAPE and seen.shape:
        shape = seen.shape
        yield from map(
            str, (shape[::-1], shape[1:], shape[:-1], (1, *shape), (*shape, 1), (*shape[:-1], shape[-1] + 1))
        )
    elif what == LENGTH and seen.length is not None:
        yield from (str(seen.length + step) for step in (1, -1, 2, 3) if seen.length + step >= 0)
    elif what == TYPE:
        yield from ("float", "list", "tuple", "int", "dict")
    elif what == VALUE and type(seen.value) in (int, float):
        assert isinstance(seen.value, int | float)
        yield from (in_short(number) for number in (-seen.value, seen.value + 1, 2 * seen.value, seen.value - 1))


def of_a_program(shown: Shown, about: str, others: Sequence[Shown], draw: Draw) -> OwnQuestion | None:
    """What a program prints: to be typed where it can be predicted by heart, else to be chosen."""
    key = shown.told.printed.strip()
    if shown.told.error or not key or len(key) > LONGEST_KEY or not READABLE.fullmatch(key):
        return None
    changed = [
        (told.printed.strip(), f"It would print this if line {change.line} were {spanned(change.after)}.")
        for change, told in shown.changed
        if not told.error
    ]
    because = f"The program was run with the file, and printed `{key}`."
    if shown.example.easily and about == "prints" and not MINUS_ZERO.search(key):
        typed = [wrong(text, because=reason) for text, reason in distinct(key, changed)]
        return typed_answer(shown, typed, because, draw)
    alike = [
        (other.told.printed.strip(), "Another program printed this.")
        for other in others
        if other.example.is_shape == shown.example.is_shape and not other.told.error
    ]
    alike = [(text, reason) for text, reason in alike if NUMBER.sub("0", text) == NUMBER.sub("0", key)]
    near_it = near_shapes(key) if shown.example.is_shape else near_numbers(key)
    nearby = [(text, "The run printed something else.") for text in near_it]
    options = [right(spanned(key), because=because)]
    options += [wrong(spanned(text), because=reason) for text, reason in distinct(key, [*changed, *alike, *nearby])]
    is_value = about == "gradient" and not shown.example.is_shape
    asked = "Which gradient does this program print?" if is_value else "What does this program print?"
    variant = choice(f"{asked}\n\n{fenced(shown.example.program)}", options, draw)
    return None if variant is None else OwnQuestion(about, variant)


def near_shapes(key: str) -> Iterator[str]:
    """Shapes that a careless reader would give."""
    shape = tuple(int(size) for size in re.findall(r"\d+", key))
    return near(SHAPE, Seen(0, "", "", shape, None, None))


SLIPS: tuple[Callable[[float], float], ...] = (lambda x: -x, lambda x: x + 1, lambda x: 2 * x)


def near_numbers(key: str) -> Iterator[str]:
    """The same numbers with a slip in each: another sign, one more, twice as much, the other way round."""
    numbers = NUMBER.findall(key)
    for slip in SLIPS:
        values = iter([slip(float(number)) for number in numbers])
        yield NUMBER.sub(lambda found: written_as(next(values), found[0]), key)  # noqa: B023


def written_as(value: float, model: str) -> str:
    """A number as the other is written: whole, or with two decimals."""
    return str(round(value, 2)) if "." in model or "e" in model else str(int(value))


def typed_answer(shown: Shown, typed: Sequence[Option], because: str, draw: Draw) -> OwnQuestion | None:
    """The question what a program prints, with what it printed."""
    stem = "The program takes what it needs from your file, as you handed it in."
    try:
        content = Program(shown.example.program, *typed, because=because, stem=stem)
    except BadContent:
        return None
    variant = PredictOutput.make(content, 0, MINUTES, draw)
    return OwnQuestion("prints", replace(variant, key_given=shown.told.printed.strip()))


def of_a_change(
    change: Change, failing: Check, passing: Sequence[Check], function: str, file: str, draw: Draw
) -> OwnQuestion | None:
    """Which check fails when a line is changed."""
    within = f", in `{function}`," if function else ""
    stem = (
        f"Line {change.line} of `{file}`{within} is changed. Of these checks of the lab exactly one fails then: which? "
        f"The line is\n\n{fenced(change.before)}\n\nand it becomes\n\n{fenced(change.after)}"
    )
    options = [right(failing.sentence, because="The checks were run on the changed file, and this one failed.")]
    options += [wrong(check.sentence, because="It passed on the changed file.") for check in passing[:WRONG]]
    variant = choice(stem, options, draw)
    return None if variant is None else OwnQuestion("change", variant)
