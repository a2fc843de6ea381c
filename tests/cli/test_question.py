"""`chainrule question new` and `prove`: what is begun is proven as it is, and so is what docs/questions.md shows."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions import Runner, load_question, prove
from chainrule.campus.questions.question import KINDS
from chainrule.campus.questions.skeletons import skeleton
from chainrule.campus.syllabus import load_course
from chainrule.cli import question as commands
from chainrule.cli.question import question
from chainrule.course import find_course

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "questions.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"```python\n(.*?)```", PAGE, re.S)
NAMES = [re.findall(r"^def (\w+)", block, re.M)[0] for block in BLOCKS]
Run = Callable[..., Result]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(question, [str(one) for one in arguments])


def begun(course: Path, kind: str) -> Path:
    done = run("new", kind, "--class", 6, "--course", course)
    assert done.exit_code == 0, done.output
    return Path(done.stdout.split("\n")[0])


def test_the_kinds_are_those_of_the_bank() -> None:
    assert set(commands.KINDS) == set(KINDS)


@pytest.mark.parametrize("kind", commands.KINDS)
def test_a_new_question_lies_where_the_course_expects_it_and_is_proven(course: Path, kind: str) -> None:
    file = begun(course, kind)
    assert file.parent == course / "lectures" / "06-multilayer-perceptron" / "questions"
    done = run("prove", file, "--course", course)
    assert done.exit_code == 0, done.output
    assert f"200 variants of the kind {kind}" in done.stdout
    assert "0 errors" in done.stdout
    assert done.stdout.count("  proven: ") >= 4
    assert int(re.findall(r"(\d+) of them different", done.stdout)[0]) > 15
    assert "TODO" not in file.read_text(encoding="utf-8")


def test_a_new_question_names_the_section_that_teaches_it(course: Path) -> None:
    shutil.copytree(find_course() / "lectures" / "03-backpropagation-1", course / "lectures" / "03-backpropagation-1")
    done = run("new", "predict_output", "--class", 3, "--name", "of_mine", "--course", course)
    file = Path(done.stdout.split("\n")[0])
    assert file.name == "of_mine.py"
    made = load_question(file, 3, {3: [o.written for o in load_course(course).meeting(3).outcomes]})
    assert made.section
    assert f"{{#{made.section}}}" in (file.parents[1] / "lecture.md").read_text(encoding="utf-8")


def test_the_folder_one_stands_in_names_the_class(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun(course, "find_error")
    monkeypatch.chdir(course / "lectures" / "06-multilayer-perceptron")
    assert run("new", "short_answer", "--course", course).exit_code == 0
    monkeypatch.chdir(course)
    refused = run("new", "short_answer", "--course", course)
    assert refused.exit_code == 2
    assert "--class" in refused.output


def test_nothing_is_overwritten(course: Path) -> None:
    file = begun(course, "find_error")
    file.write_text("# mine", encoding="utf-8")
    again = run("new", "find_error", "--class", 6, "--course", course)
    assert again.exit_code == 2
    assert "is there already" in again.output
    assert file.read_text(encoding="utf-8") == "# mine"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("essay", "--class", 6), ["multiple_choice", "short_answer", "find_error", "predict_output", "complete_code"]),
        (("find_error", "--class", 99), ["99"]),
        (("find_error", "--class", 6, "--name", "Not a name"), ["small letters"]),
        (("find_error", "--class", 6, "--name", "class"), ["no word of Python"]),
        (("find_error", "--class", 6, "--name", "right_edit"), ["take another"]),
    ],
)
def test_what_cannot_be_begun_is_refused_in_words(
    course: Path, arguments: tuple[object, ...], words: list[str]
) -> None:
    refused = run("new", *arguments, "--course", course)
    assert refused.exit_code == 2
    assert [word for word in words if word not in refused.output] == []
    assert list((course / "lectures").iterdir()) == []


def test_a_planted_mistake_is_told_with_file_line_and_seed(course: Path) -> None:
    file = begun(course, "find_error")
    text = file.read_text(encoding="utf-8")
    right = "return total / len(numbers)"
    assert text.count(f'"{right}"') == 1
    file.write_text(text.replace(f'"{right}"', '"return total / len(numbers) + 1"'), encoding="utf-8")
    done = run("prove", file, "--variants", 20)
    assert done.exit_code == 1
    assert re.search(
        r"mean_of_one_too_few\.py:\d+\n  variant 0 \(.*\): mended with `.*` the code still fails", done.output
    )
    assert "proven" not in done.output
    assert "1 error\n" in done.output


def test_what_is_no_question_of_a_course_is_refused(course: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "asked.py"
    elsewhere.write_text("x = 1", encoding="utf-8")
    assert run("prove", elsewhere, "--course", course).exit_code == 2
    file = begun(course, "find_error")
    file.write_text("x = (", encoding="utf-8")
    broken = run("prove", file)
    assert broken.exit_code == 1
    assert f"{file.name}:1" in broken.output


@pytest.fixture(scope="module")
def runner():
    with Runner() as it:
        yield it


@pytest.mark.parametrize("block", BLOCKS, ids=NAMES)
def test_each_question_of_the_page_is_proven(course: Path, runner: Runner, block: str) -> None:
    [name] = re.findall(r"^def (\w+)\(draw\)", block, re.M)
    folder = course / "lectures" / "27-example" / "questions"
    folder.mkdir(parents=True)
    outcomes = [outcome.written for outcome in load_course(course).meeting(27).outcomes]
    file = folder / f"{name}.py"
    file.write_text(block, encoding="utf-8")
    made = load_question(file, 27, {27: outcomes})
    assert [str(error) for error in prove(made, runner, read=rendered).errors] == []


def test_the_page_shows_the_smallest_and_what_is_begun_of_each_kind() -> None:
    first = next(o.written for o in load_course(find_course()).meeting(27).outcomes if not o.optional)
    shown = {kind: [block for block in BLOCKS if f"@{kind}(" in block] for kind in commands.KINDS}
    assert {kind: len(blocks) for kind, blocks in shown.items()} == dict.fromkeys(commands.KINDS, 2)
    for kind, (smallest, begun) in shown.items():
        assert len(smallest) < len(begun)
        assert begun == skeleton(kind, 27, first)[1]
