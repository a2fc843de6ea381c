"""A lab may hand a name out broken, and demand that a training run reaches a number."""

from pathlib import Path

import pytest

from chainrule.course import CourseError
from chainrule.labs import Lab, check, load_lab, run_checks, solution, starter
from chainrule.labs.folder import still_to_write
from chainrule.labs.inputs import Draw
from chainrule.labs.notebook import notebook_of, notebook_text, source_of
from chainrule.labs.student import Student

TOML = """\
title = "A lab"
minutes = 20
builds = ["chainrule.autograd.value:Value.__add__", "transfer:double", "transfer:total"]

[hints]
"Value.__add__" = ["One.", "Two.", "Three."]
"double" = ["One.", "Two.", "Three."]
"total" = ["One.", "Two.", "Three."]

[broken]
"total" = "starts_at_one"
"""
CHECKS = """\
from chainrule.labs import check


@check("Sums are right", points=2, about=["Value.__add__"])
def sums(student, draw):
    x = draw.floats(-3, 3)
    (student.Value(x) + 2.0).data.should_be(x + 2.0)


@check("A double is a node", points=1, about=["double"])
def doubles(student, draw):
    x = draw.floats(-3, 3)
    student.double(student.Value(x)).data.should_be(2 * x)


@check("A total is right", points=1, about=["total"])
def totals(student, draw):
    x = draw.floats(-3, 3)
    student.total([x, 1.0]).should_be(x + 1.0)
"""
MUTANTS = """\
from chainrule.labs import mutant


@mutant("a total starts at 1", caught_by="totals", says="should be")
def starts_at_one(source):
    return source.replace("result = 0.0", "result = 1.0")


@mutant("a double is a triple", caught_by="doubles", says="should be")
def triples(source):
    return source.replace("return a + a", "return a + a + a")


@mutant("both", caught_by="totals", says="should be")
def both(source):
    return triples.function(starts_at_one.function(source))


@mutant("none", caught_by="totals", says="should be")
def none(source):
    return source + "\\n"
"""
OWN = '''\
"""More to do.

With the engine above.
"""

from collections.abc import Sequence

from chainrule.autograd.value import Value


def double(a: Value) -> Value:
    """Twice a."""
    return a + a


def total(numbers: Sequence[float]) -> float:
    """Their sum."""
    result = 0.0
    for number in numbers:
        result += number
    return result
'''


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one lab that has tasks of its own."""
    folder = tmp_path / "lectures" / "05-activation"
    folder.mkdir(parents=True)
    (tmp_path / "course.toml").write_text('title = "x"')
    for name, text in (("lab.toml", TOML), ("checks.py", CHECKS), ("mutants.py", MUTANTS), ("transfer.py", OWN)):
        (folder / name).write_text(text)
    return tmp_path


@pytest.fixture
def lab(course: Path) -> Lab:
    return load_lab(course, 5)


def test_what_is_to_be_written_is_empty_and_what_is_to_be_mended_is_broken(lab: Lab) -> None:
    text = starter(lab)
    assert 'raise NotImplementedError("write double")' in text
    assert "result = 1.0" in text
    assert 'write total"' not in text
    assert "result = 0.0" not in text


def test_names_of_their_own_are_not_the_librarys(lab: Lab) -> None:
    assert lab.names == ("Value.__add__", "double", "total")
    assert lab.of_the_library == ("chainrule.autograd.value:Value.__add__",)


def test_the_starter_fails_every_check_and_the_solution_none(lab: Lab) -> None:
    assert [result.passed for result in run_checks(lab, starter(lab).encode(), seed=3).results] == [False] * 3
    assert run_checks(lab, solution(lab).encode(), seed=3).passed


def test_a_broken_name_is_still_to_write_until_it_is_changed(lab: Lab) -> None:
    text = starter(lab)
    assert still_to_write(lab, text) == ["Value.__add__", "double", "total"]
    assert still_to_write(lab, text + "\ndef (:\n") == ["Value.__add__", "double", "total"]
    assert still_to_write(lab, text.replace("result = 1.0", "result = 0.0")) == ["Value.__add__", "double"]
    assert still_to_write(lab, solution(lab)) == []


def test_a_notebook_has_a_cell_for_each_and_a_missing_one_is_as_it_was_handed_out(lab: Lab) -> None:
    texts = ["".join(cell["source"]) for cell in notebook_of(lab)["cells"] if cell["cell_type"] == "code"]
    assert sum("result = 1.0" in text for text in texts) == 1
    whole = source_of(notebook_text(lab).encode(), lab)
    assert "result = 1.0" in whole
    assert "result = 0.0" not in whole


BROKEN = {
    "no table": ('"total" = "starts_at_one"', "", "[broken]", 'broken = "total"\n[x]', "no key is called `x`"),
    "a name that is not built": ('"total" = "starts', '"totals" = "starts', "", "", "totals is broken, and the lab"),
    "no such mutant": ('= "starts_at_one"', '= "starts"', "", "", "no mutant is called starts"),
    "a check about another": ('"total" = "starts_at_one"', '"total" = "triples"', "", "", "is not about total"),
    "a mutant of two functions": ('= "starts_at_one"', '= "both"', "", "", "changes double, total"),
    "a mutant of nothing": ('= "starts_at_one"', '= "none"', "", "", "changes nothing"),
}


@pytest.mark.parametrize(("old", "new", "also", "then", "problem"), BROKEN.values(), ids=BROKEN.keys())
def test_a_name_that_cannot_be_broken_so_is_the_authors_error(
    course: Path, old: str, new: str, also: str, then: str, problem: str
) -> None:
    path = course / "lectures" / "05-activation" / "lab.toml"
    path.write_text(TOML.replace(old, new).replace(also or old, then or new))
    with pytest.raises(CourseError) as error:
        load_lab(course, 5)
    assert problem in error.value.problem


@check("A run reaches a number", points=1, rounds=1)
def run_reaches(student: Student, draw: Draw) -> None:
    hint = {0.9: "So near."}
    student.total([0.1]).should_reach(lambda loss: 1.0 * loss, "the loss", at_most=0.5, hint=hint)


@pytest.mark.parametrize(
    ("returned", "says"),
    [
        ("0.5", ""),
        ("2.5", "`total([0.1])` should bring the loss to 0.5 or less, and brings it to 2.5."),
        ("0.9", "So near."),
        ('float("nan")', "brings it to nan"),
        ("None", "cannot go on with it"),
        ('"x"', "cannot go on with it"),
    ],
)
def test_a_training_run_must_reach_a_number(lab: Lab, returned: str, says: str) -> None:
    text = f"def total(numbers):\n    return {returned}\n"
    [result] = run_checks(lab.with_checks([run_reaches]), text.encode(), seed=1).results
    assert result.passed is (not says)
    assert says in result.message
