"""What an author sees while writing: the page of now, and what is wrong with the file, with its line."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from chainrule.campus.site.published.preview import CHANGED, PROBLEMS, Preview
from chainrule.campus.syllabus import load_course, skeletons


@pytest.fixture
def lecture(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lecture.md of class 6 in a course of its own."""
    settings.DEBUG = settings.PREVIEW = True
    monkeypatch.setenv("CHAINRULE_COURSE", str(tmp_path))
    for name in ("course.toml", "revisions.md"):
        shutil.copy(Path(__file__).resolve().parents[4] / "course" / name, tmp_path)
    path = tmp_path / "lectures" / "06-mlp" / "lecture.md"
    path.parent.mkdir(parents=True)
    path.write_text(skeletons.lecture(load_course(tmp_path).meeting(6)), encoding="utf-8")
    return path


def page(preview: Preview) -> str:
    return preview.answer("/lectures/06/").content.decode()


def problems(preview: Preview) -> list[str]:
    found: list[str] = json.loads(preview.answer(f"{PROBLEMS}/lectures/06/").content)
    return found


def change(path: Path, old: str, new: str) -> int:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_page_is_new_when_the_file_is(lecture: Path) -> None:
    preview = Preview()
    before = preview.answer(CHANGED).content
    assert "Begin with a question" in page(preview)
    assert problems(preview) == []
    assert preview.answer(CHANGED).content == before
    change(lecture, "Begin with a question", "Now with an answer")
    assert preview.answer(CHANGED).content != before
    assert "Now with an answer" in page(preview)


def test_a_result_that_is_not_so_is_told_and_the_page_still_shown(lecture: Path) -> None:
    preview = Preview()
    line = change(lecture, "# -> 4", "# -> 5")
    assert "Begin with a question" in page(preview)
    [problem] = problems(preview)
    assert f"lecture.md:{line}" in problem
    assert "expected 5, got 4" in problem
    assert "fix:" in problem


@pytest.mark.parametrize(("old", "new"), [("$x = 2$", r"$\nosuch$"), ("\n---\n#", "\n#"), (":::\n", "")])
def test_a_file_that_gives_no_page_gives_one_that_says_why(lecture: Path, old: str, new: str) -> None:
    preview = Preview()
    change(lecture, old, new)
    shown = page(preview)
    assert "This lecture cannot be shown" in shown
    assert "lecture.md:" in shown
    assert CHANGED in shown, "it is asked whether the file was mended"
    assert problems(preview)


def test_the_rest_of_the_site_is_there_and_nothing_else(lecture: Path) -> None:
    preview = Preview()
    assert preview.answer("/lectures/").status == 200
    assert preview.answer("/static/built/css/site.css").kind.startswith("text/css")
    assert preview.answer("/labs/06/").status == 404
    assert preview.answer("/static/../course.toml").status == 404
