"""Files from strangers: each is refused in words, or what it holds is text and never anything else."""

import io
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.patience import patience

from chainrule.campus.questions import right, wrong
from chainrule.campus.questions.exchange import About, Item, Setting, file_name, package, qti, read, source
from chainrule.course import CourseError

BOMB = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>
<assessmentItem>&b;</assessmentItem>"""
OUTSIDE = """<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><assessmentItem title="&e;"/>"""
MANIFEST = '<manifest><resources><resource type="imsqti_item_xmlv2p1" href="{}"/></resources></manifest>'


def zipped(files: dict[str, str | bytes], change: Callable[[zipfile.ZipInfo], None] = lambda info: None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            change(info)
            archive.writestr(info, content)
    return made.getvalue()


def link(info: zipfile.ZipInfo) -> None:
    info.external_attr = 0o120777 << 16


def encrypted(content: bytes) -> bytes:
    """The package with the flag of encryption in its list."""
    place = content.index(b"PK\x01\x02") + 8
    return content[:place] + struct.pack("<H", 1) + content[place + 2 :]


GOOD = zipped({"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": "<assessmentItem/>"})
OLD = '<manifest><resources><resource type="imsqti_xmlv1p2" href="a.xml"/></resources></manifest>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (GOOD[: len(GOOD) // 2], "cannot be opened"),
        (b"PK\x03\x04rubbish", "cannot be opened"),
        (encrypted(GOOD), "encrypted"),
        (zipped({"a.txt": "x"}), "no imsmanifest.xml"),
        (zipped({"imsmanifest.xml": "<manifest"}), "not well-formed"),
        (zipped({"imsmanifest.xml": OLD}), "no questions"),
        (zipped({"imsmanifest.xml": MANIFEST.format("b.xml")}), "does not hold it"),
        (zipped({"imsmanifest.xml": MANIFEST.format("../../etc/passwd")}), "does not hold it"),
        (zipped({"imsmanifest.xml": MANIFEST.format("a.xml"), "../a.xml": "x"}), "leads out of it"),
        (zipped({"imsmanifest.xml": "x", "/etc/a.xml": "x"}), "leads out of it"),
        (zipped({"imsmanifest.xml": "x", "a\\..\\b": "x"}), "leads out of it"),
        (zipped({"imsmanifest.xml": "x"}, link), "leads out of it"),
        (zipped({f"{n}.txt": "" for n in range(5_001)}), "5,001 files"),
        (zipped({"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": b"<a>" + b" " * 21_000_000}), "unpacks to more"),
        (zipped({"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": BOMB}), "document type or entities"),
        (BOMB.encode(), "document type or entities"),
        (OUTSIDE.encode(), "document type or entities"),
        (b"<html/>", "no question"),
        (b'<?xml version="1.0" encoding="klingon"?><a/>', "not well-formed"),
        (b"<assessmentItem>\xff</assessmentItem>", "not well-formed"),
        ("Title: é\n1. x".encode("latin-1"), "not in UTF-8"),
        ("1. x".encode("utf-16"), "UTF-16"),
        (b"1. x\0y", "no text"),
        (b"just a text\n", "no quiz"),
        (b"1.  What?\na)  x\n", "no quiz"),
        (b"```{.python .run}\nprint(1)\n```\n", "no quiz"),
        (b"x" * 600_000, "600,000 characters"),
    ],
)
def test_what_is_no_whole_file_of_questions_is_refused_in_words(content: bytes, words: str) -> None:
    with pytest.raises(CourseError, match=words) as refused:
        read(Path("sent.zip"), content)
    assert refused.value.fix


def test_a_package_that_unpacks_to_too_much_in_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "UNPACKED", 1_000)
    files = {"imsmanifest.xml": MANIFEST.format("a.xml"), "a.xml": "<a>" + " " * 2_000 + "</a>"}
    with pytest.raises(CourseError, match="unpacks to more"):
        read(Path("sent.zip"), zipped(files))


def test_a_picture_in_a_quiz_opens_no_file(tmp_path: Path) -> None:
    """text2qti reads the file that a quiz names; a quiz from elsewhere may name any."""
    secret = tmp_path / "secret.png"
    text = f"1.  See ![it]({secret})\n*a) $1$\nb)  $2$\nc)  $3$\n"
    [item] = read(Path("quiz.md"), text.encode()).items  # no such file, and no error
    assert f"![it]({secret})" in item.stem


@pytest.mark.parametrize("sign", ["[", "![a](", "<!--", "\\", "-a", "=", "`a", "**a", '"'])
def test_marks_of_markdown_in_a_quiz_take_no_time(sign: str) -> None:
    """A line of brackets takes a parser of Markdown minutes: text2qti is not shown them."""
    text = f"1.  {sign * 20_000}\n    {sign * 9}\n*a) $1$\nb)  {sign}\nc)  $3$\n"
    began = time.perf_counter()
    [item] = read(Path("quiz.md"), text.encode()).items
    assert time.perf_counter() - began < patience(2)
    assert item.stem.startswith(sign * 20_000)
    assert item.options[1].text == sign.strip()


ODD = st.text(
    st.one_of(st.sampled_from("\"'\\\n\t{}%#nrux0N \u202e\u2028\x0b\x85"), st.characters(exclude_categories=["Cs"])),
    max_size=40,
)


@settings(max_examples=200, deadline=None)
@given(ODD, ODD, ODD)
def test_no_text_becomes_code_of_a_question(one: str, two: str, three: str) -> None:
    """Whatever stands in a package, its question's file says it as a text, and runs nothing of it."""
    options = (right(f"r{one}", because=two), wrong(f"w{two}", because=three), wrong("x", because=one))
    item = Item("asked_0", three, "choice", f"a{one}\nb{two}\n{three}c", options=options)
    text = source(item, "asked", About(3, one))
    names: dict[str, object] = {}
    exec(compile(text, "asked.py", "exec"), names)
    asked = names["asked"]
    assert asked.outcome == one  # type: ignore[attr-defined]
    made = asked.author(None)  # type: ignore[attr-defined]
    assert [o.text for o in made.options] == [f"r{one}", f"w{two}", "x"]
    assert made.stem.split() == item.stem.split()
    assert not any(sign in text for sign in "\u202e\u2028\x0b\x85")


def test_a_file_that_is_cut_anywhere_is_refused_or_read(items: list[Item], setting: Setting) -> None:
    content, _ = qti.write(items, setting)
    for end in range(0, len(content), 97):
        with pytest.raises(CourseError):
            read(Path("cut.zip"), content[:end])


def test_a_name_in_a_package_is_no_path() -> None:
    """A question's file is named by letters, digits and `_`, whatever the package calls it."""
    item = Item("x", "../../../etc/passwd", "choice", "Which?")
    assert file_name(item, set()) == "etc_passwd"
    assert file_name(Item("x", "class", "choice", "Which?"), set()) == "question_class"
    assert file_name(Item("x", "Right", "choice", "Which?"), {"question_right"}) == "question_right_2"
