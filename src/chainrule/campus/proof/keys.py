"""On what the proof of each part of a course depends, as a hash: its files, what they use, and the code that proves it.

An edit of one question changes the key of that question alone; an edit of the library those of the parts that import
what was edited, and of what is proven by it.
"""

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from chainrule.campus.proof.spelling import is_checked
from chainrule.campus.questions.text import IMPORTS
from chainrule.campus.syllabus import Course
from chainrule.course import PACKAGE
from chainrule.uses import Uses, content_hash, uses

LAB = ("lab.toml", "checks.py", "mutants.py")
LECTURE = "lecture.md"
DRAWN = re.compile(r"^:::+\s*figure\b|chainrule\.figures", re.MULTILINE)
READS_FILES = re.compile(r"__file__|\bopen\(|\bPath\(|load_course|find_course")
PROVERS = {
    "lectures": "chainrule.campus.lectures",
    "labs": "chainrule.labs.proof",
    "questions": "chainrule.campus.questions.proof",
}


def lecture_key(folder: Path, number: int, course: Course | None) -> str:
    """Its text and what lies beside it, what it must serve, to which classes it may link, the library that it uses,
    and whether its spelling is checked."""
    files = [path for path in beside(folder) if path.name not in LAB]
    text = read(folder / LECTURE)
    drawn = ["import chainrule.figures"] if DRAWN.search(text) else []
    classes = len(course.classes) if course else 0  # to which it may link
    return key("lectures", files, uses(text, *drawn), repr((outcomes(course, number), classes, is_checked())))


def lab_key(folder: Path) -> str:
    """All its files, the library that is its solution and that its checks use."""
    files = [path for path in beside(folder) if path.name != LECTURE]
    return key("labs", files, uses(*(read(path) for path in files if path.suffix in (".py", ".toml"))))


def question_key(path: Path, number: int, course_folder: Path, course: Course | None) -> str:
    """Its file, what its programs use, and the course's files where it reads them."""
    text, files = read(path), [path]
    needed = [line for name, line in IMPORTS.items() if re.search(rf"\b{name}\b", text)]
    if READS_FILES.search(text):
        files += [course_folder / "course.toml", course_folder / "revisions.md", *beside(path.parent.parent)]
    return key("questions", files, uses(text, *needed), repr((path.stem, number, outcomes(course, number))))


def key(part: str, files: Iterable[Path], used: Uses, *more: str) -> str:
    """One hash of all that."""
    contents = [[path.name, content_hash(path)] for path in files if path.is_file()]
    whole = [part, contents, (used | proving(part)).digest, *more]
    return hashlib.sha256(json.dumps(whole).encode()).hexdigest()


@cache
def proving(part: str) -> Uses:
    """The platform's code that proves this part. What it uses of the library counts where the course uses it too."""
    found = uses(f"import {PROVERS[part]}")
    mine = (path for path in found.files if path.relative_to(PACKAGE).parts[0] in ("campus", "labs"))
    return Uses(frozenset(mine) | frozenset(Path(__file__).parent.glob("*.py")), found.others)


def beside(folder: Path) -> list[Path]:
    """The files in a class's folder, without its questions."""
    inside = (path for path in folder.rglob("*") if path.is_file())
    return sorted(p for p in inside if not {"questions", "__pycache__"} & set(p.relative_to(folder).parts))


def outcomes(course: Course | None, number: int) -> object:
    """What course.toml asks of a class."""
    if course is None:
        return None
    try:
        return [(one.written, one.optional) for one in course.meeting(number).outcomes], course.ask_optional_outcomes
    except LookupError as error:
        return str(error)


def read(path: Path) -> str:
    """A file's text, whatever its encoding: only names are looked for."""
    return path.read_text(encoding="utf-8", errors="replace")
