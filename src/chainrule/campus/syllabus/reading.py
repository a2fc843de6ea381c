"""One reading of the syllabus, as data: what its text leaves open, what was chosen, and why."""

from dataclasses import dataclass

from chainrule.campus.syllabus.model import Course


@dataclass(frozen=True, slots=True)
class Setting:
    """A key of `course.toml` and its value as it is written there; "(not set)" where the key is left out."""

    key: str
    value: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A question that the syllabus leaves open, the answer that holds here, and why.

    `settings` are the keys that decide it; there are none where the answer follows from the text itself.
    """

    id: str
    question: str
    answer: str
    why: str
    settings: tuple[Setting, ...] = ()


def reading(course: Course, id: str, question: str, answer: str, why: str, *keys: str) -> Reading:
    """A reading whose settings are looked up in the course file by their dotted keys."""
    settings = tuple(Setting(key, course.settings.get(key, "(not set)")) for key in keys)
    return Reading(id, question, answer, why, settings)
