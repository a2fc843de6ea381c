"""A question made again elsewhere: in another process, where sets have another order, and with other last digits.

`making` and `running` give programs for a worker with another hash seed; `names` and `told` are what they call.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from chainrule.campus.questions.bank import load_question
from chainrule.campus.questions.frozen import name_of
from chainrule.campus.questions.noise import program as with_digits_off
from chainrule.campus.questions.noise import towards, varied
from chainrule.campus.questions.question import Question
from chainrule.campus.questions.run_programs import reseed, run
from chainrule.course import CourseError

DIRECTIONS = (0, 1, -1)  # as it is, and with last digits off, either way
AT_ONCE = 40  # variants, or programs, that one program makes or runs
FAILED = "failed"


def making(question: Question, variants: int) -> Iterator[tuple[int, range, str]]:
    """A direction, some seeds, and the program that prints the names of their variants."""
    for direction in DIRECTIONS:
        for first in range(0, variants, AT_ONCE):
            seeds = range(first, min(first + AT_ONCE, variants))
            call = f"names({str(question.path)!r}, {question.class_number}, {seeds!r}, {direction})"
            yield direction, seeds, f"from {__name__} import names\nprint(*{call})\n"


def names(path: str, number: int, seeds: range, direction: int) -> list[str]:
    """The name of each variant, by all that it shows and marks; `failed` where it could not be made."""
    if not direction:
        question = load_question(Path(path), number)
        return [_name(question, seed) for seed in seeds]
    with towards(direction):
        question = load_question(Path(path), number, change=varied)
        return [_name(question, seed) for seed in seeds]


def running(programs: Sequence[str], direction: int) -> Iterator[tuple[Sequence[str], str]]:
    """Some of the programs, and the one that runs these: many in one process, which costs less than a process each."""
    for first in range(0, len(programs), AT_ONCE):
        some = list(programs[first : first + AT_ONCE])
        yield some, f"from {__name__} import told\nprint(told({some!r}, {direction}))\n"


def told(programs: Sequence[str], direction: int) -> str:
    """What came of each program, as JSON. One may see what another left behind: who doubts it runs it alone."""
    results = []
    for program in programs:
        reseed()
        results.append(run(towards_one(program, direction)))
    return json.dumps(results)


def towards_one(program: str, direction: int) -> str:
    """The program as it runs in a direction."""
    return with_digits_off(program, direction) if direction else program


def _name(question: Question, seed: int) -> str:
    try:
        return name_of(question.variant(seed))
    except CourseError:
        return FAILED
