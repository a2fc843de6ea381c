"""One student's autosave as a flood: made-up keys, answers without end, saves after the end; and class pages then."""

# ruff: noqa: F401, F811
import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.campus.site.conftest import at, client_of, instructor, make_user, student, var_folder

from chainrule.campus.site.papers import attempt_marks, saving
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

CLASS_PAGES = ("/marking/", "/papers/quiz-1/class/", "/papers/", "/gradebook/", "/")


@pytest.fixture
def attacker(student: Any, client_of: Any, at: Any) -> Any:
    at("2026-02-03T12:00")
    client = client_of(student)
    client.post("/papers/quiz-1/begin/")
    return client


def send(client: Any, events: list[dict[str, Any]]) -> dict[str, Any]:
    body = {"attempt": Attempt.objects.get().pk, "tab": "t", "client": "t", "events": events}
    reply = client.post("/papers/quiz-1/attempt/save/", json.dumps(body), content_type="application/json")
    assert reply.status_code == 200
    return dict(reply.json())


def text_item() -> int:
    """The number of a question that is answered by a text."""
    result = attempt_marks.result(Attempt.objects.get())
    return next(item.number for item in result.items if item.group == "short_answer")


def test_made_up_keys_are_not_stored(attacker: Any) -> None:
    events = [
        {"sequence": n, "item": n % 10 + 1, "answer": {f"k{n}-{part}": "x" * 10_000 for part in range(4)}}
        for n in range(1, 21)
    ]
    reply = send(attacker, events)
    assert len(reply["refused"]) == 20
    assert not AnswerEvent.objects.exists()


def test_whole_answers_without_end_stop_at_the_budget(attacker: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "BYTES_A_MINUTE", 4_000)
    number, kept = text_item(), 0
    for start in range(1, 401, 100):
        events = [{"sequence": n, "item": number, "answer": {"text": "x" * 2_000}} for n in range(start, start + 100)]
        kept += len(send(attacker, events)["acknowledged"])
    assert 50 < kept == AnswerEvent.objects.count() < 60


def test_nothing_is_stored_a_while_after_handing_in(attacker: Any, at: Any) -> None:
    attacker.post("/papers/quiz-1/attempt/submit/")
    at("2026-02-03T12:16")
    assert send(attacker, [{"sequence": 1, "item": 1, "answer": {"option": 0}}])["acknowledged"] == []
    assert not AnswerEvent.objects.exists()


def test_class_pages_load_one_event_of_each_item(
    attacker: Any, instructor: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However much was typed: the same number of queries, and no more rows than there are answers."""
    number, staff = text_item(), client_of(instructor)
    send(attacker, [{"sequence": 1, "item": number, "answer": {"text": "first"}}])
    attacker.post("/papers/quiz-1/attempt/submit/")
    loaded = 0
    from_db = AnswerEvent.from_db

    def counted(*values: Any) -> Any:
        nonlocal loaded
        loaded += 1
        return from_db(*values)

    monkeypatch.setattr(AnswerEvent, "from_db", counted)

    def cost() -> list[tuple[int, int]]:
        nonlocal loaded
        found = []
        for page in CLASS_PAGES:
            attempt_marks._remembered.clear()
            loaded = 0
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert staff.get(page).status_code == 200
            found.append((len(queries), loaded))
        return found

    cost()  # what is remembered from the first time on
    few = cost()
    attempt = Attempt.objects.get()
    flood = [(n, number, {"text": f"{n} " + "x" * 1_900}) for n in range(2, 402)]
    for start in range(0, 400, 100):
        Attempt.objects.update(closed_at=None)
        attempt.refresh_from_db()
        saving.save(attempt, saving.Batch("t", "t", flood[start : start + 100]), attempt.began_at)
    Attempt.objects.update(closed_at=attempt.ends_at)
    assert cost() == few
    assert max(rows for _, rows in few) == 1
