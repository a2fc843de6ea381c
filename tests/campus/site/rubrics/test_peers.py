"""Reports about team-mates: from the deadline on, about the team as it was then, changed until release, for staff."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from tests.campus.site.rubrics.conftest import Pair
from tests.campus.site.rubrics.desk import (
    BEFORE,
    CLOSED,
    FEEDBACK,
    LIST,
    RELEASE,
    REPORT,
    best,
    make_team,
    mark,
    page_of,
    rubric,
)

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.rubrics import peers
from chainrule.campus.site.rubrics.models import PeerReport

SAID = "Wrote the loader, ran the first training, and kept the table of the results in order. Giraffe."


def answers(about: User, **more: str) -> dict[str, Any]:
    """A report that can be kept."""
    said = {"did": SAID, "share": "3", "staff": ""} | more
    return {"about": about.pk, **{f"answer-{id}": text for id, text in said.items()}}


def test_a_member_reports_about_each_team_mate_and_changes_it_until_release(pair: Pair, head: Client, at: Any) -> None:
    client, mate = pair.clients[0], pair.students[1]
    assert f'href="{REPORT}"' in client.get("/").text
    assert client.post(REPORT, answers(mate)).status_code == 302
    assert client.post(REPORT, answers(mate)).status_code == 302
    assert client.post(REPORT, answers(mate, share="5")).status_code == 302
    assert [(row.number, row.answers["share"]) for row in PeerReport.objects.all()] == [(1, "3"), (2, "5")]
    assert SAID in client.get(REPORT).text
    assert f'href="{REPORT}"' not in client.get("/").text
    mark(head, pair.team, best())
    at(CLOSED)
    assert head.post(RELEASE).status_code == 302
    answer = client.post(REPORT, answers(mate, share="1"))
    assert answer.status_code == 409
    assert "your reports stay as they are" in answer.text
    assert PeerReport.objects.count() == 2
    assert SAID in client.get(REPORT).text


def test_only_staff_read_it_beside_what_git_says(pair: Pair, head: Client, marker: Client) -> None:
    pair.clients[0].post(REPORT, answers(pair.students[1]))
    page = f"{page_of(pair.team)}reports/"
    for client in (head, marker):
        text = client.get(page).text
        assert SAID in text
        assert "Sona: 7 (58%)" in text
        assert "Farid Musa about Sona Aliyeva" in text
    for address in (page, REPORT, FEEDBACK, "/"):
        assert SAID not in pair.clients[1].get(address).text
    assert pair.clients[0].get(page).status_code == 403


def test_who_has_not_reported_is_listed_and_marks_wait_for_nobody(pair: Pair, head: Client, at: Any) -> None:
    pair.clients[0].post(REPORT, answers(pair.students[1]))
    text = head.get(LIST).text
    assert "Farid Musa" in text[text.index("Not reported yet") :]
    assert "Sona Aliyeva" not in text[text.index("Not reported yet") :]
    mark(head, pair.team, best())
    at(CLOSED)
    assert head.post(RELEASE).status_code == 302


def test_nobody_reports_about_themselves_or_another_team(pair: Pair, make_user: Any, client_of: Any) -> None:
    stranger = make_user("student")
    make_team("Vanishing Point", stranger)
    client = pair.clients[0]
    for about in (pair.students[0], stranger):
        assert client.post(REPORT, answers(about)).status_code == 404
        with pytest.raises(peers.Refused, match="nobody else"):
            peers.report(pair.students[0], about, rubric(), {}, clock.now())
    assert client.post(REPORT, {"about": "x"}).status_code == 400
    assert "You are the only member" in client_of(stranger).get(REPORT).text
    with pytest.raises(IntegrityError), transaction.atomic():
        PeerReport.objects.create(
            team=pair.team, milestone=rubric().id, author=stranger, about=stranger, number=1, asked=[], answers={}
        )
    assert not PeerReport.objects.exists()


def test_the_team_is_that_of_the_deadline(pair: Pair, make_user: Any, client_of: Any, at: Any) -> None:
    gone, come = pair.students[1], make_user("student")
    pair.team.memberships.filter(student=gone).update(left_at=clock.now())
    pair.team.memberships.create(student=come, how="placed", joined_at=clock.now())
    assert pair.clients[1].post(REPORT, answers(pair.students[0])).status_code == 302
    assert pair.clients[0].post(REPORT, answers(gone)).status_code == 302
    assert pair.clients[0].post(REPORT, answers(come)).status_code == 404
    assert client_of(come).post(REPORT, answers(pair.students[0])).status_code == 404


def test_before_the_deadline_there_is_nothing_to_report(pair: Pair, at: Any) -> None:
    at(BEFORE)
    answer = pair.clients[0].post(REPORT, answers(pair.students[1]))
    assert answer.status_code == 409
    assert "Reports open at the deadline" in answer.text
    assert f'href="{REPORT}"' not in pair.clients[0].get("/").text


@pytest.mark.parametrize(
    ("more", "says"), [({"did": "Much."}, "at least"), ({"share": ""}, "Missing."), ({"share": "6"}, "from 1 to 5")]
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(pair: Pair, more: dict[str, str], says: str) -> None:
    answer = pair.clients[0].post(REPORT, answers(pair.students[1], **{"staff": "Kept as typed here.", **more}))
    assert answer.status_code == 422
    assert says in answer.text
    assert "Kept as typed here." in answer.text
    assert not PeerReport.objects.exists()
