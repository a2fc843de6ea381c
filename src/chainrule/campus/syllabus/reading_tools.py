"""Readings of the technological requirements."""

import importlib.metadata
import re

from chainrule.campus.syllabus.model import Course
from chainrule.campus.syllabus.reading import Reading, reading

OLDEST = (3, 11)  # as pyproject.toml says; a test holds the two together


def python(course: Course) -> Reading:
    found = re.search(r"\b(3)\.(\d+)\b[^.]*\bor later", course.technology)
    asked = (int(found[1]), int(found[2])) if found else None
    needed = ".".join(map(str, OLDEST))
    used = " and ".join(f"{name} {version(name)}" for name in ("NumPy", "PyTorch"))
    why = (
        f"This course runs with {used}. That NumPy asks for Python 3.11 or later, that PyTorch for 3.10 or later. "
        "Google Colab has a Python that is new enough."
    )
    if asked is not None and asked < OLDEST:
        question = f"Is Python {asked[0]}.{asked[1]} enough?"
        answer = f"No. The course needs Python {needed} or later, and pip refuses to install it on an older one."
        why = f"The text says {asked[0]}.{asked[1]} or later. {why}"
    else:
        question, answer = "Which Python does the course need?", f"Python {needed} or later."
    return reading(course, "python", question, answer, why)


def version(name: str) -> str:
    return importlib.metadata.version({"PyTorch": "torch"}.get(name, name.lower())).partition("+")[0]


READINGS = (python,)
