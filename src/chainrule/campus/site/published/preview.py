"""A lecture as its author writes it: the page of now, and everything that is wrong with the file of now.

It answers addresses, as a server asks it; it knows no socket. What it shows is what `chainrule publish` would write,
with a strip on top for what is wrong, and a script that asks whether something changed.
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from pathlib import Path

from django.core.exceptions import SuspiciousOperation
from django.http import FileResponse
from django.urls import set_urlconf

from chainrule.campus.lectures import check_page, execute, load_lecture, match_outcomes
from chainrule.campus.lectures.exercises import set_errors
from chainrule.campus.site.course import course, fingerprint, folder
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.published import writing
from chainrule.course import CourseError, lecture_folders

CHANGED, PROBLEMS = "/preview/changed", "/preview/problems"
SCRIPT = """<script>
(() => {
  const strip = document.querySelector("[data-preview]");
  let known = null;
  const ask = async () => {
    try {
      const now = await (await fetch("%(changed)s")).text();
      if (known !== null && now !== known) return location.reload();
      known = now;
    } catch { strip.textContent = "The preview has stopped. Start it again, and reload this page."; }
    setTimeout(ask, 500);
  };
  const judge = async () => {
    const found = await (await fetch("%(problems)s" + location.pathname)).json();
    strip.replaceChildren(...found.map((text) => {
      const line = document.createElement("pre");
      line.textContent = text;
      return line;
    }));
    strip.hidden = !found.length;
    const state = document.querySelector("[data-preview-state]");
    if (state) state.textContent = found.length ? "" : state.dataset.previewState;
  };
  ask();
  judge();
})();
</script>"""
STRIP = '<div data-preview role="status" class="notice error" hidden></div>'


@dataclass(frozen=True)
class Answer:
    """What a server sends back."""

    status: int
    kind: str
    content: bytes


NOT_THERE = Answer(404, "text/plain", b"There is no such page.\n")


class Preview:
    """Answers for one course. Its pages are made again when a file of the course changes, as with CHAINRULE_DEBUG."""

    def __init__(self) -> None:
        self.lock = threading.Lock()  # one page is made at a time: the code of a lecture runs but once
        self.judged: dict[int, tuple[int, list[str]]] = {}

    def answer(self, path: str) -> Answer:
        """What stands at this address now."""
        if path == CHANGED:
            return Answer(200, "text/plain", str(fingerprint(folder())).encode())
        if path.startswith(PROBLEMS):
            with self.lock:
                return Answer(200, "application/json", json.dumps(self.problems(path)).encode())
        with self.lock:
            set_urlconf(writing.ADDRESSES)
            try:
                return self.page(path)
            except SuspiciousOperation:
                return NOT_THERE
            except CourseError as error:
                return Answer(200, "text/html; charset=utf-8", broken(error).encode())
            finally:
                set_urlconf(None)

    def page(self, path: str) -> Answer:
        found = writing.ask(path)
        if found is None:
            number = number_in(path)
            if number in texts.with_text():
                texts.page(number)  # which says what is wrong with it
            return NOT_THERE
        if isinstance(found, FileResponse):
            return Answer(200, found.headers["Content-Type"], found.getvalue())
        html = found.content.decode()  # type: ignore[attr-defined]
        return Answer(200, "text/html; charset=utf-8", watched(html).encode())

    def problems(self, path: str) -> list[str]:
        """All that is wrong with the lecture whose page this is, each with file, line and remedy."""
        number = number_in(path)
        if number is None or number not in texts.with_text():
            return []
        state = fingerprint(folder())
        if self.judged.get(number, (None,))[0] != state:
            self.judged[number] = state, [str(error) for error in everything_wrong(lecture_folders(folder())[number])]
        return self.judged[number][1]


def number_in(path: str) -> int | None:
    """The lecture of an address such as /preview/problems/lectures/03/."""
    parts = path.strip("/").split("/")
    return next((int(b) for a, b in pairwise(parts) if a == "lectures" and b.isdecimal()), None)


def everything_wrong(lecture_folder: Path) -> list[CourseError]:
    """What `chainrule verify --only lectures` would say of this lecture."""
    try:
        lecture = load_lecture(lecture_folder)
        ran = execute(lecture, texts.outputs_folder())
        outcomes = course().meeting(lecture.number).outcomes
    except CourseError as error:
        return [error]
    needed = [outcome.text for outcome in outcomes]
    optional = [outcome.text for outcome in outcomes if outcome.optional]
    _, of_outcomes = match_outcomes(lecture, needed, optional)
    shown = check_page(lecture, ran.outputs, {meeting.number for meeting in course().classes})
    return [*of_outcomes, *ran.problems, *shown, *set_errors(lecture.exercises, lecture.path)]


def broken(error: Exception, title: str = "This lecture cannot be shown") -> str:
    """A page that stands where the lecture, or another thing, cannot be shown."""
    page = f"<main class='layout'><h1>{title}</h1><pre>{escape(str(error))}</pre></main>"
    head = "<title>Cannot be shown</title><link rel='stylesheet' href='/static/built/css/site.css'>"
    return watched(f"<!doctype html><html lang='en'><head>{head}</head><body>{page}</body></html>")


def watched(html: str) -> str:
    """A page with the strip and the script."""
    script = SCRIPT % {"changed": CHANGED, "problems": PROBLEMS}
    start = html.find(">", html.index("<body")) + 1
    return html[:start] + STRIP + html[start:].replace("</body>", script + "</body>")
