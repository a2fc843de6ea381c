"""Which server should stand in front of the site? Ours beside waitress as it comes, granian and uvicorn, in one run.

    python benchmarks/server_front.py [--seconds N] [--only SERVER ...] [--json] [--write]

Each serves the same application on a database of its own with 50 students who sit quiz 1. Measured are answers per
second for 50 clients, for a light page (the sign-in form) and for saving an answer; then how long somebody who comes
anew waits for `/healthz` while connections are held open: bodies that do not come, connections that idle after an
answer, connections that say nothing. The servers take turns in the same order; the load generator shares the machine.
"""

import argparse
import contextlib
import http.client
import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from report import machine, table, write_section

sys.path.insert(0, str(Path(__file__).parent / "hostile"))
from browser import Browser, kinds, paper_state

HERE = Path(__file__).parent
SERVERS = {"door": "ours", "waitress": "waitress 3.0.2", "granian": "granian 2.8.7", "uvicorn": "uvicorn 0.54.0"}
CLIENTS = 50
MOMENT = "2026-02-03T18:00"  # quiz 1 is open
GIVE_UP = 15.0  # seconds that somebody waits for /healthz
BODY = (
    b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nCookie: csrftoken="
    + b"c" * 32
    + b"\r\nContent-Length: 5000\r\n\r\nx"
)
ASKED = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
HELD = {"slow_bodies": (40, BODY), "idle": (300, ASKED), "silent": (300, b"")}
WHAT = (
    "50 clients with kept connections ask the site's own application for {seconds:g} seconds, SQLite behind it; then "
    "somebody new asks for `/healthz` while 40 requests promise a body that does not come, while 300 connections idle "
    "after an answer, and while 300 say nothing (up to {patience:g} seconds). `closed` counts the requests that ended "
    "with a connection closed by the server instead of an answer. granian runs as `chainrule serve` ran it "
    "before, the others as they come. The load average was {load:.1f} at the start. "
)


@contextlib.contextmanager
def running(name: str, folder: Path) -> Iterator[tuple[int, list[str]]]:
    """The server on a database of its own: its port, and the sessions of the students."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_", "DATABASE_URL"))}
    environment = kept | {"CHAINRULE_VAR": str(folder), "CHAINRULE_AT": MOMENT}
    office = [sys.executable, str(HERE / "hostile/people.py"), "make", str(CLIENTS), "0"]
    people = subprocess.run(office, env=environment, stdout=subprocess.PIPE, check=True, text=True).stdout
    sessions = [session for _, session in json.loads(people.splitlines()[-1])["honest"]]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, str(HERE / "server_front/contestant.py"), name, str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 120
        while wait_for_health(port, 1.0) is None:
            if time.monotonic() > deadline or process.poll() is not None:
                raise SystemExit(f"{name} does not start:\n{(folder / 'log').read_text()[-3000:]}")
            time.sleep(0.1)
        yield port, sessions
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # with the process that granian serves from
        process.wait()


def wait_for_health(port: int, patience: float = GIVE_UP) -> float | None:
    """Seconds until somebody new has the answer; None where it does not come."""
    began = time.monotonic()
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=patience) as client:
            client.sendall(ASKED)
            return time.monotonic() - began if b" 200 " in client.recv(1000) else None
    except OSError:
        return None


def students(port: int, sessions: Sequence[str]) -> list[Callable[[], None]]:
    """For each student a function that saves an answer."""
    saves = []
    for session in sessions:
        browser = Browser(port, session)
        browser.post("/papers/quiz-1/begin/")
        page = browser.get("/papers/quiz-1/attempt/").text
        saves.append(saver(browser, paper_state(page), next(i for i, k in kinds(page).items() if k == "short_answer")))
    return saves


def saver(browser: Browser, state: dict[str, Any], item: int) -> Callable[[], None]:
    sequence = 0

    def save() -> None:
        nonlocal sequence
        sequence += 1
        event = {"sequence": sequence, "item": item, "answer": {"text": f"answer {sequence}"}}
        body = {"attempt": state["attempt"], "tab": state["tab"], "client": state["tab"], "events": [event]}
        reply = browser.post_json("/papers/quiz-1/attempt/save/", body)
        if reply.status != 200 or sequence not in reply.json()["acknowledged"]:
            raise SystemExit(f"an answer was not saved: {reply.status} {reply.text[:300]}")

    return save


def reader(port: int) -> Callable[[], None]:
    browser = Browser(port)

    def read() -> None:
        if browser.get("/sign-in/").status != 200:
            raise SystemExit("the page is not there")

    return read


def rate(actions: Sequence[Callable[[], None]], seconds: float) -> tuple[float, float | None, int]:
    """What all clients get together: answers per second, the 99th percentile of one answer's milliseconds (None
    where no answer came), and how many requests ended with a connection that the server closed instead."""
    times: list[float] = []
    closed: list[Exception] = []
    began = time.monotonic()

    def ask(action: Callable[[], None]) -> None:
        while time.monotonic() < began + seconds:
            at = time.monotonic()
            try:
                action()
                times.append(time.monotonic() - at)
            except (ConnectionError, http.client.HTTPException) as error:
                closed.append(error)

    threads = [threading.Thread(target=ask, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    p99 = 1000 * sorted(times)[int(0.99 * len(times))] if times else None
    return len(times) / (time.monotonic() - began), p99, len(closed)


def held_open(port: int, count: int, said: bytes) -> float | None:
    """Seconds that somebody new waits while so many connections are held open."""
    with contextlib.ExitStack() as held:
        for _ in range(count):
            with contextlib.suppress(OSError):
                client = held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=2))
                client.sendall(said)
        time.sleep(1.0)
        return wait_for_health(port)


def measure(name: str, seconds: float) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    with (
        tempfile.TemporaryDirectory(prefix="chainrule-front-") as folder,
        running(name, Path(folder)) as (port, sessions),
    ):
        found["pages"], found["pages_p99_ms"], no_page = rate([reader(port) for _ in range(CLIENTS)], seconds)
        found["saves"], found["saves_p99_ms"], no_save = rate(students(port, sessions), seconds)
        found["closed"] = no_page + no_save
        for kind, (count, said) in HELD.items():
            if wait_for_health(port, 60.0) is None:
                raise SystemExit(f"{name} does not recover before {kind}")
            found[kind] = held_open(port, count, said)
    return {key: value if value is None else round(value, 3) for key, value in found.items()}


def waited(seconds: float | None) -> str:
    return f"over {GIVE_UP:g} s" if seconds is None else f"{seconds:.2f} s"


def p99(milliseconds: float | None) -> str:
    return "no answer" if milliseconds is None else f"{milliseconds:.0f} ms"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Compare servers in front of the site.")
    parser.add_argument("--seconds", type=float, default=10.0, help="of asking, for each server and kind")
    parser.add_argument("--only", nargs="+", choices=SERVERS, default=list(SERVERS), help="these servers")
    parser.add_argument("--json", action="store_true", help="end with the figures as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    missing = [name for name in options.only if name != "door" and importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"It is compared with: pip install -c constraints.txt {' '.join(missing)}")
    what = WHAT.format(seconds=options.seconds, patience=GIVE_UP, load=os.getloadavg()[0])
    figures = {name: measure(name, options.seconds) for name in options.only}
    head = ["server", "pages per s", "p99", "saves per s", "p99", "closed", "40 slow bodies", "300 idle", "300 silent"]
    rows = [
        [
            SERVERS[name], f"{f['pages']:.0f}", p99(f["pages_p99_ms"]), f"{f['saves']:.0f}", p99(f["saves_p99_ms"]),
            f"{f['closed']:.0f}", *(waited(f[kind]) for kind in HELD),
        ]
        for name, f in figures.items()
    ]  # fmt: skip
    result = table(head, rows)
    print(result)
    if options.write:
        how = "Measured by `python benchmarks/server_front.py --write`."
        write_section("The server's front", f"{what}{machine()}.\n\n{result}\n\n{how}")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
