"""The list of lectures, a lecture's page, and the place where a reader stopped."""

import dataclasses
import datetime as dt
import html
import json
import re
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.lectures.asking import Asked
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import home
from chainrule.campus.site.course import course
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.lectures.models import Answered, ReadingPosition
from chainrule.course import CourseError


@pytest.fixture
def two_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only lectures 3 and 4 are written, and lab 3, however many there are by now."""
    monkeypatch.setattr(texts, "with_text", lambda: (3, 4))
    monkeypatch.setattr(texts, "with_lab", lambda: frozenset({3}))


@pytest.mark.usefixtures("two_texts")
def test_the_list_leads_with_what_exists_and_keeps_every_class_with_its_date(client_of: Any, student: User) -> None:
    ReadingPosition.objects.create(user=student, lecture=3, fraction=0.2, furthest=1.0)
    ReadingPosition.objects.create(user=student, lecture=4, fraction=0.4, furthest=0.45)
    page = client_of(student).get("/lectures/").text
    rows = dict(re.findall(r"Class (\d+): </span>(.*?)</li>", page, re.S))
    assert len(rows) == 29
    assert "read" in rows["3"]
    assert "45% read" in rows["4"]
    assert list(rows)[:2] == ["3", "4"]
    written, planned = page.split('id="planned-h"')
    assert "These have no text yet" in planned
    assert "Class 29: " not in written
    assert "exam" in rows["16"]
    assert "Thu 29 Jan" in rows["3"]


@pytest.mark.usefixtures("two_texts")
def test_a_class_with_a_lab_and_no_text_is_among_what_exists(
    client_of: Any, student: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "with_lab", lambda: frozenset({3, 9}))
    written, _ = client_of(student).get("/lectures/").text.split('id="planned-h"')
    assert re.findall(r"Class (\d+): ", written) == ["3", "4", "9"]
    assert "lab only" in written


def test_a_visitor_reads_without_a_state(client: Client, db: None) -> None:
    assert "not yet read" not in client.get("/lectures/").text
    assert "data-place" not in client.get("/lectures/03/").text


def test_a_lecture_shows_its_code_with_what_came_out(client: Client, db: None) -> None:
    page = client.get("/lectures/03/").text
    assert page.count('class="code-output"') > 10
    assert 'class="katex' in page
    assert "data-copy" in page


def test_a_long_page_travels_packed(client: Client, db: None) -> None:
    packed = client.get("/lectures/03/", headers={"accept-encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert len(packed.content) < len(client.get("/lectures/03/").content) / 5


def test_every_outcome_of_a_text_links_to_a_section_that_is_there(client: Client, db: None) -> None:
    for number in texts.with_text():
        page = client.get(f"/lectures/{number:02d}/").text
        block = re.search(r'<section class="outcomes".*?</section>', page, re.S)
        assert block
        links = re.findall(r'href="#([^"]+)"', block[0])
        required = [o for o in course().meeting(number).outcomes if not o.optional]
        assert len(links) >= len(required)
        assert all(f'id="{link}"' in page for link in links)


def test_contents_name_every_section(client: Client, db: None) -> None:
    page = client.get("/lectures/03/").text
    for section in texts.text(3).sections:
        assert f'href="#{section.id}"' in page


def test_an_explorable_is_loaded_only_where_there_is_one(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "built/explorables/" in client.get("/lectures/03/").text
    without = dataclasses.replace(texts.text(3), explorables=())
    monkeypatch.setattr(texts, "text", lambda number: without)
    assert "built/explorables/" not in client.get("/lectures/03/").text


@pytest.mark.usefixtures("two_texts")
def test_a_class_without_a_text_shows_its_outcomes_from_the_syllabus(client: Client, db: None) -> None:
    page = client.get("/lectures/21/").text
    assert "weighted information selection" in page
    assert 'href="/lectures/20/"' in page
    assert 'href="/lectures/22/"' in page


@pytest.mark.parametrize(
    "address", ["/lectures/00/", "/lectures/30/", "/lectures/3/", "/lectures/abc/", "/lectures/03/files/x.png"]
)
def test_what_is_not_there_is_not_found(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_files_beside_a_text_that_it_does_not_show_stay_private(client: Client, db: None) -> None:
    for name in ("checks.py", "mutants.py", "lab.toml", "lecture.md", "..%2f..%2fcourse.toml"):
        assert client.get(f"/lectures/03/files/{name}").status_code == 404


def place(client: Client, fraction: object, section: str = "", number: str = "03") -> int:
    return client.post(f"/lectures/{number}/place/", {"fraction": fraction, "section": section}).status_code


def test_a_reader_goes_on_where_they_stopped(client_of: Any, student: User, at: Any) -> None:
    at("2026-02-01T10:00")
    client, section = client_of(student), texts.text(3).sections[2]
    assert place(client, 0.5, section.id) == 204
    assert place(client, 0.3, section.id) == 204
    position = ReadingPosition.objects.get()
    assert (position.fraction, position.furthest, position.section) == (0.3, 0.5, section.id)
    (resume,) = home.gather(student, dt.datetime.now(dt.UTC)).resume
    assert resume.address == f"/lectures/03/#{section.id}"
    assert section.title in resume.note
    assert f'<a href="#{section.id}">Go on where you left off</a>' in client.get("/lectures/03/").text


def test_a_lecture_that_is_read_is_not_offered_again(client_of: Any, student: User) -> None:
    assert place(client_of(student), 1) == 204
    assert home.gather(student, dt.datetime.now(dt.UTC)).resume == []


@pytest.mark.parametrize("fraction", ["", "x", "-0.1", "1.1", "nan", "inf", "1e400"])
def test_a_place_outside_the_page_is_refused(client_of: Any, student: User, fraction: str) -> None:
    assert place(client_of(student), fraction) == 400
    assert not ReadingPosition.objects.exists()


def test_a_section_that_the_text_does_not_have_is_left_out(client_of: Any, student: User) -> None:
    assert place(client_of(student), 0.5, "<script>") == 204
    assert ReadingPosition.objects.get().section == ""


@pytest.mark.usefixtures("two_texts")
def test_a_class_without_a_text_has_no_place(client_of: Any, student: User) -> None:
    assert place(client_of(student), 0.5, number="21") == 404


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> str:
    """The id of a question that the text of lecture 3 is made to ask."""
    text = dataclasses.replace(texts.text(3), asks=(Asked("0123456789ab", number="-4"),))
    monkeypatch.setattr(texts, "text", lambda number: text)
    return text.asks[0].id


def answer(client: Client, ask: str, given: str) -> int:
    return client.post("/lectures/03/answers/", {"ask": ask, "answer": given}).status_code


def test_the_last_answer_of_a_reader_is_kept_and_stands_in_their_page(
    client_of: Any, student: User, instructor: User, asked: str
) -> None:
    reader = client_of(student)
    assert [answer(reader, asked, given) for given in ("12", "-4")] == [204, 204]
    assert Answered.objects.get().answer == "-4"
    assert 'data-answered="{&quot;0123456789ab&quot;: &quot;-4&quot;}"' in reader.get("/lectures/03/").text
    assert 'data-answered="{}"' in client_of(instructor).get("/lectures/03/").text


@pytest.mark.parametrize("given", ["Two lines,\nand −3.", '</textarea><script>alert(1)</script>"', "a" * 2_000])
def test_an_answer_to_an_exercise_is_kept_as_it_was_typed(client_of: Any, student: User, given: str) -> None:
    reader, text = client_of(student), texts.text(3)
    exercise = next(one for one in text.exercises if one.has_answer)
    assert answer(reader, exercise.id, given) == 204
    assert Answered.objects.get().answer == given
    shown = reader.get("/lectures/03/").text
    assert f'data-answered="{html.escape(json.dumps({exercise.id: given}))}"'.replace("&#x27;", "&#39;") in shown


def test_an_exercise_without_a_worked_answer_takes_none(client_of: Any, student: User) -> None:
    exercise = next(one for one in texts.text(3).exercises if not one.has_answer)
    assert answer(client_of(student), exercise.id, "So.") == 400
    assert not Answered.objects.exists()


@pytest.mark.parametrize(("ask", "given"), [("ffffffffffff", "1"), ("0123456789ab", ""), ("0123456789ab", "4" * 2_001)])
def test_an_answer_to_no_question_or_too_long_is_refused(
    client_of: Any, student: User, asked: str, ask: str, given: str
) -> None:
    assert answer(client_of(student), ask, given) == 400
    assert not Answered.objects.exists()


def test_a_visitors_answers_stay_in_the_browser(client: Client, db: None, asked: str) -> None:
    assert "data-answers" not in client.get("/lectures/03/").text
    assert answer(client, asked, "-4") in (302, 403)
    assert not Answered.objects.exists()


def test_a_text_that_cannot_be_shown_says_so_and_tells_staff_why(
    client_of: Any, student: User, instructor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(number: int) -> None:
        raise CourseError("lectures/03-x/lecture.md", "expected 4.0, got 5.0", "correct the comment", 12)

    monkeypatch.setattr(texts, "page", broken)
    answer = client_of(student).get("/lectures/03/")
    assert answer.status_code == 503
    assert "is being mended" in answer.text
    assert "expected 4.0" not in answer.text
    assert "expected 4.0, got 5.0" in client_of(instructor).get("/lectures/03/").text
    assert "expected 4.0, got 5.0" in client_of(instructor).get("/health/").text


@pytest.mark.usefixtures("two_texts")
def test_a_lecture_can_be_presented_and_a_class_without_a_text_cannot(client: Client, db: None) -> None:
    page = client.get("/lectures/03/present/").text
    assert "data-present" in page
    assert "masthead" not in page
    assert "built/explorables/graph-stepper.js" in page
    assert client.get("/lectures/21/present/").status_code == 404


def test_what_cannot_be_shown_is_not_presented_either(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(number: int) -> None:
        raise CourseError("lectures/03-x/lecture.md", "expected 4.0, got 5.0", "correct the comment", 12)

    monkeypatch.setattr(texts, "page", broken)
    assert client.get("/lectures/03/present/").url == "/lectures/03/"
