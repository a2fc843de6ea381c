"""The form of the proposal: what its file may say, how words are counted, what is missing in answers."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from py_mini_racer import MiniRacer

from chainrule.campus.project.proposal import (
    FILE,
    Form,
    Question,
    count_words,
    load_form,
    not_a_link,
    note_problem,
    problem,
    problems,
)
from chainrule.course import CourseError, find_course

ROOT = Path(__file__).resolve().parents[3]
FORM = """\
title = "Project proposal"
intro = "Write."

[[questions]]
id = "goal"
kind = "text"
title = "Goal"
asked = "What?"
help = "Say it."
least = 3
most = 5

[[questions]]
id = "data_link"
kind = "link"
title = "Link"
asked = "Where?"
help = "An address."

[revised]
title = "What changed?"
help = "Say it."
least = 2
most = 5

[different]
title = "How is it different?"
help = "Say it."
least = 2
most = 5
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Form]:
    """`written(text)` is the form of a course whose file says that."""

    def load(text: str) -> Form:
        (tmp_path / FILE).parent.mkdir(exist_ok=True)
        (tmp_path / FILE).write_text(text, encoding="utf-8")
        return load_form(tmp_path)

    return load


def test_the_form_of_this_course_asks_for_100_to_200_words_and_a_link() -> None:
    form = load_form(find_course())
    texts = [question for question in form.questions if question.kind == "text"]
    assert {(question.least, question.most) for question in texts} == {(100, 200)}
    assert len(texts) == 8
    assert [question.id for question in form.questions if question.kind == "link"] == ["data_link"]


@pytest.mark.parametrize(
    ("old", "new", "line", "problem", "fix"),
    [
        ("most = 5\n\n[[q", "most = 2\n\n[[q", 11, "at most 2 words are fewer than at least 3", "make `most`"),
        ('kind = "link"', 'kind = "url"', 15, '`questions.kind` is "url"', 'choose one of "line" or "text" or "link"'),
        ('id = "data_link"', 'id = "goal"', 14, "two questions are called `goal`", "rename one"),
        ('id = "goal"', 'id = "Goal 1"', 5, "`Goal 1` is no id", "begin with a letter"),
        ('help = "An address."', 'least = 4\nhelp = "An address."', 18, "`questions.least` is not a", "known here"),
        ("least = 3", "least = 0", 10, "`questions.least` is 0", "between 1 and 2000"),
        ('asked = "What?"\n', "", 4, "`questions.asked` is missing", "add it"),
        ("[different]", "[other]", None, "`different` is missing", "a table, written [different]"),
        ('intro = "Write."', "intro = Write", None, "", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_in_the_file_is_told_with_its_line(
    written: Callable[[str], Form], old: str, new: str, line: int | None, problem: str, fix: str
) -> None:
    assert old in FORM
    with pytest.raises(CourseError) as caught:
        written(FORM.replace(old, new, 1))
    assert problem in caught.value.problem
    assert fix in caught.value.fix
    assert line is None or caught.value.line == line


def test_a_form_without_a_link_and_a_missing_file_are_told(written: Callable[[str], Form], tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="the file is missing"):
        load_form(tmp_path)
    with pytest.raises(CourseError, match="no question asks for a link"):
        written(re.sub(r'\[\[questions\]\]\nid = "data_link".*?(?=\[revised)', "", FORM, flags=re.DOTALL))


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), (" \n ", 0), ("one", 1), ("a 3x3 kernel", 3), ("5 - 3 = 2", 3), ("well-known, it’s", 2), ("пять слов", 2),
     ("a\u00a0b\u2003c\ufeffd", 4), ("— … !", 0), ("x\x85y", 1), ("²", 1)],
)  # fmt: skip
def test_words_are_what_stands_between_blanks_and_holds_a_letter_or_digit(text: str, words: int) -> None:
    assert count_words(text) == words


@pytest.fixture(scope="module")
def counted_in_the_page() -> Callable[[str], int]:
    """`countWords` of the page's script, run in V8."""
    engine = MiniRacer()
    source = (ROOT / "frontend/proposal/words.js").read_text(encoding="utf-8")
    engine.eval(re.sub(r"^export ", "", source, flags=re.MULTILINE))
    return lambda text: int(engine.eval(f"countWords({json.dumps(text)})"))


@given(
    st.text(
        st.one_of(st.characters(exclude_categories=["Cs", "Cn", "Co"]), st.sampled_from(" \n\t-.a1\ufeff")), max_size=60
    )
)
def test_the_page_counts_as_the_server_does(counted_in_the_page: Callable[[str], int], text: str) -> None:
    assert counted_in_the_page(text) == count_words(text)


@pytest.mark.parametrize(
    ("address", "wrong"),
    [
        ("https://zenodo.org/records/1", ""),
        ("http://data.example.org:8080/a?b=c#d", ""),
        ("https://data.museum-of-birds.org/сова", ""),
        ("https://93.184.216.34/set.zip", ""),
        ("ftp://example.org/x", "Begin with https"),
        ("zenodo.org/records/1", "Begin with https"),
        ("javascript:alert(1)", "Begin with https"),
        ("https://", "Name a host"),
        ("https:///path", "Name a host"),
        ("https://localhost/data", "Name a host"),
        ("https://laptop/data", "Name a host"),
        ("https://192.168.0.4/data", "Name a host"),
        ("https://127.0.0.1", "Name a host"),
        ("https://me.local/x", "Name a host"),
        ("https://a..b/x", "Name a host"),
        ("https://me:secret@example.org/x", "Take the name"),
        ("https://example.org/my data", "no spaces"),
        ("https://example.org:port/x", "no address"),
        ("https://[::1", "no address"),
        ("https://example.org/" + "a" * 500, "at most 500"),
    ],
)
def test_a_link_to_data_is_one_that_everybody_can_follow(address: str, wrong: str) -> None:
    assert (wrong in not_a_link(address)) if wrong else not_a_link(address) == ""


@given(st.text(max_size=80))
def test_no_text_breaks_the_check_of_a_link(text: str) -> None:
    assert isinstance(not_a_link(text), str)
    assert isinstance(not_a_link("https://" + text), str)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [("", "Missing."), ("one two", "2 words: at least 1 more needed."), ("one two three", ""),
     ("1 2 3 4 5", ""), ("1 2 3 4 5 6", "6 words: 1 too many."), ("word", "1 word: at least 2 more needed.")],
)  # fmt: skip
def test_an_answer_is_as_long_as_its_question_asks(text: str, wrong: str) -> None:
    assert problem(Question("goal", "text", "Goal", "What?", "", 3, 5), text) == wrong


def test_all_problems_are_found_and_a_title_stands_on_one_line(written: Callable[[str], Form]) -> None:
    form = written(FORM)
    assert problems(form, {"goal": "one two three"}) == {"data_link": "Missing."}
    assert problems(form, {"goal": "one two three", "data_link": "https://zenodo.org/1"}) == {}
    assert problem(Question("title", "line", "T", "", "", 1, 9), "two\nlines") == "Write it on one line."
    assert note_problem(form.revised, " ") == "Missing."
    assert note_problem(form.different, "now with sound") == ""
