"""Letter grades: how a grade meets a bound, and what is wrong with a table of them."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.syllabus import Letter, Score, course_grade, letter_grade, load_course, readings
from chainrule.campus.syllabus.letters import bound, shown
from chainrule.campus.syllabus.moving import new_course
from chainrule.course import CourseError

TABLE = '[letters]\nA = 94\n"A-" = 90\n"B+" = 87\nB = 83\nC = 70\nF = 0\n\n[deadlines]'
LETTERS = tuple(Letter(*pair) for pair in (("A", 94), ("A-", 90), ("B+", 87), ("B", 83), ("C", 70), ("F", 0)))


@pytest.fixture
def lettered(course):
    return replace(course, letters=LETTERS)


def test_the_table_is_read_from_the_best_down(changed):
    assert load_course(changed(("[deadlines]", TABLE))).letters == LETTERS


def test_a_course_without_a_table_has_no_letters(course):
    assert course.letters == ()
    assert letter_grade(course, 99.0) is None


@pytest.mark.parametrize(
    ("percent", "letter", "rule"),
    [
        (100.0, "A", "A begins at 94."),
        (94.0, "A", "A begins at 94."),
        (93.995, "A", "A begins at 94."),  # it is shown as 94.00
        (93.99499999999999, "A", "A begins at 94."),  # what binary fractions leave of 93.995
        (93.9949, "A-", "A- begins at 90, A at 94."),
        (86.99, "B", "B begins at 83, B+ at 87."),
        (69.994, "F", "F begins at 0, C at 70."),
        (0.0, "F", "F begins at 0, C at 70."),
    ],
)
def test_the_grade_that_is_shown_meets_the_bound(lettered, percent, letter, rule):
    found = letter_grade(lettered, percent)
    assert (found.name, found.rule) == (letter, rule)


def test_what_is_not_decided_has_no_letter(lettered):
    start = dt.datetime(2026, 1, 22, tzinfo=dt.UTC)
    assert letter_grade(lettered, course_grade(lettered, {}, start).so_far.percent) is None
    decided = course_grade(lettered, {"final": Score(90, 100)}, start).so_far.percent
    assert letter_grade(lettered, decided).name == "A-"


@given(st.floats(0, 100), st.integers(0, 4), st.lists(st.integers(1, 10_000), unique=True, max_size=6))
def test_every_grade_has_the_best_letter_whose_bound_it_shows(course, percent, decimals, bounds):
    letters = [Letter(f"L{least}", least / 100) for least in sorted(bounds, reverse=True)] + [Letter("F", 0)]
    rules = replace(course.grade_rules, decimals=decimals)
    chosen = replace(course, letters=tuple(letters), grade_rules=rules)
    reached = [letter for letter in letters if Decimal(str(shown(chosen, percent))) >= bound(letter)]
    assert letter_grade(chosen, percent).letter == max(reached, key=lambda letter: letter.least)


WRONG = [
    ("A = 94\nB = 94\nF = 0", "B begins at 94, and A above it at 94", "from the best down", 2),
    ("B = 83\nA = 94\nF = 0", "A begins at 94, and B above it at 83", "from the best down", 2),
    ("A = 94\nB = 83", "none begins at 0", "F = 0", 2),
    ("", "none begins at 0", "F = 0", 0),
    ("A = 101\nF = 0", "`letters.A` is 101", "between 0 and 100", 1),
    ('A = "94"\nF = 0', '`letters.A` is "94"', "a number", 1),
    ('"very good indeed" = 94\nF = 0', "is no letter grade", "one to ten letters", 1),
    ('"" = 94\nF = 0', "is no letter grade", "one to ten letters", 1),
]


@pytest.mark.parametrize(("table", "problem", "fix", "line"), WRONG)
def test_a_table_that_makes_no_sense_is_refused_with_its_line(changed, course_text, table, problem, fix, line):
    head = course_text[: course_text.index("[deadlines]")].count("\n") + 1
    with pytest.raises(CourseError) as caught:
        load_course(changed(("[deadlines]", f"[letters]\n{table}\n[deadlines]")))
    assert problem in caught.value.problem
    assert fix in caught.value.fix
    assert caught.value.line == head + line


def test_next_years_course_keeps_the_letters(course, changed, tmp_path_factory):
    term = replace(course.term, first_class=dt.date(2027, 1, 21), holidays=())
    made = new_course(changed(("[deadlines]", TABLE)), tmp_path_factory.mktemp("moved") / "next-year", term).course
    assert made.letters == LETTERS


def test_the_reading_says_how_a_bound_is_met(course, lettered):
    def answer(of):
        return next(one for _, group in readings(of) for one in group if one.id == "letters").answer

    assert "no letter here" in answer(course)
    assert "A from 94, A- from 90, B+ from 87, B from 83, C from 70 and F from 0" in answer(lettered)
    assert "93.995 is shown as 94.00 and is A" in answer(lettered)
    whole = replace(lettered, grade_rules=replace(lettered.grade_rules, decimals=0))
    assert "93.5 is shown as 94 and is A" in answer(whole)
    odd = replace(lettered, letters=(Letter("A", 89.999), Letter("F", 0)))
    assert "89.999 is shown as 90.00 and is A" in answer(odd)
    assert answer(replace(lettered, letters=(Letter("P", 0),))).endswith("compared then.")
