"""Whether a lecture serves every learning outcome that the syllabus gives its class."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches

from chainrule.campus.lectures.model import Lecture
from chainrule.campus.lectures.words import plain_sentence
from chainrule.course import CourseError


def match_outcomes(
    lecture: Lecture, outcomes: Sequence[str], optional: Collection[str] = ()
) -> tuple[dict[str, tuple[str, ...]], tuple[CourseError, ...]]:
    """Sections by outcome of the syllabus, and what is wrong with the front matter's list.

    An entry stands for an outcome when it is that sentence, or the beginning of that one sentence only; bold, case
    and the full stop do not matter. Those of the outcomes that are `optional` need no section.
    """
    problems: list[CourseError] = []
    served: dict[str, tuple[str, ...]] = {}
    told: set[str] = set()  # outcomes that an error names already
    by_sentence = {plain_sentence(outcome): outcome for outcome in outcomes}
    for entry in lecture.outcomes:
        found = meant(plain_sentence(entry.text), by_sentence)
        if len(found) == 1:
            served[found[0]] = served.get(found[0], ()) + entry.sections
            continue
        if found:
            problem = f'"{entry.text}" begins {len(found)} outcomes of class {lecture.number}'
            fix = "write more of the sentence"
        else:
            found = [by_sentence[s] for s in get_close_matches(plain_sentence(entry.text), by_sentence, n=1)]
            problem = f'"{entry.text}" is no outcome of class {lecture.number} in the syllabus'
            fix = f'did you mean "{found[0]}"?' if found else "copy the sentence from course.toml"
        told |= set(found)
        problems.append(CourseError(lecture.path, problem, fix, entry.line))
    line = next((n for n, text in enumerate(lecture.source.split("\n"), start=1) if text.startswith("outcomes:")), 1)
    for outcome in outcomes:
        if outcome not in {*served, *told, *optional}:
            problem = f'the outcome "{outcome}" of class {lecture.number} has no section'
            fix = f'write the section, and add to `outcomes:` the line   "{outcome}": id-of-the-section'
            problems.append(CourseError(lecture.path, problem, fix, line))
    return served, tuple(problems)


def meant(words: str, by_sentence: Mapping[str, str]) -> list[str]:
    """The outcome that is this sentence, else those that begin with it."""
    if words in by_sentence:
        return [by_sentence[words]]
    return [outcome for sentence, outcome in by_sentence.items() if words and sentence.startswith(words)]


def check_outcomes(
    lecture: Lecture, outcomes: Sequence[str], optional: Collection[str] = ()
) -> tuple[CourseError, ...]:
    """What is wrong between the lecture's front matter and the outcomes of its class; empty when all is well."""
    return match_outcomes(lecture, outcomes, optional)[1]
