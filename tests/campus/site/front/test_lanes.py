"""Which thread serves what: whatever the pages do, a saved answer and `/healthz` find a thread."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.campus.site.front.doors import SAVE, Street, answer, echo, street, until

from chainrule.campus.site.front.lanes import THREADS, Lane, lane_of

PAGE_THREADS = sum(Lane.PAGE in row for row in THREADS)
PASSWORD_THREADS = sum(Lane.PASSWORD in row for row in THREADS)


@pytest.mark.parametrize(
    ("method", "path", "lane"),
    [
        ("GET", "/healthz", Lane.DOOR),
        ("POST", "/papers/quiz-1/attempt/save/", Lane.SAVE),
        ("POST", "/papers/final/attempt/submit/", Lane.SAVE),
        ("GET", "/papers/quiz-1/attempt/save/", Lane.PAGE),
        ("POST", "/papers/quiz-1/attempt/save/../../../../gradebook/", Lane.PAGE),
        ("POST", "/papers/a/b/attempt/save/", Lane.PAGE),
        ("POST", "/sign-in/", Lane.PASSWORD),
        ("POST", "/account/password/", Lane.PASSWORD),
        ("GET", "/sign-in/", Lane.PAGE),
        ("POST", "/sign-in/x/", Lane.PAGE),
        ("GET", "/health/", Lane.PAGE),
        ("GET", "/", Lane.PAGE),
    ],
)
def test_the_lane_follows_from_method_and_address(method: str, path: str, lane: Lane) -> None:
    assert lane_of(method, path) is lane


def test_the_addresses_with_a_lane_of_their_own_are_the_sites() -> None:
    from django.urls import reverse

    for name in ("save", "submit"):
        assert lane_of("POST", reverse(f"papers:{name}", args=["quiz-1"])) is Lane.SAVE
    for name in ("sign_in", "change_password"):
        assert lane_of("POST", reverse(f"accounts:{name}")) is Lane.PASSWORD
    assert lane_of("GET", reverse("core:liveness")) is Lane.DOOR


class Slow:
    """Pages below /slow wait for a gate; the rest answers at once. Notes what was run."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.ran: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        self.ran.append(environ["PATH_INFO"])
        if environ["PATH_INFO"].startswith("/slow"):
            assert self.gate.wait(60)
        return echo(environ, start_response)


@pytest.fixture
def slow() -> Iterator[tuple[Slow, Street]]:
    application = Slow()
    with street(application) as place:
        yield application, place
        application.gate.set()


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()


def test_when_slow_pages_hold_every_thread_of_pages_saves_and_health_are_answered(slow: tuple[Slow, Street]) -> None:
    application, place = slow
    pages = [place.knock(get(f"/slow/{n}")) for n in range(PAGE_THREADS + 20)]
    until(lambda: len(application.ran) == PAGE_THREADS, "all threads of pages")
    for _ in range(10):
        assert b"POST" in place.ask(SAVE, "POST", b"an answer")
        assert b"GET /healthz" in place.ask("/healthz")
    assert len(application.ran) == PAGE_THREADS + 20
    application.gate.set()
    assert all(b"GET /slow" in answer(page) for page in pages)


def test_sign_ins_wait_before_the_threads_and_each_is_answered() -> None:
    """150 within one moment, more than ever hash at once: pages go on meanwhile, and nobody is turned away."""
    gate, inside, most, lock = threading.Event(), [0], [0], threading.Lock()

    def hashing(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        if environ["REQUEST_METHOD"] == "POST":
            with lock:
                inside[0] += 1
                most[0] = max(most[0], inside[0])
            assert gate.wait(60)
            with lock:
                inside[0] -= 1
        return echo(environ, start_response)

    sign_in = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    with street(hashing) as place:
        people = [place.knock(sign_in) for _ in range(150)]
        until(lambda: place.door.task_dispatcher.busy() == 150, "all of them")
        until(lambda: inside[0] == PASSWORD_THREADS, "the threads that may hash")
        for _ in range(PAGE_THREADS):
            assert b"GET /lectures/" in place.ask("/lectures/")
        assert b"GET /healthz" in place.ask("/healthz")
        gate.set()
        assert all(b"POST /sign-in/" in answer(person) for person in people)
    assert most == [PASSWORD_THREADS]


def test_more_pages_than_can_wait_are_refused_at_once_in_words(
    slow: tuple[Slow, Street], monkeypatch: pytest.MonkeyPatch
) -> None:
    application, place = slow
    waiting = Lane.PAGE.value
    pages = [place.knock(get("/slow/")) for _ in range(PAGE_THREADS)]
    until(lambda: len(application.ran) == PAGE_THREADS, "all threads of pages")
    pages += [place.knock(get("/slow/")) for _ in range(waiting)]
    until(lambda: place.door.task_dispatcher.busy() == PAGE_THREADS + waiting, "a full lane")
    refused = place.ask("/lectures/")
    assert refused.startswith(b"HTTP/1.1 503 ")
    assert b"Retry-After: 5" in refused
    assert b"Saved answers are safe" in refused
    assert b'{"error": "' in place.ask("/api/labs/03/submit/", "POST", b"x")
    assert b"POST" in place.ask(SAVE, "POST", b"an answer")
    application.gate.set()
    assert all(b"GET /slow/" in answer(page) for page in pages)


def test_a_page_whose_reader_left_is_not_made_but_an_answer_is_saved(slow: tuple[Slow, Street]) -> None:
    application, place = slow
    held = [place.knock(get("/slow/")) for _ in range(len(THREADS) - 1)]
    saves = [
        place.knock(f"POST /papers/{n}/attempt/save/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n".encode()) for n in range(3)
    ]
    until(lambda: len(application.ran) == PAGE_THREADS + 3, "all threads")
    left = [place.knock(get("/left")) for _ in range(20)]
    until(lambda: place.door.task_dispatcher.busy() >= 20, "a queue")
    for client in left:
        client.close()
    place.until_open(len(held) + len(saves))
    application.gate.set()
    assert all(b"GET /slow/" in answer(page) for page in held)
    until(lambda: not place.door.task_dispatcher.busy(), "the end of the queue")
    assert "/left" not in application.ran


def test_an_answer_is_saved_though_its_browser_left() -> None:
    gate, saved = threading.Event(), []

    def save(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        assert gate.wait(60)
        saved.append(environ["wsgi.input"].read())
        return echo(environ, start_response)

    with street(save) as place:
        head = f"POST {SAVE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\n\r\n".encode()
        clients = [place.knock(head + b"x") for _ in range(40)]
        until(lambda: place.door.task_dispatcher.busy() == 40, "all requests")
        for client in clients:
            client.close()
        gate.set()
        until(lambda: len(saved) == 40, "every answer")
