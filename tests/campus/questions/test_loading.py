"""Question files: what an author is told when one is wrong."""

from pathlib import Path

import pytest

from chainrule.campus.questions import clashes, load_bank, load_private_bank, load_question, overlaid
from chainrule.course import CourseError

GOOD = '''
@multiple_choice(class_=3, outcome="Count.", minutes=2)
def asked(draw):
    """Counting."""
    return Choices("How many?", right(1, because="a"), wrong(2, because="b"), wrong(3, because="c"))
'''
OUTCOMES = {3: ["Count.", "Perform **forward** passes.", "Perform **backward** passes."]}


@pytest.mark.parametrize(
    ("source", "line", "problem", "fix"),
    [
        ("def f(:\n", 2, "this is not Python", "mend the line"),
        ("import missing_module\n", 2, "reading the file raised ModuleNotFoundError", "mend the file"),
        ("x = 1\n", None, "the file holds 0 questions", "decorate one function"),
        (GOOD + GOOD.replace("def asked", "def other"), None, "holds 2 questions (asked, other)", "decorate one"),
        (GOOD.replace("def asked", "def other"), 3, "the function is called `other`", "call it `asked`"),
        (GOOD.replace("minutes=2", 'minutes=2, level="hard"'), 3, "level='hard'", "recall, apply, diagnose, transfer"),
        (GOOD.replace("minutes=2", 'minutes=2, section="3#x y"'), 3, "section='3#x y'", "04#chain-rule"),
        (GOOD.replace("class_=3", "class_=4"), 3, "class_=4 in the folder of class 3", "write class_=3"),
        (GOOD.replace('    """Counting."""\n', ""), 3, "no docstring", "say in one line"),
        (GOOD.replace("minutes=2", "minutes=0"), 3, "minutes=0", "how many minutes"),
        (GOOD.replace("minutes=2", "minutes='2'"), 3, "minutes='2'", "how many minutes"),
        (GOOD.replace("Count.", "Guess."), 3, 'outcome="Guess." is no outcome of class 3', "use one of course.toml"),
        (GOOD.replace("Count.", "Perform"), 3, "begins several outcomes", "use one of course.toml"),
        (GOOD.replace("Count.", ""), 3, "is no outcome", "use one of course.toml"),
        (GOOD.replace('outcome="Count.", ', ""), 3, "TypeError", "mend the file"),
    ],
)
def test_an_author_is_told_file_line_and_remedy(write, source, line, problem, fix):
    path = write(source)
    with pytest.raises(CourseError) as caught:
        load_question(path, 3, OUTCOMES)
    assert caught.value.path == path
    assert caught.value.line == line
    assert problem in caught.value.problem
    assert fix in caught.value.fix


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x00", "x = '\u00e9'".encode("latin-1")])
def test_a_file_that_is_no_text_is_refused(write, content):
    path = write(GOOD)
    path.write_bytes(content)
    with pytest.raises(CourseError):
        load_question(path, 3)


@pytest.mark.parametrize("outcome", ["Count.", "Count", "Perform forward", "Perform **backward** passes."])
def test_an_outcome_is_named_by_its_beginning_and_without_emphasis(write, outcome):
    question = load_question(write(GOOD.replace("Count.", outcome)), 3, OUTCOMES)
    assert question.outcome in OUTCOMES[3]
    assert question.id == "03/asked"
    assert question.title == "Counting."


def test_a_bank_is_a_mapping_of_every_file(write, tmp_path: Path):
    write(GOOD)
    write(GOOD.replace("def asked", "def other"), "other")
    write("this is no question", "_notes")
    bank = load_bank(tmp_path)
    assert list(bank) == ["03/asked", "03/other"]
    assert len(bank) == 2
    assert "03/_notes" not in bank


def test_reading_a_course_leaves_nothing_behind(write, tmp_path: Path):
    write(GOOD)
    before = sorted(tmp_path.rglob("*"))
    load_bank(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_course_without_questions_has_an_empty_bank(tmp_path: Path):
    assert len(load_bank(tmp_path)) == 0


def private(folder: Path, name: str = "asked", source: str = GOOD) -> Path:
    """A private bank with one question of class 3."""
    there = folder / "lectures" / "03-x" / "questions"
    there.mkdir(parents=True)
    head = "from chainrule.campus.questions import *\n"
    (there / f"{name}.py").write_text(head + source.replace("def asked", f"def {name}"), encoding="utf-8")
    return folder


def test_a_private_bank_adds_its_questions_and_says_which_they_are(write, tmp_path: Path):
    write(GOOD)
    secret = load_private_bank(private(tmp_path / "private", "secret"))
    whole = overlaid(load_bank(tmp_path), secret)
    assert {id: question.private for id, question in whole.items()} == {"03/asked": False, "03/secret": True}
    assert whole.broken == ()


@pytest.mark.parametrize("source", [GOOD, "x = 1\n"], ids=["a question", "a broken file"])
def test_a_private_question_with_a_name_of_the_course_is_left_out_and_told(write, tmp_path: Path, source: str):
    path = write(source)
    public = load_bank(tmp_path, leave_out_broken=True)
    secret = load_private_bank(private(tmp_path / "private"))
    [clash] = clashes(public, secret)
    assert clash.path == secret["03/asked"].path
    assert clash.problem == f"the course has a question 03/asked too: {path}"
    whole = overlaid(public, secret)
    assert not any(question.private for question in whole.values())
    assert clash.problem in [error.problem for error in whole.broken]


def test_a_private_question_that_is_broken_is_left_out_and_told(write, tmp_path: Path):
    write(GOOD)
    secret = load_private_bank(private(tmp_path / "private", "secret", "x = 1\n"))
    assert [error.path.name for error in overlaid(load_bank(tmp_path), secret).broken] == ["secret.py"]


def test_a_folder_that_is_no_private_bank_is_refused(tmp_path: Path):
    with pytest.raises(CourseError, match="there is none here"):
        load_private_bank(tmp_path / "nowhere")
