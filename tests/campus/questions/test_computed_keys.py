"""The key of a multiple-choice question that can be computed is computed, in a way of its own."""

import shutil
from pathlib import Path

import pytest

from chainrule.campus.questions import Choices, MultipleChoice, Runner, right, wrong
from chainrule.campus.questions.bank import load_question
from chainrule.campus.questions.proof import prove
from chainrule.campus.questions.variant import BadContent
from chainrule.chance import Draw
from chainrule.course import find_course

COURSE = find_course()


def variant(key: str = "", no_key: str = "") -> MultipleChoice:
    content = Choices(
        "What is $2 + 3$?",
        right("$5$", because="added"),
        wrong("$6$", because="multiplied"),
        wrong("$-1$", because="subtracted"),
        key=key,
        no_key=no_key,
    )
    return MultipleChoice.make(content, 0, 1.0, Draw(b"test"))


@pytest.mark.parametrize(
    ("key", "problem"),
    [
        ("print(2 + 3)", ""),
        ("print(2 * 3)", "the right option says `$5$`, and `key` computes `6`"),
        ("print('something ' + 'else')", "`key` computes `something else`"),
        ("print('5')", "`key` prints a text and computes nothing"),
        ("right = 5\nprint(f'{right}')", "`key` prints a text and computes nothing"),
        ("print(2 +)", "raised SyntaxError"),
        ("print(two + 3)", "raised NameError"),
        ("", "nothing but your word says which option is right"),
    ],
)
def test_a_key_is_compared_with_what_the_program_prints(key: str, problem: str) -> None:
    drawn = variant(key)
    with Runner() as runner:
        found = drawn.problems(runner.run_cached(drawn.to_prove()))
    assert len(found) == bool(problem)
    assert all(problem in p.what for p in found)


def test_a_reason_stands_in_for_a_key_that_no_program_can_get() -> None:
    drawn = variant(no_key="a matter of  taste\n")
    assert (drawn.problems({}), drawn.unproven) == ((), "a matter of taste")
    assert variant("print(2 + 3)").unproven == ""
    with pytest.raises(BadContent, match="a reason why there is none"):
        variant("print(2 + 3)", "a matter of taste")


def test_the_program_never_reaches_a_student() -> None:
    assert "print" not in str(variant("print(2 + 3)").for_student())


PLANTED = {
    "03-backpropagation-1/questions/one_step_by_hand.py": (
        'right(\n            f"${w - rate',
        'right(\n            f"${w + 2 * rate',
    ),
    "02-linear-algebra-and-calculus/questions/drone_in_the_wind.py": ('f"${rate}$",\n', 'f"${rate + 1}$",\n'),
    "01-overview/questions/depth_or_width.py": ("pieces = 2**layers", "pieces = 3**layers"),
}


@pytest.mark.parametrize("file", PLANTED, ids=[Path(file).stem for file in PLANTED])
def test_a_wrong_key_planted_in_the_course_is_found(file: str, tmp_path: Path) -> None:
    old, new = PLANTED[file]
    source = (COURSE / "lectures" / file).read_text()
    assert old in source
    planted = tmp_path / "lectures" / file
    planted.parent.mkdir(parents=True)
    planted.write_text(source.replace(old, new, 1))
    for beside in ("course.toml", "revisions.md"):
        shutil.copy(COURSE / beside, tmp_path)
    with Runner() as runner:
        assert not prove(load_question(COURSE / "lectures" / file, int(file[:2])), runner).errors
        errors = prove(load_question(planted, int(file[:2])), runner).errors
    assert errors
    assert any("the right option says" in str(error) for error in errors)
