"""Running a block in the page: who may, what is refused, and that the answer is one's own."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import boxes, health, performing
from chainrule.campus.site.lectures import housekeeping, running
from chainrule.campus.site.lectures.models import LiveRun
from chainrule.labs import PlainLauncher

RUN = "/lectures/03/run/"


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tested here is the way there and back; the box has tests of its own."""
    monkeypatch.setattr(boxes, "launcher", lambda loaded: PlainLauncher())


def ask(client: Client, block: Any = 0, changed: Any = None, version: str = "", **headers: str) -> Any:
    body = {"version": version or running.version(3), "block": block, "changed": changed or {}}
    return client.post(RUN, json.dumps(body), "application/json", headers={"accept": "application/json", **headers})


def test_a_block_is_queued_run_and_shown_to_who_asked(client_of: Any, student: User, make_user: Any) -> None:
    client = client_of(student)
    asked = ask(client, 0, {"0": "def loss(w, b):\n    return w + b\n\nloss(2, 3)"})
    assert asked.status_code == 202
    place = asked.json()["look"]
    assert client.get(place).status_code == 202
    assert performing.do_next()
    said = client.get(place).json()
    assert '<pre class="output-value" data-scroll=""><samp>5</samp></pre>' in said["html"]
    assert said["failed"] is None
    assert client_of(make_user("student")).get(place).status_code == 404


def test_a_block_above_that_fails_is_named_and_this_one_has_not_run(client_of: Any, student: User) -> None:
    client = client_of(student)
    place = ask(client, 1, {"0": "loss = wrong"}).json()["look"]
    performing.do_next()
    said = client.get(place).json()
    assert said["failed"] == 0
    assert "A block above ended with an error, so this one has not run." in said["html"]
    assert "NameError" in said["html"]


def test_what_is_stopped_is_not_run(client_of: Any, student: User) -> None:
    client = client_of(student)
    asked = ask(client).json()
    assert client.post(asked["stop"]).status_code == 204
    assert not performing.do_next()
    stopped = client.get(asked["look"])
    assert (stopped.status_code, stopped.json()["error"]) == (410, "Stopped.")


def test_what_a_stranger_stops_goes_on(client_of: Any, student: User, make_user: Any) -> None:
    asked = ask(client_of(student)).json()
    client_of(make_user("student")).post(asked["stop"])
    assert LiveRun.objects.get().is_waiting


def test_a_visitor_is_asked_to_sign_in(client_of: Any) -> None:
    assert ask(client_of(None)).status_code == 401
    assert not LiveRun.objects.exists()


@pytest.mark.parametrize("role", ["student", "assistant", "instructor", "advisor"])
def test_the_page_offers_it_to_who_has_signed_in_and_not_on_paper(client_of: Any, make_user: Any, role: str) -> None:
    client = client_of(make_user(role))
    for address in ("/lectures/03/", "/lectures/03/present/"):
        page = client.get(address).text
        assert f'data-run="{RUN}"' in page
        assert "built/blocks.js" in page
    assert "data-run=" not in client.get("/lectures/03/?print=answers").text


def test_the_page_offers_it_to_no_visitor(client_of: Any, db: None) -> None:
    for address in ("/lectures/03/", "/lectures/03/present/"):
        page = client_of(None).get(address).text
        assert "data-run=" not in page
        assert "blocks.js" not in page


@pytest.mark.parametrize(
    ("block", "changed", "status"),
    [
        (99, {}, 400),
        (-1, {}, 400),
        ("0", {}, 400),
        (True, {}, 400),
        (None, {}, 400),
        (0, {"x": "1"}, 400),
        (0, {"0": 7}, 400),
        (0, [1], 400),
        (0, {"98": "x"}, 400),
        (0, {"0": "x" * 20_001}, 400),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    client_of: Any, student: User, block: Any, changed: Any, status: int
) -> None:
    said = ask(client_of(student), block, changed)
    assert said.status_code == status
    assert said.json()["error"]
    assert not LiveRun.objects.exists()


def test_a_page_of_an_older_lecture_is_told_to_load_again(client_of: Any, student: User) -> None:
    said = ask(client_of(student), version="0123456789abcdef")
    assert said.status_code == 409
    assert "Load it again" in said.json()["error"]


def test_three_may_wait_and_there_is_a_rate(client_of: Any, student: User, monkeypatch: pytest.MonkeyPatch) -> None:
    client = client_of(student)
    assert [ask(client).status_code for _ in range(4)] == [202, 202, 202, 429]
    monkeypatch.setattr(running, "MAX_WAITING", 1000)
    codes = [ask(client).status_code for _ in range(running.RATE.most)]
    assert codes.count(202) == running.RATE.most - 3
    assert "wait" in ask(client).json()["error"]


def test_a_learner_gets_the_answer_at_once(alone: Client) -> None:
    said = ask(alone, 0)
    assert said.status_code == 200
    assert "4.0" in said.json()["html"]
    assert not LiveRun.objects.exists()


def test_runs_are_forgotten_and_counted_where_a_person_looks(client_of: Any, student: User) -> None:
    ask(client_of(student))
    assert "1 lecture run" in health.what_waits().value
    now = timezone.now()
    housekeeping._last.clear()
    housekeeping.tick(now)
    assert LiveRun.objects.exists()
    LiveRun.objects.update(queued_at=now - dt.timedelta(hours=1))
    housekeeping.tick(now)  # less than a minute later
    assert LiveRun.objects.exists()
    housekeeping._last.clear()
    housekeeping.tick(now)
    assert not LiveRun.objects.exists()
