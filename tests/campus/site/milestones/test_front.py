"""The real front door before the real site: a slow upload over the deadline counts from its first byte."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from tests.campus.site.at_once import AT_ONCE, together
from tests.campus.site.front.doors import answer, street
from tests.campus.site.milestones.conftest import Pair
from tests.campus.site.milestones.desk import ADDRESS, ID, SEND, file, handed_in, hidden, ready

from chainrule.campus.site import clock
from chainrule.campus.site.middleware import LARGEST_REQUEST
from chainrule.campus.site.milestones import receiving, standings
from chainrule.campus.site.milestones.receiving import Came
from chainrule.campus.syllabus import Arrival

__all__ = ["together"]
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("database_in_a_file")]
PAUSE = 0.8


@pytest.mark.parametrize("pause", [PAUSE, 0.0])
def test_the_first_byte_counts_where_the_network_was_slow(pair: Pair, at: Any, pause: float) -> None:
    ready(pair.first)
    fields = hidden(pair.first) | {"address": ADDRESS, "do": "hand-in", "archive": file()}
    page = pair.first.get(SEND)
    fields["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in pair.first.cookies.items())
    body = encode_multipart(BOUNDARY, fields)
    head = (
        f"POST {SEND} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: {MULTIPART_CONTENT}\r\n"
        f"Content-Length: {len(body)}\r\nCookie: {cookies}\r\n\r\n"
    ).encode()
    at("2026-03-12T23:00:00.400")
    with street(close_after(get_wsgi_application()), largest_body=LARGEST_REQUEST) as door:
        client = door.knock(head + body[:100])
        time.sleep(pause)
        client.sendall(body[100:])
        assert b"302 Found" in answer(client)
    (row,) = handed_in(pair.team)
    assert (row.counts_at == row.started_at) is bool(pause)
    assert (row.received_at - row.started_at).total_seconds() >= pause * 0.99


def test_of_many_who_hand_in_at_once_each_gets_a_number_of_its_own(pair: Pair, together: Any) -> None:
    ready(pair.first)
    asked, now = standings.milestone(ID), clock.now()
    came = Came(ADDRESS, None, standings.seen(standings.draft(pair.team, ID)))

    def one(number: int) -> int:
        return receiving.hand_in(pair.team, pair.students[number % 2], asked, came, Arrival(now, now, 1)).number

    assert sorted(together(one)) == list(range(1, AT_ONCE + 1))


def close_after(application: Any) -> Any:
    """The thread's connection to the database ends with the request: the test's file of it goes."""

    def handle(environ: Any, start_response: Any) -> Any:
        try:
            yield from application(environ, start_response)
        finally:
            connections.close_all()

    return handle
