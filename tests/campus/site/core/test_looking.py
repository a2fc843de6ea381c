"""The health page waits for nothing that takes long, and says of when it is what it shows."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.core import health
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.core.looking import Looking
from chainrule.campus.site.labs import health as of_labs
from chainrule.campus.site.lectures import health as of_lectures
from chainrule.campus.site.records_out import health as of_the_log


class Slow:
    """A look that ends when it may, and counts how often it was asked for."""

    def __init__(self) -> None:
        self.may_end, self.looks = threading.Event(), 0

    def __call__(self) -> list[Line]:
        self.looks += 1
        assert self.may_end.wait(60)
        return [Line("Texts", f"look {self.looks}")]


@pytest.fixture
def slow(settings: Any) -> Iterator[Slow]:
    settings.SERVING = True
    one = Slow()
    yield one
    one.may_end.set()


def values(looking: Looking[list[Line]]) -> list[str]:
    return [line.value for line in health.in_time("Texts", looking)]


def test_what_takes_long_is_shown_as_it_was_and_then_as_it_is(slow: Slow, at: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(health, "WAITS", 0.01)
    at("2026-02-12T10:00")
    looking = Looking(slow)
    assert values(looking) == values(looking) == ["being looked at; load this page again in a minute"]
    assert slow.looks == 1, "one at a time"
    monkeypatch.setattr(health, "WAITS", 60)
    slow.may_end.set()
    assert values(looking) == ["look 1"]
    slow.may_end.clear()
    monkeypatch.setattr(health, "WAITS", 0.01)
    assert values(looking)[0] == "look 1"
    assert values(looking)[1] == "as of 10:00; being looked at again"


def test_a_look_that_fails_leaves_what_was_known(slow: Slow) -> None:
    slow.may_end.set()
    looking = Looking(slow)
    assert values(looking) == ["look 1"]

    def broken() -> list[Line]:
        raise RuntimeError("the disk is gone")

    looking.look = broken
    assert values(looking) == ["look 1"]


def test_the_page_of_a_server_that_has_just_started_waits_for_no_lecture_and_no_sandbox(
    slow: Slow, client_of: Callable[[User | None], Client], instructor: User, monkeypatch: Any
) -> None:
    monkeypatch.setattr(health, "WAITS", 0.01)
    monkeypatch.setattr(of_lectures, "LOOKING", Looking(slow))
    monkeypatch.setattr(of_labs, "LOOKING", Looking(slow))
    page = client_of(instructor).get("/health/").text
    assert page.count("being looked at; load this page again in a minute") == 2


def test_of_a_long_log_no_more_entries_are_read_than_of_a_short_one(
    instructor: User, monkeypatch: Any, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(of_the_log, "LOOKED_AT", 5)
    for number in range(12):
        audit.record(instructor, "test.act", str(number))
    audit.link_waiting()
    read: list[int] = []
    entries = audit.entries
    monkeypatch.setattr(audit, "entries", lambda after=0: iter([read.append(e.number) or e for e in entries(after)]))
    with django_assert_max_num_queries(4):
        (line,) = of_the_log.lines()
    assert (line.value, len(read)) == ("12 entries; the chain of its last 5 holds", 5)
