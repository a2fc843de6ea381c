"""The real course, and copies of it with a line changed."""

from collections.abc import Callable
from pathlib import Path

import pytest

from chainrule.campus.syllabus import Course, load_course
from chainrule.course import find_course

FOLDER = find_course(Path(__file__).parents[3] / "course")


@pytest.fixture(scope="session")
def course() -> Course:
    return load_course(FOLDER)


@pytest.fixture(scope="session")
def course_text() -> str:
    return (FOLDER / "course.toml").read_text(encoding="utf-8")


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a course folder with these bytes as its `course.toml`."""

    def folder(content: bytes, revisions: str = "## v0\n\n- No revisions yet\n") -> Path:
        (tmp_path / "course.toml").write_bytes(content)
        (tmp_path / "revisions.md").write_text(revisions, encoding="utf-8")
        return tmp_path

    return folder


@pytest.fixture
def changed(write: Callable[..., Path], course_text: str) -> Callable[..., Path]:
    """A course folder in which each (old, new) pair of texts was exchanged once; the old text has to be there."""

    def folder(*changes: tuple[str, str]) -> Path:
        text = course_text
        for old, new in changes:
            assert old in text, f"the course file has no {old!r}"
            text = text.replace(old, new, 1)
        return write(text.encode())

    return folder
