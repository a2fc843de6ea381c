"""Sitting a paper as the plan says, marking its short answers, releasing it."""

import json
import re
import secrets
from dataclasses import dataclass
from typing import Any

from tests.browser.semester.cast import Cast, wait_for
from tests.browser.semester.course import kind_of
from tests.browser.semester.pages import Page, Person

ORDER = ("multiple_choice", "short_answer", "find_error", "predict_output", "complete_code")
REASONS = {"The whole reason.": "1", "A part of the reason.": "0.5", "No reason.": "0"}
POINTS = {points: text for text, points in REASONS.items()}


@dataclass(frozen=True)
class Asked:
    """One question as the page shows it."""

    item: int
    number: int
    name: str
    options: tuple[str, ...]

    def answer(self, points: float) -> dict[str, Any]:
        """What earns so many points: 1, 0, or a half of a short answer."""
        kind, right = kind_of(self.name), points == 1
        if kind == "multiple_choice":
            return {"option": self.options.index("The true one." if right else "A false one.")}
        if kind == "find_error":
            option = self.options.index("return y * 2" if right else "y = -x")
            return {"line": 3 if right else 2, "option": option}
        if kind == "short_answer":
            return {"text": POINTS[f"{points:g}"]}
        if kind == "predict_output":
            return {"text": str(self.number + 1) if right else "0"}
        return {"text": "x * 3" if right else "x"}


def asked_in(page: str) -> list[Asked]:
    """The questions of an attempt's page."""
    found = []
    for section in re.split(r'<section class="card question"', page)[1:]:
        item = re.search(r'data-item="(\d+)"', section)
        name = re.search(r"Question (\d+)\.([a-z_0-9]+)", section)
        assert item is not None, section
        assert name is not None, section
        options = re.findall(r"Option \d+: </span>(?:<code>)?(.*?)(?:</code>)?</span>", section)
        found.append(Asked(int(item[1]), int(name[1]), name[2], tuple(options)))
    return found


def points_of(asked: list[Asked], right: float) -> dict[int, float]:
    """What each item is to earn, so that all earn `right`: the first ones in a fixed order are those that are wrong."""
    ordered = sorted(asked, key=lambda one: (ORDER.index(kind_of(one.name)), one.number, one.name))
    points = {one.item: 1.0 for one in ordered}
    missing = len(ordered) - right
    if missing % 1:
        half = next(one for one in ordered if kind_of(one.name) == "short_answer")
        points[half.item] = 0.5
        ordered.remove(half)
    for one in ordered[: int(missing)]:
        points[one.item] = 0.0
    return points


def state_of(page: Page) -> dict[str, Any]:
    """What an attempt's page tells its script."""
    found = re.search(r'<script id="paper-state" type="application/json">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None, page.words
    state: dict[str, Any] = json.loads(found[1])
    return state


def begin(person: Person, paper: str) -> Page:
    page = person.fill(f"/papers/{paper}/", f"/papers/{paper}/begin/")
    assert page.path == f"/papers/{paper}/attempt/", page.words
    return page


def sit(person: Person, paper: str, right: float, hand_in: bool = True) -> None:
    """Answer as the page's script does; what is left to the clock has only its right answers."""
    page = begin(person, paper)
    asked, state = asked_in(page.text), state_of(page)
    points = points_of(asked, right)
    answers = [(one.item, one.answer(points[one.item])) for one in asked if hand_in or points[one.item]]
    body = {name: state[name] for name in ("attempt", "tab", "turn")} | {"client": secrets.token_hex(8)}
    body["events"] = [{"sequence": n, "item": item, "answer": what} for n, (item, what) in enumerate(answers, 1)]
    saved = person.send_json(f"/papers/{paper}/attempt/save/", body)
    assert len(saved["acknowledged"]) == len(answers), saved
    if hand_in:
        done = person.send(page, f"/papers/{paper}/attempt/submit/", plain=None)
        assert "You have handed in" in done.words, done.words


def sit_plainly(person: Person, paper: str, right: float) -> None:
    """Without JavaScript: one form."""
    page = begin(person, paper)
    asked = asked_in(page.text)
    points = points_of(asked, right)
    fields = {
        f"q{one.item}-{part}": str(value)
        for one in asked
        for part, value in one.answer(points[one.item]).items()
    }  # fmt: skip
    done = person.send(page, f"/papers/{paper}/attempt/submit/", do="submit", **fields)
    assert "You have handed in" in done.words, done.words


def is_closed(cast: Cast, paper: str) -> bool:
    """Whether nobody sits it any more: the server closes each second what is over."""
    return "in progress" not in cast.instructor.get(f"/papers/{paper}/class/").words


def mark(cast: Cast, paper: str) -> None:
    """The assistant marks what waits; what is word for word the same the machine marks, as the instructor allows."""
    cast.instructor.fill(f"/marking/{paper}/plan/", holding="second", alone="on")
    waiting = cast.assistant.get("/marking/")
    for link in waiting.links(rf"/marking/{paper}/\d+/\w+/"):
        page = cast.assistant.get(link)
        while page.path.startswith(link) and "; 0 to mark" not in page.words:
            answer = re.search(r'<pre class="answer prose">(.*?)</pre>', page.text, re.DOTALL)
            assert answer is not None, page.words
            page = cast.assistant.send(page, holding="attempt", criterion__0=REASONS[answer[1].strip()])


def release(cast: Cast, paper: str) -> None:
    """The instructor releases a paper that is marked, once its code was run."""

    def ready() -> Page | None:
        page = cast.instructor.get(f"/papers/{paper}/class/")
        return None if "was not run yet" in page.words else page

    page = wait_for(cast.site, f"the code of {paper}", ready, 60)
    assert "Release it although" not in page.words, page.words
    done = cast.instructor.send(page, f"/papers/{paper}/class/release/")
    assert "Students can see their scores" in done.words, done.words
