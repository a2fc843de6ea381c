"""Questions about own code as part of a quiz: made before it begins, frozen with the paper, fair to who has none."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from tests.campus.site.alone.test_lab_views import text_of
from tests.campus.site.labs.test_bench import graded
from tests.campus.site.papers.conftest import right_answer

from chainrule import warm
from chainrule.campus.questions.own_code import is_own
from chainrule.campus.questions.viva import kept, make
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import bank, course
from chainrule.campus.site.labs import grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.papers import attempt_marks, saving, shown, sitting
from chainrule.campus.site.papers.models import Attempt, Sitting
from chainrule.campus.site.viva import desk, for_papers, health
from chainrule.campus.site.viva.models import Made
from chainrule.campus.syllabus.model import OwnCode
from chainrule.labs import Lab, solution
from chainrule.labs.warmed import OPTIONS, WarmLauncher

ClientOf = Callable[[User | None], Client]
NOON = "2026-02-12T12:00"  # the day of quiz 2, which covers the classes 5 and 6


@pytest.fixture
def lab() -> Lab:
    return grading.labs()["05"]


@pytest.fixture
def asks(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """`asks("same-class")`: quiz 2 asks one question about the student's own file of lab 5."""

    def change(not_passed: Any = "same-class", questions: int = 1) -> None:
        own = OwnCode(5, questions, not_passed)
        papers = tuple(replace(one, own_code=own) if one.id == "quiz-2" else one for one in course().assessments)
        changed = replace(course(), assessments=papers)
        monkeypatch.setitem(course._made, (), changed)  # type: ignore[attr-defined]

    change()
    return change


@pytest.fixture(scope="module")
def made_once() -> Iterator[list[dict[str, Any]]]:
    """Questions about the solution of lab 5, made once for all tests."""
    with warm.Servers() as servers:
        launcher = WarmLauncher(servers.address(warm.NUMPY, options=OPTIONS))
        lab = grading.labs()["05"]
        yield [kept(one) for one in make(lab, solution(lab).encode(), 1, launcher).questions]


@pytest.fixture
def passed(student: User, lab: Lab) -> Submission:
    row = Submission.objects.create(student=student, lab="05", source=solution(lab), wanted=grading.version("05"))
    return graded(row, lab)


@pytest.fixture
def ready(asks: object, passed: Submission, made_once: list[dict[str, Any]], at: Callable[[str], None]) -> Made:
    """The student's set for quiz 2, queued by the server and made."""
    at(NOON)
    assert for_papers.prepare(clock.now()) == 1
    made = Made.objects.get()
    made.state, made.questions = Made.State.DONE, made_once
    made.save()
    return made


def own_items(attempt: Attempt) -> list[int]:
    return [item.number for item in attempt.questions.items if is_own(item.question)]


@pytest.mark.parametrize(
    ("moment", "count"),
    [("2026-02-11T07:59", 0), ("2026-02-11T08:00", 1), ("2026-02-12T22:59", 1), ("2026-02-12T23:00", 0)],
)
def test_sets_are_queued_from_a_day_before_the_paper_opens_until_it_closes(
    moment: str, count: int, asks: object, passed: Submission, at: Callable[[str], None]
) -> None:
    at(moment)
    assert for_papers.prepare(clock.now()) == count
    assert for_papers.prepare(clock.now()) == 0, "a second set for the same paper"
    assert Made.objects.filter(paper="quiz-2", round=1, for_staff=False).count() == count


def test_who_passes_later_gets_a_set_and_who_sits_already_gets_none(
    asks: object, student: User, lab: Lab, at: Callable[[str], None]
) -> None:
    at(NOON)
    assert for_papers.prepare(clock.now()) == 0
    row = Submission.objects.create(student=student, lab="05", source=solution(lab), wanted=grading.version("05"))
    graded(row, lab, failing=(lab.checks[0].name,))
    assert for_papers.prepare(clock.now()) == 0, "this file has not passed"
    graded(Submission.objects.create(student=student, lab="05", source="x", wanted="v"), lab)
    attempt = sitting.begin(student, "quiz-2", clock.now())
    assert for_papers.prepare(clock.now()) == 0
    assert own_items(attempt) == []
    attempt.delete()
    assert for_papers.prepare(clock.now()) == 1


def test_the_paper_asks_about_the_file_and_is_marked_by_what_its_run_gave(
    ready: Made, student: User, instructor: User, client_of: ClientOf
) -> None:
    assert "lab 5: 1 ready" in health.lines()[0].value
    attempt = sitting.begin(student, "quiz-2", clock.now())
    [number] = own_items(attempt)
    page = client_of(student).get("/papers/quiz-2/attempt/").content.decode()
    assert "Your file <code>lab05.py</code>, as you handed it in" in page
    assert not [key for key in ("The file was run", "The program was run", "The checks were run") if key in page]
    variant = attempt.questions.variant(shown.shown([attempt]), number)
    right = right_answer(variant) if not hasattr(variant, "key_given") else {"text": variant.key_given}
    Made.objects.all().update(questions=[])  # what was drawn stays, whatever becomes of the set
    saving.save(attempt, saving.Batch("a", "a", [(1, number, right)]), clock.now())
    sitting.submit(attempt, clock.now())
    [item] = [one for one in attempt_marks.result(attempt).items if one.number == number]
    assert (item.state, item.points, item.out_of) == ("marked", 1.0, 1.0)
    assert shown.changes([attempt]) == []
    staff = client_of(instructor)
    for address in ("", "regrade/", "regrade/05/own_code_1/", "statistics/", f"{attempt.pk}/"):
        assert staff.get(f"/papers/quiz-2/class/{address}").status_code == 200, address


def test_before_the_paper_nobody_sees_the_set_and_practice_has_its_own(
    ready: Made, student: User, client_of: ClientOf
) -> None:
    client = client_of(student)
    assert "Make five questions" in text_of(client.get("/labs/05/viva/"))
    assert client.post(f"/labs/05/viva/{ready.pk}/1/", {"q1-option": "0"}).status_code == 404
    other = desk.ask(student, grading.labs()["05"], clock.now(), for_staff=False)
    assert other is not None
    assert other.pk != ready.pk


@pytest.mark.parametrize("not_passed", ["same-class", "any-class"])
def test_who_has_not_passed_gets_a_question_of_the_bank_for_the_same_points(
    not_passed: str, asks: Callable[..., None], student: User, at: Callable[[str], None]
) -> None:
    asks(not_passed, questions=3)
    at(NOON)
    attempt = sitting.begin(student, "quiz-2", clock.now())
    code = [bank()[item.question] for item in attempt.questions.items if bank()[item.question].group == "code"]
    assert len(code) == 3
    assert not_passed == "any-class" or {question.class_number for question in code} == {5}
    assert attempt.questions.out_of == 10


def test_a_set_that_is_not_made_in_time_keeps_nobody_waiting(
    asks: object, passed: Submission, student: User, at: Callable[[str], None]
) -> None:
    at(NOON)
    assert for_papers.prepare(clock.now()) == 1
    attempt = sitting.begin(student, "quiz-2", clock.now())
    assert own_items(attempt) == []
    assert len(attempt.questions.items) == 10


def test_the_paper_s_page_says_what_is_asked_and_what_else(asks: object, student: User, client_of: ClientOf) -> None:
    page = text_of(client_of(student).get("/papers/quiz-2/"))
    assert "1 of the questions on code is about your file of lab 5" in page
    assert "you get a question on code of class 5, worth the same" in page


def test_a_granted_second_sitting_gets_a_set_of_its_own(
    ready: Made, student: User, instructor: User, at: Callable[[str], None]
) -> None:
    sitting.submit(sitting.begin(student, "quiz-2", clock.now()), clock.now())
    at("2026-02-13T12:00")
    hours = {"opens_at": clock.now(), "closes_at": clock.now().replace(hour=18), "minutes": 30}
    Sitting.objects.create(
        student=student, paper="quiz-2", **hours, again=True, reason="-", granted_by=instructor, granted_at=clock.now()
    )
    assert for_papers.prepare(clock.now()) == 1
    assert for_papers.prepare(clock.now()) == 0
    assert set(Made.objects.values_list("paper", "round")) == {("quiz-2", 1), ("quiz-2", 2)}
