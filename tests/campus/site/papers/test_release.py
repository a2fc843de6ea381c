"""What a student can reach of key, score and feedback: nothing before release, and only their own after it."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from chainrule.campus.questions import MultipleChoice, ShortAnswer
from chainrule.campus.site import clock
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers import attempt_marks, keys, runs, sitting, status
from chainrule.campus.site.papers.models import Attempt, Release, Sitting

from .conftest import Sat, mark_all, right_events
from .leaking import AS, addresses, found_in, questions_seen, secrets_of, sent, shown


def sat_perfectly(sat: Sat, at: Any) -> Attempt:
    """A closed, perfect attempt whose code was run; its short answers wait for a marker."""
    attempt = sat.begin()
    for sequence, item, answer in right_events(attempt):
        sat.save(attempt, item, answer, sequence=sequence)
    sat.submit()
    runs.run_pending(isolated=runs.runner())
    return Attempt.objects.get(pk=attempt.pk)


def leaks(client: Any, attempt: Attempt) -> list[str]:
    """All that a person in this browser can get of the keys."""
    return list(leaking(client, attempt))


def leaking(client: Any, attempt: Attempt) -> Iterator[str]:
    """One after the other, by any address, as a page, as JSON and as a part of a page."""
    secrets = secrets_of(attempt)
    for address in addresses(attempt):
        own = address.startswith(("/papers", "/grades")) or address == "/"
        for headers in AS if own else AS[:1]:
            answer = client.get(address, headers=headers)
            body = sent(answer)
            yield from found_in(answer, address, secrets)
            score = r"\b10 of 10\b|\b7 of 10\b" + (r"|\b100 ?%" if "grades" in address else "")
            if own and any(hit not in questions_seen(attempt) for hit in re.findall(score, body)):
                yield f"{address}: a score"


def test_nothing_leaks_while_it_is_sat(sat: Sat) -> None:
    attempt = sat.begin()
    assert len(secrets_of(attempt)) > 20
    assert not leaks(sat.client, attempt)


def test_nothing_leaks_before_release(sat: Sat, at: Any, assistant: Any, instructor: Any, client_of: Any) -> None:
    attempt = sat_perfectly(sat, at)
    mark_all(attempt, assistant)
    assert attempt_marks.result(attempt).points == 10
    assert not leaks(sat.client, attempt)
    assert next(leaking(client_of(instructor), attempt)), "the search for leaks finds what staff may see"
    Release.objects.create(paper="quiz-1", by=instructor)
    Release.objects.create(paper="quiz-1", by=instructor, shown=False)
    assert not leaks(sat.client, attempt), "withdrawn is as not released"
    assert attempt_marks.released_scores(attempt.student) == {"quiz-1": None}


def test_replies_to_saves_tell_nothing_about_marks(sat: Sat) -> None:
    attempt = sat.begin()
    replies = [sat.save(attempt, item, answer).json() for _, item, answer in right_events(attempt)]
    fields = {
        "acknowledged",
        "late",
        "taken",
        "refused",
        "unreadable",
        "now",
        "ends",
        "paused",
        "open",
        "ended",
        "turn",
    }
    assert all(set(reply) == fields | {"receipts"} for reply in replies)
    receipt = {"link", "client", "sequence", "turn", "item", "answer", "received", "previous", "hash", "seal"}
    assert all(set(one) == receipt for reply in replies for one in reply["receipts"])


def test_the_page_of_the_attempt_carries_what_students_may_see(sat: Sat) -> None:
    attempt = sat.begin()
    page = sat.client.get("/papers/quiz-1/attempt/").content.decode()
    state = json.loads(re.search(r'id="paper-state" type="application/json">(.*?)</script>', page)[1])
    fields = {"attempt", "tab", "owner", "now", "ends", "paused", "turn", "sequence", "stands", "answers", "receipts"}
    assert set(state) == fields
    assert set(state["receipts"]) == {"student", "paper", "start", "last"}
    assert "fingerprint" not in page
    assert not re.search(r"seed|is_right|rubric", page)
    assert attempt.questions.items[0].fingerprint not in page
    assert attempt.questions.items[0].frozen not in page


def test_after_release_the_student_sees_it_all_and_only_their_own(
    sat: Sat, at: Any, assistant: Any, instructor: Any, make_user: Any, client_of: Any
) -> None:
    attempt = sat_perfectly(sat, at)
    mark_all(attempt, assistant)
    Release.objects.create(paper="quiz-1", by=instructor)
    page = sat.client.get("/papers/quiz-1/review/").content.decode()
    assert "10 of 10 points" in page
    assert page.count("Well said.") == 3
    assert page.count("Where it is taught:") == 10
    examples = examples_of(attempt)
    variants = [attempt.questions.variant(bank(), item.number) for item in attempt.questions.items]
    reasons = {option.because for v in variants if isinstance(v, MultipleChoice) for option in v.options}
    plain = {reason for reason in reasons if not set(reason) & set("$`*\\<'&")}
    assert set(shown(page, plain)) == plain
    assert "10 of 10" in sat.client.get("/papers/").content.decode()
    assert not shown(page, examples)
    other = client_of(make_user("student"))
    for address in ("/papers/quiz-1/review/", "/papers/quiz-1/attempt/"):
        assert other.get(address).headers["Location"] == "/papers/quiz-1/"
    assert other.get(f"/papers/quiz-1/class/{attempt.pk}/").status_code == 403


def examples_of(attempt: Attempt) -> set[str]:
    """Marked examples are for markers; students do not see them after release either."""
    variants = [attempt.questions.variant(bank(), item.number) for item in attempt.questions.items]
    return {e.text for v in variants if isinstance(v, ShortAnswer) for e in v.examples}


def test_a_release_shows_no_half_marked_score(sat: Sat, at: Any, assistant: Any, instructor: Any) -> None:
    attempt = sat_perfectly(sat, at)
    Release.objects.create(paper="quiz-1", by=instructor)
    assert not leaks(sat.client, attempt)
    assert attempt_marks.released_scores(attempt.student) == {"quiz-1": None}
    mark_all(attempt, assistant)
    assert attempt_marks.released_scores(attempt.student) == {"quiz-1": (10.0, 10.0)}


def test_keys_are_hidden_again_while_a_second_sitting_is_granted(
    sat: Sat, at: Any, assistant: Any, instructor: Any
) -> None:
    attempt = sat_perfectly(sat, at)
    mark_all(attempt, assistant)
    Release.objects.create(paper="quiz-1", by=instructor)
    at("2026-02-05T09:00")
    hours = {"opens_at": clock.now(), "closes_at": clock.now() + sitting.dt.timedelta(hours=5)}
    Sitting.objects.create(
        student=attempt.student, paper="quiz-1", minutes=30, again=True, reason="x", granted_by=instructor, **hours
    )
    assert not leaks(sat.client, attempt)
    second = sat.begin()
    assert second.round == 2
    assert not leaks(sat.client, attempt)
    assert not leaks(sat.client, second)


@pytest.mark.parametrize(
    ("moment", "marked", "words"),
    [
        ("2026-02-03T12:30", True, "it has not closed yet"),
        ("2026-02-04T12:00", False, "3 short answers wait"),
        ("2026-02-04T12:00", True, None),
    ],
)
def test_a_release_that_may_be_early_must_be_confirmed(
    moment: str, marked: bool, words: str | None, sat: Sat, at: Any, assistant: Any, instructor: Any,
    client_of: Callable[..., Any],
) -> None:  # fmt: skip
    attempt = sat_perfectly(sat, at)
    if marked:
        mark_all(attempt, assistant)
    at(moment)
    client = client_of(instructor)
    page = client.post("/papers/quiz-1/class/release/", {"shown": "yes"}, follow=True).content.decode()
    assert attempt_marks.is_released("quiz-1") == (words is None)
    if words:
        assert words in page
        client.post("/papers/quiz-1/class/release/", {"shown": "yes", "confirmed": "yes"})
    assert attempt_marks.is_released("quiz-1")
    client.post("/papers/quiz-1/class/release/", {"shown": "no"})
    assert not attempt_marks.is_released("quiz-1")


def test_assistants_mark_and_do_not_release(assistant: Any, client_of: Any) -> None:
    client = client_of(assistant)
    assert client.post("/papers/quiz-1/class/release/", {"confirmed": "yes"}).status_code == 403
    assert client.post("/papers/quiz-1/class/grant/").status_code == 403
    assert not Release.objects.exists()


def test_a_score_names_the_keys_it_was_made_with(sat: Sat, at: Any) -> None:
    attempt = sat_perfectly(sat, at)
    result = attempt_marks.result(attempt)
    assert result.key_version == keys.key_version(attempt.questions)
    assert result.policy_version
    assert not attempt_marks.review(attempt)["changes"]
    items = [{**item, "frozen": item["frozen"][::-1]} for item in attempt.drawn["items"]]
    attempt.drawn = {**attempt.drawn, "items": items}
    assert attempt_marks.result(attempt).key_version != result.key_version


def test_a_status_says_where_one_stands(sat: Sat, at: Any, assistant: Any, instructor: Any, student: Any) -> None:
    def state() -> str:
        rows = {row.id: row for row in (status.status(student, a, clock.now()) for a in status.papers())}
        return rows["quiz-1"].state

    assert state() == status.OPEN
    attempt = sat.begin()
    assert state() == status.SITTING
    sat.submit()
    assert state() == status.MARKING
    runs.run_pending(isolated=runs.runner())
    mark_all(Attempt.objects.get(pk=attempt.pk), assistant)
    Release.objects.create(paper="quiz-1", by=instructor)
    assert state() == status.RELEASED
    at("2026-02-02T12:00")
    Attempt.objects.all().delete()
    assert state() == status.UPCOMING
    at("2026-02-04T12:00")
    assert state() == status.MISSED
