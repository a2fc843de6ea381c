"""A student who sits quiz 1 as the page does: an outbox with numbers, sent again until it is acknowledged; receipts.

Now and then the network is cut, the page is loaded again, the browser is killed. What the server promised is noted.
"""

import http.client
import json
import random
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event as Flag
from typing import Any

from browser import Browser, kinds, paper_state

PAPER = "/papers/quiz-1/"
ANSWER_WITHIN = 10.0  # seconds; as the page has it
TRIES = (0.5, 1.0, 2.0, 4.0)  # seconds until the next one, with the chance of a half more
LAST_WITHIN = 300.0  # seconds after the end until everything must be acknowledged
RELOADS, KILLED, CUTS = 0.04, 0.02, 0.08  # the chance of each before a save
CUT_FOR = (0.5, 6.0)  # seconds
LOST = (OSError, http.client.HTTPException)


@dataclass(frozen=True)
class Change:
    """One change of one answer, numbered by the load of the page on which it was made."""

    client: str
    turn: int
    sequence: int
    item: int
    answer: dict[str, Any]


@dataclass
class Sitter:
    """One student in a thread. `pause`: seconds between two saves, on average."""

    browser: Browser
    chance: random.Random
    pause: float
    trouble: bool = True
    state: dict[str, Any] = field(default_factory=dict)
    questions: dict[int, str] = field(default_factory=dict)
    tab: str = ""
    client: str = ""
    sequence: int = 0
    sent: int = 0
    outbox: list[Change] = field(default_factory=list)
    latest: dict[int, Any] = field(default_factory=dict)
    acknowledged: list[Change] = field(default_factory=list)
    receipts: dict[int, dict[str, Any]] = field(default_factory=dict)
    saves: list[float] = field(default_factory=list)  # seconds of each save that was answered
    begins: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    cut_until: float = 0.0
    takes_over: bool = False

    def sit(self, begin_at: float, over: Flag) -> None:
        """Begin at a moment (monotonic), answer until it is over, then wait until everything is acknowledged."""
        try:
            time.sleep(max(0.0, begin_at - time.monotonic()))
            self.begin()
            while not over.wait(self.pause * self.chance.uniform(0.5, 1.5)):
                if self.trouble:
                    self.suffer()
                for _ in range(self.chance.randint(1, 2)):
                    self.type()
                self.flush(over)
            self.end()
        except Exception as error:
            self.wrong.append(f"{type(error).__name__}: {error}")
        finally:
            self.browser.close()

    def begin(self) -> None:
        """Press the button, and see the page; timed."""
        began = time.monotonic()
        reply = self.browser.post(f"{PAPER}begin/")
        if reply.status != 302 or not reply.location.endswith("/attempt/"):
            raise ValueError(f"beginning was answered with {reply.status}")
        self.load(fresh_tab=True)
        self.begins.append(time.monotonic() - began)

    def load(self, fresh_tab: bool) -> None:
        """Load the page: it numbers its changes under a new name, and goes on with what waits."""
        page = self.browser.get(f"{PAPER}attempt/")
        if page.status != 200:
            raise ValueError(f"the page was answered with {page.status}")
        self.state, self.questions = paper_state(page.text), kinds(page.text)
        self.client = secrets.token_hex(8)
        self.tab = secrets.token_hex(8) if fresh_tab else self.tab
        self.takes_over = self.state["owner"] not in ("", self.tab)
        self.sequence = max([self.state["sequence"], *(change.sequence for change in self.outbox)])
        shown = {int(item): answer for item, answer in self.state["answers"].items()}
        if not self.outbox and shown != self.latest:
            self.wrong.append("the page was shown as saved, and the server has other answers")

    def suffer(self) -> None:
        """What happens in an exam: the network goes, the page is loaded again, the browser dies."""
        luck = self.chance.random()
        if luck < CUTS:
            self.cut_until = time.monotonic() + self.chance.uniform(*CUT_FOR)
        elif luck < CUTS + RELOADS + KILLED and time.monotonic() >= self.cut_until:
            self.try_to_load(fresh_tab=luck > CUTS + RELOADS)

    def try_to_load(self, fresh_tab: bool) -> None:
        """Load the page again; where the server is away the old one goes on."""
        try:
            self.load(fresh_tab)
        except LOST:
            pass
        except ValueError as error:
            if "answered with 5" not in str(error):
                raise

    def type(self) -> None:
        """Change an answer; it is in the outbox before anything is sent."""
        self.sequence += 1
        self.sent += 1
        item = self.chance.choice(list(self.questions))
        change = Change(self.client, self.state["turn"], self.sequence, item, self.answer(self.questions[item]))
        self.outbox.append(change)
        self.latest[item] = change.answer

    def answer(self, kind: str) -> dict[str, Any]:
        if kind == "multiple_choice":
            return {"option": self.chance.randint(0, 2)}
        if kind == "find_error":
            return {"line": self.chance.randint(1, 3), "option": self.chance.randint(0, 2)}
        words = (self.chance.choice(("each", "path", "adds", "its", "part", "ə", "é")) for _ in range(20))
        return {"text": " ".join(words)}

    def flush(self, over: Flag | None = None, within: float = LAST_WITHIN) -> None:
        """Send until everything is acknowledged, with pauses; when the exam is over, `end` goes on with it."""
        tries, deadline = 0, time.monotonic() + within
        while self.outbox and time.monotonic() < deadline:
            if self.send():
                tries = 0
                continue
            wait = TRIES[min(tries, len(TRIES) - 1)] * self.chance.uniform(1.0, 1.5)
            tries += 1
            if over is None:
                time.sleep(wait)
            elif over.wait(wait):
                return

    def send(self) -> bool:
        """One request, of changes that one page numbered in one turn. Whether the server answered it."""
        first = self.outbox[0]
        changes = [change for change in self.outbox if (change.client, change.turn) == (first.client, first.turn)][:100]
        events = [{"sequence": c.sequence, "item": c.item, "answer": c.answer} for c in changes]
        body = {"attempt": self.state["attempt"], "tab": self.tab, "client": first.client, "turn": first.turn}
        body |= {"take_over": self.takes_over, "events": events}
        try:
            if time.monotonic() < self.cut_until:
                if self.chance.random() < 0.5:  # the request arrives, and its answer does not
                    self.browser.send_unheard(f"{PAPER}attempt/save/", body)
                return False
            began = time.monotonic()
            reply = self.browser.post_json(f"{PAPER}attempt/save/", body)
            took = time.monotonic() - began
        except LOST:
            return False
        if reply.status == 409 and "owner" in reply.json():  # a message of an earlier browser came late
            self.takes_over = True
            return False
        if reply.status in (408, 429) or reply.status >= 500:
            return False
        if reply.status != 200:
            raise ValueError(f"a save was answered with {reply.status}: {reply.text[:200]}")
        self.saves.append(took)
        self.note(changes, reply.json())
        if self.takes_over and not self.outbox:
            self.try_to_load(fresh_tab=False)  # as the page does: it goes on in the turn that it began
        return True

    def note(self, changes: Sequence[Change], reply: dict[str, Any]) -> None:
        """What the server promised."""
        if reply["refused"] or reply["taken"] or reply["late"]:
            self.wrong.append(f"not taken as sent: {reply['refused'] or reply['taken'] or reply['late']}")
        sure = set(reply["acknowledged"])
        done = [change for change in changes if change.sequence in sure]
        self.acknowledged += done
        self.outbox = [change for change in self.outbox if change not in done]
        for receipt in reply["receipts"]:
            before = self.receipts.setdefault(receipt["link"], receipt)
            if before != receipt:
                self.wrong.append(f"link {receipt['link']} came with two receipts")

    def end(self) -> None:
        """Send what is left, then look once more at what the server shows."""
        self.cut_until = 0.0
        self.flush()
        if self.outbox:
            self.wrong.append(f"{len(self.outbox)} changes were never acknowledged")
        else:
            self.load(fresh_tab=False)

    def write(self, file: Path) -> None:
        """The list of receipts, as the page writes it."""
        about = {"receipts": 1, "paper": "quiz-1", "attempt": self.state["attempt"]}
        about |= {"start": self.state["receipts"]["start"]}
        answers = [self.receipts[link] for link in sorted(self.receipts)]
        file.write_text(json.dumps(about | {"answers": answers}), encoding="utf-8")
