"""A supervised paper: code, start, one browser each, pause, stop, a message, what is noticed; all of it logged."""

import json
from datetime import timedelta
from typing import Any

import pytest

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import AuditEntry
from chainrule.campus.site.invigilation import housekeeping, seats
from chainrule.campus.site.invigilation.models import Event, Invigilation, Seat
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

from .room import PAPER, ROOM, STAFF, Desk, do, supervise

ATTEMPT = f"{PAPER}attempt/"


@pytest.fixture
def noon(at: Any) -> Any:
    at("2026-02-03T12:00")
    return at


@pytest.fixture
def desk(noon: Any, student: Any, client_of: Any) -> Desk:
    return Desk(client_of(student))


@pytest.fixture
def staff(instructor: Any, client_of: Any) -> Any:
    return client_of(instructor)


def begun(desk: Desk) -> Attempt:
    desk.type_code()
    assert desk.begin() == ATTEMPT
    return Attempt.objects.get()


def test_who_has_typed_the_code_waits_and_begins_when_the_room_is_started(
    desk: Desk, staff: Any, instructor: Any
) -> None:
    supervise(instructor, start=False)
    assert desk.begin() == ROOM
    assert "Type the access code" in desk.client.get(ROOM).content.decode()
    assert "This is not the access code" in desk.type_code("WRONG2")
    assert "Wait until the invigilator starts" in desk.type_code()
    assert desk.begin() == ROOM
    do(staff, "start")
    waits = desk.client.get(ROOM, headers={"HX-Request": "true"}).content.decode()
    assert "Begin Quiz 1" in waits
    assert "<html" not in waits, "a page that waits gets the part that changed"
    assert desk.begin() == ATTEMPT
    assert desk.save().status_code == 200
    assert Seat.objects.get().label == "A3"
    assert [event.what for event in Event.objects.all()] == ["wrong-code", "seated"]


def test_a_new_code_lets_nobody_in_by_the_old_one_and_nobody_out(
    desk: Desk, staff: Any, instructor: Any, student: Any, client_of: Any
) -> None:
    old = supervise(instructor).code
    begun(desk)
    do(staff, "new_code")
    assert Invigilation.objects.get().code != old
    assert desk.save().status_code == 200
    other = Desk(client_of(student))
    assert "This is not the access code" in other.type_code(old)


def test_a_pause_gives_the_time_back_exactly_and_what_came_meanwhile_is_kept(
    desk: Desk, staff: Any, instructor: Any, noon: Any
) -> None:
    supervise(instructor)
    attempt = begun(desk)
    ends = attempt.ends_at
    desk.save(1)
    noon("2026-02-03T12:10")
    assert "Paused: 1 student." in do(staff, "pause").content.decode()
    noon("2026-02-03T12:55:00.250")  # long past the end that it had
    housekeeping.tick(clock.now())
    assert sitting.close_all_over(clock.now()) == 0
    reply = desk.save(2)
    assert (reply.status_code, reply.json()["paused"], reply.json()["held"]) == (423, True, True)
    assert "your changes are kept" in reply.json()["error"]
    assert reply.json()["ends"] - reply.json()["now"] == 20 * 60
    assert [event.aside for event in AnswerEvent.objects.all()] == [False, True], "kept for staff, and not acknowledged"
    assert b"is not handed in" in desk.client.post(f"{ATTEMPT}submit/").content
    do(staff, "go_on")
    attempt.refresh_from_db()
    assert attempt.ends_at - ends == attempt.given_back == timedelta(minutes=45, milliseconds=250)
    again = desk.save(2, sequence=desk.sequence)
    assert (again.status_code, again.json()["acknowledged"], len(again.json()["receipts"])) == (200, [2], 1)
    actions = set(AuditEntry.objects.filter(who=instructor).values_list("action", flat=True))
    assert {f"invigilation.{what}" for what in ("set", "start", "pause", "go_on")} <= actions


def test_extra_time_is_added_to_what_a_pause_gave_back(
    desk: Desk, staff: Any, instructor: Any, student: Any, noon: Any
) -> None:
    supervise(instructor)
    attempt = begun(desk)
    do(staff, "pause")
    noon("2026-02-03T12:05")
    do(staff, "go_on")
    form = {"student": student.pk, "opens_at": "2026-02-03T08:00", "closes_at": "2026-02-03T23:00", "minutes": "30",
            "factor": "1,5", "room": "B 204", "reason": "Dyslexia."}  # fmt: skip
    staff.post(f"{PAPER}class/grant/", form)
    assert desk.news()["ends"] == (attempt.began_at + timedelta(minutes=30 + 15 + 5)).timestamp()
    assert "B 204" in staff.get(STAFF).content.decode()
    assert AuditEntry.objects.get(action="papers.grant_sitting").details["room"] == "B 204"


def test_a_stop_must_be_confirmed_and_leaves_pages_the_time_to_send(
    desk: Desk, staff: Any, instructor: Any, noon: Any
) -> None:
    supervise(instructor)
    attempt = begun(desk)
    assert "Tick the box" in do(staff, "stop").content.decode()
    assert "Ending: 1 student." in do(staff, "stop", confirmed="yes").content.decode()
    told = desk.news()
    assert (told["ends"] - told["now"], told["stopped"]) == (15, True)
    noon("2026-02-03T12:00:14")
    assert desk.save().json()["late"] == []
    noon("2026-02-03T12:00:15")
    assert sitting.close_all_over(clock.now()) == 1
    attempt.refresh_from_db()
    assert attempt.closed_at == attempt.ends_at == clock.now()


def test_a_second_browser_is_refused_until_staff_lets_it_in_and_nothing_is_lost(
    desk: Desk, staff: Any, instructor: Any, student: Any, client_of: Any
) -> None:
    supervise(instructor)
    begun(desk)
    desk.save(1)
    second = Desk(client_of(student), sequence=10)
    assert second.client.get(ATTEMPT).headers["Location"] == ROOM
    assert second.save(2).status_code == 423
    assert "An invigilator has to let you in" in second.type_code()
    assert second.news()["refused"]["why"] == "your paper is open in another browser"
    assert desk.save(1, 1).status_code == 200, "the first goes on"
    assert "asks to go on elsewhere" in staff.get(STAFF).content.decode()
    page = staff.post(f"{STAFF}{student.pk}/", {"do": "move"}, follow=True).content.decode()
    assert "goes on in the other browser" in page
    assert second.client.get(ATTEMPT).status_code == 200
    assert second.save(2).json()["acknowledged"] == [12]
    held = desk.save(3)
    assert (held.status_code, held.json()["error"]) == (423, "your paper is open in another browser")
    assert AnswerEvent.objects.get(item=3).aside, "what the first one still had is kept"
    assert [one.what for one in Event.objects.all()] == ["seated", "asked", "moved"]
    assert AuditEntry.objects.filter(action="invigilation.move", who=instructor).exists()


def test_a_message_reaches_the_open_page(desk: Desk, staff: Any, instructor: Any) -> None:
    supervise(instructor)
    begun(desk)
    assert desk.news()["said"] == []
    staff.post(f"{STAFF}say/", {"text": "Question 3: read “n” as “m”."})
    assert [one["text"] for one in desk.news()["said"]] == ["Question 3: read “n” as “m”."]
    assert "Write what you want to say." in staff.post(f"{STAFF}say/", {"text": ""}, follow=True).content.decode()


def test_what_is_noticed_is_shown_to_staff_and_student_alike_and_changes_nothing(
    desk: Desk, staff: Any, instructor: Any, student: Any
) -> None:
    supervise(instructor)
    begun(desk)
    told = [{"what": "away", "size": 12}, {"what": "paste", "size": 140}, {"what": "sneezed"}, "nonsense"]
    body = json.dumps({"events": told})
    assert desk.client.post(f"{ROOM}events/", body, content_type="application/json").json() == {"recorded": 2}
    elsewhere = {"REMOTE_ADDR": "198.51.100.9"}
    assert desk.news(**elsewhere)["refused"] is None
    assert desk.news(**elsewhere)["recorded"] == "left the page, pasted text, came from another address"
    body = json.dumps({"attempt": Attempt.objects.get().pk, "tab": "tab2", "events": [], "take_over": True})
    desk.save()
    assert desk.client.post(f"{ATTEMPT}save/", body, content_type="application/json").status_code == 200
    for page in (desk.client.get(ROOM), staff.get(f"{STAFF}{student.pk}/")):
        text = page.content.decode()
        words = ("left the page", "for 12 s", "140 characters", "opened a second tab", "198.51.100.9 now")
        assert all(word in text for word in words)
        assert "Nothing follows from it by itself" in text


def test_what_is_noticed_has_an_end(desk: Desk, instructor: Any, student: Any, monkeypatch: Any) -> None:
    supervise(instructor)
    begun(desk)
    monkeypatch.setattr(seats, "MOST_EVENTS", 3)
    body = json.dumps({"events": [{"what": "paste", "size": 1}] * 100})
    assert desk.client.post(f"{ROOM}events/", body, content_type="application/json").json() == {"recorded": 2}
    assert Event.objects.count() == 3


def test_the_seat_list_says_who_is_where_and_how_far(
    desk: Desk, staff: Any, instructor: Any, make_user: Any, noon: Any
) -> None:
    absent = make_user("student", "Absent Person")
    supervise(instructor)
    begun(desk)
    desk.save(1)
    desk.save(4)
    desk.news()
    rows = staff.get(STAFF, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in rows
    for words in ("A3", "127.0.0.1", "writing", "2 of 10", "12:30", "1 not here", absent.name):
        assert words in rows
    noon("2026-02-03T12:01")
    assert "not heard" in staff.get(STAFF).content.decode(), "its page has asked for nothing for a minute"


def test_settings_say_what_was_wrong_with_them(staff: Any, noon: Any) -> None:
    page = staff.post(f"{STAFF}settings/", {"is_on": "on", "networks": "the lab", "browser_keys": "12"})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Line 1: “the lab” is no network" in text
    assert "is no Config Key" in text
    assert not Invigilation.objects.exists()
    assert staff.post(f"{STAFF}settings/", {"is_on": "on", "networks": "10.0.0.0/8"}).status_code == 302
    assert Invigilation.objects.get().code


def test_switching_it_off_in_a_pause_lets_the_time_go_on(desk: Desk, staff: Any, instructor: Any) -> None:
    supervise(instructor)
    begun(desk)
    do(staff, "pause")
    staff.post(f"{STAFF}settings/", {"networks": ""})
    assert Attempt.objects.get().paused_at is None
    assert desk.save().status_code == 200


def test_who_begins_in_the_moment_of_a_pause_is_paused_too(desk: Desk, staff: Any, instructor: Any) -> None:
    supervise(instructor)
    begun(desk)
    do(staff, "pause")
    Attempt.objects.update(paused_at=None)
    housekeeping.tick(clock.now())
    assert Attempt.objects.get().paused_at == clock.now()


def test_a_paper_that_is_not_supervised_asks_for_nothing(desk: Desk, staff: Any) -> None:
    assert desk.begin() == ATTEMPT
    assert "said" not in desk.news()
    assert desk.client.get(ROOM).headers["Location"] == PAPER
    assert "Not invigilated" in staff.get(STAFF).content.decode()
    assert staff.get(f"{STAFF}code/").status_code == 404
