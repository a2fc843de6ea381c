"""An outcome of a class with a text needs a section, a check or the reason why there is none, and two questions."""

from dataclasses import replace
from pathlib import Path

import pytest

from chainrule.campus.proof.outcomes import Written, judged, served
from chainrule.campus.syllabus import load_course
from chainrule.course import find_course
from chainrule.labs.lab import LabOutcome

COURSE = load_course(find_course())
FOURTH = COURSE.meeting(4)  # it has one outcome
[OUTCOME] = FOURTH.outcomes
FOLDERS = {number: Path(f"lectures/{number:02}-x") for number in (2, 4, 99)}
WHOLE = Written(
    sections={OUTCOME.text: ("engine",)},
    lab=(LabOutcome("implement Full", ("data", "slopes"), "", 9),),
    questions=(("04/one", OUTCOME.written), ("04/two", OUTCOME.written)),
)


def holes(written: Written, number: int = 4) -> tuple[int, int, list[tuple[str, str]]]:
    outcomes, found, errors = judged(COURSE, {number: written}, FOLDERS)
    return outcomes, found, [(error.path.name, error.problem) for error in errors]


def test_what_serves_an_outcome_is_found_by_its_sentence() -> None:
    [row] = served(FOURTH, WHOLE)
    assert (row.sections, row.checks) == (("engine",), ("data", "slopes"))
    assert (row.questions, row.holes) == (("04/one", "04/two"), 0)
    assert holes(WHOLE) == (1, 0, [])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sections": {}}, []),  # which the lecture's own proof tells
        ({"lab": ()}, [("lab.toml", f'no check of lab 4 shows the outcome "{OUTCOME.text}"')]),
        ({"questions": ()}, [("questions", f'no question asks for the outcome "{OUTCOME.text}" of class 4')]),
        (
            {"questions": WHOLE.questions[:1]},
            [("questions", f'one question only, 04/one, asks for the outcome "{OUTCOME.text}" of class 4')],
        ),
    ],
)
def test_each_thing_that_is_missing_is_a_hole(change, told) -> None:
    assert holes(replace(WHOLE, **change)) == (1, 1, told)


def test_a_reason_stands_for_a_check_and_a_class_without_a_lab_needs_none() -> None:
    reason = LabOutcome(OUTCOME.text, (), "nothing to compute", 9)
    assert holes(replace(WHOLE, lab=(reason,))) == (1, 0, [])
    assert holes(replace(WHOLE, lab=None)) == (1, 0, [])


def test_a_class_without_a_text_is_not_judged() -> None:
    assert holes(replace(WHOLE, sections=None, questions=())) == (0, 0, [])
    assert holes(WHOLE, number=99) == (0, 0, [])


def test_an_optional_outcome_needs_nothing_unless_the_course_asks_for_it() -> None:
    second = COURSE.meeting(2)
    nothing = Written(sections={})
    needed = [row.is_needed for row in served(second, nothing)]
    assert needed == [not outcome.optional for outcome in second.outcomes]
    assert not all(needed)
    assert all(row.is_needed for row in served(second, nothing, ask_optional=True))


def test_what_is_no_outcome_of_the_class_is_told_at_its_line_with_the_closest() -> None:
    slip = LabOutcome("Implement half backpropagation.", ("data",), "", 12)
    _, _, errors = judged(COURSE, {4: replace(WHOLE, lab=(*WHOLE.lab, slip))}, FOLDERS)
    [error] = errors
    assert (error.line, error.problem) == (12, '"Implement half backpropagation." is no outcome of class 4')
    assert OUTCOME.text in error.fix


def test_the_lines_to_write_are_given_for_all_outcomes_at_once() -> None:
    third = COURSE.meeting(3)
    questions = tuple((f"03/{n}", o.written) for o in third.outcomes for n in (1, 2))
    written = Written({o.text: ("one",) for o in third.outcomes}, (), questions)
    count, missing, [error] = judged(COURSE, {3: written}, {3: Path("lectures/03-x")})
    assert count == missing == len(third.outcomes)
    assert error.fix.count('" = ["name_of_a_check"]') == len(third.outcomes)
