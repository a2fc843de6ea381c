"""Home and progress of the course for one."""

from collections.abc import Callable

import pytest
from django.test import Client
from tests.campus.site.alone.test_lab_views import text_of

from chainrule.campus.site.alone.bench import bench
from chainrule.campus.site.alone.learner import learner
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.practice import answering, records
from chainrule.labs import solution


@pytest.fixture
def first() -> int:
    """The lecture with which a learner begins."""
    return texts.with_text()[0]


def read(alone: Client, number: int, fraction: float) -> None:
    assert alone.post(f"/lectures/{number:02d}/place/", {"section": "", "fraction": fraction}).status_code == 204


def test_the_first_page_says_where_to_begin(alone: Client, first: int) -> None:
    page = text_of(alone.get("/"))
    assert f"Begin here Read lecture {first}" in page
    assert str(bench().path) in page
    assert "Where you left off" not in page


def test_home_leads_back_to_where_the_learner_stopped(alone: Client, first: int) -> None:
    read(alone, first, 0.5)
    page = text_of(alone.get("/"))
    assert f"Next Go on with lecture {first}" in page
    assert "You have read 50% of it" in page
    assert f"Where you left off Lecture {first}" in page


def test_progress_counts_what_was_read_built_and_answered(alone: Client, first: int) -> None:
    read(alone, first, 1.0)
    question = records.questions(3)[0]
    answering.answer(learner(), question, 0, None)
    variant = question.variant(1)
    options = [option["text"] for option in variant.feedback(None)["options"] if option["is_right"]]
    right = variant.for_student()["options"].index(options[0])
    answering.answer(learner(), question, 1, {"option": right})
    bench().file_of("03").write_text(solution(bench().labs["03"]))
    bench().check("03")
    page = text_of(alone.get("/progress/"))
    lectures, labs, there = len(texts.with_text()), len(bench().labs), len(records.questions(3))
    assert f"1 of {lectures} lectures read, 1 of {labs} labs passed, 1 of" in page
    assert f"1 of {there} right" in page
    assert "passed" in page
    assert f"Practise lecture {first}" in page


def test_on_a_class_site_a_student_has_the_classes_own_list(client_of: Callable[..., Client], student: object) -> None:
    page = text_of(client_of(student).get("/lectures/"))
    assert "Midterm Exam" in page
    assert "Thu 22 Jan" in page
