"""Learning outcomes: found by their sentence, and those that a paper may ask about."""

from collections.abc import Iterable

from chainrule.campus.syllabus.load import outcome as read_outcome
from chainrule.campus.syllabus.model import Course, Outcome


def find_outcome(course: Course, sentence: str) -> tuple[int, Outcome]:
    """The class number and the outcome with this sentence, written with or without emphasis and "Optional:".

    Raises `LookupError` in words when no class has it.
    """
    wanted = _key(read_outcome(sentence))
    for meeting in course.classes:
        for outcome in meeting.outcomes:
            if _key(outcome) == wanted:
                return meeting.number, outcome
    raise LookupError(f"no class has the outcome {sentence!r}")


def examinable(course: Course, covers: Iterable[int]) -> tuple[Outcome, ...]:
    """The outcomes of the covered classes that a paper may ask about; optional ones only where the course says so."""
    outcomes = (outcome for number in covers for outcome in course.meeting(number).outcomes)
    return tuple(outcome for outcome in outcomes if course.ask_optional_outcomes or not outcome.optional)


def _key(outcome: Outcome) -> str:
    return " ".join(outcome.text.split()).rstrip(".").casefold()
