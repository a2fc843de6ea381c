"""The published samples: one of each kind, as the syllabus promises, and asked by no paper."""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from chainrule.campus.questions import Bank
from chainrule.campus.questions.question import KINDS
from chainrule.campus.questions.samples import sample_errors
from chainrule.campus.syllabus import Course

TOML = Path("course.toml")


@dataclass(frozen=True)
class Made:
    kind: str
    class_number: int = 2


BANK = {f"02/{kind}": Made(kind) for kind in KINDS} | {"02/other": Made("find_error")}
ONE_EACH = [f"02/{kind}" for kind in KINDS]


def test_the_course_shows_one_sample_of_each_kind_which_can_be_solved_before_the_first_quiz(
    bank: Bank, course: Course
) -> None:
    samples, first = course.quiz_rules.samples, course.quizzes[0]
    assert Counter(bank[id].kind for id in samples) == dict.fromkeys(KINDS, course.quiz_rules.samples_per_type)
    assert all(bank[id].class_number in first.covers for id in samples)
    assert list(sample_errors(bank, samples, course.quiz_rules.samples_per_type, TOML)) == []


@pytest.mark.parametrize(
    ("samples", "problems"),
    [
        (ONE_EACH, []),
        ([], []),
        (["09/not_written_yet"], []),
        ([*ONE_EACH, "02/other"], ["`samples` has 2 of the kind find_error, and `samples_per_type` says 1"]),
        (ONE_EACH[1:], ["`samples` has 0 of the kind multiple_choice, and `samples_per_type` says 1"]),
        ([*ONE_EACH, "02/gone"], ["`samples` names 02/gone, which is no question of the course"]),
        ([*ONE_EACH, "gone"], ["`samples` names gone, which is no question of the course"]),
        (
            [*ONE_EACH, ONE_EACH[0]],
            [
                "`samples` names 02/multiple_choice 2 times",
                "`samples` has 2 of the kind multiple_choice, and `samples_per_type` says 1",
            ],
        ),
    ],
)
def test_samples_that_are_not_as_promised_are_told(samples: list[str], problems: list[str]) -> None:
    found = list(sample_errors(BANK, samples, 1, TOML))
    assert [error.problem for error in found] == problems
    assert all(error.fix and error.path == TOML for error in found)
