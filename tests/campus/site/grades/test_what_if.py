"""What if, and what is needed: the pure functions' numbers, in an address and nowhere else."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chainrule.campus.site import clock
from chainrule.campus.site import course as shelf
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import records
from chainrule.campus.site.grades.models import RecordedScore
from chainrule.campus.syllabus import Letter, Proposal, Score, course_grade, due, needed, rounded

ClientOf = Callable[[User | None], Client]
WHAT_IF = "/grades/what-if/"
LETTERS = (Letter("A", 94), Letter("B+", 87), Letter("B", 83), Letter("F", 0))


@pytest.fixture(autouse=True)
def in_march(at: Callable[[str], None]) -> None:
    at("2026-03-18T10:00")


@pytest.fixture
def lettered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf.course, "_made", {(): replace(course(), letters=LETTERS)})


@pytest.fixture
def midterm(student: User, instructor: User) -> RecordedScore:
    return RecordedScore.objects.create(
        student=student, item="midterm", points=14.0, out_of=20.0, recorded_by=instructor
    )


def shown(number: float | None) -> str:
    assert number is not None
    return rounded(number, course().grade_rules.decimals)


def part(page: str, id: str, ends: str) -> str:
    start = page.index(f'id="{id}"')
    return page[start : page.index(ends, start)]


def summary(page: str) -> str:
    return part(page, "what-if-sum", "</dl>")


def test_scores_to_come_and_scores_of_the_past_are_moved_by_the_same_rules(
    student: User, client_of: ClientOf, midterm: RecordedScore
) -> None:
    page = client_of(student).get(WHAT_IF, {"final": "90", "quiz-6": "80,5", "midterm": "95"}).text
    moved = {"final": Score(90, 100), "quiz-6": Score(80.5, 100), "midterm": Score(95, 100)}
    grade = course_grade(course(), {**records.scores_of(student, clock.now()), **moved}, clock.now())
    for view in (grade.so_far, grade.if_nothing_more, grade.at_best):
        assert f"{shown(view.percent)}%" in summary(page)
    assert f"really {shown(records.grade_of(student, clock.now()).so_far.percent)}" in summary(page)


def test_what_is_imagined_says_so_beside_what_is_real_and_can_be_put_back(
    student: User, client_of: ClientOf, midterm: RecordedScore
) -> None:
    client = client_of(student)
    stands = part(client.get(WHAT_IF, {"midterm": "95", "final": "50"}).text, "stands-midterm", "</div>")
    assert "imagined" in stands
    assert "really 70.00%" in stands
    back = re.search(r'href="([^"]+)">put back', stands)
    assert back
    assert parse_qs(urlsplit(back[1].replace("&amp;", "&")).query) == {"final": ["50"]}
    page = client.get(back[1]).text
    assert "imagined" not in part(page, "stands-midterm", "</div>")
    assert f'href="{WHAT_IF}">put back' in part(page, "stands-final", "</div>"), "nothing is left to keep"


def test_the_verdict_on_the_proposal_can_be_imagined_too(student: User, client_of: ClientOf) -> None:
    page = client_of(student).get(WHAT_IF, {"proposal": "pass-later"}).text
    imagined = {"proposal": Proposal(due(course(), "proposal"), ("reject", "pass"))}
    scores = {**records.scores_of(student, clock.now()), **imagined}
    assert shown(course_grade(course(), scores, clock.now()).if_nothing_more.percent) in summary(page)
    assert "Choose one of the ways" in client_of(student).get(WHAT_IF, {"proposal": "100"}).text


def test_a_quiz_moved_below_the_others_is_discarded(student: User, instructor: User, client_of: ClientOf) -> None:
    for number in range(1, 10):
        RecordedScore.objects.create(
            student=student, item=f"quiz-{number}", points=8.0, out_of=10.0, recorded_by=instructor
        )
    page = client_of(student).get(WHAT_IF, {"quiz-3": "10"}).text
    tree = page[page.index('id="what-if-tree"') :]
    assert re.search(r'Quiz 3 <span class="badge info">imagined</span> <span class="badge">discarded', tree)
    assert tree.count("discarded</span>") == 1


@pytest.mark.parametrize("typed", ["101", "-1", "nan", "<b>", "9" * 40, "1e3"])
def test_what_is_no_percent_is_refused_beside_its_field(student: User, client_of: ClientOf, typed: str) -> None:
    page = client_of(student).get(WHAT_IF, {"final": typed, "need_for": typed}).text
    assert "Enter a percentage from 0 to 100." in part(page, "stands-final", "</div>")
    assert "Enter a percentage from 0 to 100." in part(page, "needed", "</div>")
    assert "<b>" not in page
    assert "imagined</span>" not in page


def test_nothing_is_stored_or_logged(student: User, client_of: ClientOf, midterm: RecordedScore) -> None:
    client = client_of(student)
    client.get(WHAT_IF)
    before = AuditEntry.objects.count()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(WHAT_IF, {"midterm": "95", "final": "50", "need_for": "80"})
    assert [q["sql"] for q in queries if not q["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))] == []
    assert AuditEntry.objects.count() == before
    assert RecordedScore.objects.count() == 1
    assert "95.00" not in client.get("/grades/").text
    assert client.get(WHAT_IF)["Cache-Control"] == "no-store, private"


def test_a_live_answer_is_the_parts_that_change_and_the_address_to_keep(student: User, client_of: ClientOf) -> None:
    client = client_of(student)
    sent = {"final": "90", "quiz-6": "", "proposal": "", "need_on": "final", "need_for": "", "need_others": "full"}
    live = client.get(WHAT_IF, sent, headers={"HX-Request": "true"})
    assert live["HX-Replace-Url"] == f"{WHAT_IF}?final=90"
    assert "<html" not in live.text
    whole = client.get(live["HX-Replace-Url"]).text
    for line in summary(whole).split(">", 1)[1].splitlines():
        assert line in live.text
    assert live.text.count("hx-swap-oob") == 2 + len([a for a in course().assessments if a.kind != "teams"])
    for id in re.findall(r'id="([\w-]+)" hx-swap-oob', live.text):
        assert f'id="{id}"' in whole
    assert client.get(WHAT_IF, headers={"HX-Request": "true"})["HX-Replace-Url"] == WHAT_IF


def test_what_is_needed_on_the_final_is_what_the_rules_say(
    student: User, client_of: ClientOf, midterm: RecordedScore
) -> None:
    client, scores = client_of(student), records.scores_of(student, clock.now())
    answers = needed(course(), scores, "final", [60.0, 5.0, 99.0], "full", clock.now())
    assert [answer.least is None for answer in answers] == [False, False, True]
    for answer in answers:
        page = part(
            client.get(WHAT_IF, {"need_for": str(answer.target), "need_others": "full"}).text, "needed", "</fieldset>"
        )
        if answer.least is None:
            assert "cannot be reached" in page
            assert f'even 100% on the Final Exam gives <span class="num">{answer.at_full}</span>' in page
        elif answer.is_reached:
            assert "5 is reached already: 0% on the Final Exam is enough" in page
        else:
            assert f"{answer.least}%</strong> on the Final Exam gives" in page


def test_it_is_asked_of_any_open_item_with_the_rest_as_imagined(student: User, client_of: ClientOf) -> None:
    client, now = client_of(student), clock.now()
    asked = {"final": "100", "quiz-9": "3", "need_on": "quiz-9", "need_for": "40", "need_others": "full"}
    page = part(client.get(WHAT_IF, asked).text, "need", "</fieldset>")
    scores = {**records.scores_of(student, now), "final": Score(100, 100)}
    (answer,) = needed(course(), scores, "quiz-9", [40.0], "full", now)
    assert str(answer.at_full) in page
    assert "Quiz 9" in page
    assert '<option value="quiz-1"' not in page, "it is over"
    assert '<option value="proposal"' not in page, "it gets verdicts"
    fallback = client.get(WHAT_IF, {"need_on": "no-such", "need_others": "x", "need_for": "40"}).text
    assert re.search(r'<option value="final" selected>', fallback)


def test_when_all_is_decided_nothing_is_asked(
    student: User, client_of: ClientOf, at: Callable[[str], None], instructor: User
) -> None:
    at("2026-06-10T10:00")
    for assessment in course().assessments:
        if assessment.kind not in ("teams", "proposal"):
            RecordedScore.objects.create(
                student=student, item=assessment.id, points=8.0, out_of=10.0, recorded_by=instructor
            )
    page = client_of(student).get(WHAT_IF, {"need_for": "80", "final": "90"})
    assert page.status_code == 200
    assert "What do I need?" not in page.text
    assert "imagined" in page.text


@pytest.mark.usefixtures("lettered")
def test_letters_stand_beside_the_grade_and_say_what_each_needs(
    student: User, client_of: ClientOf, midterm: RecordedScore
) -> None:
    client = client_of(student)
    mine = client.get("/grades/").text
    assert '<strong class="letter">F</strong>' in mine
    assert "F begins at 0, B at 83." in mine
    page = client.get(WHAT_IF, {"need_others": "full"}).text
    answers = part(page, "needed", "</fieldset>")
    assert [name for name in ("A", "B+", "B", "F") if f"<strong>{name}</strong>, from" in answers] == ["A", "B+", "B"]
    assert '<strong class="letter">' in summary(page)
    assert "A from 94, B+ from 87, B from 83, F from 0" in client.get("/syllabus/").text


def test_without_a_table_there_are_no_letters(student: User, client_of: ClientOf, midterm: RecordedScore) -> None:
    client = client_of(student)
    assert 'class="letter"' not in client.get("/grades/").text + client.get(WHAT_IF).text


def test_it_is_for_the_student_alone(
    student: User, instructor: User, assistant: User, advisor: User, client_of: ClientOf
) -> None:
    for person in (instructor, assistant, advisor):
        assert client_of(person).get(WHAT_IF).status_code == 403
        assert "what-if" not in client_of(person).get(f"/gradebook/{student.pk}/").text


def test_moving_a_score_asks_the_database_little(
    student: User, client_of: ClientOf, midterm: RecordedScore, django_assert_max_num_queries: Any
) -> None:
    client = client_of(student)
    client.get(WHAT_IF)
    with django_assert_max_num_queries(22):
        client.get(WHAT_IF, {"final": "90", "need_for": "80"})
