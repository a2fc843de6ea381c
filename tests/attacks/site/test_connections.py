"""Connections that are held open, and requests that never end: somebody who comes anew is answered all the same."""

import re
import socket
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from tests.campus.site.core.test_serve import serving_process
from tests.campus.site.jobs.running import Site, site

PATIENCE = 60.0
FORM = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken=" + b"c" * 32 + b"\r\n"  # so that it is read
ATTACKS = {
    "bodies of which one byte comes": (100, FORM + b"Content-Length: 5000\r\n\r\nx"),
    "large bodies of which one byte comes": (100, FORM + b"Content-Length: 10000000\r\n\r\nx"),
    "chunked bodies without an end": (100, FORM + b"Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n"),
    "headers without an end": (300, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: b\r\n"),
    "connections that say nothing": (300, b""),
    "connections that idle after an answer": (300, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"),
    "answers that nobody reads": (30, b"GET /syllabus/ HTTP/1.1\r\nHost: localhost\r\n\r\n" * 50),
    "no requests at all": (300, b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, int]]:
    """The port of a real server, and the process that answers there."""
    with site(tmp_path_factory.mktemp("attacked")) as it:
        del it.environment["CHAINRULE_COURSE"]  # the course itself, not a lab's benchmark
        process = it.server("--workers", "0")
        yield port_of(it, process), serving_process(process.pid)


def port_of(it: Site, process: object) -> int:
    found = re.search(r"The course is at http://127\.0\.0\.1:(\d+)/", it.said(process))  # type: ignore[arg-type]
    assert found
    return int(found[1])


@pytest.mark.parametrize(("count", "said"), ATTACKS.values(), ids=ATTACKS)
def test_somebody_who_comes_anew_is_answered(served: tuple[int, int], count: int, said: bytes) -> None:
    port, pid = served
    with ExitStack() as held:
        for _ in range(count):
            client = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
            client.sendall(said)
        for path in ("/healthz", "/sign-in/"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
                assert answer.status == 200
    assert Path(f"/proc/{pid}").exists()


def test_what_is_far_too_large_is_refused_in_the_sites_words_before_it_comes(served: tuple[int, int]) -> None:
    port, _ = served
    for address, words in (("/sign-in/", b"<h1"), ("/api/labs/03/submit/", b"at most 10 MB are taken")):
        with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as client:
            head = f"POST {address} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000000\r\n\r\n"
            client.sendall(head.encode())
            said = b""
            while part := client.recv(65536):
                said += part
        assert said.startswith(b"HTTP/1.1 413 ")
        assert words in said
