"""Where a lab makes people stumble: the same mistake is one, whatever numbers a student was given."""

import doctest

import pytest

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs import grading, overview
from chainrule.campus.site.labs.models import Submission, Verdict
from chainrule.course import find_course
from chainrule.labs import Lab, load_lab, run_checks, solution


@pytest.fixture(scope="module")
def lab() -> Lab:
    """Lab 03 with one of its checks."""
    whole = load_lab(find_course(), "03")
    return whole.with_checks(check for check in whole.checks if check.name == "chain_rule")


def hand_in(student: User, lab: Lab, mutant: str, seed: int) -> str:
    """A mistake that was graded with the numbers of this seed; the first line of what the student reads."""
    source = next(each for each in lab.mutants if each.name == mutant).function(solution(lab))
    said = run_checks(lab, source.encode(), seed=seed)
    row = Submission.objects.create(student=student, lab=lab.number, source=source, wanted="v1", state="done")
    row.verdict = Verdict.objects.create(
        submission=row, checks_version="v1", points=said.points, out_of=said.out_of,
        details=grading.details_of(said), isolated=False, seconds=0.1,
    )  # fmt: skip
    row.save()
    return said.results[0].message.splitlines()[0]


def test_one_mistake_under_two_seeds_is_one_message_with_the_numbers_of_a_file(
    student: User, assistant: User, lab: Lab
) -> None:
    told = {hand_in(one, lab, "product_swapped", seed) for seed, one in ((1, student), (2, assistant))}
    assert len(told) == 2, "the numbers are the same under both seeds, so this shows nothing"
    [(example, count)] = overview.stumbling(lab, [student, assistant]).said
    assert count == 2
    assert example in told


def test_two_mistakes_are_two_messages(student: User, assistant: User, lab: Lab) -> None:
    told = {hand_in(student, lab, "product_swapped", 1), hand_in(assistant, lab, "no_chain", 1)}
    assert {message for message, _ in overview.stumbling(lab, [student, assistant]).said} == told


# two messages of one mistake, and what of them is the same
SAME = [
    ("`a` should be 4.0, and it is 1.0.", "`a` should be -1e-05, and it is inf.", "`a` should be #, and it is #."),
    ("should be [1.0, 2.0], and it is (3,)", "should be [-0.5], and it is (1, 2)", "should be [#], and it is (#)"),
    ("should be 1 at [0, 1], and it is 2 (3 of 1,024 elements differ)", "should be 5 at [3, 0], and it is 7",
     "should be # at [#], and it is #"),
    ("lab03.py, line 7: SyntaxError: invalid", "lab03.py, line 12: SyntaxError: invalid",
     "lab03.py, line #: SyntaxError: invalid"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "same"), SAME)
def test_messages_of_one_mistake_are_the_same_without_their_numbers(one: str, other: str, same: str) -> None:
    assert overview.without_numbers(one) == overview.without_numbers(other) == same


@pytest.mark.parametrize("text", ["`a2` and `layer1.weight`", "`x.T2`", "infinite, nano", "Was `float32` meant?"])
def test_a_number_in_a_name_stays(text: str) -> None:
    assert overview.without_numbers(text) == text


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(overview).failed == 0
