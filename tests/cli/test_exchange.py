"""`chainrule question export` and `import`: what is written, listed and refused, and what docs/exchange.md shows."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from chainrule.campus.proof.reading import rendered
from chainrule.campus.questions import Bank, Runner, load_bank, load_question, prove
from chainrule.campus.questions.question import SEEDS
from chainrule.cli import exchange
from chainrule.cli.question import question, read_question
from chainrule.course import find_course

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "exchange.md").read_text(encoding="utf-8")
[QUIZ] = re.findall(r"```markdown\n(.*?\n)```\n", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def bank() -> Bank:
    return load_bank(find_course())


@pytest.fixture(scope="module")
def of_each(bank: Bank) -> dict[str, str]:
    """One question of each kind."""
    return {question.kind: name for name, question in reversed(list(bank.items()))}


@pytest.fixture(scope="module")
def runner() -> Iterator[Runner]:
    with Runner() as shared:
        yield shared


def wrong(files: list[Path], runner: Runner) -> list[str]:
    """What `chainrule question prove` says of these files."""
    proofs = [prove(read_question(file, None), runner, 4, rendered) for file in files]
    return [str(error) for proof in proofs for error in proof.errors]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(question, [str(one) for one in arguments])


def test_the_seeds_are_those_that_are_proven() -> None:
    assert exchange.SEEDS == SEEDS


@pytest.mark.parametrize("form", ["qti", "blackboard"])
def test_what_cannot_be_expressed_is_listed_at_the_end_and_in_the_package(
    form: str, of_each: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "out.zip"
    done = run("export", "--to", form, path, *of_each.values())
    assert done.exit_code == 0, done.output
    first, _, listing = done.stdout.partition("\n")
    assert first.startswith(f"{path}: 3 questions of 5, as ")
    assert "keep it from students" in first
    left, _, differs = listing.partition("Carried over with a difference:")
    assert left.startswith("Left out:")
    assert [kind for kind in ("find_error", "complete_code") if of_each[kind] not in left] == []
    assert of_each["short_answer"] in differs
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        assert package.read("not-expressed.txt").decode() == listing
    assert [file.name for file in tmp_path.iterdir()] == ["out.zip"]


def test_variants_are_questions_of_their_own(of_each: dict[str, str], tmp_path: Path) -> None:
    done = run("export", "--to", "qti", tmp_path / "out.zip", of_each["multiple_choice"], "--seed", 2, "--variants", 6)
    assert done.exit_code == 0, done.output
    with zipfile.ZipFile(tmp_path / "out.zip") as package:
        items = [name for name in package.namelist() if name.startswith("items/")]
    assert 1 < len(items) <= 6
    assert f"{len(items)} questions of {len(items)}" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("03/no_such_question",), "there is no question"),
        (("--class", 28), "class 28 has no questions"),
        (("--seed", 30, "--variants", 5), "0 to 31"),
        (("--to", "canvas"), "blackboard"),
    ],
)
def test_what_cannot_be_exported_is_refused_and_nothing_is_written(
    arguments: tuple[object, ...], words: str, tmp_path: Path
) -> None:
    refused = run("export", "--to", "qti", tmp_path / "out.zip", *arguments)
    assert refused.exit_code == 2
    assert words in refused.output
    assert list(tmp_path.iterdir()) == []


def test_an_export_overwrites_nothing_and_is_not_written_without_a_question(
    of_each: dict[str, str], tmp_path: Path
) -> None:
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    assert "is there already" in run("export", "--to", "qti", there, of_each["multiple_choice"]).output
    assert there.read_bytes() == b"mine"
    none = run("export", "--to", "qti", tmp_path / "none.zip", of_each["find_error"])
    assert none.exit_code == 2
    assert of_each["find_error"] in none.output
    assert "there.zip" in [file.name for file in tmp_path.iterdir()]
    assert not (tmp_path / "none.zip").exists()


def test_the_quiz_of_the_page_becomes_questions_that_are_proven(course: Path, runner: Runner) -> None:
    quiz = course / "quiz.md"
    quiz.write_text(QUIZ, encoding="utf-8")
    done = run("import", quiz, "--class", 27, "--course", course)
    assert done.exit_code == 0, done.output
    files = [Path(line) for line in done.stdout.split("\n") if line.endswith(".py") and "prove" not in line]
    assert [file.name for file in files] == ["weights_of_a_layer.py", "what_the_optimizer_needs.py"]
    assert "A sum" in done.stdout
    assert "a number is typed and compared" in done.stdout
    assert "2 questions from a quiz in Markdown" in done.stdout
    assert wrong(files, runner) == []
    text = files[1].read_text(encoding="utf-8")
    assert "    for x, y in batches:\n            loss = criterion" in text
    again = run("import", quiz, "--class", 27, "--course", course)
    assert "weights_of_a_layer_2.py" in again.stdout
    assert files[1].read_text(encoding="utf-8") == text


@pytest.mark.parametrize("form", ["qti", "blackboard"])
def test_what_was_exported_becomes_questions_that_are_proven(
    form: str, of_each: dict[str, str], course: Path, runner: Runner, tmp_path: Path
) -> None:
    package = tmp_path / "out.zip"
    assert run("export", "--to", form, package, *of_each.values()).exit_code == 0
    done = run("import", package, "--class", 6, "--course", course)
    assert done.exit_code == 0, done.output
    files = sorted((course / "lectures" / "06-multilayer-perceptron" / "questions").glob("*.py"))
    kinds = {"multiple_choice", "predict_output", *(["short_answer"] if form == "qti" else [])}
    assert {load_question(file, 6).kind for file in files} == kinds
    assert ("nine marked answers" in done.stdout or "9 marked answers" in done.stdout) == (form == "blackboard")
    assert "Read these before you prove them" in done.stdout
    assert wrong(files, runner) == []


def test_what_is_refused_leaves_no_file(course: Path) -> None:
    quiz = course / "quiz.md"
    for text, words in [
        ("1.  Which?\n*a) $1$\nb)  $2$\n", "it has 2 options"),
        ("1.  Which?\n*a) $1$\nb)  $1.0$\nc)  $2$\n", "say the same"),
        ("1.  Is it $\\nomacro$?\n*a) $1$\nb)  $2$\nc)  $3$\n", "nomacro"),
        ("1.  Is it ![cat](cat.png)?\n*a) $1$\nb)  $2$\nc)  $3$\n", "picture"),
        ("1.  Which?\nhello\n", "line 2"),
        ("", "empty"),
    ]:
        quiz.write_text(text, encoding="utf-8")
        refused = run("import", quiz, "--class", 27, "--course", course)
        assert refused.exit_code != 0, text
        said = f"{refused.output} {refused.exception}"
        assert words in said or (words == "line 2" and ":2" in said), said
    assert list((course / "lectures").iterdir()) == []
    unknown = run("import", quiz, "--class", 27, "--outcome", "Fly.", "--course", course)
    assert "is no outcome of class 27" in unknown.output
