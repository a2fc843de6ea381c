"""What an author sees of a question: a student's page, the key folded away, and what is wrong, with line and seed."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from chainrule.campus.questions.skeletons import SKELETONS, skeleton
from chainrule.campus.site.published.preview import CHANGED, PROBLEMS
from chainrule.campus.site.published.question import QuestionPreview
from chainrule.campus.syllabus import load_course


@pytest.fixture
def course(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DEBUG = settings.PREVIEW = True
    monkeypatch.setenv("CHAINRULE_COURSE", str(tmp_path))
    for name in ("course.toml", "revisions.md"):
        shutil.copy(Path(__file__).resolve().parents[4] / "course" / name, tmp_path)
    return tmp_path


def written(course: Path, kind: str) -> Path:
    outcome = load_course(course).meeting(6).outcomes[0].written
    name, text = skeleton(kind, 6, outcome)
    folder = course / "lectures" / "06-mlp" / "questions"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder / f"{name}.py"


def page(preview: QuestionPreview, address: str = "/") -> str:
    return preview.answer(address).content.decode()


@pytest.mark.parametrize("kind", SKELETONS)
def test_each_kind_is_shown_with_its_key_folded_away(course: Path, kind: str) -> None:
    preview = QuestionPreview(written(course, kind), 6)
    shown = page(preview)
    asked, key = shown.split('<details class="more"', 1)
    assert "Question 1" in asked
    assert "32 variants are being tried" in asked
    assert "Correct answer and reasons" in key
    assert "Correct answer and reasons" not in asked
    assert json.loads(preview.answer(f"{PROBLEMS}/").content) == []
    preview.runner.close()


def test_the_address_names_the_variant_and_nonsense_the_first(course: Path) -> None:
    preview = QuestionPreview(written(course, "predict_output"), 6, seed=3)
    assert page(preview) == page(preview, "/?seed=3") != page(preview, "/?seed=4")
    assert page(preview, "/?seed=-1") == page(preview, "/?seed=" + "9" * 30) == page(preview, "/?seed=3")
    preview.runner.close()


def test_the_page_is_new_when_the_file_is(course: Path) -> None:
    file = written(course, "multiple_choice")
    preview = QuestionPreview(file, 6)
    before, text = preview.answer(CHANGED).content, file.read_text(encoding="utf-8")
    assert "Now, what is the slope of" not in page(preview)
    file.write_text(text.replace("What is $", "Now, what is the slope of $"), encoding="utf-8")
    assert preview.answer(CHANGED).content != before
    assert "Now, what is the slope of" in page(preview)
    preview.runner.close()


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("2 * factor * x}$", "2 * factor * x + 1}$", "the right option says"),
        ("return Choices(", "return Choices(1, ", "variant 0"),
        ("def slope", "def  (slope", "this is not Python"),
    ],
)
def test_what_is_wrong_is_told_and_a_page_is_there(course: Path, old: str, new: str, says: str) -> None:
    file = written(course, "multiple_choice")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    preview = QuestionPreview(file, 6)
    [problem] = json.loads(preview.answer(f"{PROBLEMS}/").content)
    assert f"{file.name}:" in problem
    assert says in problem
    assert CHANGED in page(preview), "it is asked whether the file was mended"
    preview.runner.close()


def test_the_front_end_is_there_and_nothing_else(course: Path) -> None:
    preview = QuestionPreview(written(course, "find_error"), 6)
    assert preview.answer("/static/built/css/site.css").kind.startswith("text/css")
    for address in ("/static/../course.toml", "/bank/", "/lectures/06/"):
        assert preview.answer(address).status == 404
