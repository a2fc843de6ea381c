"""Saving answers: nothing acknowledged is lost, nothing hostile is stored, nothing of others is reached."""

import json
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.questions import replay
from chainrule.campus.questions.variant import Text
from chainrule.campus.site.append_only import NotChangeable
from chainrule.campus.site.papers import saving, sitting
from chainrule.campus.site.papers.models import AnswerEvent, Attempt
from chainrule.campus.site.papers.shown import shown


def answers(attempt: Attempt) -> dict[int, Any]:
    attempt.refresh_from_db()
    events = [event.pure() for event in attempt.events.all()]
    return dict(replay(events, closes_at=attempt.closed_at or attempt.ends_at).answers)


def test_a_change_is_acknowledged_and_there_after_a_reload(sat: Any) -> None:
    attempt = sat.begin()
    reply = sat.save(attempt, 1, {"option": 2}).json()
    assert (reply["acknowledged"], reply["late"], reply["open"]) == ([1], [], True)
    assert reply["ends"] - reply["now"] == 30 * 60
    assert answers(attempt) == {1: {"option": 2}}
    page = sat.client.get("/papers/quiz-1/attempt/").content.decode()
    assert '"answers": {"1": {"option": 2}}' in page


def test_sent_twice_it_is_stored_once(sat: Any) -> None:
    attempt = sat.begin()
    for _ in range(3):
        assert sat.save(attempt, 1, {"option": 2}, sequence=1).json()["acknowledged"] == [1]
    assert AnswerEvent.objects.count() == 1


def test_one_number_with_other_content_is_never_called_saved(sat: Any) -> None:
    """Two tabs that share a name and a counter: the second change must not vanish behind the first."""
    attempt = sat.begin()
    sat.save(attempt, 1, {"option": 2}, sequence=1)
    reply = sat.save(attempt, 1, {"option": 3}, sequence=1).json()
    assert (reply["acknowledged"], reply["taken"]) == ([], [1])
    assert answers(attempt) == {1: {"option": 2}}


def test_the_highest_number_stands_in_whatever_order_they_come(sat: Any) -> None:
    attempt = sat.begin()
    for sequence in (3, 1, 2):
        sat.save(attempt, 1, {"option": sequence}, sequence=sequence)
    assert answers(attempt) == {1: {"option": 3}}


@pytest.mark.parametrize(("moment", "late"), [("12:29:59", False), ("12:30:00", True), ("12:44:59", True)])
def test_late_changes_are_kept_flagged_and_do_not_count(moment: str, late: bool, sat: Any, at: Any) -> None:
    attempt = sat.begin()
    sat.save(attempt, 1, {"option": 0})
    at(f"2026-02-03T{moment}")
    reply = sat.save(attempt, 1, {"option": 1}).json()
    assert reply["acknowledged"] == [2]
    assert reply["late"] == ([2] if late else [])
    assert reply["open"] is not late
    assert AnswerEvent.objects.count() == 2
    assert answers(attempt) == {1: {"option": 0 if late else 1}}


def test_after_handing_in_a_change_is_late_even_with_an_earlier_clock(sat: Any) -> None:
    """A save that arrived before the submit and was stored after it: marking may have begun."""
    attempt = sat.begin()
    now = attempt.began_at
    sitting.submit(attempt, now + sitting.dt.timedelta(seconds=5))
    batch = saving.Batch("tab", "tab", [(1, 1, {"option": 1})])
    assert saving.save(Attempt.objects.get(), batch, now).late == [1]
    assert answers(attempt) == {}


def test_a_second_tab_is_told_and_may_take_over(sat: Any) -> None:
    attempt = sat.begin()
    assert sat.save(attempt, 1, {"option": 0}, tab="one").status_code == 200
    reply = sat.save(attempt, 1, {"option": 1}, tab="two")
    assert (reply.status_code, reply.json()["owner"]) == (409, "one")
    assert answers(attempt) == {1: {"option": 0}}
    assert sat.save(attempt, 1, {"option": 1}, tab="two", take_over=True).status_code == 200
    assert answers(attempt) == {1: {"option": 1}}
    assert sat.save(attempt, 1, {"option": 2}, tab="one").status_code == 409


def test_each_bad_event_refuses_itself_and_the_rest_is_stored(sat: Any, short_item: Any) -> None:
    """An unknown question, a strange number, another kind's answer, a text too long: it stops nothing else."""
    attempt = sat.begin()
    number = short_item(attempt)
    bad: list[Any] = [
        7,
        None,
        {"sequence": 1},
        {"sequence": 2, "item": 11, "answer": None},
        {"sequence": 3, "item": -1, "answer": None},
        {"sequence": 4, "item": number, "answer": {"text": "x" * 2_001}},
        {"sequence": 5, "item": number, "answer": {"option": 1}},
        {"sequence": 6, "item": 1, "answer": {"text": "a"}},
        {"sequence": 7, "item": 1, "answer": {"option": 99}},
        {"sequence": "8", "item": 1, "answer": None},
        {"sequence": True, "item": 1, "answer": None},
        {"sequence": 10**12, "item": 1, "answer": None},
        {"item": 1, "answer": {"option": 1}},
    ]
    good = [
        {"sequence": 21, "item": 1, "answer": {"option": 1}},
        {"sequence": 22, "item": number, "answer": {"text": "ə" * 2_000}},
        {"sequence": 23, "item": 2, "answer": None},
    ]
    events = [event for pair in zip(bad, [*good, *[None] * len(bad)], strict=False) for event in pair if event]
    reply = sat.send({"attempt": attempt.pk, "tab": "t", "events": events}).json()
    assert reply["acknowledged"] == [21, 22, 23]
    assert set(reply["refused"]) == {"1", "2", "3", "4", "5", "6", "7"}
    assert {json.dumps(events[int(place)]) for place in reply["unreadable"]} == {
        json.dumps(event) for event in [7, *bad[9:]]
    }
    assert "shorten it" in reply["refused"]["4"]
    assert "no question 11" in reply["refused"]["2"]
    assert AnswerEvent.objects.count() == 3


def test_only_what_a_question_asks_for_is_stored_at_its_own_length(sat: Any) -> None:
    """Each kind takes its own parts; a made-up part beside them refuses the whole answer."""
    attempt = sat.begin()
    variants = shown([attempt])
    for sequence, item in enumerate(attempt.questions.items, 1):
        for name, part in attempt.questions.variant(variants, item.number).parts().items():
            fits = "x" * part.longest if isinstance(part, Text) else part.last
            more = "x" * (part.longest + 1) if isinstance(part, Text) else part.last + 1
            taken = [(name, more), ("made_up", fits), (name, [fits]), (name, None), (name, True)]
            events = [{"sequence": 100 * sequence + n, "item": item.number, "answer": {a: v}}
                      for n, (a, v) in enumerate([*taken, (name, fits)])]  # fmt: skip
            reply = sat.send({"attempt": attempt.pk, "tab": "t", "events": events}).json()
            assert reply["acknowledged"] == [100 * sequence + len(taken)], item
            sequence += 50


BAD = [
    b"",
    b"{",
    b"\xff\xfe",
    b"null",
    b"[]",
    b'"text"',
    b"[" * 100_000,
    {"tab": "t"},
    {"tab": "t", "events": "x"},
    {"tab": "t", "events": [{"sequence": n, "item": 1, "answer": None} for n in range(1, 1000)]},
    {"tab": "", "events": []},
    {"tab": 7, "events": []},
    {"tab": "t" * 41, "events": []},
    {"tab": "a\0b", "events": []},
    {"tab": "\ud800", "events": []},
    '{"a":' * 500 + "1" + "}" * 500,
    '{"tab": "a", "tab": "b", "events": []}',
]


@pytest.mark.parametrize("body", BAD, ids=[str(n) for n in range(len(BAD))])
def test_what_is_no_save_is_refused_in_words(body: Any, sat: Any) -> None:
    attempt = sat.begin()
    if isinstance(body, dict):
        body = {"attempt": attempt.pk, **body}
    reply = sat.send(body)
    assert reply.status_code == 400
    assert reply.json()["error"]
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize(
    "answer",
    ["[]", "7", '"text"', "true", '{"a": NaN}', '{"a": 1e999}', '{"a": 1.5}', '{"a": true}', '{"a": null}',
     '{"a": [1]}', '{"a": 99999999999999999999}', '{"": 1}', '{"a b": 1}', '{"a":1,"b":1,"c":1,"d":1,"e":1}'],
)  # fmt: skip
def test_no_other_answers_than_texts_and_numbers_are_stored(answer: str, sat: Any) -> None:
    attempt = sat.begin()
    reply = sat.send(
        f'{{"attempt": {attempt.pk}, "tab": "t", "events": [{{"sequence": 1, "item": 1, "answer": {answer}}}]}}'
    )
    assert "1" in reply.json()["refused"]
    assert not AnswerEvent.objects.exists()


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "ə𝛁\r\n\u2028", "</script><script>alert(1)</script>", "{{ 7 }}"])
def test_strange_texts_are_kept_and_shown_as_text(text: str, sat: Any, short_item: Any) -> None:
    attempt = sat.begin()
    number = short_item(attempt)
    assert sat.save(attempt, number, {"text": text}).json()["acknowledged"] == [1]
    assert sat.save(attempt, number, {"text": text}, sequence=1).json()["acknowledged"] == [1]
    page = sat.client.get("/papers/quiz-1/attempt/").content.decode()
    assert "<script>alert" not in page


def test_five_megabytes_are_too_much(sat: Any) -> None:
    attempt = sat.begin()
    body = b'{"attempt": %d, "tab": "t", "events": [], "x": "%s"}' % (attempt.pk, b"x" * 5_000_000)
    assert sat.send(body).status_code == 413


def test_a_flood_ends_at_the_attempts_budget(sat: Any, short_item: Any) -> None:
    attempt = sat.begin()
    number, text = short_item(attempt), "x" * 2_000
    kept = refused = 0
    for start in range(0, 4_000, 200):
        events = [(start + n + 1, number, {"text": text}) for n in range(200)]
        saved = saving.save(attempt, saving.Batch("t", f"made-up-{start}", events), attempt.began_at)
        kept, refused = kept + len(saved.acknowledged), refused + len(saved.refused)
    attempt.refresh_from_db()
    assert kept + refused == 4_000
    assert refused
    assert kept == attempt.events.count()
    assert attempt.stored <= saving.budget(attempt) == 30 * saving.BYTES_A_MINUTE
    assert saving.budget(attempt) - attempt.stored < 2_200, "and every byte of it was there to be used"


@pytest.mark.parametrize("submitted", [False, True])
def test_after_a_while_past_the_end_nothing_is_stored(submitted: bool, sat: Any, at: Any) -> None:
    attempt = sat.begin()
    sat.save(attempt, 1, {"option": 0})
    if submitted:
        sat.submit()
    at("2026-02-03T12:14:59" if submitted else "2026-02-03T12:44:59")
    assert sat.save(attempt, 1, {"option": 1}).json()["late"] == [2]
    at("2026-02-03T12:15:01" if submitted else "2026-02-03T12:45:00")
    reply = sat.save(attempt, 1, {"option": 2}).json()
    assert reply["acknowledged"] == []
    assert "not kept" in reply["refused"]["3"]
    assert AnswerEvent.objects.count() == 2


def test_nobody_writes_to_anothers_attempt(sat: Any, make_user: Any, client_of: Any) -> None:
    attempt = sat.begin()
    other = type(sat)(client_of(make_user("student")))
    assert other.save(attempt, 1, {"option": 1}).status_code == 404  # has none
    other.begin()
    assert other.save(attempt, 1, {"option": 1}).status_code == 409  # has another
    for role in ("assistant", "instructor", "advisor"):
        assert type(sat)(client_of(make_user(role))).save(attempt, 1, {"option": 1}).status_code == 403
    assert not AnswerEvent.objects.exists()


def test_who_is_signed_out_is_told_so(sat: Any) -> None:
    attempt = sat.begin()
    sat.client.logout()
    assert sat.save(attempt, 1, {"option": 1}, tab="t").status_code == 302
    reply = sat.send({"attempt": attempt.pk, "tab": "t", "events": []}, headers={"Accept": "application/json"})
    assert reply.status_code == 401


@pytest.mark.parametrize("path", ["begin/", "attempt/save/", "attempt/submit/", "class/release/", "class/grant/"])
def test_a_form_of_another_site_is_refused(path: str, student: Any, instructor: Any, at: Any) -> None:
    at("2026-02-03T12:00")
    for user in (student, instructor):
        client = Client(enforce_csrf_checks=True)
        client.force_login(user, backend="chainrule.campus.site.accounts.backend.EmailBackend")
        assert client.post(f"/papers/quiz-1/{path}").status_code == 403
    assert not Attempt.objects.exists()


def test_answers_are_never_edited_or_deleted(sat: Any) -> None:
    attempt = sat.begin()
    sat.save(attempt, 1, {"option": 1})
    event = AnswerEvent.objects.get()
    event.answer = {"option": 2}
    for act in (event.save, event.delete, AnswerEvent.objects.all().delete, lambda: attempt.events.update(answer=None)):
        with pytest.raises(NotChangeable):
            act()
    assert answers(attempt) == {1: {"option": 1}}
