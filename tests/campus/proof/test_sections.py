"""Where a question is taught: a section that is there, and not later than the first paper that may ask it."""

import pytest

from chainrule.campus.proof.questions import Asked, section_errors
from chainrule.campus.questions.question import LEVELS
from chainrule.campus.syllabus import load_course
from chainrule.campus.syllabus import model as syllabus
from chainrule.course import find_course

SECTIONS = {3: ["chain-rule", "why-backward", "summary"], 4: ["engine"], 20: ["lstm"]}
COURSE = load_course(find_course())  # its first quiz covers the classes 1 to 3


def asked(taught_in, level="apply", class_number=3):
    return Asked("code", class_number, 2.0, level, taught_in, "questions/one.py", 7)


def problems(*bank):
    return [error.problem for error in section_errors({str(n): q for n, q in enumerate(bank)}, SECTIONS, COURSE)]


def test_a_question_may_be_taught_in_its_class_or_in_one_before() -> None:
    assert problems(asked((3, "chain-rule")), asked((3, "why-backward"), class_number=4)) == []


def test_a_class_without_a_text_is_not_judged_unless_a_section_is_named() -> None:
    assert problems(asked((1, ""), level="", class_number=1)) == []
    assert problems(asked((1, "tools"), class_number=1)) == ["section tools is of lecture 1, which has no text"]


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (asked((3, "")), "the question names no section that teaches it"),
        (asked((3, "chain-rul")), "lecture 3 has no section `chain-rul`"),
        (asked((4, "engine")), "it is taught in lecture 4, and its first paper covers the classes up to 3"),
        (asked((3, "summary")), "the section `summary` teaches nothing"),
        (asked((3, "chain-rule"), level=""), "the question has no level"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(question, problem) -> None:
    [error] = section_errors({"one": question}, SECTIONS, COURSE)
    assert (error.problem, error.line, str(error.path)) == (problem, 7, "questions/one.py")
    assert error.fix


def test_the_syllabus_and_the_bank_know_the_same_levels() -> None:
    assert syllabus.LEVELS == LEVELS
