"""Which question comes next, in which variant, and how far a lecture is practised. Pure: what is known is handed in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.campus.questions import SEEDS, Question
from chainrule.campus.site.practice.repeating import Outcome
from chainrule.chance import Draw

# Within an outcome: what is recognized before what is written.
KINDS = ("multiple_choice", "predict_output", "find_error", "complete_code", "short_answer")


@dataclass(frozen=True)
class Known:
    """What is known of one question: how often it was answered, whether ever right, and when last (a count)."""

    tries: int = 0
    right: bool = False
    last: int = -1


NOTHING = Known()


@dataclass(frozen=True)
class Standing:
    """How far the questions of one lecture are."""

    questions: int
    answered: int
    right: int
    outcomes: int
    outcomes_right: int

    @property
    def is_done(self) -> bool:
        """Whether each outcome has a question that was answered right."""
        return self.outcomes_right == self.outcomes


def in_order(questions: Sequence[Question], outcomes: Sequence[str]) -> list[Question]:
    """A lecture's questions by outcome, as the syllabus lists them, and within one from choosing to writing."""

    def place(question: Question) -> tuple[int, int, str]:
        asked = plain(question.outcome)
        listed = [number for number, text in enumerate(outcomes) if plain(text).startswith(asked)]
        return (listed[0] if listed else len(outcomes), KINDS.index(question.kind), question.id)

    return sorted(questions, key=place)


def whole(outcome: str, listed: Sequence[str]) -> str:
    """An outcome as the course words it, of which a question names the beginning; itself where it is none of these."""
    asked = plain(outcome)
    return next((text for text in listed if plain(text).startswith(asked)), outcome)


def plain(outcome: str) -> str:
    """An outcome without Markdown's emphasis."""
    return " ".join(outcome.replace("*", "").replace("`", "").split())


def next_question(questions: Sequence[Question], known: Mapping[str, Known]) -> Question | None:
    """What was never right comes first, of that an outcome that has nothing right yet, then what was asked longest ago.

    None where there are no questions.
    """
    shown = {q.outcome for q in questions if known.get(q.id, NOTHING).right}

    def rank(question: Question) -> tuple[bool, bool, int]:
        one = known.get(question.id, NOTHING)
        return (one.right, question.outcome in shown, one.last)

    return min(questions, key=rank, default=None)  # of equals the first in order


def variant_of(question: str, tries: int) -> int:
    """The seed of the next variant: all of them come before one comes again."""
    seeds = Draw(question, "practice").shuffled(range(SEEDS))
    return seeds[tries % SEEDS]


def standing(questions: Sequence[Question], known: Mapping[str, Known]) -> Standing:
    """How far these questions are."""
    right = [question for question in questions if known.get(question.id, NOTHING).right]
    return Standing(
        len(questions),
        sum(known.get(question.id, NOTHING).tries > 0 for question in questions),
        len(right),
        len({question.outcome for question in questions}),
        len({question.outcome for question in right}),
    )


def for_paper(
    questions: Sequence[Question], known: Mapping[str, Known], blueprint: Mapping[str, int]
) -> list[Question]:
    """The questions of a practice paper: so many of each group, as far as there are, in the order of a quiz.

    Of each group those come first that `next_question` would ask first, each outcome once before one comes again.
    """
    chosen: list[Question] = []
    for group, count in blueprint.items():
        left = [question for question in questions if question.group == group]
        for _ in range(min(count, len(left))):
            asked = {question.outcome for question in chosen}
            fresh = [question for question in left if question.outcome not in asked]
            best = next_question(fresh or left, known)
            assert best is not None
            chosen.append(best)
            left.remove(best)
    return chosen


def to_repeat(
    due: Sequence[Outcome], questions: Mapping[int, Sequence[Question]], known: Mapping[str, Known], most: int
) -> list[Question]:
    """One question for each outcome that is due, at most so many: of each the one that was asked longest ago.

    Args:
        questions: those of each class, by its number.
    """
    found: list[Question] = []
    for number, outcome in due:
        about = [question for question in questions.get(number, ()) if question.outcome == outcome]
        if about:
            found.append(min(about, key=lambda question: known.get(question.id, NOTHING).last))
    return found[:most]
