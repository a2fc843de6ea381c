"""`chainrule publish --pdf`: one book, whose contents say the pages on which the sections are, with links within it."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import patience
from tests.pdf_text import text_of

from chainrule.campus.site import pdf
from chainrule.campus.syllabus import load_course, skeletons
from chainrule.course import find_course

COMMAND = [sys.executable, "-c", "from chainrule.cli import main; main()", "publish"]


def publish(course: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
    return subprocess.run(
        [*COMMAND, "--course", str(course), *arguments],
        env=clean | {"CHAINRULE_VAR": str(course / "var")} | environment,
        capture_output=True,
        text=True,
        timeout=patience(240),
        check=False,
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """Two short lectures, the first of which links to a section of the second, and to a lab."""
    for name in ("course.toml", "revisions.md"):
        shutil.copy(find_course() / name, tmp_path / name)
    made = load_course(tmp_path)
    links = "See [there](/lectures/06/#summary), [here](#summary), and [the lab](/labs/05/).\n\n## Summary {#summary}"
    for number in (5, 6):
        folder = tmp_path / "lectures" / f"{number:02d}-x"
        folder.mkdir(parents=True)
        text = skeletons.lecture(made.meeting(number))
        text = text.replace("## Summary {#summary}", links) if number == 5 else text
        (folder / "lecture.md").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
@pytest.mark.browser
def test_the_book_says_where_each_section_is_and_links_to_it(course: Path) -> None:
    done = publish(course, "--pdf", str(course / "a book.pdf"))
    assert done.returncode == 0, done.stderr
    book = (course / "a book.pdf").read_bytes()
    assert f"2 lectures, {pdf.count(book)} pages" in done.stdout
    pages = [text_of(book, number) for number in pdf.pages(book)]
    where = pdf.pages_of(book)
    contents = pages[1]
    for title, name in (("ConstructanMLPfromstackedneurons", "lecture-06-construct-an-mlp-from"),
                        ("MultilayerPerceptron(MLP)", "lecture-06"), ("Summary", "lecture-05-summary")):  # fmt: skip
        assert title in pages[where[name] - 1]
        assert f"{title}{where[name]}" in contents
    assert "DeepLearning" in pages[0]
    assert pages[where["lecture-06"] - 1].startswith(str(where["lecture-06"])), "its own number is printed on it"
    assert not pages[0].startswith("1")
    assert where["lecture-05"] < where["lecture-05-summary"] <= where["lecture-06"]
    assert where["lecture-06-summary"] >= where["lecture-06"]
    assert b"/labs/" not in book
    assert "/Outlines" in book.decode("latin-1")


def test_without_a_browser_it_says_what_to_install(course: Path, tmp_path: Path) -> None:
    if any(Path(path).is_file() for path in pdf.ELSEWHERE):
        pytest.skip("a browser is in its usual place")
    done = publish(course, "--pdf", str(course / "book.pdf"), PATH=str(tmp_path))
    assert done.returncode != 0
    assert "neither was found" in done.stderr
    assert "CHAINRULE_CHROMIUM" in done.stderr
    assert not (course / "book.pdf").exists()


@pytest.mark.parametrize(
    ("body", "words"),
    [("exit 7", "printed nothing"), ("echo 'no display' >&2; exit 0", "printed nothing: no display")],
)
def test_a_browser_that_prints_nothing_is_named(tmp_path: Path, body: str, words: str) -> None:
    program = tmp_path / "chromium"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    found = pdf.printer({"PATH": str(tmp_path)})
    assert found == str(program)
    with pytest.raises(pdf.NoPrinter, match=words):
        pdf.print_page(found, tmp_path / "page.html")


def test_the_program_can_be_named(tmp_path: Path) -> None:
    with pytest.raises(pdf.NoPrinter, match="is no program"):
        pdf.printer({"PATH": str(tmp_path), "CHAINRULE_CHROMIUM": "nothing"})


def test_pages_are_found_through_the_tree_of_a_pdf() -> None:
    tree = b"""
1 0 obj
<</Type /Pages /Kids [2 0 R 5 0 R]>>
endobj
2 0 obj
<</Type /Pages /Parent 1 0 R /Kids [3 0 R 4 0 R]>>
endobj
3 0 obj
<</Type /Page /Parent 2 0 R>>
endobj
4 0 obj
<</Type /Page /Parent 2 0 R>>
endobj
5 0 obj
<</Type /Page /Parent 1 0 R>>
endobj
6 0 obj
<</a [3 0 R /XYZ 6 826 0]
/b#2Dc [5 0 R /XYZ 6 826 0]>>
endobj
"""
    assert pdf.count(tree) == 3
    assert pdf.pages_of(tree) == {"a": 1, "b-c": 3}


def test_a_folder_or_a_file_must_be_named(course: Path) -> None:
    done = publish(course)
    assert done.returncode == 2
    assert "--pdf FILE" in re.sub(r"\s+", " ", done.stderr)
