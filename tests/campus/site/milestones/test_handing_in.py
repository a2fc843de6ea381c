"""Handing in: at the server's instant, for the price that the late policy says; nothing worsens a mark unnoticed."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from tests.campus.site.milestones.conftest import Pair
from tests.campus.site.milestones.desk import (
    ADDRESS,
    ID,
    LATE,
    PAGE,
    SEND,
    TOO_LATE,
    file,
    handed_in,
    hidden,
    ready,
    save,
    send,
    zipped,
)
from tests.campus.site.proposals.desk import make_team

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.front.instants import BEGAN, WHOLE
from chainrule.campus.site.milestones import receiving, shelf
from chainrule.campus.site.milestones.models import HandIn, Try
from chainrule.campus.site.milestones.standings import asked
from chainrule.campus.site.project.models import Membership


def said(answer: Any) -> list[str]:
    return [str(one) for one in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2026-03-12T22:59:59", "On time."),
        ("2026-03-12T23:00:59.999999", "On time."),
        ("2026-03-12T23:01:00", "1 minute late: −10%."),
        ("2026-03-12T23:30:00", "30 minutes late: −10%."),
        ("2026-03-12T23:30:01", "30 minutes late: −25%."),
        ("2026-03-13T23:00:00", "1 day late: −25%."),
    ],
)
def test_what_lateness_costs_is_said_before_and_after(pair: Pair, at: Any, moment: str, words: str) -> None:
    ready(pair.first)
    at(moment)
    assert f"Handed in now: {words}" in pair.first.get(SEND).text
    assert words in pair.first.get(PAGE).text
    answer = send(pair.first)
    assert (answer.status_code, said(answer)) == (302, [f"Handed in. {words}"])
    assert words in pair.second.get(answer.headers["Location"]).text


def test_what_is_handed_in_is_kept_as_it_came(pair: Pair) -> None:
    ready(pair.first)
    send(pair.first, archive=file())
    (row,) = handed_in(pair.team)
    assert row.address == ADDRESS
    assert shelf.path_of(row.archive).read_bytes() == zipped()
    assert (row.archive_name, row.archive_size) == ("birds-main.zip", len(zipped()))
    assert row.statement == {"used": "No", "what": "None.", "checked": ""}
    assert row.members == ["Sona Aliyeva", "Farid Musa"]
    assert row.started_at == row.received_at == row.counts_at == clock.now()
    got = pair.second.get(f"{PAGE}handed-in/1/archive/")
    assert b"".join(got.streaming_content) == zipped()


def test_the_latest_counts_and_each_is_kept(pair: Pair) -> None:
    ready(pair.first)
    send(pair.first)
    send(pair.second, address=f"{ADDRESS}-2")
    page = pair.first.get(PAGE).text
    assert "Hand-in 2</a> counts: the latest." in page
    assert f"{PAGE}handed-in/1/" in page
    assert "counts in its place" in pair.first.get(f"{PAGE}handed-in/1/").text


def test_a_late_one_does_not_take_the_place_of_one_on_time_unless_somebody_agrees(pair: Pair, at: Any) -> None:
    ready(pair.first)
    send(pair.first)
    at(LATE)
    assert "You need not do anything." in pair.first.get(PAGE).text
    refused = send(pair.second)
    assert refused.status_code == 409
    assert "What you handed in before counts as: On time. One that comes now" in refused.text
    assert "10 minutes late: −10%." in refused.text
    assert "Tick the box" in refused.text
    assert len(handed_in(pair.team)) == 1
    assert send(pair.second, agreed="yes").status_code == 302
    assert len(handed_in(pair.team)) == 2


def test_within_one_tier_nothing_has_to_be_agreed_to(pair: Pair, at: Any) -> None:
    ready(pair.first)
    at(LATE)
    send(pair.first)
    at("2026-03-12T23:20")
    assert send(pair.first).status_code == 302


def test_more_than_a_day_late_nothing_is_taken(pair: Pair, at: Any) -> None:
    ready(pair.first)
    began = hidden(pair.first)
    at(TOO_LATE)
    assert "More than one day late: zero." in pair.first.get(SEND).text
    refused = pair.first.post(SEND, began | {"address": ADDRESS, "do": "hand-in"})
    assert refused.status_code == 409
    assert "talk to your instructor" in refused.text
    assert not HandIn.objects.exists()


REFUSED = [
    ({"address": ""}, ""),
    ({"address": "git@github.com:null/space.git"}, ""),
    ({"address": "https://user:secret@github.com/null/space"}, ""),
    ({"address": "https://127.0.0.1/x/y"}, ""),
    ({"address": "https://github.com/" + "a" * 400}, "more than 300 characters"),
    ({"archive": file(b"")}, "is empty"),
    ({"archive": file(b"hello")}, "is no ZIP"),
    ({"archive": file(name="birds.tar.gz")}, "is no ZIP"),
    ({"archive": file(b"PK\x03\x04" + bytes(receiving.LARGEST), "<b>big.zip")}, "10,000,000 are taken"),
]


@pytest.mark.parametrize(("fields", "words"), REFUSED)
def test_what_cannot_be_taken_is_refused_in_words_and_what_was_typed_stays(
    pair: Pair, fields: dict[str, Any], words: str
) -> None:
    ready(pair.first)
    for do in ("hand-in", "try"):
        for one in fields.values():
            if hasattr(one, "seek"):
                one.seek(0)
        refused = send(pair.first, do, **fields)
        assert refused.status_code == 409
        assert "Not sent." in refused.text
        assert words in refused.text
        assert "<b>" not in refused.text
        if "archive" in fields:
            assert f'value="{ADDRESS}"' in refused.text
            assert "choose it once more" in refused.text
    assert not HandIn.objects.exists()
    assert not Try.objects.exists()


def test_a_statement_that_is_not_ready_is_refused_and_a_try_needs_none(pair: Pair) -> None:
    refused = send(pair.first)
    assert refused.status_code == 409
    assert "2 of its answers are missing" in refused.text
    assert send(pair.first, "try").status_code == 302
    assert not HandIn.objects.exists()


def test_what_is_handed_in_is_the_statement_that_the_page_showed(pair: Pair) -> None:
    ready(pair.first)
    shown = hidden(pair.first)
    save(pair.second, {"what": "A translator."})
    refused = pair.first.post(SEND, shown | {"address": ADDRESS, "do": "hand-in"})
    assert refused.status_code == 409
    assert "Farid Musa changed the statement" in refused.text


def test_who_changed_teams_does_not_hand_in_for_the_wrong_one(pair: Pair, make_user: Any) -> None:
    ready(pair.first)
    shown = hidden(pair.first)
    Membership.objects.filter(student=pair.students[0]).update(left_at=clock.now())
    nobody = pair.first.post(SEND, shown | {"address": ADDRESS, "do": "hand-in"})
    assert nobody.status_code == 404
    assert "You are in no team" in nobody.text
    make_team("Others", pair.students[0])
    refused = pair.first.post(SEND, shown | {"address": ADDRESS, "do": "hand-in"})
    assert refused.status_code == 409
    assert "Your team has changed since this page was made." in refused.text
    assert not HandIn.objects.exists()


def test_another_team_s_hand_in_looks_as_if_it_did_not_exist(pair: Pair, make_user: Any, client_of: Any) -> None:
    ready(pair.first)
    send(pair.first, archive=file())
    send(pair.first, "try")
    other = make_user("student")
    make_team("Others", other)
    for address in ("handed-in/1/", "handed-in/1/archive/", f"tries/{Try.objects.get().pk}/"):
        assert client_of(other).get(PAGE + address).status_code == 404
        assert pair.second.get(PAGE + address).status_code == 200


def test_too_many_that_wait_and_too_many_in_an_hour_are_refused(pair: Pair) -> None:
    ready(pair.first)
    for _ in range(receiving.MOST_WAITING):
        assert send(pair.first, "try").status_code == 302
    assert "2 tries of your team wait" in send(pair.second, "try").text
    Try.objects.update(state=Try.State.DONE)
    for _ in range(receiving.TRIES.most - receiving.MOST_WAITING):
        receiving.TRIES.count(pair.team.pk)
    assert "Your team tried the checks 20 times within an hour" in send(pair.first, "try").text
    assert send(pair.first).status_code == 302  # a hand-in is another matter


def slow(client: Any, began: float, whole: float, **fields: Any) -> Any:
    """A request that came so: seconds before now of its first and its last byte, as the front says them."""
    ticks = 1000.0
    said = hidden(client) | {"address": ADDRESS, "do": "hand-in"} | fields
    return client.post(SEND, said, **{BEGAN: ticks - began, WHOLE: ticks - whole})


def test_a_slow_upload_over_the_deadline_counts_from_its_start_and_the_log_says_so(
    pair: Pair, at: Any, monkeypatch: Any
) -> None:
    ready(pair.first)
    at("2026-03-12T23:05")
    monkeypatch.setattr("chainrule.campus.site.milestones.arrivals.time.monotonic", lambda: 1000.0)
    answer = slow(pair.first, 360, 0, archive=file())
    assert said(answer) == ["Handed in. On time."]
    (row,) = handed_in(pair.team)
    assert row.counts_at == row.started_at < row.received_at
    page = pair.second.get(answer.headers["Location"]).text
    assert "The upload began before the deadline, and the network was slow: 360 s" in page
    entry = AuditEntry.objects.get(action="milestones.hand_in")
    assert entry.details["from_start"] is True
    assert entry.details["penalty"] == 0
    assert entry.details["began"] < entry.details["received"]


def test_an_upload_that_began_after_the_deadline_is_late_however_slow(pair: Pair, at: Any, monkeypatch: Any) -> None:
    ready(pair.first)
    at("2026-03-12T23:05")
    monkeypatch.setattr("chainrule.campus.site.milestones.arrivals.time.monotonic", lambda: 1000.0)
    assert said(slow(pair.first, 200, 0)) == ["Handed in. 5 minutes late: −10%."]


def test_no_header_moves_the_instant(pair: Pair, at: Any) -> None:
    ready(pair.first)
    at("2026-03-12T23:05")
    fields = hidden(pair.first) | {"address": ADDRESS, "do": "hand-in"}
    spoof = {"chainrule.began": "0", "Chainrule-Began": "0", "X-Request-Start": "0", "Date": "Thu, 12 Mar 2026"}
    assert said(pair.first.post(SEND, fields, headers=spoof)) == ["Handed in. 5 minutes late: −10%."]


def test_a_token_of_forms_is_asked_for(pair: Pair) -> None:
    from django.test import Client

    ready(pair.first)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = pair.first.cookies
    assert strict.post(SEND, hidden(pair.first) | {"address": ADDRESS}).status_code == 403
    assert not HandIn.objects.exists()


def test_staff_read_what_a_milestone_asks_for_and_have_nothing_to_send(
    pair: Pair, instructor: Any, client_of: Any
) -> None:
    page = client_of(instructor).get(PAGE).text
    assert asked()[ID].criteria[0].title in page
    assert SEND not in page
    assert client_of(instructor).get(SEND).status_code == 403


def test_a_milestone_that_the_course_does_not_have_is_not_found(pair: Pair) -> None:
    for address in ("quiz-1/", "milestone-9/", "quiz-1/hand-in/"):
        assert pair.first.get(f"/project/milestones/{address}").status_code == 404
