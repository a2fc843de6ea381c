"""The sample questions that everybody sees with their keys: whether the list in course.toml keeps its promise."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from chainrule.campus.questions.question import KINDS
from chainrule.course import CourseError


class Known(Protocol):
    """What is asked here of a question."""

    @property
    def kind(self) -> str: ...

    @property
    def class_number(self) -> int: ...


def sample_errors(
    bank: Mapping[str, Known], samples: Sequence[str], of_each_kind: int, path: Path
) -> Iterator[CourseError]:
    """What is wrong with the samples of a course: no question, named twice, too many or too few of a kind.

    Args:
        bank: the public questions of the course. Samples of classes that have none are not judged yet.
        samples: the ids that course.toml names; a course that names none promises none.
        of_each_kind: how many of each kind the syllabus promises.
        path: course.toml.
    """
    written = {f"{question.class_number:02}" for question in bank.values()}
    judged = [id for id in samples if id[:2] in written or not id[:2].isdecimal()]
    for id, times in Counter(judged).items():
        if id not in bank:
            what = f"`samples` names {id}, which is no question of the course"
            yield CourseError(path, what, "name one that is there")
        elif times > 1:
            yield CourseError(path, f"`samples` names {id} {times} times", "name it once")
    there = Counter(bank[id].kind for id in judged if id in bank)
    for kind in KINDS if samples and len(judged) == len(samples) else ():
        if there[kind] != of_each_kind:
            what = f"`samples` has {there[kind]} of the kind {kind}, and `samples_per_type` says {of_each_kind}"
            yield CourseError(path, what, "name as many of each kind as the syllabus promises")
