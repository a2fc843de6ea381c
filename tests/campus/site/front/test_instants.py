"""The door tells the site when a request began and when it was whole; a client's word for it counts for nothing."""

import json
import re
import time

from tests.campus.site.front.doors import answer, street

from chainrule.campus.site.front.instants import BEGAN, WHOLE

PAUSE = 0.3


def told(environ, start_response):
    """Says how long the request took to come, and whether all of that is past."""
    said = {"took": environ[WHOLE] - environ[BEGAN], "ago": time.monotonic() - environ[WHOLE]}
    body = json.dumps(said).encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def said(raw: bytes) -> dict[str, float]:
    return json.loads(raw.partition(b"\r\n\r\n")[2])


def test_a_slow_upload_began_when_its_first_byte_came():
    with street(told) as door:
        client = door.knock(b"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 6\r\n\r\n")
        for part in (b"abc", b"def"):
            time.sleep(PAUSE)
            client.sendall(part)
        found = said(answer(client))
    assert found["took"] >= 2 * PAUSE * 0.99
    assert found["ago"] >= 0


def test_a_connection_that_says_nothing_has_begun_nothing():
    with street(told) as door:
        client = door.knock()
        time.sleep(PAUSE)
        client.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert said(answer(client))["took"] < PAUSE


def test_the_next_request_of_a_connection_begins_anew():
    with street(told) as door:
        client = door.knock(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        time.sleep(PAUSE)
        client.sendall(b"\r\nGET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        first, second = re.findall(r'"took": ([0-9.e-]+)', answer(client).decode())
    assert float(second) < PAUSE * 0.99 <= float(first)


def test_no_header_sets_the_instants():
    spoofed = b"".join(b"%s: 0\r\n" % name for name in (b"chainrule.began", b"Chainrule-Began", b"CHAINRULE_WHOLE"))
    with street(told) as door:
        raw = answer(door.knock(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + spoofed + b"\r\n"))
    assert 0 <= said(raw)["took"] < 60
