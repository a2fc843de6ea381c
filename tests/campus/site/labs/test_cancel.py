"""A student cancels a run: it gets no verdict, it counts for nothing, and what is theirs stays."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.jobs import queue
from chainrule.campus.site.labs import aside, desk, grading, overview, rerun
from chainrule.campus.site.labs.job import Grading
from chainrule.campus.site.labs.models import Submission, Verdict

State = Submission.State
ClientOf = Callable[[User | None], Client]


@pytest.fixture
def client(client_of: ClientOf, student: User) -> Client:
    return client_of(student)


def hand_in(client: Client, source: str = "x = 1") -> Submission:
    client.post("/labs/03/submit/", {"source": source})
    return Submission.objects.order_by("-pk")[0]


def cancel(client: Client, row: Submission, **form: str) -> Any:
    headers = {"HX-Request": "true"} if form else {}
    answer = client.post(f"/labs/03/submissions/{row.pk}/cancel/", form, headers=headers, follow=not form)
    row.refresh_from_db()
    return answer


def verdict(points: float = 3) -> Verdict:
    out_of = grading.labs()["03"].points
    return Verdict(points=points, out_of=out_of, details={"checks": []}, isolated=True, seconds=0.1)


@pytest.mark.parametrize("taken", [False, True], ids=["waiting", "running"])
def test_a_run_is_cancelled_twice_or_once_and_the_page_says_so(client: Client, taken: bool) -> None:
    row = hand_in(client)
    assert "Cancel this run" in client.get(f"/labs/03/submissions/{row.pk}/").text
    job = queue.take() if taken else None
    for _ in range(2):
        page = cancel(client, row).text
        assert "You cancelled this run" in page
        assert "Cancel this run" not in page
        assert row.state == State.CANCELLED
    assert job is None or not Grading().record(job, verdict())
    assert not Verdict.objects.exists()
    assert "x = 1" in client.get(f"/labs/03/?load={row.pk}").text


def test_it_does_not_count_against_the_student(client: Client, student: User) -> None:
    lab = grading.labs()["03"]
    for _ in range(desk.MAX_WAITING + 2):
        cancel(client, hand_in(client))
    assert Submission.objects.count() == desk.MAX_WAITING + 2, "a cancelled run holds up the next one"
    assert desk.standing(student, lab).tries == 0
    [line] = overview.matrix([student], [lab])
    assert line.cells[0].tries == 0
    assert not rerun.outdated("03").exists()
    assert not aside.can_run_again(Submission.objects.all()[0])


def test_what_has_its_verdict_keeps_it_though_it_is_cancelled_or_run_again(client: Client) -> None:
    row = hand_in(client)
    assert Grading().record(queue.take(), verdict(5))
    told = f"5 of {grading.labs()['03'].points} points"
    assert told in cancel(client, row, bench="1").text, "the verdict was faster, and is not shown"
    assert row.state == State.DONE
    queue.put_back(Submission.objects.all(), wanted="v2")
    assert "Cancel this run" not in client.get(f"/labs/03/submissions/{row.pk}/").text
    cancel(client, row)
    assert row.state == State.QUEUED, "a student called off what staff had asked for"


def test_nobody_cancels_anothers_run(client: Client, client_of: ClientOf, make_user: Any, assistant: User) -> None:
    row = hand_in(client)
    for other in (make_user("student"), assistant):
        assert cancel(client_of(other), row, bench="1").status_code == 404
    assert cancel(client_of(None), row, bench="1").status_code == 401
    assert client.get(f"/labs/03/submissions/{row.pk}/cancel/").status_code == 405
    assert row.state == State.QUEUED


def test_a_flood_of_cancelled_runs_has_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "CANCELS", desk.rates.Rate("cancelled-run", 2, 600))
    rows = [hand_in(client) for _ in range(3)]
    answers = [cancel(client, row, bench="1").text for row in rows]
    assert [row.state for row in rows] == [State.CANCELLED, State.CANCELLED, State.QUEUED]
    assert "You cancelled 2 runs: wait 10 minutes" in answers[2]
    assert "wait 10 minutes" in cancel(client, rows[2]).text, "the page without scripts says nothing"
