"""The form of the project proposal: its questions, how words are counted, what is missing in a set of answers."""

import ipaddress
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from chainrule.campus.syllabus.fields import Fields, read_toml

FILE = Path("project", "proposal.toml")  # below the folder of the course
Kind = Literal["line", "text", "link"]
KINDS: tuple[Kind, ...] = ("line", "text", "link")
MOST_WORDS = 2000  # that a question may ask for
ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
# What JavaScript's \s is: frontend/proposal/words.js counts by the same rule.
BLANKS = re.compile("[\t\n\v\f\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff]+")


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form. A link has no number of words."""

    id: str
    kind: Kind
    title: str
    asked: str
    help: str
    least: int = 0
    most: int = 0

    @property
    def limits(self) -> str:
        """How long an answer has to be, in words."""
        return (
            limits(self.least, self.most) if self.kind != "link" else "An address that begins with https:// or http://"
        )


@dataclass(frozen=True, slots=True)
class Note:
    """What a team says beside its answers when it hands in once more."""

    title: str
    help: str
    least: int
    most: int

    @property
    def limits(self) -> str:
        return limits(self.least, self.most)


@dataclass(frozen=True, slots=True)
class Form:
    """The form as its file says it: `revised` goes with changes that were asked for, `different` after a rejection."""

    title: str
    intro: str
    questions: tuple[Question, ...]
    revised: Note
    different: Note

    def question(self, id: str) -> Question | None:
        return next((question for question in self.questions if question.id == id), None)


def limits(least: int, most: int) -> str:
    return f"{least} to {most} words"


def load_form(folder: Path) -> Form:
    """The form of the course in `folder`. Raises `CourseError` with file, line, problem and remedy."""
    with read_toml(folder / FILE) as top:
        questions = [_question(fields) for fields in top.tables("questions")]
        form = Form(
            top.text("title"), top.text("intro"), tuple(questions), _note(top, "revised"), _note(top, "different")
        )
        for place, one in enumerate(questions):
            if any(other.id == one.id for other in questions[:place]):
                top.tables("questions")[place].refuse(
                    "id", f"two questions are called `{one.id}`", "rename one of them"
                )
        if not any(question.kind == "link" for question in questions):
            top.refuse("questions", "no question asks for a link", 'add one with kind = "link", for the data set')
    return form


def _question(fields: Fields) -> Question:
    with fields as at:
        id, kind = at.text("id"), at.choice("kind", KINDS)
        if not ID.fullmatch(id):
            at.refuse("id", f"`{id}` is no id", "begin with a letter, then letters, digits and _, all in lower case")
        least, most = (0, 0) if kind == "link" else _limits(at)
        return Question(id, kind, at.text("title"), at.text("asked"), at.text("help"), least, most)


def _note(top: Fields, key: str) -> Note:
    with top.table(key) as at:
        return Note(at.text("title"), at.text("help"), *_limits(at))


def _limits(at: Fields) -> tuple[int, int]:
    least, most = at.integer("least", 1, MOST_WORDS), at.integer("most", 1, MOST_WORDS)
    if most < least:
        at.refuse("most", f"at most {most} words are fewer than at least {least}", "make `most` the larger one")
    return least, most


def count_words(text: str) -> int:
    """How many words a text has: what stands between blanks and holds a letter or a digit.

    >>> count_words("A 3x3 kernel, not 5 x 5 - why?")
    8
    """
    return sum(any(unicodedata.category(c)[0] in "LN" for c in word) for word in BLANKS.split(text))


def not_a_link(text: str) -> str:
    """Why a text is no public address; "" where it is one."""
    if len(text) > 500 or any(c.isspace() or not c.isprintable() for c in text):
        return "An address has no spaces and at most 500 characters."
    try:
        parts = urlsplit(text)
        host, user = parts.hostname or "", parts.username
        _ = parts.port
    except ValueError:
        return "This is no address: copy it from the address bar of your browser."
    if parts.scheme not in ("http", "https"):
        return "Begin with https:// or http://."
    if user is not None:
        return "Take the name and password out of the address."
    return "" if _is_public(host) else "Name a host that everybody can reach, for example https://zenodo.org/records/1."


def _is_public(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        name = host.rstrip(".").lower()
        *_, last = labels = name.split(".")
        inside = last in ("localhost", "local", "internal", "test", "invalid") or last.isdigit()
        return len(labels) > 1 and all(labels) and not inside


def problem(question: Question, text: str) -> str:
    """What is wrong with one answer, as a sentence; "" where it can be handed in."""
    text = text.strip()
    if not text:
        return "Missing."
    if question.kind == "link":
        return not_a_link(text)
    if question.kind == "line" and "\n" in text:
        return "Write it on one line."
    return length_problem(count_words(text), question.least, question.most)


def length_problem(words: int, least: int, most: int) -> str:
    """What is wrong with a number of words; "" where it is within the limits."""
    if words < least:
        return f"{words} word{'s' * (words != 1)}: at least {least - words} more needed."
    if words > most:
        return f"{words} words: {words - most} too many."
    return ""


def note_problem(note: Note, text: str) -> str:
    """What is wrong with the words beside a further hand-in; "" where they are enough."""
    return length_problem(count_words(text), note.least, note.most) if text.strip() else "Missing."


def problems(form: Form, answers: Mapping[str, str]) -> dict[str, str]:
    """What is missing, too short or too long, by question. Empty where all can be handed in."""
    found = {question.id: problem(question, answers.get(question.id, "")) for question in form.questions}
    return {id: words for id, words in found.items() if words}
