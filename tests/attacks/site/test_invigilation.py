"""A student against a supervised paper: made-up headers, guessed codes, another's seat, the staff's pages."""

# ruff: noqa: F401, F811
from ipaddress import ip_network
from typing import Any

import pytest
from tests.campus.site.conftest import at, client_of, instructor, make_user, student, var_folder
from tests.campus.site.invigilation.room import PAPER, ROOM, STAFF, Desk, supervise

from chainrule.campus.questions.invigilation import key_hash
from chainrule.campus.site.invigilation import seats
from chainrule.campus.site.invigilation.models import Invigilation, Seat
from chainrule.campus.site.papers.models import AnswerEvent, Attempt

ATTEMPT = f"{PAPER}attempt/"
INSIDE, OUTSIDE, PROXY = "10.20.3.4", "198.51.100.7", "192.0.2.1"
KEY = "ab" * 32
HASH = "X-SafeExamBrowser-ConfigKeyHash"


@pytest.fixture
def attacker(at: Any, student: Any, client_of: Any) -> Desk:
    at("2026-02-03T12:00")
    return Desk(client_of(student))


LIES = ("X-Forwarded-For", "X-Real-IP", "Forwarded", "Client-IP", "True-Client-IP", "X-Client-IP", "Remote-Addr")


@pytest.mark.parametrize("header", LIES)
@pytest.mark.parametrize("proxies", [[], [ip_network(PROXY)]])
def test_a_header_moves_nobody_into_the_room(
    header: str, proxies: Any, attacker: Desk, instructor: Any, settings: Any
) -> None:
    settings.PROXIES = proxies
    supervise(instructor, "10.20.0.0/16")
    said = {"headers": {header: f"for={INSIDE}" if header == "Forwarded" else INSIDE}, "REMOTE_ADDR": OUTSIDE}
    assert "only from the network of the room" in attacker.type_code(**said)
    assert attacker.begin(**said) == ROOM
    assert not Attempt.objects.exists()


@pytest.mark.parametrize(
    ("forwarded", "may"),
    [(INSIDE, True), (OUTSIDE, False), (f"{INSIDE}, {OUTSIDE}", False), (f"{OUTSIDE}, {INSIDE}", True)],
)
def test_behind_a_proxy_its_own_word_counts_and_nothing_to_the_left_of_it(
    forwarded: str, may: bool, attacker: Desk, instructor: Any, settings: Any
) -> None:
    settings.PROXIES = [ip_network(PROXY)]
    supervise(instructor, "10.20.0.0/16")
    said = {"headers": {"X-Forwarded-For": forwarded}, "REMOTE_ADDR": PROXY}
    attacker.type_code(**said)
    assert attacker.begin(**said) == (ATTEMPT if may else ROOM)


def test_who_leaves_the_room_saves_nothing_that_counts(attacker: Desk, instructor: Any) -> None:
    supervise(instructor, "10.20.0.0/16")
    attacker.type_code(REMOTE_ADDR=INSIDE)
    assert attacker.begin(REMOTE_ADDR=INSIDE) == ATTEMPT
    assert attacker.save(REMOTE_ADDR=OUTSIDE).status_code == 423
    assert attacker.client.get(ATTEMPT, REMOTE_ADDR=OUTSIDE).headers["Location"] == ROOM
    assert attacker.client.post(f"{ATTEMPT}submit/", REMOTE_ADDR=OUTSIDE).status_code == 423
    plain = {"plain": "yes", "do": "submit", "q1-option": "1"}
    assert attacker.client.post(f"{ATTEMPT}submit/", plain, REMOTE_ADDR=OUTSIDE).status_code == 423
    assert Attempt.objects.get().is_open
    assert all(event.aside for event in AnswerEvent.objects.all())


def test_codes_cannot_be_guessed(attacker: Desk, instructor: Any, at: Any) -> None:
    code = supervise(instructor).code
    for guess in range(seats.TRIES.most):
        assert "This is not the access code" in attacker.type_code(f"GUESS{guess}")
    assert "Too many wrong codes" in attacker.type_code(code), "the right one is not even looked at"
    assert not Seat.objects.exists()
    at("2026-02-03T12:01:01")
    assert "You can begin" in attacker.type_code(code)


@pytest.mark.parametrize("path", ["begin/", "attempt/"])
def test_no_other_door_leads_past_the_code(path: str, attacker: Desk, instructor: Any) -> None:
    code = supervise(instructor).code
    for method in (attacker.client.get, attacker.client.post):
        assert method(f"{PAPER}{path}").status_code in (302, 405)
    assert not Attempt.objects.exists()
    for page in (PAPER, ROOM, "/papers/", "/"):
        assert code not in attacker.client.get(page).content.decode()


def test_a_made_up_proof_of_the_browser_opens_nothing(attacker: Desk, instructor: Any) -> None:
    supervise(instructor, browser_keys=KEY)
    room, begin = f"http://testserver{ROOM}", f"http://testserver{PAPER}begin/"
    for lie in ("", KEY, key_hash("http://elsewhere.example" + ROOM, KEY), key_hash(begin, KEY), "ä" * 64):
        assert "only in Safe Exam Browser" in attacker.type_code(headers={HASH: lie})
    attacker.client.post(ROOM, {"code": Invigilation.objects.get().code}, headers={HASH: key_hash(room, KEY)})
    assert attacker.begin(headers={HASH: key_hash(room, KEY)}) == ROOM, "of another address"
    assert attacker.begin(headers={HASH: key_hash(begin, KEY)}) == ATTEMPT


def test_another_students_seat_is_of_no_use(attacker: Desk, instructor: Any, make_user: Any, client_of: Any) -> None:
    supervise(instructor)
    victim = Desk(client_of(make_user("student")))
    victim.type_code()
    assert victim.begin() == ATTEMPT
    cookie = victim.client.cookies["seat-quiz-1"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", PAPER)
    attacker.client.cookies["seat-quiz-1"] = cookie.value
    assert attacker.begin() == ROOM
    attacker.client.cookies["seat-quiz-1"] = Seat.objects.get().browser  # what the database holds is no key
    assert attacker.begin() == ROOM


def test_a_student_reads_and_presses_nothing_of_the_staff(attacker: Desk, instructor: Any, student: Any) -> None:
    supervise(instructor)
    for path in ("", "code/", "settings/", f"{student.pk}/"):
        assert attacker.client.get(f"{STAFF}{path}").status_code == 403
    for path in ("do/", "say/", "settings/", f"{student.pk}/"):
        assert attacker.client.post(f"{STAFF}{path}", {"do": "stop", "confirmed": "yes"}).status_code == 403
    room = Invigilation.objects.get()
    assert room.is_on
    assert room.stopped_at is None


def test_an_assistant_runs_the_room_and_does_not_set_its_rules(make_user: Any, client_of: Any, at: Any) -> None:
    at("2026-02-03T12:00")
    supervise(make_user("instructor"))
    assistant = client_of(make_user("assistant"))
    assert assistant.get(STAFF).status_code == 200
    assert assistant.post(f"{STAFF}settings/", {}).status_code == 403
    assert Invigilation.objects.get().is_on
