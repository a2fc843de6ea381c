"""The door: who is slow, silent, too large or not understood waits by himself and keeps no thread from the others."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.campus.site.front.doors import MEGABYTE, SAVE, Street, answer, echo, is_closed, street, until


@pytest.fixture(scope="module")
def place() -> Iterator[Street]:
    with street() as it:
        yield it


# --- who makes it wait ---

HELD_OPEN = {
    "a body that does not come": b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\nx",
    "a body in chunks that does not come": b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    "headers that do not end": b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n",
    "a first line that does not end": b"GET /",
    "nothing": b"",
    "a request that is answered, then nothing": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "an answer that is not read": b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n",
}


@pytest.mark.parametrize("said", HELD_OPEN.values(), ids=HELD_OPEN)
def test_twenty_connections_of_a_kind_keep_nobody_waiting_and_end_in_time(said: bytes) -> None:
    with street() as place:
        clients = [place.knock(said) for _ in range(20)]
        place.until_open(20)
        for path, method in (("/healthz", "GET"), (SAVE, "POST"), ("/lectures/", "GET")):
            assert f"{method} {path} 3 3".encode() in place.ask(path, method, b"abc")
        place.until_open(20)
        place.later(1.0)  # nobody is hurried
        assert len(place.door.active_channels) == 20
        place.later(3600.0)
        if said.startswith(b"POST"):
            assert all(b"HTTP/1.1 408 " in answer(client) for client in clients)
        until(lambda: place.later(3600.0) or not place.door.active_channels, "the end of all")


def test_who_sends_a_drop_now_and_then_is_measured_by_all_of_it() -> None:
    """A deadline that each byte moves on would never come."""
    with street() as place:
        client = place.knock(HELD_OPEN["a body that does not come"])
        place.until_open(1)
        for _ in range(3):
            client.sendall(b"x")
            place.later(6.0)
            assert place.door.active_channels
        client.sendall(b"x")
        place.later(6.0)
        assert b"408" in answer(client)


def test_a_large_file_over_a_slow_network_has_the_time_that_it_needs() -> None:
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {MEGABYTE}\r\n\r\n".encode()
    with street() as place:
        client = place.knock(head + b"x" * (MEGABYTE - 1))
        until(lambda: place.door.bodies >= MEGABYTE - 1, "the bytes")
        place.later(100.0)  # 10 kB per second
        client.sendall(b"x")
        assert f"POST / {MEGABYTE} {MEGABYTE}".encode() in answer(client)


def test_where_the_house_is_full_who_only_waits_gives_way() -> None:
    with street(connections=20) as full:
        first = full.knock()
        crowd = [full.knock(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n") for _ in range(19)]
        full.until_open(20)
        for _ in range(5):
            assert b"GET / 0 0" in full.ask("/")
        assert is_closed(first)  # the one that had waited longest
        assert sum(not is_closed(client) for client in crowd) in range(20)
        assert len(full.door.active_channels) <= 20


def test_who_is_being_served_never_gives_way() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        assert gate.wait(60)
        return echo(environ, start_response)

    with street(slow, connections=6) as full:
        served = [full.knock(b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n") for _ in range(6)]
        full.until_open(6)
        until(lambda: full.door.task_dispatcher.busy() == 6, "six requests")
        waiting = full.knock(b"GET /next HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        gate.set()
        assert all(b"GET / 0 0" in answer(client) for client in served)
        assert b"GET /next 0 0" in answer(waiting)


# --- what is not taken ---

CHUNKED = b"POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
REFUSED: dict[str, tuple[bytes, int]] = {
    "no request at all": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400),
    "no version": (b"GET / HTTP/9\r\n\r\n", 400),
    "a method in lower case": (b"get / HTTP/1.1\r\n\r\n", 400),
    "an address with a space": (b"GET /a b HTTP/1.1\r\n\r\n", 400),
    "a bare line feed": (b"GET / HTTP/1.1\nHost: localhost\r\n\r\n", 400),
    "a header without a name": (b"GET / HTTP/1.1\r\n: x\r\n\r\n", 400),
    "a length in letters": (b"POST / HTTP/1.1\r\nContent-Length: ten\r\n\r\n", 400),
    "a negative length": (b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
    "a length of 9,000 digits": (b"POST / HTTP/1.1\r\nContent-Length: " + b"9" * 9000 + b"\r\n\r\n", 400),
    "two lengths": (b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "another encoding": (b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
    "a chunk without a size": (CHUNKED + b"zz\r\nabc\r\n", 400),
    "a chunk whose head does not end": (CHUNKED + b"1;" + b"x" * 5000, 400),
    "a trailer that does not end": (CHUNKED + b"0\r\n" + b"X-A: b\r\n" * 20000, 400),
    "an address of 40,000 letters": (b"GET /" + b"a" * 40000 + b" HTTP/1.1\r\n\r\n", 431),
    "5,000 headers": (b"GET / HTTP/1.1\r\n" + b"X-A: 12345\r\n" * 5000 + b"\r\n", 431),
}


@pytest.mark.parametrize(("said", "status"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_answered_in_words_and_nothing_after_it_is_read(
    place: Street, said: bytes, status: int
) -> None:
    got = answer(place.knock(said + b"GET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"))
    head, _, body = got.partition(b"\r\n\r\n")
    assert re.match(rf"HTTP/1\.[01] {status} ".encode(), head), got[:200]
    assert b"text/html" in head
    assert b"<h1>" in body
    assert got.count(b"HTTP/1.") - body.count(b"HTTP/1.") == 1


TOO_LARGE = {
    "by its length": f"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: {20 * MEGABYTE}\r\n\r\n".encode(),
    "by its length, asking first": (
        f"POST /x HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: {20 * MEGABYTE}\r\n\r\n"
    ).encode(),
    "by an old client": f"POST /x HTTP/1.0\r\nContent-Length: {20 * MEGABYTE}\r\n\r\n".encode(),
    "in chunks": b"POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n",
}


@pytest.mark.parametrize("head", TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_body_that_is_too_large_reaches_the_site_as_a_length_only(place: Street, head: bytes) -> None:
    """The site has the words for it. The client may send it all before it reads them."""
    client = place.knock(head)
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n" if b"chunked" in head else b"x" * 65536
    sender = threading.Thread(target=send_all, args=(client, chunk, 320), daemon=True)
    sender.start()
    got = answer(client)
    promised, came = re.search(rb"POST /x (\d+) (\d+)", got).groups()  # type: ignore[union-attr]
    assert int(promised) > MEGABYTE
    assert int(came) == 0
    assert b"100 Continue" not in got
    assert got.count(b"HTTP/1.") == 1
    sender.join(60)


def send_all(client: socket.socket, chunk: bytes, count: int) -> None:
    try:
        for _ in range(count):
            client.sendall(chunk)
    except OSError:
        pass


def test_large_files_that_come_at_once_have_bounds_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chainrule.campus.site.front.door.BODIES_AT_ONCE", 3 * MEGABYTE + MEGABYTE // 2)
    head = f"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {MEGABYTE}\r\n\r\n".encode()
    with street() as place:
        clients = [place.knock(head + b"x" * (MEGABYTE - 1)) for _ in range(3)]
        place.until_open(3)
        until(lambda: place.door.bodies >= 3 * MEGABYTE - 3, "the bytes")
        assert b"503" in place.ask("/", "POST", b"x" * MEGABYTE)
        assert b"POST / 1000 1000" in place.ask("/", "POST", b"x" * 1000)  # what is small comes in
        for client in clients:
            client.close()
        place.until_open(0)
        place.later(1.0)
        assert f"POST / {MEGABYTE} {MEGABYTE}".encode() in place.ask("/", "POST", b"x" * MEGABYTE)


# --- what is taken ---


def test_requests_that_come_in_one_packet_are_answered_in_their_order(place: Street) -> None:
    paths = [f"/{number}" for number in range(50)]
    said = "".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n" for path in paths)
    got = answer(place.knock(said.encode() + b"GET /end HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
    assert re.findall(rb"GET (\S+) 0 0", got) == [path.encode() for path in [*paths, "/end"]]


@pytest.mark.parametrize(
    ("head", "stays"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", False),
        (b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", False),
        (b"\r\n\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", True),
    ],
)
def test_a_connection_stays_where_the_client_wants_it(place: Street, head: bytes, stays: bool) -> None:
    client = place.knock(head)
    got = b""
    while b"GET / 0 0" not in got:
        got += client.recv(65536)
    assert (b"Connection: close" in got) is not stays
    if stays:
        client.sendall(b"GET /again HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        assert b"GET /again 0 0" in answer(client)
    else:
        assert is_closed(client)


def test_a_request_in_single_bytes_and_a_body_in_chunks_arrive_whole(place: Street) -> None:
    client = place.knock()
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    for byte in (
        CHUNKED.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n") + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n"
    ):
        client.sendall(bytes([byte]))
    assert b"POST / 5 5" in answer(client)


def test_a_large_answer_arrives_whole(place: Street) -> None:
    got = place.ask("/large")
    assert len(got.partition(b"\r\n\r\n")[2]) == 8 * MEGABYTE


def test_the_address_of_the_client_is_the_connections_own_whatever_headers_say() -> None:
    forged = b"GET / HTTP/1.1\r\nConnection: close\r\nX-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\n\r\n"
    for host in ("127.0.0.1", "::"):  # on `::` an IPv4 client comes as ::ffff:127.0.0.1
        with street(host=host) as place:
            assert answer(place.knock(forged)).endswith(b"GET / 0 0 127.0.0.1")


# --- the end ---


def test_it_ends_at_once_where_nothing_is_served_and_finishes_what_is() -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        assert gate.wait(60)
        return echo(environ, start_response)

    with street(slow) as place:
        idle = place.knock()
        served = place.knock(b"GET /last HTTP/1.1\r\nHost: localhost\r\n\r\n")
        until(lambda: place.door.task_dispatcher.busy() == 1, "a request")
        place.door.stop()
        until(lambda: not place.door.accepting, "the end of accepting")
        gate.set()
        assert b"GET /last 0 0" in answer(served)
        assert is_closed(idle)
