"""What an author writes is loaded, or refused with file, line, problem and remedy."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from chainrule.course import CourseError, find_course
from chainrule.labs import load_lab, load_labs
from chainrule.labs.lab import next_lab

TOML = """\
title = "A lab"
minutes = 20
builds = ["chainrule.autograd.value:Value.__add__", "chainrule.autograd.value:zero_grad"]

[hints]
"Value.__add__" = ["One.", "Two.", "Three."]
"zero_grad" = ["One.", "Two.", "Three."]
"""
CHECKS = '''\
"""Checks."""
from chainrule.labs import check


@check("Sums are right", points=2)
def sums(student, draw):
    (student.Value(1.0) + 2.0).data.should_be(3.0)


@check("Zero", points=1)
def zero(student, draw):
    student.zero_grad([]).should_be(None)
'''
MUTANTS = """\
from chainrule.labs import mutant


@mutant("wrong", caught_by="sums", says="should be")
def minus(source):
    return source.replace("a.data + b.data", "a.data - b.data")
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with one lab."""
    folder = tmp_path / "lectures" / "05-activation"
    folder.mkdir(parents=True)
    (tmp_path / "course.toml").write_text('title = "x"')
    (folder / "lab.toml").write_text(TOML)
    (folder / "checks.py").write_text(CHECKS)
    (folder / "mutants.py").write_text(MUTANTS)
    (tmp_path / "lectures" / "06-no-lab").mkdir()
    return tmp_path


def test_a_lab_is_what_its_files_say(course: Path) -> None:
    lab = load_labs(course)["05"]
    assert (lab.number, lab.title, lab.minutes, lab.points) == ("05", "A lab", 20, 3)
    assert lab.modules == ("chainrule.autograd.value",)
    assert lab.names == ("Value.__add__", "zero_grad")
    assert lab.hints["zero_grad"] == ("One.", "Two.", "Three.")
    assert [check.name for check in lab.checks] == ["sums", "zero"]
    assert [mutant.caught_by for mutant in lab.mutants] == ["sums"]
    assert lab.file_name == "lab05.py"


@pytest.mark.parametrize("number", ["5", "05", 5, " 5 ", "005"])
def test_a_number_may_be_written_in_any_way(course: Path, number: str | int) -> None:
    assert load_lab(course, number).number == "05"


@pytest.mark.parametrize("number", ["6", "7", "x", "", "-5", "5.0", "../05", "٥x", "9" * 100])
def test_an_unknown_number_says_which_there_are(course: Path, number: str) -> None:
    with pytest.raises(LookupError, match="this course has: 05"):
        load_lab(course, number)


# file: (what to replace, with what, line of the error or None, in the problem, in the fix)
WRONG = {
    "no title": ("lab.toml", 'title = "A lab"\n', "", None, "`title` is missing", "title"),
    "empty title": ("lab.toml", '"A lab"', '" "', 1, "`title`", "write title"),
    "minutes as text": ("lab.toml", "20", '"20"', 2, "`minutes`", "minutes = 45"),
    "minutes as truth": ("lab.toml", "20", "true", 2, "`minutes`", "minutes = 45"),
    "no hints": ("lab.toml", TOML[TOML.index("[hints]") :], "", None, "`hints` is missing", "hints"),
    "a key too much": ("lab.toml", "minutes = 20", "minutes = 20\nmintues = 3", 3, "`mintues`", "a lab has"),
    "points in the wrong place": ("lab.toml", "minutes = 20", "minutes = 20\npoints = 3", 3, "`points`", "checks"),
    "not TOML": ("lab.toml", "minutes = 20", "minutes = = 20", 2, "Invalid", "mend the line"),
    "builds is text": ("lab.toml", TOML[TOML.index("[") : TOML.index("\n\n")], '"x"', 3, "`builds`", "builds = ["),
    "no colon": ("lab.toml", "value:zero_grad", "value.zero_grad", 3, "names no module and name", "colon"),
    "unknown module": (
        "lab.toml",
        "value:zero_grad",
        "valu:zero_grad",
        3,
        "no module chainrule.autograd.valu",
        "module",
    ),
    "another package": ("lab.toml", "chainrule.autograd.value:zero_grad", "os:getcwd", 3, "no module os", "chainrule"),
    "unknown name": ("lab.toml", "value:zero_grad", "value:zero_grads", 3, "defines no zero_grads", "did you mean"),
    "unknown method": ("lab.toml", "Value.__add__", "Valu.__add__", 3, "no Valu.__add__", "Value.__add__"),
    "two modules": ("lab.toml", "value:zero_grad", "tensor:as_tensor", 3, "both define new_node", "split"),
    "named twice": ("lab.toml", "value:zero_grad", "value:Value", 3, "named twice", "once"),
    "hint for another": ("lab.toml", '"zero_grad" =', '"zero" =', 7, "hints for zero", "name one of"),
    "two levels": ("lab.toml", '"zero_grad" = ["One.", ', '"zero_grad" = [', 7, "found 2", "three sentences"),
    "four levels": ("lab.toml", '"zero_grad" = [', '"zero_grad" = ["Zero.", ', 7, "found 4", "three sentences"),
    "an empty level": ("lab.toml", '"zero_grad" = ["One.', '"zero_grad" = ["', 7, "zero_grad needs", "three sentences"),
    "a name without hints": (
        "lab.toml",
        '"zero_grad" = ["One.", "Two.", "Three."]\n',
        "",
        5,
        "no hints for zero_grad",
        '"zero_grad" = [',
    ),
    "no points": ("checks.py", '"Zero", points=1', '"Zero"', 10, "`zero` has no points", "points=1"),
    "no whole points": ("checks.py", "points=1", "points=0.5", 10, "`zero` has no points", "points=1"),
    "a misspelt keyword": ("checks.py", "points=1", "point=1", 10, "TypeError", "mend the line"),
    "a syntax error": ("checks.py", "def zero(student, draw):", "def zero(student, draw)", 11, "expected ':'", "mend"),
    "an error while it runs": (
        "checks.py",
        "from chainrule.labs import check",
        "1 / 0",
        2,
        "ZeroDivisionError",
        "mend",
    ),
    "about another": (
        "checks.py",
        '"Zero", points=1',
        '"Zero", points=1, about=["Value.exp"]',
        10,
        "is about Value.exp",
        "name one of Value.__add__, zero_grad",
    ),
    "no checks": ("checks.py", CHECKS, "x = 1", None, "no check in this file", "@check"),
    "the same name twice": ("checks.py", "def zero", "def sums", 11, "defined in line 6 already", "rename"),
    "an empty word": ("mutants.py", 'says="should be"', 'says=" "', 4, "how it is to be named", "says="),
    "no word of what it says": ("mutants.py", ', says="should be"', "", 4, "says", "mend the line"),
}


@pytest.mark.parametrize(("file", "old", "new", "line", "problem", "fix"), WRONG.values(), ids=WRONG.keys())
def test_an_authors_error_names_file_line_problem_and_remedy(
    course: Path, file: str, old: str, new: str, line: int | None, problem: str, fix: str
) -> None:
    path = course / "lectures" / "05-activation" / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(CourseError) as error:
        load_labs(course)
    assert error.value.path == path
    assert error.value.line == line
    assert problem in error.value.problem
    assert fix in error.value.fix


@pytest.mark.parametrize("name", ["checks.py", "mutants.py"])
def test_a_missing_file_is_named(course: Path, name: str) -> None:
    (course / "lectures" / "05-activation" / name).unlink()
    with pytest.raises(CourseError, match="missing"):
        load_labs(course)


def test_lab_toml_in_another_encoding_is_named(course: Path) -> None:
    (course / "lectures" / "05-activation" / "lab.toml").write_text(TOML, encoding="utf-16")
    with pytest.raises(CourseError, match="UTF-8"):
        load_labs(course)


def test_the_course_of_this_repository_loads() -> None:
    assert "03" in load_labs(find_course())


def test_every_check_of_the_course_says_what_it_is_about() -> None:
    for lab in load_labs(find_course()).values():
        assert [check.name for check in lab.checks if not check.about] == []
        assert {name for check in lab.checks for name in check.about} == set(lab.names), "a name without a check"


def test_a_check_may_be_about_one_name_or_several_or_none(course: Path) -> None:
    path = course / "lectures" / "05-activation" / "checks.py"
    path.write_text(CHECKS.replace('"Zero", points=1', '"Zero", points=1, about="zero_grad"'))
    lab = load_lab(course, 5)
    assert [lab.about(name) for name in ("zero", "sums", "gone")] == [("zero_grad",), (), ()]
    assert [lab.part(name) for name in ("zero_grad", "Value", "Value.__add__.x", "")] == [
        "zero_grad", None, "Value.__add__", None,
    ]  # fmt: skip


def test_the_next_lab_comes_after_this_one_else_from_the_beginning(course: Path) -> None:
    labs = {number: replace(load_lab(course, 5), number=number) for number in ("03", "05", "08")}

    def after(number: str, *passed: str) -> str | None:
        following = next_lab(labs, number, passed)
        return following and following.number

    assert [after("03", "03"), after("05", "05"), after("08", "08"), after("03", "03", "05")] == [
        "05",
        "08",
        "03",
        "08",
    ]
    assert after("08", *labs) is None


def test_a_course_may_lie_anywhere(course: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    moved = tmp_path_factory.mktemp("ärger") / "a course"
    shutil.copytree(course, moved)
    assert load_lab(moved, 5).checks[0].path == moved / "lectures" / "05-activation" / "checks.py"
