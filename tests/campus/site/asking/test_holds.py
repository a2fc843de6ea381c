"""What a paper closes, and for how long: the rule by itself, and what pages say while one is open."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking import board, holds, places
from chainrule.campus.site.asking.holds import NO_END, Hold, Span
from chainrule.campus.site.asking.models import Thread, Version
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.models import Attempt, Sitting

from .conftest import AFTER, OPEN, QUIET, answer, ask, page

DAY = dt.datetime(2026, 2, 3, tzinfo=dt.UTC)
COVERS = {"quiz-1": frozenset({1, 2, 3})}
CLOSED = "Questions and answers are closed while Quiz 1 is open."


def hour(number: float) -> dt.datetime:
    return DAY + dt.timedelta(hours=number)


CLASS, LATER = Span("quiz-1", hour(8), hour(23)), Span("quiz-1", hour(100), hour(101), 7, granted=True)
RUNS = Span("quiz-1", hour(100.2), NO_END, 7)


@pytest.mark.parametrize(
    ("spans", "now", "found"),
    [
        ([CLASS], hour(7.99), []),
        ([CLASS], hour(8), [None, {1, 2, 3}]),
        ([CLASS], hour(22.99), [None, {1, 2, 3}]),
        ([CLASS], hour(23), []),
        ([CLASS, LATER], hour(50), [{1, 2, 3}]),
        ([CLASS, LATER], hour(100.1), [{1, 2, 3}]),
        ([CLASS, LATER, RUNS], hour(100.3), [None, {1, 2, 3}]),
        ([CLASS, LATER], hour(101), []),
        ([LATER], hour(99), []),
        ([CLASS, Span("quiz-1", hour(9), NO_END)], hour(23.5), [None, {1, 2, 3}]),
        ([Span("other", hour(8), hour(9))], hour(8.5), [None, set()]),
    ],
)
def test_a_paper_closes_all_while_it_is_open_and_what_it_covers_until_it_is_over_for_everybody(
    spans: list[Span], now: dt.datetime, found: list[set[int] | None]
) -> None:
    assert [hold.classes for hold in holds.holds(spans, COVERS, now)] == found


@pytest.mark.parametrize(("now", "own"), [(7, False), (8, True), (50, True), (100.5, True), (101, False)])
def test_who_has_still_to_sit_it_reads_nothing_that_was_written_since_it_opened(now: float, own: bool) -> None:
    found = holds.holds([CLASS, LATER], COVERS, hour(now), reader=7)
    assert [(hold.since, hold.classes) for hold in found if hold.own] == ([(hour(8), None)] if own else [])
    assert not any(hold.own for hold in holds.holds([CLASS, LATER], COVERS, hour(now), reader=8))


hours = st.floats(0, 200).map(hour)
spans_of_papers = st.lists(
    st.builds(
        lambda paper, a, b, who, granted: Span(paper, min(a, b), max(a, b), who, granted),
        st.sampled_from(["quiz-1", "midterm"]),
        hours,
        hours,
        st.integers(1, 3),
        st.booleans(),
    )
)


@given(spans_of_papers, hours)
def test_whoever_sits_a_paper_sits_it_while_all_is_closed_and_nothing_since_its_opening_is_read(
    spans: list[Span], now: dt.datetime
) -> None:
    for span in spans:
        found = holds.holds(spans, COVERS, now, span.student)
        if span.opens <= now < span.closes:
            assert any(h.paper == span.paper and h.classes is None and h.since <= span.opens for h in found)
        assert all(hold.since <= now for hold in found)
    if not any(span.opens <= now for span in spans):
        assert not holds.holds(spans, COVERS, now)


def test_a_hold_names_the_paper_and_what_is_closed() -> None:
    assert CLOSED in holds.why([Hold("quiz-1", DAY)], 30)
    some = [Hold("quiz-1", DAY, frozenset({3}))]
    assert "Some have still to sit Quiz 1." in holds.why(some, 3)
    assert holds.why(some, 4) == holds.why([], 3) == ""


def test_while_a_quiz_is_open_the_class_reads_what_stood_there_and_writes_nothing(
    asked: Thread, student: User, classmate: User, client_of: Any, at: Any
) -> None:
    at(OPEN)
    for who in (student, classmate):  # whether they sit it or not
        client = client_of(who)
        assert CLOSED in page(client, asked)
        assert "Why does" in page(client, asked)
        assert CLOSED in client.get("/asking/").text
        assert CLOSED in client.get("/asking/lectures/20/").text
        for address in (f"/asking/{asked.pk}/answer/", "/asking/lectures/20/"):
            sent = client.post(address, {"title": "Quiz", "text": "Question 4 is B"})
            assert sent.status_code == 409
            assert CLOSED in sent.text
            assert "Question 4 is B" in sent.text, "what was typed is still there"
    post = asked.posts.get()
    sent = client_of(student).post(f"/asking/posts/{post.pk}/edit/", {"text": "Question 4 is B"})
    assert sent.status_code == 409
    assert Thread.objects.count() == Version.objects.count() == 1


def test_what_staff_write_in_that_time_is_read_when_it_is_over(
    asked: Thread, student: User, assistant: User, client_of: Any, at: Any
) -> None:
    early = answer(assistant, asked, "First words.")
    at(OPEN)
    answer(assistant, asked, "A hint for the quiz.")
    board.edit(assistant, early, "Other words.", clock.now())
    new = ask(assistant, title="About the quiz")
    client, address = client_of(student), f"/asking/{new.pk}/"
    assert "A hint" not in page(client, asked)
    assert "First words." in page(client, asked)
    assert client.get(address).status_code == 404
    for listing in ("/asking/", "/asking/?q=hint", "/asking/?q=Other+words", "/lectures/03/", "/"):
        assert "About the quiz" not in client.get(listing).text
    assert "Why add?" in client.get("/asking/?q=First+words").text
    assert "Why add?" not in client.get("/asking/?q=Other+words").text.partition("</form>")[2]
    assert "A hint" in page(client_of(assistant), asked)
    at(AFTER)
    assert "A hint" in page(client, asked)
    assert "Other words." in page(client, asked)
    assert client.get(address).status_code == 200


def test_an_attempt_that_runs_on_keeps_it_closed_for_all(
    asked: Thread, student: User, classmate: User, client_of: Any, at: Any
) -> None:
    at(OPEN)
    begun = sitting.begin(student, "quiz-1", clock.now())
    at("2026-02-03T23:30")
    assert not holds.standing(clock.now()), "its time is over"
    Attempt.objects.filter(pk=begun.pk).update(paused_at=clock.now())
    assert CLOSED in page(client_of(classmate), asked)
    Attempt.objects.filter(pk=begun.pk).update(paused_at=None, closed_at=clock.now())
    assert CLOSED not in page(client_of(classmate), asked)


def test_who_sits_it_later_is_waited_for_by_what_it_covers_alone(
    asked: Thread, student: User, classmate: User, instructor: User, client_of: Any, at: Any
) -> None:
    at(AFTER)
    client, more = client_of(classmate), {"paper": "quiz-1", "minutes": 30, "reason": "ill", "granted_by": instructor}
    begins = clock.now() + dt.timedelta(days=2)
    Sitting.objects.create(student=student, opens_at=begins, closes_at=begins + dt.timedelta(hours=1), **more)
    assert "Some have still to sit Quiz 1." in page(client, asked)
    assert client.post(f"/asking/{asked.pk}/answer/", {"text": "It was B"}).status_code == 409
    assert client.post("/asking/lectures/20/", {"title": "Later", "text": "Why?"}).status_code == 302
    late = client_of(student)
    assert "closed to you until Quiz 1 is over for you" in page(late, asked)
    assert "Later" not in late.get("/asking/?show=unanswered").text.partition("</form>")[2]
    assert late.post("/asking/lectures/20/", {"title": "Hello", "text": "What was it?"}).status_code == 409
    at("2026-02-06T10:30")
    attempt = sitting.begin(student, "quiz-1", clock.now())
    assert client.post("/asking/lectures/20/", {"title": "Again", "text": "Why?"}).status_code == 409
    sitting.submit(attempt, clock.now())
    assert client.post(f"/asking/{asked.pk}/answer/", {"text": "It was B"}).status_code == 302
    assert "Later" in late.get("/asking/").text
    Sitting.objects.create(student=student, opens_at=begins, closes_at=NO_END, again=True, **more)
    assert holds.standing(clock.now())
    Sitting.objects.create(student=student, opens_at=begins, closes_at=begins, again=True, **more)  # the latest counts
    assert not holds.standing(clock.now())


def test_staff_write_at_any_time_and_know_no_hold(asked: Thread, assistant: User, client_of: Any, at: Any) -> None:
    at(OPEN)
    client = client_of(assistant)
    assert CLOSED not in page(client, asked)
    assert client.post(f"/asking/{asked.pk}/answer/", {"text": "Yes."}).status_code == 302
    assert "Yes." in page(client, asked)


def test_the_holds_take_one_query(student: User, at: Any, django_assert_num_queries: Any) -> None:
    at(QUIET)
    with django_assert_num_queries(1):
        assert holds.standing(clock.now()) == []
    assert places.lecture(99) is None


def test_a_list_that_a_paper_empties_does_not_say_that_nobody_asked(client_of: Any, student: User, at: Any) -> None:
    at(OPEN)
    text = client_of(student).get("/asking/").text
    assert CLOSED in text
    assert "Nothing was asked before it opened." in text
    assert "No questions yet" not in text
