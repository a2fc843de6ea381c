"""Exercises: at the end of a lecture, in three tiers, with minutes, staged hints and, for most, a worked answer.

Where a script runs, a worked answer is out of sight until the reader has written one down, or gives up
(`frontend/asking.js`). Nothing judges it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it.token import Token

from chainrule.campus.lectures.asking import LONGEST, identity
from chainrule.course import CourseError

BOX, SECTION = "exercise", "exercises"
TIERS = {
    # as the author writes it: as the page says it
    "recall": "Recall and compute",
    "apply": "Apply",
    "explore": "Find out",
}
HEAD = re.compile(r"(?P<tier>[a-z]+) (?P<minutes>\d{1,3}) (?P<question>\S.*)")
FEWEST, MOST = 8, 12


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its tier, the minutes that it takes, and whether a worked answer stands below it.

    `id` comes of the question's words; a reader's own answer is kept under it.
    """

    number: int
    tier: str
    minutes: int
    has_answer: bool
    line: int
    id: str


def own_id(question: str) -> str:
    """What a reader's answer is kept under; another than that of a `try` box in the same words."""
    return identity(f"exercise {question}")


def read_head(title: str, path: Path, line: int) -> tuple[str, int, str]:
    """Tier, minutes and question of `::: exercise apply 6 Give the engine a cosine.` Raises `CourseError`."""
    match = HEAD.fullmatch(title)
    if match is None or match["tier"] not in TIERS or not int(match["minutes"]):
        fix = f"write its tier ({', '.join(TIERS)}), its minutes and the question, as in `::: exercise apply 6 Why?`"
        raise CourseError(path, f"`::: exercise {title[:60]}` does not say what it is", fix, line)
    return match["tier"], int(match["minutes"]), match["question"]


def exercises_of(tokens: Iterable[Token]) -> Iterator[Exercise]:
    """The exercises of a lecture, in their order."""
    for token in tokens:
        if token.type == "box_open" and token.info == BOX:
            meta, line = token.meta, (token.map or [0])[0] + 1
            yield Exercise(meta["number"], meta["tier"], meta["minutes"], meta["has_answer"], line, meta["id"])


def set_errors(exercises: tuple[Exercise, ...], path: Path) -> Iterator[CourseError]:
    """What is wrong with a lecture's exercises as a set: how many, of which tiers, with how many worked answers."""
    if not exercises:
        return
    first = exercises[0].line
    if not FEWEST <= len(exercises) <= MOST:
        fix = f"write {FEWEST} to {MOST} in the section `## Exercises`"
        yield CourseError(path, f"the lecture has {len(exercises)} exercises", fix, first)
    for tier in TIERS:
        if sum(exercise.tier == tier for exercise in exercises) < 2:
            yield CourseError(path, f"fewer than two exercises are of the tier `{tier}`", "write another", first)
    seen = set[str]()
    for exercise in exercises:
        if exercise.id in seen:
            problem = "this exercise asks in the same words as one above it"
            yield CourseError(path, problem, "word one of them differently", exercise.line)
        seen.add(exercise.id)
    answered = sum(exercise.has_answer for exercise in exercises)
    if 3 * answered < 2 * len(exercises):
        problem = f"{answered} of {len(exercises)} exercises have a worked answer"
        yield CourseError(path, problem, "write one for two of three, in a box `::: answer`", first)


def form_html(meta: dict[str, Any]) -> str:
    """Where a reader writes an answer of their own, above the worked one. A script brings it up."""
    return (
        f'<form class="own-answer" data-ask="{meta["id"]}" hidden>'
        f'<label>Your answer<span class="visually-hidden"> to exercise {meta["number"]}</span>'
        f' <textarea rows="2" maxlength="{LONGEST}" required></textarea></label>'
        '<button class="button small">Compare with the answer</button></form>\n'
    )
