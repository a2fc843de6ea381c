"""What invigilation decides: may this request begin or go on, and when is the time over, given pauses and extras."""

import hashlib
import random
from datetime import UTC, datetime, timedelta
from functools import partial
from ipaddress import ip_network

import pytest

from chainrule.campus.questions.invigilation import (
    NO_TIME,
    NotRead,
    Place,
    Reason,
    Rules,
    Time,
    Visitor,
    is_code,
    key_hash,
    minutes_by_factor,
    read_browser_keys,
    read_networks,
    shows_key,
    why_not,
)

ROOM, HOME = "10.20.3.4", "198.51.100.7"
KEY = "ab" * 32
URL = "https://campus.example.edu/papers/midterm/attempt/"
RUNNING = Rules([ip_network("10.20.0.0/16")], [KEY], started=True)
HERE = Visitor(ROOM, "mine", URL, key_hash(URL, KEY))
MINE = Place("mine")
NOON = datetime(2026, 2, 3, 12, tzinfo=UTC)


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


@pytest.mark.parametrize(
    ("rules", "place", "visitor", "to_begin", "to_go_on"),
    [
        (RUNNING, MINE, HERE, None, None),
        (Rules(started=True), MINE, Visitor(HOME, "mine"), None, None),  # nothing is asked of address and browser
        (RUNNING, Place(), HERE, Reason.CODE, Reason.CODE),
        (RUNNING, MINE, Visitor(HOME, "mine", URL, HERE.browser_hash), Reason.NETWORK, Reason.NETWORK),
        (RUNNING, MINE, Visitor("", "mine", URL, HERE.browser_hash), Reason.NETWORK, Reason.NETWORK),
        (RUNNING, MINE, Visitor("::1", "mine", URL, HERE.browser_hash), Reason.NETWORK, Reason.NETWORK),
        (RUNNING, MINE, Visitor(ROOM, "mine", URL), Reason.BROWSER, Reason.BROWSER),
        (RUNNING, MINE, Visitor(ROOM, "mine", URL + "x", HERE.browser_hash), Reason.BROWSER, Reason.BROWSER),
        (RUNNING, Place("mine", lifted=True), Visitor(HOME, "mine"), None, None),
        (RUNNING, Place(lifted=True), Visitor(HOME, ""), Reason.CODE, Reason.CODE),  # lifted, and the code all the same
        (RUNNING, Place("another"), HERE, Reason.CODE, Reason.SESSION),
        (RUNNING, Place("another"), Visitor(ROOM, "", URL, HERE.browser_hash), Reason.CODE, Reason.SESSION),
        (Rules(), MINE, HERE, Reason.WAITING, None),
        (Rules(started=True, paused=True), MINE, HERE, Reason.PAUSED, None),  # its own clock holds an open attempt
        (Rules(started=True, stopped=True), MINE, HERE, Reason.STOPPED, None),  # it has a short notice to end in
        (Rules(started=True, stopped=True), Place(), Visitor(HOME), Reason.STOPPED, Reason.CODE),
    ],
)
def test_who_may_begin_and_go_on(
    rules: Rules, place: Place, visitor: Visitor, to_begin: Reason | None, to_go_on: Reason | None
) -> None:
    assert why_not(rules, place, visitor, begun=False) is to_begin
    assert why_not(rules, place, visitor, begun=True) is to_go_on


@pytest.mark.parametrize(
    ("typed", "code", "right"),
    [
        ("K7MPQ2", "K7MPQ2", True),
        (" k7m-pq2 ", "K7MPQ2", True),
        ("K7MPQ", "K7MPQ2", False),
        ("K7MPQ22", "K7MPQ2", False),
        ("", "", False),  # no code lets nobody in
        ("ÄÖ\0", "K7MPQ2", False),
    ],
)
def test_a_code_is_typed_as_people_type(typed: str, code: str, right: bool) -> None:
    assert is_code(typed, code) is right


def test_the_config_key_is_hashed_with_the_address_and_without_its_fragment() -> None:
    """SHA-256 of address and key, in hexadecimal, as Safe Exam Browser documents it."""
    plain = "https://a.example/x" + "0" * 64
    assert key_hash("https://a.example/x", "0" * 64) == hashlib.sha256(plain.encode()).hexdigest()
    assert key_hash(URL + "#q3", KEY) == key_hash(URL, KEY)
    assert shows_key(URL, key_hash(URL, KEY).upper(), ["0" * 64, KEY])
    assert not shows_key(URL, KEY, [KEY]), "the key itself is not its proof"


@pytest.mark.parametrize("text", ["10.20.0.0/16\n10.21.3.4", "10.20.1.2/16, 10.21.3.4", " 10.20.0.0/16 \n\n10.21.3.4 "])
def test_networks_are_read_one_a_line(text: str) -> None:
    assert [str(one) for one in read_networks(text)] == ["10.20.0.0/16", "10.21.3.4/32"]


@pytest.mark.parametrize(
    ("read", "text", "line"),
    [
        (read_networks, "10.20.0.0/16\nthe lab", 2),
        (read_networks, "10.20.0.0/33", 1),
        (read_browser_keys, KEY + "\n12", 2),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(read: object, text: str, line: int) -> None:
    with pytest.raises(NotRead, match=f"Line {line}: "):
        read(text)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("acts", "ends", "given_back"),
    [
        ([], 30, 0),
        ([("pause", 5), ("resume", 12)], 37, 7),
        ([("pause", 5), ("pause", 8), ("resume", 12)], 37, 7),  # pressed twice: the first counts
        ([("resume", 12)], 30, 0),
        ([("pause", 5), ("resume", 6), ("pause", 10), ("resume", 14)], 35, 5),
        ([("pause", 30)], 30, 0),  # over is over
        ([("pause", 29), ("resume", 99)], 100, 70),  # far past what its end was: the minute that was left is left
        ([("stop", 10)], 10.25, 0),
        ([("stop", 29.9)], 30, 0),  # never later than it would have ended
        ([("pause", 5), ("stop", 10)], 10.25, 5),
        ([("stop", 10), ("pause", 10.1), ("resume", 20.1)], 20.25, 10),
    ],
)
def test_when_the_time_ends(acts: list[tuple[str, float]], ends: float, given_back: float) -> None:
    time = Time(NOON + minutes(30))
    for what, at in acts:
        now = NOON + minutes(at)
        act = {"pause": time.paused, "resume": time.resumed, "stop": partial(time.stopped, notice=minutes(0.25))}[what]
        time = act(now)
    assert (time.ends, time.given_back) == (NOON + minutes(ends), minutes(given_back))


@pytest.mark.parametrize("seed", range(20))
def test_a_student_gets_all_the_seconds_in_which_the_time_ran(seed: int) -> None:
    """Whatever the pauses: the time that ran until the end is what was given, to the microsecond."""
    chance, now = random.Random(seed), NOON
    time, given, ran = Time(NOON + minutes(30)), minutes(30), NO_TIME
    while True:
        step = timedelta(microseconds=chance.randint(1, 4 * 60 * 10**6))
        left = time.end(now) - now
        if time.paused_at is None:
            if step >= left:
                ran += left
                break
            ran += step
        now += step
        assert not time.is_over(now)
        assert time.paused_at is None or time.end(now) - now == left, "in a pause what is left stays"
        time = chance.choice([time.paused, time.resumed])(now)
    assert ran == given
    assert time.is_over(now + left)


@pytest.mark.parametrize(
    ("normal", "factor", "whole"),
    [(30, 1, 30), (30, 1.25, 38), (30, 1.5, 45), (60, 1.1, 66), (30, 2.0, 60), (60, 1.3333, 80)],
)
def test_a_factor_gives_whole_minutes_and_never_fewer(normal: int, factor: float, whole: int) -> None:
    assert minutes_by_factor(normal, factor) == whole
