"""One warm runner for all tests, the course's own bank, and question files written for a test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from chainrule.campus.questions import Bank, Question, Runner, load_bank, load_question
from chainrule.campus.syllabus import Course, load_course
from chainrule.course import find_course

FOLDER = find_course(Path(__file__).parents[3] / "course")
HEAD = "from chainrule.campus.questions import *\n"


@pytest.fixture(scope="session")
def runner() -> Iterator[Runner]:
    with Runner() as shared:
        yield shared


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(FOLDER)


@pytest.fixture(scope="session")
def bank(course: Course) -> Bank:
    return load_bank(FOLDER, {one.number: [o.written for o in one.outcomes] for one in course.classes})


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a question file of class 3, from the source after the import, and gives its path."""

    def question_file(source: str, name: str = "asked") -> Path:
        folder = tmp_path / "lectures" / "03-graphs" / "questions"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.py"
        path.write_text(HEAD + dedent(source), encoding="utf-8")
        return path

    return question_file


@pytest.fixture
def asked(write: Callable[..., Path]) -> Callable[..., Question]:
    """A question of a kind, from the body of its function."""

    def question(kind: str, body: str, name: str = "asked") -> Question:
        body = "\n".join("    " + line for line in dedent(body).strip().split("\n"))
        source = f'@{kind}(class_=3, outcome="Count.", minutes=2)\ndef {name}(draw):\n    """Counting."""\n{body}\n'
        return load_question(write(source, name), 3)

    return question
