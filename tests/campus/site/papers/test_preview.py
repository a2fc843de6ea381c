"""The staff's preview is the paper that the student is then given; the samples are for everybody, and in no paper."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.papers import drawing

from .conftest import Sat


def test_a_preview_shows_what_the_student_is_then_given(
    sat: Sat, student: User, assistant: User, client_of: Callable[[User | None], Client]
) -> None:
    browser, page = client_of(assistant), "/papers/quiz-1/class/preview/"
    before = browser.get(f"{page}?student={student.pk}").text
    assert "The paper that Sona Aliyeva gets, as long as no question is edited." in before
    attempt = sat.begin()
    assert drawing.draw(student, "quiz-1", 1) == attempt.questions
    after = browser.get(f"{page}?student={student.pk}").text
    assert "The paper that Sona Aliyeva was given." in after
    questions = [re.findall(r'<section class="card question".*?</section>', text, re.S) for text in (before, after)]
    assert len(questions[0]) == 10
    assert questions[0] == questions[1]
    nobody = browser.get(page).text
    assert "A paper that no student gets." in nobody
    assert re.findall(r'<section class="card question".*?</section>', nobody, re.S) != questions[0]
    assert browser.get(f"{page}?student=999999").status_code == 404
    assert "cannot be drawn" in browser.get("/papers/quiz-9/class/preview/").text


@pytest.mark.django_db
def test_a_sample_of_each_kind_is_shown_to_everybody_with_its_key(client_of: Callable[[User | None], Client]) -> None:
    page = client_of(None).get("/samples/").text
    assert page.count("Correct answer and reasons") == 5
    for words in ("What does it print?", "Which line is wrong?", "What goes in place of", "Your answer", "choose one"):
        assert page.count(words) == 1, words
    assert "squaring makes a large error count out of proportion" in page
    assert '/samples/"' in client_of(None).get("/syllabus/").text
