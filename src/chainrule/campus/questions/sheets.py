"""Answer sheets of papers that were sat on paper: what a cell of a typed row says, read by the question it belongs to.

| kind | a cell holds |
|---|---|
| multiple choice | the letter of the option: `B` |
| find the error | the number of the line and the letter of the change: `3B`; one of them where only that was answered |
| predict the output, complete the code | what was written |
| short answer | the points of each criterion of the rubric, as a person gave them: `1+0.5` |

`-` says that nothing was answered. An empty cell is a mistake: somebody may have missed it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from chainrule.campus.questions.kinds.complete_code import CompleteCode
from chainrule.campus.questions.kinds.find_error import FindError
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.kinds.predict_output import PredictOutput
from chainrule.campus.questions.kinds.short_answer import ShortAnswer
from chainrule.campus.questions.running import Runs
from chainrule.campus.questions.variant import HumanMark, Variant

NOTHING = "-"
ON_PAPER = "(written on paper)"  # what stands for the text of a short answer
LINE_AND_LETTER = re.compile(r"([0-9]{1,4})?\s*([A-Za-z])?")
POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3})?")


class BadCell(Exception):
    """A cell says nothing that its question can have as an answer; the message says why, without a full stop."""


@dataclass(frozen=True)
class Cell:
    """What a cell says: the answer as an attempt keeps it, None for none; of a short answer the points by criterion."""

    answer: Any = None
    points: tuple[Fraction, ...] = ()


def letter_of(place: int) -> str:
    """The letter of an option on paper: A for the first."""
    return chr(ord("A") + place)


def read_row(variants: Sequence[Variant], texts: Sequence[str]) -> tuple[list[Cell], list[str]]:
    """The cells of a sheet, in the order of its questions, and what is wrong with them, a sentence each."""
    cells, wrong, empty = list[Cell](), list[str](), list[str]()
    for number, variant in enumerate(variants, 1):
        text = texts[number - 1].strip() if number <= len(texts) else ""
        if not text:
            empty.append(str(number))
            continue
        try:
            cells.append(read_cell(variant, text))
        except BadCell as bad:
            wrong.append(f"Question {number}: {bad}.")
    if empty:
        one = len(empty) == 1
        where, what = ("Question", "cell") if one else ("Questions", "cells")
        remedy = f"Type {NOTHING} where nothing was answered"
        wrong.append(f"{where} {', '.join(empty)}: the {what} cannot be empty. {remedy}.")
    if any(text.strip() for text in texts[len(variants) :]):
        wrong.append(f"This variant has {len(variants)} questions: empty the cells after {len(variants)}.")
    return cells, wrong


def read_cell(variant: Variant, text: str) -> Cell:
    """What one cell says. Raises `BadCell`."""
    if text == NOTHING:
        return Cell()
    if isinstance(variant, MultipleChoice):
        return Cell({"option": option_in(text, len(variant.options))})
    if isinstance(variant, FindError):
        return Cell(line_and_option(variant, text))
    if isinstance(variant, ShortAnswer):
        return Cell({"text": ON_PAPER}, points_in(variant, text))
    answer = {"text": text}
    if why := variant.refusal(answer):
        raise BadCell(why.removeprefix("`text`: "))
    return Cell(answer)


def option_in(text: str, count: int) -> int:
    """The place of the option that a letter names, from 0."""
    place = ord(text.upper()) - ord("A") if len(text) == 1 else -1
    if not 0 <= place < count:
        raise BadCell(f"its options are A to {letter_of(count - 1)}, and “{text[:40]}” is none of them")
    return place


def line_and_option(variant: FindError, text: str) -> dict[str, int]:
    """The line and the change that `3B` names."""
    found = LINE_AND_LETTER.fullmatch(text)
    if found is None:
        raise BadCell(f"a line and a letter are expected, such as 3B, not “{text[:40]}”")
    answer, lines = {}, variant.code.count("\n") + 1
    if found[1]:
        if not 1 <= int(found[1]) <= lines:
            raise BadCell(f"its lines are 1 to {lines}, and {found[1]} is none of them")
        answer["line"] = int(found[1])
    if found[2]:
        answer["option"] = option_in(found[2], len(variant.edits))
    return answer


def points_in(variant: ShortAnswer, text: str) -> tuple[Fraction, ...]:
    """The points by criterion that `1+0.5` names."""
    parts = [part.strip().replace(",", ".") for part in text.split("+")]
    most = "+".join(f"{criterion.points:g}" for criterion in variant.rubric)
    if not all(POINTS.fullmatch(part) for part in parts) or len(parts) != len(variant.rubric):
        raise BadCell(f"points for each criterion are expected, at most {most}, not “{text[:40]}”")
    points = tuple(Fraction(part) for part in parts)
    if any((2 * one).denominator != 1 for one in points):
        raise BadCell(f"points are whole or half, not “{text[:40]}”")
    try:
        variant.mark_by_hand(HumanMark(points))
    except ValueError as error:
        raise BadCell(str(error)) from None
    return points


def key_of(variant: Variant, runs: Runs) -> str:
    """The cell that gets all points: what the keys print for the marker."""
    if isinstance(variant, MultipleChoice):
        return letter_of(next(place for place, option in enumerate(variant.options) if option.is_right))
    if isinstance(variant, FindError):
        return f"{variant.at_fault}{letter_of(next(n for n, edit in enumerate(variant.edits) if edit.is_right))}"
    if isinstance(variant, ShortAnswer):
        return "+".join(f"{criterion.points:g}" for criterion in variant.rubric)
    if isinstance(variant, PredictOutput):
        return variant.key(runs) or ""
    assert isinstance(variant, CompleteCode)
    return variant.reference.text
