"""Whether a lecture serves every learning outcome that the syllabus gives its class."""

from collections.abc import Collection, Sequence
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
    by_sentence = {plain_sentence(outcome): outcome for outcome in outcomes}
    for entry in lecture.outcomes:
        words = plain_sentence(entry.text)
        found = (
            [words]
            if words in by_sentence
            else [sentence for sentence in by_sentence if words and sentence.startswith(words)]
        )
        if len(found) == 1:
            outcome = by_sentence[found[0]]
            served[outcome] = served.get(outcome, ()) + entry.sections
        elif found:
            problem = f'"{entry.text}" begins {len(found)} outcomes of class {lecture.number}'
            problems.append(CourseError(lecture.path, problem, "write more of the sentence", entry.line))
        else:
            close = get_close_matches(words, list(by_sentence), n=1, cutoff=0.4)
            fix = f'did you mean "{by_sentence[close[0]]}"?' if close else "copy the sentence from course.toml"
            problem = f'"{entry.text}" is no outcome of class {lecture.number} in the syllabus'
            problems.append(CourseError(lecture.path, problem, fix, entry.line))
    line = next((n for n, text in enumerate(lecture.source.split("\n"), start=1) if text.startswith("outcomes:")), 1)
    for outcome in outcomes:
        if outcome not in served and outcome not in optional:
            problem = f'the outcome "{outcome}" of class {lecture.number} has no section'
            fix = f'write the section, and add to `outcomes:` the line   "{outcome}": id-of-the-section'
            problems.append(CourseError(lecture.path, problem, fix, line))
    return served, tuple(problems)


def check_outcomes(
    lecture: Lecture, outcomes: Sequence[str], optional: Collection[str] = ()
) -> tuple[CourseError, ...]:
    """What is wrong between the lecture's front matter and the outcomes of its class; empty when all is well."""
    return match_outcomes(lecture, outcomes, optional)[1]
