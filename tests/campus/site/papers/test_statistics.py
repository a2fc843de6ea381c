"""The page of a paper's statistics: what needs a look first, pictures, pairs that agree too much; for instructors."""

import random
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from chainrule.campus.site.accounts import demo_people
from chainrule.campus.site.papers import attempt_marks, regrades, statistics
from chainrule.campus.site.papers.models import AnswerEvent

from .sat_class import class_that_sat as loaded

PAGE = "/papers/quiz-1/class/statistics/"


@pytest.fixture(scope="module")
def class_that_sat(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with loaded(django_db_blocker):
        yield


@pytest.fixture
def sat(class_that_sat: None, db: None, at: Any, settings: Any) -> demo_people.People:
    settings.DEMO = True  # else nobody of the demo class can sign in
    at("2026-02-20T10:00")
    attempt_marks._remembered.clear()
    return demo_people.people()


def test_the_numbers_are_those_of_the_marks(sat: demo_people.People) -> None:
    found = statistics.of_paper("quiz-1")
    assert found is not None
    results = [result for _, result in attempt_marks.results(attempt_marks.closed("quiz-1"))]
    assert found.attempts == len(results)
    assert sorted(found.scores) == sorted(result.points / result.out_of for result in results)
    for one in found.questions:
        items = [item for result in results for item in result.items if item.question == one.numbers.question]
        assert one.numbers.asked == len(items)
        assert one.numbers.facility == pytest.approx(sum(i.points / i.out_of for i in items) / len(items))
    assert {name for name, _, _ in found.classes} <= {f"Class {number}" for number in range(1, 30)}
    assert sum(count for _, _, count in found.levels) == sum(len(result.items) for result in results)


def test_the_page_has_pictures_and_every_question_those_that_need_a_look_first(
    sat: demo_people.People, client_of: Any
) -> None:
    page = client_of(sat.instructors[0]).get(PAGE).text
    found = statistics.of_paper("quiz-1")
    for title in ("Scores", "Questions", "By class", "By outcome", "By level"):
        assert f"<title>{title}</title>" in page
    order = re.findall(r'<code class="quiet">([^<]+)</code>', page)
    assert order == [one.numbers.question for one in found.questions]
    needs = [bool(one.concerns) for one in found.questions]
    assert needs == sorted(needs, reverse=True)
    drawn = re.findall(r'<svg[^>]*role="img".*?</svg>', page, re.DOTALL)
    assert len(drawn) == 5
    assert not any("style=" in picture for picture in drawn), "the site's policy does not allow it"


def test_a_paper_that_nobody_sat_says_so(instructor: Any, client_of: Any) -> None:
    assert "Nobody has handed it in yet" in client_of(instructor).get(PAGE.replace("quiz-1", "quiz-9")).text


def test_dropped_questions_are_left_out(sat: demo_people.People) -> None:
    question = statistics.of_paper("quiz-1").questions[0].numbers.question
    proposal = regrades.propose("quiz-1", question, "drop")
    regrades.confirm(proposal, regrades.preview(proposal).seen, "Wrong.", sat.instructors[0])
    assert question not in {one.numbers.question for one in statistics.of_paper("quiz-1").questions}


def test_time_is_told_where_the_records_give_it(sat: demo_people.People) -> None:
    assert all(one.numbers.timed == 0 for one in statistics.of_paper("quiz-1").questions), "all was sent at once"
    attempt = attempt_marks.closed("quiz-1").first()
    seconds = 40
    for event in list(AnswerEvent.objects.filter(attempt=attempt)):
        moment = attempt.began_at + timedelta(seconds=seconds * event.item)
        AnswerEvent.objects.create(
            attempt=attempt, client="timed", sequence=event.sequence, item=event.item, answer=event.answer,
            received_at=moment, turn=event.turn,
        )  # fmt: skip
    timed = [one.numbers for one in statistics.of_paper("quiz-1").questions if one.numbers.timed]
    assert len(timed) == 10
    assert {one.seconds for one in timed} == {40.0}


def test_a_pair_that_agrees_on_wrong_answers_is_listed_with_both_names(
    sat: demo_people.People, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a looser threshold: in a quiz of ten questions few answers are wrong, and the promised one lists nobody."""
    one, other = attempt_marks.closed("quiz-1")[:2]
    given = statistics.responses_of(attempt_marks.results(attempt_marks.closed("quiz-1")))
    wrong = [f"q{number}" for number in range(8)]
    planted = [response_of(given[0], attempt.pk, question) for attempt in (one, other) for question in wrong]
    planted += [
        response_of(given[0], attempt.pk, question, str(random.Random(f"{attempt.pk} {question}").randrange(5)))
        for attempt in attempt_marks.closed("quiz-1")[2:]
        for question in wrong
    ]
    found = statistics.agreement(planted)
    assert [pair.attempts for pair in found.pairs] == [tuple(sorted((one.pk, other.pk)))]
    monkeypatch.setattr(statistics, "agreement", lambda _: found)
    page = client_of(sat.instructors[0]).get(PAGE).text
    pairs = page[page.index('id="pairs"') :]
    assert all(f"/papers/quiz-1/class/{attempt.pk}/" in pairs for attempt in (one, other))


def response_of(like: Any, attempt: int, question: str, chose: str = "the same wrong one") -> Any:
    return type(like)(attempt, question, 0.0, True, chose, chose)


def test_an_assistant_does_not_see_it(sat: demo_people.People, client_of: Any) -> None:
    assert client_of(sat.assistants[0]).get(PAGE).status_code == 403
    assert "Statistics" not in client_of(sat.assistants[0]).get("/papers/quiz-1/class/").text
