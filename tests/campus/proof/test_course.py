"""The course itself is proven, and a copy of it with an error planted is not."""

import shutil
from pathlib import Path

import pytest
from platformdirs import user_cache_path
from tests.sample import sample
from tests.written import WRITTEN

from chainrule.campus.lectures import load_lecture
from chainrule.campus.proof import verify
from chainrule.course import find_course, lecture_folders
from chainrule.labs import load_lab

LECTURES = 4  # of those that are there, in `make test`


def test_some_lectures_are_proven():
    """The cache is that of the command: its keys hold all on which a result depends, the library's source included."""
    cache = user_cache_path("chainrule")
    report = verify(find_course(), parts=["lectures"], classes=sample(WRITTEN, LECTURES), cache=cache)
    assert [str(error) for error in report.failures] == []


def test_each_lab_has_four_things_to_build_and_ten_planted_mistakes():
    course = find_course()
    labs = [number for number, folder in lecture_folders(course).items() if (folder / "lab.toml").exists()]
    counts = {number: (len(lab.names), len(lab.mutants)) for number in labs for lab in [load_lab(course, number)]}
    assert len(counts) >= 8
    assert {number: count for number, count in counts.items() if count[0] < 4 or count[1] < 10} == {}


@pytest.mark.slow
def test_the_whole_course_is_proven():
    """With nothing taken from before: as `chainrule verify --fresh`."""
    report = verify(find_course())
    assert [str(error) for error in report.failures] == []
    assert report.kept == 0
    assert all(each.reason for each in report.unproven)


def copy_class(tmp_path: Path, number: int) -> Path:
    """A copy of the course with one class, without questions. Gives the class's folder."""
    course = find_course()
    source = lecture_folders(course)[number]
    copy = tmp_path / "course" / "lectures" / source.name
    shutil.copytree(source, copy, ignore=shutil.ignore_patterns("questions", "__pycache__"))
    for name in ("course.toml", "revisions.md"):
        shutil.copy(course / name, tmp_path / "course" / name)
    return copy


@pytest.mark.slow
def test_a_wrong_result_and_a_failing_block_in_lecture_3_are_found(tmp_path):
    folder = copy_class(tmp_path, 3)
    path = folder / "lecture.md"
    block = next(block for block in load_lecture(folder).blocks if block.expectations)
    expected = block.expectations[0]
    lines = path.read_text(encoding="utf-8").split("\n")
    lines[expected.line - 1] = lines[expected.line - 1].partition("#")[0] + "# -> -987.654"
    lines += ["", "```python", "a_name_that_nobody_gave", "```", ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = verify(tmp_path / "course", parts=["lectures"])
    wrong = [(error.path, error.line, error.problem.split(",")[0]) for error in report.failures]
    assert wrong == [
        (path, len(lines) - 2, "this raised NameError: name 'a_name_that_nobody_gave' is not defined"),
        (path, expected.line, "expected -987.654"),
    ]


@pytest.mark.slow
def test_a_mutant_that_survives_in_lab_3_is_found(tmp_path):
    folder = copy_class(tmp_path, 3)
    path = folder / "mutants.py"
    check = load_lab(tmp_path / "course", 3).checks[0]
    text = path.read_text(encoding="utf-8")
    harmless = (
        f'@mutant("a comment", caught_by="{check.name}", says="x")\ndef survivor(source):\n    return source + "#"\n'
    )
    path.write_text(f"{text}\n\n{harmless}", encoding="utf-8")
    report = verify(tmp_path / "course", parts=["labs"])
    (count,) = report.labs.values()
    assert [(error.path, error.line) for error in report.failures] == [(path, text.count("\n") + 3)]
    assert f"the mutant `survivor` is not caught by `{check.name}`" in report.failures[0].problem
    assert count.caught == count.mutants - 1
