"""The attacks, each at full size: what was once seen to stop the site, slow it for everybody, or fool it.

An attack is a function of the `Scene`; it says whether the site did what it must (`held`), and what was seen.
"""

import json
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import files

from browser import ELSEWHERE, Browser, Reply, kinds, paper_state

SAVE = "/papers/quiz-1/attempt/save/"


@dataclass
class Scene:
    """Where an attack takes place. `scale` is 1 for the full size."""

    port: int
    attackers: Iterator[str]
    instructor: str
    victim: str
    password: str
    scale: float

    def attacker(self, source: str = ELSEWHERE) -> Browser:
        """The browser of a student who has not attacked yet."""
        return Browser(self.port, next(self.attackers), source)

    def staff(self) -> Browser:
        return Browser(self.port, self.instructor)

    def times(self, full: int) -> int:
        return max(2, round(full * self.scale))

    def seconds(self, full: float) -> float:
        return max(2.0, full * self.scale)


@dataclass(frozen=True)
class Result:
    """Whether the site did what it must, and what was seen."""

    held: bool
    note: str


Attack = Callable[[Scene], Result]
ATTACKS: dict[str, Attack] = {}


def attack(run: Attack) -> Attack:
    """Enter a function in the table, under its name."""
    ATTACKS[run.__name__] = run
    return run


def at_once(jobs: list[Callable[[], None]]) -> None:
    """All at the same time; returns when all have ended."""
    threads = [threading.Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def handed_in(browser: Browser, source: str, within: float = 240.0) -> tuple[str, float | None]:
    """Hand a file in for lab 3 and wait: (state, points), or why it was refused."""
    reply = browser.post("/labs/03/submit/", {"source": source})
    found = re.search(r"/submissions/(\d+)/", reply.location)
    if found is None:
        return f"refused with status {reply.status}", None
    return verdict(browser, found[0], within)


def verdict(browser: Browser, address: str, within: float) -> tuple[str, float | None]:
    """The state of a hand-in once it waits no longer, and its points."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        page = browser.get(f"/labs/03{address}", **{"HX-Request": "true"}).text
        if "hx-trigger" not in page:
            points = re.search(r"([\d.]+) of ([\d.]+) points", page)
            return ("graded", float(points[1])) if points else ("not graded", None)
        time.sleep(0.5)
    return "no verdict", None


def begun(browser: Browser) -> tuple[int, str, dict[int, str]]:
    """Begin quiz 1: its attempt, the tab's name, the kinds of its questions."""
    browser.post("/papers/quiz-1/begin/")
    page = browser.get("/papers/quiz-1/attempt/").text
    state = paper_state(page)
    return state["attempt"], state["tab"], kinds(page)


# --- requests that never end ---


def held_open(scene: Scene, count: int, first: bytes, seconds: float) -> tuple[int, float]:
    """Hold so many connections open after sending `first`: how many were closed by the server, `/healthz` meanwhile."""
    connections = []
    for _ in range(count):
        with suppress(OSError):
            one = socket.create_connection(("127.0.0.1", scene.port), 10, source_address=(ELSEWHERE, 0))
            one.sendall(first)
            one.setblocking(False)
            connections.append(one)
    began, slowest = time.monotonic(), 0.0
    while time.monotonic() < began + seconds:
        at = time.monotonic()
        with suppress(OSError):
            Browser(scene.port).get("/healthz")
        slowest = max(slowest, time.monotonic() - at)
        time.sleep(0.5)
    closed = 0
    for one in connections:
        with suppress(BlockingIOError, OSError):
            while True:
                if not one.recv(65536):
                    closed += 1
                    break
        one.close()
    return closed, slowest


def patient(scene: Scene, count: int, first: bytes) -> Result:
    seconds = scene.seconds(30)
    closed, slowest = held_open(scene, scene.times(count), first, seconds)
    note = f"{scene.times(count)} held for {seconds:.0f} s, {closed} closed by the server; slowest /healthz"
    return Result(slowest < 5, f"{note} {slowest:.2f} s")


@attack
def one_byte_of_a_body(scene: Scene) -> Result:
    """POSTs that send one byte of the 5,000 that they promise."""
    head = b"POST /sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    return patient(scene, 64, head + b"Content-Length: 5000\r\n\r\na")


@attack
def half_a_head(scene: Scene) -> Result:
    """Requests whose head never ends."""
    return patient(scene, 64, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: ")


@attack
def idle_connections(scene: Scene) -> Result:
    """Connections that are kept alive after one request."""
    return patient(scene, 256, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n")


@attack
def silent_connections(scene: Scene) -> Result:
    """Connections that never say anything."""
    return patient(scene, 300, b"")


# --- far too much ---


@attack
def autosave_flood(scene: Scene) -> Result:
    """One student saves 3,450 answers of 40 kB under made-up keys, goes on after handing in, and staff look."""
    browser = scene.attacker()
    attempt, tab, _ = begun(browser)
    stored, statuses = 0, Counter[int]()

    def flood(first: int, count: int) -> None:
        nonlocal stored
        for start in range(first, first + count, 20):
            events = [
                {"sequence": n, "item": n % 10 + 1, "answer": {f"k{n}-{part}": "x" * 10_000 for part in range(4)}}
                for n in range(start, min(start + 20, first + count))
            ]
            reply = browser.post_json(SAVE, {"attempt": attempt, "tab": tab, "client": tab, "events": events})
            statuses[reply.status] += 1
            if reply.status == 200:
                stored += len(reply.json()["acknowledged"])

    flood(1, scene.times(3450))
    browser.post("/papers/quiz-1/attempt/submit/")
    flood(10_001, scene.times(400))
    began = time.monotonic()
    pages = [scene.staff().get(path) for path in ("/marking/", "/papers/quiz-1/class/", "/gradebook/", "/papers/")]
    seconds = time.monotonic() - began
    note = f"{stored} events of 40 kB were stored; statuses {dict(statuses)}; four class pages in {seconds:.1f} s"
    return Result(stored == 0 and all(page.status == 200 for page in pages), note)


@attack
def notebook_of_many_cells(scene: Scene) -> Result:
    """A notebook of 9 MB with 3.2 million cells, then eight of 1.4 MB at once."""
    replies: list[Reply] = []
    large = b'{"nbformat":4,"nbformat_minor":5,"metadata":{},"cells":[' + b"{}," * scene.times(3_200_000)
    replies.append(scene.attacker().upload("/labs/03/submit/", "lab.ipynb", large + b"{}]}"))
    cells = [{"cell_type": "code", "source": f"x{n} = [{'(' * 40}{')' * 40}]\n"} for n in range(scene.times(10_000))]
    small = json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode()
    sender = [scene.attacker() for _ in range(2)]

    def send(session: str) -> None:
        replies.append(Browser(scene.port, session, ELSEWHERE).upload("/labs/03/submit/", "lab.ipynb", small))

    at_once([partial(send, sender[number % 2].session) for number in range(8)])
    statuses = Counter(reply.status for reply in replies)
    return Result(len(replies) == 9 and set(statuses) <= {200, 302, 413, 429, 503}, f"{dict(statuses)}")


@attack
def lines_against_other_lines(scene: Scene) -> Result:
    """Five files of 5,000 lines, each all other lines; staff read the history and a hand-in."""
    browser = scene.attacker()
    for number in range(5):
        text = "\n".join(f"x{(line * 7919 + number * 31) % 10_007} = {line % 17}" for line in range(scene.times(5000)))
        if handed_in(browser, text)[0].startswith("refused"):
            return Result(False, "a file was refused")
    staff = scene.staff()
    history = re.search(r'href="(/labs/03/class/\d+/)"', staff.get("/labs/03/class/").text)
    mine = re.search(r"/labs/03/submissions/\d+/", browser.get("/labs/03/").text)
    began = time.monotonic()
    pages = [staff.get(found[0].split('"')[1] if '"' in found[0] else found[0]) for found in (history, mine) if found]
    seconds = time.monotonic() - began
    return Result(len(pages) == 2 and all(p.status == 200 for p in pages), f"{len(pages)} pages in {seconds:.1f} s")


# --- students' code ---


@attack
def one_array_many_times(scene: Scene) -> Result:
    """A reply that names one array of 60 MB 400 times."""
    state, points = handed_in(scene.attacker(), files.reply_bomb(scene.times(60), scene.times(400)))
    return Result(not points and state != "no verdict", f"{state}, {points} points")


@attack
def spinning_children(scene: Scene) -> Result:
    """A job with 62 spinning children while an honest file is graded."""
    answers: list[tuple[str, float | None]] = []
    one, other = scene.attacker(), scene.attacker()
    spin = threading.Thread(target=lambda: handed_in(one, files.SPINNING), daemon=True)
    spin.start()
    time.sleep(1)
    for _ in range(scene.times(4)):
        answers.append(handed_in(other, files.solution()))
    spin.join(240)
    full = {("graded", files.points())}
    return Result(set(answers) == full and not spin.is_alive(), f"honest verdicts beside it: {answers}")


@attack
def constants(scene: Scene) -> Result:
    """A file of constants, and a wrapper around the library's own engine."""
    browser = scene.attacker()
    got = [handed_in(browser, source) for source in (files.CONSTANTS, files.WRAPPER)]
    return Result(all(points is not None and points <= 2 for _, points in got), f"{got}")


@attack
def hostile_words(scene: Scene) -> Result:
    """Fills of a quiz that raise lone surrogates and NULs; then every staff page of that attempt."""
    browser = scene.attacker()
    attempt, tab, questions = begun(browser)
    fill = "(_ for _ in ()).throw(ValueError(chr(0xd800) + chr(0) + chr(0x202e) + chr(27)))"
    events = [{"sequence": n, "item": n, "answer": {"text": fill}} for n, kind in questions.items()
              if kind in ("complete_code", "predict_output", "short_answer")]  # fmt: skip
    browser.post_json(SAVE, {"attempt": attempt, "tab": tab, "client": tab, "events": events})
    browser.post("/papers/quiz-1/attempt/submit/")
    handed_in(browser, files.HOSTILE_WORDS)
    staff, statuses = scene.staff(), Counter[int]()
    deadline = time.monotonic() + scene.seconds(10)
    while time.monotonic() < deadline:
        for path in (f"/papers/quiz-1/class/{attempt}/", "/papers/quiz-1/class/", "/marking/", "/labs/03/class/"):
            statuses[staff.get(path).status] += 1
        time.sleep(1)
    return Result(set(statuses) == {200}, f"{dict(statuses)}; fills in {len(events)} questions")


# --- sign-in and odd input ---


@attack
def wrong_passwords(scene: Scene) -> Result:
    """Wrong passwords for one account from elsewhere, 40 at once; its owner signs in from the classroom."""

    def wrong() -> None:
        browser = Browser(scene.port, source=ELSEWHERE)
        browser.post("/sign-in/", {"username": scene.victim, "password": "not the password"})

    for _ in range(8):
        wrong()
    flood = threading.Thread(target=at_once, args=([wrong] * scene.times(40),), daemon=True)
    flood.start()
    time.sleep(0.5)
    owner = Browser(scene.port)
    began, status = time.monotonic(), 0
    while time.monotonic() < began + 60 and status != 302:  # a busy server may ask to try again
        status = owner.post("/sign-in/", {"username": scene.victim, "password": scene.password}).status
        time.sleep(0 if status == 302 else 0.5)
    seconds = time.monotonic() - began
    flood.join(120)
    return Result(status == 302, f"its owner is in after {seconds:.1f} s (status {status})")


@attack
def odd_input(scene: Scene) -> Result:
    """Numbers, dates and texts that are none, in addresses and forms, as a student and as an instructor."""
    student, staff, statuses = scene.attacker(), scene.staff(), Counter[int]()
    for value in files.ODD_VALUES:
        for path in (
            "/labs/03/?load=",
            "/papers/?page=",
            "/audit/?who=",
            "/marking/quiz-1/03/x/?answer=",
            "/gradebook/?sort=",
        ):
            for browser in (student, staff):
                statuses[browser.get(path + value).status] += 1
        for path, field in (("/account/tokens/", "name"), ("/papers/quiz-1/class/grant/", "opens_at"),
                            ("/gradebook/1/quiz-1/", "points"), ("/gradebook/1/quiz-1/", "bonus"),
                            ("/labs/03/hint/", "name"), ("/theme/", "theme")):  # fmt: skip
            for browser in (student, staff):
                body = f"{field}={value}".encode()
                sent = {"Content-Type": "application/x-www-form-urlencoded"}
                statuses[browser.request("POST", path, body, sent).status] += 1
    return Result(max(statuses) < 500, f"{sum(statuses.values())} requests: {dict(sorted(statuses.items()))}")
