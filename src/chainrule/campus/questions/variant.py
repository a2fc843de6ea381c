"""What every kind of question has in common: a variant, the mark that an answer gets, what a proof may find."""

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, ClassVar, Literal, Self

from chainrule.campus.questions.running import Ran, Runs, program_id
from chainrule.campus.questions.text import clean, opening

State = Literal["marked", "unanswered", "needs_human", "needs_run"]
NO_RUNS: Runs = {}


@dataclass(frozen=True)
class Mark:
    """What an answer earned.

    `points` is None while something is missing: a human (`needs_human`), or the result of a run (`needs_run`).
    `note` is one sentence for the student, to be shown only after release.
    """

    state: State
    points: Fraction | None
    out_of: Fraction
    note: str = ""
    parts: Mapping[str, Fraction] = field(default_factory=dict)

    @property
    def correct(self) -> bool | None:
        """Full points, or None while the points are not known."""
        return None if self.points is None else self.points == self.out_of


@dataclass(frozen=True)
class HumanMark:
    """A marker's points, one number a criterion of the rubric in its order, and a comment for the student."""

    points: tuple[Fraction, ...]
    comment: str = ""


@dataclass(frozen=True)
class Problem:
    """Something that a proof found, in the author's terms."""

    what: str
    fix: str


class BadContent(Exception):
    """The author's function returned something that cannot be a question; carries the problem."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.problem = Problem(what, fix)


@dataclass(frozen=True)
class Text:
    """A part of an answer that is a text of at most so many characters."""

    longest: int

    def refusal(self, value: object) -> str:
        """Why a value is no such text, or ""."""
        if not isinstance(value, str):
            return "a text is expected"
        return f"it is longer than {self.longest:,} characters: shorten it" if len(value) > self.longest else ""


@dataclass(frozen=True)
class Number:
    """A part of an answer that is a whole number from `first` to `last`."""

    first: int
    last: int

    def refusal(self, value: object) -> str:
        """Why a value is no such number, or ""."""
        fits = isinstance(value, int) and not isinstance(value, bool) and self.first <= value <= self.last
        return "" if fits else f"a whole number from {self.first} to {self.last} is expected"


Part = Text | Number


@dataclass(frozen=True)
class Variant(ABC):
    """One variant of a question: what a student is asked, and everything that is needed to mark the answer.

    Nothing here runs code. What must be run is named by `author_programs` and `student_programs`, run at the edge
    (`collect_runs`), and the recorded results are handed to `mark` and `feedback`: marking again gives the same.
    """

    kind: ClassVar[str]
    group: ClassVar[str]  # what a blueprint counts: multiple_choice, short_answer or code
    proves: ClassVar[tuple[str, ...]] = ()  # what a proof shows of each variant of this kind

    seed: int
    minutes: float

    @property
    def out_of(self) -> Fraction:
        """The points of the question by itself; a paper may scale them."""
        return Fraction(1)

    @property
    def opening(self) -> str:
        """The first sentence of what is asked, as Markdown in one line."""
        return opening(str(self.shown()["stem"]))

    @abstractmethod
    def shown(self) -> dict[str, Any]:
        """What the student may see, beyond kind, minutes and points: every field named, none by default."""

    @abstractmethod
    def read(self, answer: object) -> Any:
        """The answer in this kind's own form, or None where there is none or it is malformed. Never raises."""

    @abstractmethod
    def _mark(self, answer: Any, runs: Runs) -> Mark:
        """The mark of an answer that `read` understood."""

    @abstractmethod
    def _feedback(self, answer: Any, runs: Runs) -> dict[str, Any]:
        """Key and reasons, and what the student chose; `answer` is None where there is none."""

    @abstractmethod
    def kept(self) -> dict[str, Any]:
        """All that showing and marking this variant needs, as JSON, beyond kind, seed and minutes: it holds the key."""

    @classmethod
    @abstractmethod
    def from_kept(cls, seed: int, minutes: float, kept: Mapping[str, Any]) -> Self:
        """The variant from what `kept` gave. Raises KeyError, TypeError or ValueError where it is something else."""

    @abstractmethod
    def parts(self) -> Mapping[str, Part]:
        """What an answer may hold, by name: nothing else is stored."""

    def author_programs(self) -> tuple[str, ...]:
        """The programs of the author that marking or feedback needs the results of."""
        return ()

    def student_programs(self, answer: object) -> tuple[str, ...]:
        """The programs that hold the student's code, to be run in isolation; none where marking needs no run."""
        return ()

    def to_prove(self) -> tuple[str, ...]:
        """All programs whose results `problems` needs."""
        return self.author_programs()

    @abstractmethod
    def problems(self, runs: Runs) -> Sequence[Problem]:
        """What is wrong with this variant, given the results of `to_prove`."""

    def key_programs(self) -> tuple[str, ...]:
        """The programs on whose results the key hangs: elsewhere they must say the same."""
        return ()

    def agree(self, here: Ran, elsewhere: Ran) -> bool:
        """Whether two results of a program of `key_programs` make the same key, as marking compares."""
        return here == elsewhere

    def given_away(self, runs: Runs) -> str:
        """The key, or the part of it, that the stem holds word for word; "" where it holds none."""
        return ""

    @property
    def unproven(self) -> str:
        """Why nothing but its author's word says that the key is right; empty where it is proven."""
        return ""

    # --- the same for every kind -------------------------------------------------------------------------------------

    def for_student(self) -> dict[str, Any]:
        """What a student may be sent before release, as JSON. An allow-list: the kind names each field in `shown`."""
        return {"kind": self.kind, "minutes": self.minutes, "points": float(self.out_of), **self.shown()}

    def refusal(self, answer: object) -> str:
        """Why an answer (any JSON) is not one that this question can have, in words for the student, or ""."""
        if answer is None:
            return ""
        parts = self.parts()
        if not isinstance(answer, Mapping) or not set(answer) <= set(parts):
            return f"its answer is null, or an object of {' and '.join(f'`{name}`' for name in parts)}"
        found = (f"`{name}`: {why}" for name, value in answer.items() if (why := parts[name].refusal(value)))
        return next(found, "")

    @property
    def fingerprint(self) -> str:
        """A short hash of what the student sees: it changes when the question is edited under a running paper."""
        return hashlib.sha256(json.dumps(self.for_student(), sort_keys=True).encode()).hexdigest()[:16]

    def mark(self, answer: object, runs: Runs = NO_RUNS) -> Mark:
        """Mark an answer as it came in (any JSON). What cannot be read counts as unanswered."""
        understood = self.read(answer)
        if understood is None:
            malformed = answer not in (None, "", {}) and not is_empty(answer)
            return Mark(
                "unanswered", Fraction(0), self.out_of, "The answer could not be read." if malformed else "No answer."
            )
        return self._mark(understood, runs)

    def feedback(self, answer: object, runs: Runs = NO_RUNS) -> dict[str, Any]:
        """What may be shown after release, as JSON: `answered`, `state`, `points`, `out_of`, `note`, key, reasons."""
        mark = self.mark(answer, runs)
        return {
            "kind": self.kind,
            "answered": mark.state != "unanswered",
            "state": mark.state,
            "points": None if mark.points is None else float(mark.points),
            "out_of": float(mark.out_of),
            "note": mark.note,
            **self._feedback(self.read(answer), runs),
        }


def is_empty(answer: object) -> bool:
    """Whether an answer has the right form but holds nothing: blank text, nothing chosen."""
    if not isinstance(answer, Mapping):
        return False
    return all(value is None or (isinstance(value, str) and not value.strip()) for value in answer.values())


def read_text(answer: object, limit: int) -> str | None:
    """The `text` of an answer, cleaned and cut to the limit; None where there is none."""
    value = answer.get("text") if isinstance(answer, Mapping) else None
    text = clean(value, limit).strip() if isinstance(value, str) else ""
    return text or None


def read_index(answer: object, name: str, start: int, end: int) -> int | None:
    """A whole number of an answer with `start` <= number < `end`, or None."""
    value = answer.get(name) if isinstance(answer, Mapping) else None
    return value if isinstance(value, int) and not isinstance(value, bool) and start <= value < end else None


def result_of(program: str, runs: Runs) -> Ran | None:
    """The recorded result of a program, or None where it was not run."""
    return runs.get(program_id(program))


def marked(share: Fraction | int, out_of: Fraction, note: str = "", **parts: Fraction) -> Mark:
    """A final mark: a share of the points."""
    return Mark("marked", share * out_of, out_of, note, parts)
