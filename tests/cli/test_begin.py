"""`chainrule lecture new` and `lab new`: what they write stands as it is, and is what docs/labs.md walks through."""

import re
from collections.abc import Callable
from pathlib import Path

from click.testing import CliRunner, Result

from chainrule.campus.proof.lectures import prove_lecture
from chainrule.campus.syllabus import load_course, skeletons
from chainrule.cli.begin import lab, lecture
from chainrule.cli.learn import Refusal
from chainrule.course import find_course
from chainrule.labs import load_lab, prove_lab

DOCS = Path(__file__).resolve().parents[2] / "docs"
Run = Callable[..., Result]


def run(command: object, *arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])  # type: ignore[arg-type]


def test_a_new_lecture_is_right_as_it_is_and_says_what_is_missing_to_the_class(course: Path) -> None:
    done = run(lecture, "new", 6, "--course", course)
    assert done.exit_code == 0
    [folder] = (course / "lectures").iterdir()
    assert folder.name == "06-multilayer-perceptron"
    assert prove_lecture(folder, load_course(course)).errors == ()
    assert done.stderr.count("no question asks for the outcome") == 2
    assert "chainrule preview 6" in done.stdout


def test_every_class_can_be_begun(course: Path) -> None:
    made = load_course(course)
    for meeting in made.classes:
        if meeting.outcomes:
            assert run(lecture, "new", meeting.number, "--course", course).exit_code == 0
            assert run(lab, "new", meeting.number, "--course", course).exit_code == 0
            assert load_lab(course, meeting.number).points == 4


def test_a_new_lab_is_proven_as_it_is(course: Path) -> None:
    assert run(lab, "new", 6, "--course", course).exit_code == 0
    proof = prove_lab(load_lab(course, 6))
    assert proof.errors == ()


def test_nothing_is_overwritten_and_the_class_must_be_there(course: Path) -> None:
    assert run(lab, "new", 6, "--course", course).exit_code == 0
    [folder] = (course / "lectures").iterdir()
    (folder / "checks.py").write_text("# mine")
    again = run(lab, "new", 6, "--course", course)
    assert isinstance(again.exception, Refusal) or again.exit_code != 0
    assert (folder / "checks.py").read_text() == "# mine"
    assert run(lecture, "new", 6, "--course", course).exit_code == 0  # beside the lab
    assert run(lecture, "new", 99, "--course", course).exit_code != 0


def test_the_worked_example_of_the_labs_page_is_the_lab_that_is_begun() -> None:
    page = (DOCS / "labs.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```(?:python|toml)\n(.*?)```", page, re.S)
    files = skeletons.lab(load_course(find_course()).meeting(27))
    assert sorted(blocks) == sorted(files.values())


def test_the_worked_example_of_the_lectures_page_is_right(course: Path) -> None:
    page = (DOCS / "lectures.md").read_text(encoding="utf-8")
    [text] = re.findall(r"````markdown\n(.*?)````", page, re.S)
    folder = course / "lectures" / "04-example"
    folder.mkdir()
    (folder / "lecture.md").write_text(text, encoding="utf-8")
    outcome = prove_lecture(folder, load_course(course))
    assert outcome.errors == ()
    assert outcome.counts["blocks"] == 2
