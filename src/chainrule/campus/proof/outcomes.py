"""Which outcomes of a class are served: by sections of its lecture, checks of its lab, questions of its bank."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from chainrule.campus.lectures.outcomes import meant
from chainrule.campus.lectures.words import plain_sentence
from chainrule.campus.syllabus import ClassMeeting, Course
from chainrule.campus.syllabus.model import Outcome
from chainrule.course import CourseError
from chainrule.labs.lab import LabOutcome

FEWEST = 2  # questions


@dataclass(frozen=True, slots=True)
class Written:
    """What there is of a class. `sections` is None where it has no text, `lab` None where it has no lab.

    `sections` are given by the text of the outcome, `questions` are each question's name and the outcome it asks for.
    """

    sections: Mapping[str, Sequence[str]] | None = None
    lab: Sequence[LabOutcome] | None = None
    questions: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Served:
    """One outcome: the sections, checks and questions that serve it, or the reason why no check can show it.

    `is_needed` says whether it has to be served: the class has a text, and the outcome is not optional.
    """

    outcome: Outcome
    sections: tuple[str, ...]
    checks: tuple[str, ...]
    reason: str
    questions: tuple[str, ...]
    has_lab: bool
    is_needed: bool

    @property
    def no_section(self) -> bool:
        return self.is_needed and not self.sections

    @property
    def no_check(self) -> bool:
        return self.is_needed and self.has_lab and not (self.checks or self.reason)

    @property
    def few_questions(self) -> bool:
        return self.is_needed and len(self.questions) < FEWEST

    @property
    def holes(self) -> int:
        """How much is missing to it."""
        return self.no_section + self.no_check + self.few_questions


def served(meeting: ClassMeeting, written: Written, *, ask_optional: bool = False) -> tuple[Served, ...]:
    """Each outcome of a class with all that serves it."""
    lab = dict[str, list[LabOutcome]]()
    for one, outcome in matched(written.lab or (), meeting):
        if outcome is not None:
            lab.setdefault(outcome.text, []).append(one)
    by_sentence = {plain_sentence(outcome.text): outcome.text for outcome in meeting.outcomes}
    asked = dict[str, list[str]]()
    for name, sentence in written.questions:
        for text in meant(plain_sentence(sentence), by_sentence)[:1]:
            asked.setdefault(text, []).append(name)
    return tuple(
        Served(
            outcome,
            tuple((written.sections or {}).get(outcome.text, ())),
            tuple(check for one in lab.get(outcome.text, ()) for check in one.checks),
            next((one.reason for one in lab.get(outcome.text, ()) if one.reason), ""),
            tuple(asked.get(outcome.text, ())),
            written.lab is not None,
            written.sections is not None and (ask_optional or not outcome.optional),
        )
        for outcome in meeting.outcomes
    )


def matched(lab: Iterable[LabOutcome], meeting: ClassMeeting) -> Iterator[tuple[LabOutcome, Outcome | None]]:
    """Each entry of lab.toml with the outcome of the class that it means; None where it means none, or several."""
    by_text = {outcome.text: outcome for outcome in meeting.outcomes}
    by_sentence = {plain_sentence(text): text for text in by_text}
    for one in lab:
        found = meant(plain_sentence(one.text), by_sentence)
        yield one, by_text[found[0]] if len(found) == 1 else None


def hole_errors(number: int, rows: Collection[Served], folder: Path) -> Iterator[CourseError]:
    """What is missing to the outcomes of a class; that one has no section is told with its lecture."""
    without = [row.outcome.text for row in rows if row.no_check]
    if without:
        fix = "write [outcomes] into it, each outcome with checks or with the reason why no check can show it:\n"
        lines = "\n".join(f'"{text}" = ["name_of_a_check"]' for text in without)
        problem = f"no check of lab {number} shows the outcome " + ", nor ".join(f'"{text}"' for text in without)
        yield CourseError(folder / "lab.toml", problem, fix + lines)
    for row in rows:
        if row.few_questions:
            there = "no question asks" if not row.questions else f"one question only, {row.questions[0]}, asks"
            problem = f'{there} for the outcome "{row.outcome.text}" of class {number}'
            fix = f"write questions for it into this folder, until there are {FEWEST}"
            yield CourseError(folder / "questions", problem, fix)


def lab_errors(lab: Iterable[LabOutcome], meeting: ClassMeeting, folder: Path) -> Iterator[CourseError]:
    """Entries of lab.toml that are no outcome of the class."""
    texts = [outcome.text for outcome in meeting.outcomes]
    for one, outcome in matched(lab, meeting):
        if outcome is None:
            close = get_close_matches(one.text, texts, n=1)
            fix = f'did you mean "{close[0]}"?' if close else f"its outcomes are {'; '.join(texts) or '(none)'}"
            problem = f'"{one.text}" is no outcome of class {meeting.number}'
            yield CourseError(folder / "lab.toml", problem, fix, one.line)


def judged(
    course: Course, classes: Mapping[int, Written], folders: Mapping[int, Path]
) -> tuple[int, int, list[CourseError]]:
    """How many outcomes need to be served, how many holes there are, what is wrong; unknown classes are left out."""
    outcomes, holes, errors = 0, 0, list[CourseError]()
    meetings = {meeting.number: meeting for meeting in course.classes}
    for number, written in classes.items():
        if meeting := meetings.get(number):
            rows = served(meeting, written, ask_optional=course.ask_optional_outcomes)
            outcomes += sum(row.is_needed for row in rows)
            holes += sum(row.holes for row in rows)
            errors += lab_errors(written.lab or (), meeting, folders[number])
            errors += hole_errors(number, rows, folders[number])
    return outcomes, holes, errors
