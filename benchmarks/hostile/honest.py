"""An honest class: each student reads, saves answers of quiz 1, hands in lab 3, and notes what the server promised."""

import random
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from browser import Browser, Reply, kinds, paper_state

PAGES = ("/", "/lectures/03/", "/labs/03/", "/papers/", "/papers/quiz-1/attempt/", "/calendar/", "/grades/")
PAUSES = (1.0, 4.0)  # seconds between two actions of one student
HAND_IN_EVERY = 60.0  # seconds
VERDICT_WITHIN = 300.0  # seconds; what has none then is lost


@dataclass
class Timing:
    """One honest request: when it began (monotonic), how long it took, what it was, and what came of it."""

    at: float
    seconds: float
    what: str
    error: str = ""


@dataclass
class Student:
    """One of the class, in a thread of their own."""

    browser: Browser
    chance: random.Random
    solution: str
    over: threading.Event
    timings: list[Timing] = field(default_factory=list)
    acknowledged: dict[tuple[int, str, int], tuple[int, Any]] = field(default_factory=dict)
    hand_ins: list[int] = field(default_factory=list)
    attempt: int = 0
    tab: str = ""
    questions: dict[int, str] = field(default_factory=dict)
    sequence: int = 0

    def timed(self, what: str, send: Callable[[], Reply], right: Sequence[int] = (200,)) -> Reply | None:
        """Send, note how long it took; None where it went wrong."""
        at, error, reply = time.monotonic(), "", None
        try:
            reply = send()
            if reply.status not in right:
                error = f"status {reply.status}"
        except OSError as problem:
            error = f"{type(problem).__name__}: {problem}"
        self.timings.append(Timing(at, time.monotonic() - at, what, error))
        return None if error else reply

    def begin(self) -> None:
        """Begin quiz 1."""
        self.timed("begin", lambda: self.browser.post("/papers/quiz-1/begin/"), (302,))
        page = self.timed("attempt", lambda: self.browser.get("/papers/quiz-1/attempt/"))
        if page is None:
            raise SystemExit("an honest student cannot begin the quiz")
        state = paper_state(page.text)
        self.attempt, self.tab, self.questions = state["attempt"], state["tab"], kinds(page.text)

    def live(self) -> None:
        """Read, save, hand in, until the end."""
        hand_in_at = time.monotonic() + self.chance.uniform(0, HAND_IN_EVERY)
        while not self.over.wait(self.chance.uniform(*PAUSES)):
            if time.monotonic() >= hand_in_at:
                self.hand_in()
                hand_in_at = time.monotonic() + HAND_IN_EVERY
            elif self.chance.random() < 0.6:
                self.save()
            else:
                page = self.chance.choice(PAGES)
                self.timed(page, lambda: self.browser.get(page))  # noqa: B023 - called at once
        self.browser.close()

    def save(self) -> None:
        """Save one or two answers; what is acknowledged must be there in the end."""
        events = []
        for _ in range(self.chance.randint(1, 2)):
            self.sequence += 1
            item = self.chance.choice(list(self.questions))
            events.append({"sequence": self.sequence, "item": item, "answer": self.answer(self.questions[item])})
        body = {"attempt": self.attempt, "tab": self.tab, "client": self.tab, "events": events}
        reply = self.timed("save", lambda: self.browser.post_json("/papers/quiz-1/attempt/save/", body))
        if reply is not None:
            sure = set(reply.json()["acknowledged"])
            for event in events:
                if event["sequence"] in sure:
                    key = (self.attempt, self.tab, event["sequence"])
                    self.acknowledged[key] = (event["item"], event["answer"])

    def answer(self, kind: str) -> dict[str, Any]:
        if kind == "multiple_choice":
            return {"option": self.chance.randint(0, 2)}
        if kind == "find_error":
            return {"line": self.chance.randint(1, 3), "option": self.chance.randint(0, 2)}
        return {"text": f"{self.chance.randint(0, 10**6)}"}

    def hand_in(self) -> None:
        """Hand the solution in; where the server takes it, a verdict must come."""
        source = f"{self.solution}\n# {self.chance.random()}\n"
        reply = self.timed("hand in", lambda: self.browser.post("/labs/03/submit/", {"source": source}), (302,))
        if reply is not None and (found := re.search(r"/submissions/(\d+)/", reply.location)):
            self.hand_ins.append(int(found[1]))


class Class:
    """Thirty students, each in a thread."""

    def __init__(self, port: int, sessions: Sequence[str], solution: str, seed: int = 4701) -> None:
        self.over = threading.Event()
        self.students = [
            Student(Browser(port, session), random.Random(seed + number), solution, self.over)
            for number, session in enumerate(sessions)
        ]
        self.threads = [threading.Thread(target=student.live, daemon=True) for student in self.students]

    def begin(self) -> None:
        for student in self.students:
            student.begin()
        for thread in self.threads:
            thread.start()

    def timings(self, since: float, until: float) -> list[Timing]:
        """The requests that were under way between two moments (monotonic)."""
        return [t for s in self.students for t in list(s.timings) if t.at <= until and t.at + t.seconds >= since]

    def end(self) -> None:
        """Let them finish what they do."""
        self.over.set()
        for thread in self.threads:
            thread.join(180)

    def lost(self, kept: dict[str, Any], points: float) -> list[str]:
        """What was promised and is not there: acknowledged answers, hand-ins without the verdict that is right."""
        there = {(a, c, s): (item, answer) for a, c, s, item, answer in kept["events"]}
        gone = [
            f"answer {key} of {student.browser.session[:6]}"
            for student in self.students
            for key, value in student.acknowledged.items()
            if there.get(key) != value
        ]
        verdicts = {int(pk): got for pk, got in kept["hand_ins"].items()}
        handed_in = (pk for student in self.students for pk in student.hand_ins)
        return gone + [f"hand-in {pk}: {verdicts.get(pk)}" for pk in handed_in if verdicts.get(pk) != ["done", points]]
