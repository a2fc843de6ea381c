"""A private bank: papers and staff have its questions, and nobody else ever sees one."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site import course, environment
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.papers import drawing
from chainrule.campus.site.practice import records
from chainrule.campus.site.roadmap import outcomes
from chainrule.course import PACKAGE, CourseError

QUESTION = '''
from chainrule.campus.questions import Choices, multiple_choice, right, wrong


@multiple_choice(class_=27, outcome="Implement **VAE**.", minutes=1)
def {name}(draw):
    """Nobody sees this before the exam."""
    return Choices("Which?", right("A secret", because="-"), wrong("b", because="-"), wrong("c", because="-"))
'''
FOR_STAFF = {"papers", "marking", "core"}  # rooms that take the whole bank: core counts it on the health page


def write(folder: Path, class_: str, name: str, text: str) -> None:
    there = folder / "lectures" / class_ / "questions"
    there.mkdir(parents=True, exist_ok=True)
    (there / f"{name}.py").write_text(text, encoding="utf-8")


def forget() -> None:
    """Make what is made of the bank anew, as after a restart."""
    for shelf in (course.bank, texts.with_questions, records.questions, outcomes.of_course):
        shelf._made = {}  # type: ignore[attr-defined]


@pytest.fixture
def private(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A site with a private question of class 27, which has none in the course."""
    write(tmp_path, "27-x", "secret", QUESTION.format(name="secret"))
    settings.PRIVATE_BANK = tmp_path
    forget()
    yield tmp_path
    forget()


def test_papers_and_staff_have_it(private: Path, instructor: User, client_of: Callable[[User | None], Client]) -> None:
    assert course.bank()["27/secret"].private
    assert "27/secret" in drawing.eligible(course.bank(), [27])
    page = client_of(instructor).get("/bank/").text
    assert "1 of them in the private bank" in page
    assert "Nobody sees this before the exam." in page
    assert client_of(instructor).get("/bank/27/secret/").status_code == 200


def test_no_public_page_and_no_practice_has_it(private: Path, client_of: Callable[[User | None], Client]) -> None:
    assert "27/secret" not in course.public_bank()
    assert records.questions(27) == ()
    assert 27 not in texts.with_questions()
    assert not any("27/secret" in one.questions for one in outcomes.of_course())
    for page in ("/outcomes/", "/roadmap/", "/samples/", "/lectures/"):
        text = client_of(None).get(page).text
        assert "Nobody sees this" not in text
        assert "27/secret" not in text
    assert client_of(None).get("/bank/27/secret/").status_code == 302


def test_only_the_rooms_of_papers_and_of_staff_take_the_whole_bank() -> None:
    site = PACKAGE / "campus/site"
    takes = re.compile(r"^from chainrule\.campus\.site\.course import .*\bbank\b|course\.bank\(", re.MULTILINE)
    found = {path.relative_to(site).parts[0] for path in site.rglob("*.py") if takes.search(path.read_text("utf-8"))}
    assert found == FOR_STAFF


def test_a_clash_of_names_is_told_at_the_start_and_on_the_page_of_the_bank(
    private: Path, instructor: User, client_of: Callable[[User | None], Client]
) -> None:
    course.check_private_bank()
    write(private, "03-x", "one_step_by_hand", QUESTION.format(name="one_step_by_hand").replace("27", "3"))
    forget()
    with pytest.raises(CourseError) as caught:
        course.check_private_bank()
    assert caught.value.path.is_relative_to(private)
    assert "the course has a question 03/one_step_by_hand too" in caught.value.problem
    assert not course.bank()["03/one_step_by_hand"].private
    assert "the course has a question 03/one_step_by_hand too" in client_of(instructor).get("/bank/").text


def test_a_folder_without_questions_is_refused_at_the_start(tmp_path: Path, settings: Any) -> None:
    settings.PRIVATE_BANK = tmp_path
    with pytest.raises(CourseError, match="there is none here"):
        course.check_private_bank()


def test_the_environment_names_the_folder(tmp_path: Path) -> None:
    assert environment.private_bank({}) is environment.private_bank({"CHAINRULE_BANK": " "}) is None
    assert environment.private_bank({"CHAINRULE_BANK": str(tmp_path / "a" / "..")}) == tmp_path
