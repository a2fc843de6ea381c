"""Practice on a class's site: code runs in the sandbox as a job, and while a paper is sat it is shut."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FunctionType

import pytest
from django.test import Client
from tests.campus.site.alone.test_lab_views import text_of
from tests.campus.site.papers.conftest import right_answer

from chainrule import warm
from chainrule.campus.questions import Bank, Question
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import bank
from chainrule.campus.site.jobs import boxes, performing, queue
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.models import Attempt, Release
from chainrule.campus.site.practice import answering, records, sheets
from chainrule.campus.site.practice.models import Answer, Run
from chainrule.labs.warmed import OPTIONS, WarmLauncher

ClientOf = Callable[[User | None], Client]
HTMX = {"HX-Request": "true"}


@pytest.fixture(scope="module")
def waiting() -> Iterator[warm.Servers]:
    with warm.Servers() as servers:
        yield servers


@pytest.fixture(autouse=True)
def at_once(waiting: warm.Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are forks of an interpreter that waits: what the sandbox holds is tried elsewhere."""
    address = waiting.address(warm.NUMPY, options=OPTIONS)
    launcher = lambda loaded=(): WarmLauncher(address)  # noqa: E731
    monkeypatch.setattr("chainrule.campus.site.papers.runs.launcher", launcher)
    monkeypatch.setattr(boxes, "launcher", launcher)


def find(kind: str) -> tuple[int, Question]:
    return next((place, q) for place, q in enumerate(records.questions(3), 1) if q.kind == kind)


def test_a_choice_is_marked_at_once_and_code_when_the_sandbox_has_run_it(client_of: ClientOf, student: User) -> None:
    client = client_of(student)
    place, question = find("multiple_choice")
    right = right_answer(question.variant(0))
    page = client.post(f"/practice/03/{place}/", {"seed": 0, f"q{place}-option": right["option"]}, follow=True)
    assert "Right" in text_of(page)
    assert not Run.objects.exists()

    place, question = find("complete_code")
    fill = f"({right_answer(question.variant(0))['text']})"
    page = client.post(f"/practice/03/{place}/", {"seed": 0, f"q{place}-text": fill}, follow=True)
    address = page.redirect_chain[-1][0]
    assert "waits for its turn" in text_of(page)
    assert "Correct answer" not in text_of(page), "a key before the answer is marked"
    assert "hx-get" in client.get(address, headers=HTMX).content.decode()
    assert performing.do_next()
    assert client.get(address, headers=HTMX).headers["HX-Refresh"] == "true"
    assert "Right" in text_of(client.get(address))
    assert Answer.objects.latest("pk").is_right


def test_files_that_wait_for_a_verdict_come_first_and_a_flood_is_refused(student: User) -> None:
    _, question = find("complete_code")
    for number in range(answering.MOST_WAITING):
        answering.answer(student, question, number, {"text": f"made_up + {number}"})
    with pytest.raises(answering.Refused, match="wait a moment"):
        answering.answer(student, question, 9, {"text": "made_up"})
    assert Answer.objects.count() == answering.MOST_WAITING
    Submission.objects.create(student=student, lab="05", source="x = 1", wanted=grading.version("05"))
    assert isinstance(queue.take(), Submission)
    assert isinstance(queue.take(), Run)


def test_while_a_paper_is_sat_practice_is_shut_and_what_was_answered_too(
    client_of: ClientOf, student: User, at: Callable[[str], None]
) -> None:
    at("2026-02-03T12:00")
    client = client_of(student)
    kept = answering.answer(student, find("multiple_choice")[1], 0, None)
    attempt = sitting.begin(student, "quiz-1", clock.now())
    for address in ("/practice/03/1/", f"/practice/answers/{kept.pk}/", "/labs/03/viva/"):
        page = client.get(address, follow=True)
        assert page.redirect_chain[-1][0] == "/papers/quiz-1/"
        assert "Practice is closed while you sit Quiz 1" in text_of(page)
    assert client.post("/practice/03/1/", {"seed": "0", "do": "show"}).headers["Location"] == "/papers/quiz-1/"
    sitting.submit(attempt, clock.now())
    assert client.get(place_of_one_not_asked(attempt)).status_code == 200


def place_of_one_not_asked(attempt: Attempt) -> str:
    asked = {item.question for item in attempt.questions.items}
    return next(f"/practice/03/{n}/" for n, one in enumerate(records.questions(3), 1) if one.id not in asked)


def test_what_a_paper_asked_comes_back_to_practice_when_it_is_released(
    client_of: ClientOf, student: User, instructor: User, at: Callable[[str], None]
) -> None:
    at("2026-02-03T12:00")
    client = client_of(student)
    attempt = sitting.begin(student, "quiz-1", clock.now())
    sitting.submit(attempt, clock.now())
    asked = {item.question for item in attempt.questions.items}
    number, place, question = next(
        (number, place, one)
        for number in (3, 4, 1, 2)
        for place, one in enumerate(records.questions(number), 1)
        if one.id in asked
    )
    kept = answering.answer(student, question, 0, None)
    address, answered = f"/practice/{number:02}/{place}/", f"/practice/answers/{kept.pk}/"
    for tried in (client.get(address, follow=True), client.post(address, {"seed": "0", "do": "show"}, follow=True)):
        assert "it is not released yet" in text_of(tried)
        assert tried.redirect_chain[-1][0] == "/practice/"
    assert client.get(answered).status_code == 302
    on_it = sheets.of_lecture(student, number, clock.now())
    assert on_it is not None
    assert not asked & {id for id, _ in on_it.items}
    Release.objects.create(paper="quiz-1", by=instructor)
    assert client.get(address).status_code == client.get(answered).status_code == 200


def test_nothing_is_left_to_practise_where_a_paper_asked_all(
    client_of: ClientOf, student: User, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at("2026-02-03T12:00")
    monkeypatch.setattr(records, "kept_back", lambda learner: {one.id for one in records.questions(3)})
    client = client_of(student)
    for page in (client.get("/practice/03/", follow=True), client.post("/practice/03/paper/", follow=True)):
        assert "it is not released yet" in text_of(page)


def test_what_is_due_and_kept_back_is_not_said_to_be_nothing(
    client_of: ClientOf, student: User, at: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at("2026-02-10T12:00")
    answering.answer(student, find("multiple_choice")[1], 0, None)
    at("2026-02-11T12:00")
    monkeypatch.setattr(records, "kept_back", lambda learner: {one.id for one in records.questions(3)})
    page = client_of(student).post("/practice/plan/paper/", follow=True)
    assert "it is not released yet" in text_of(page)
    assert "Nothing is due today" not in text_of(page)


def test_home_says_what_is_due_today(client_of: ClientOf, student: User, at: Callable[[str], None]) -> None:
    at("2026-02-10T12:00")
    assert "Repeat what is due today" not in text_of(client_of(student).get("/"))
    answering.answer(student, find("multiple_choice")[1], 0, None)
    assert "Repeat what is due today" not in text_of(client_of(student).get("/"))
    at("2026-02-11T00:05")
    assert "1 outcome that was not right the last time" in text_of(client_of(student).get("/"))


def test_a_private_question_is_not_practised(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    _, question = find("multiple_choice")
    elsewhere = tmp_path / "lectures/03-private/questions/secret.py"
    hidden = author_at(question, elsewhere)
    monkeypatch.setattr(records, "public_bank", lambda: Bank({**bank(), hidden.id: hidden}))
    there = records._questions(3)
    assert question.id in {one.id for one in there}
    assert hidden.id not in {one.id for one in there}


def author_at(question: Question, path: Path) -> Question:
    """The same question, from a file elsewhere."""
    code = question.author.__code__.replace(co_filename=str(path))
    author = FunctionType(code, question.author.__globals__, question.author.__name__)
    return replace(question, id="03/secret", author=author)
