"""The form of a lecture, rule by rule; test_verify.py plants errors in a whole course."""

from pathlib import Path

import pytest

from chainrule.campus.lectures.markdown import parse
from chainrule.campus.lectures.model import CodeBlock
from chainrule.campus.proof.form import (
    LONGEST,
    SHORTEST,
    WIDEST,
    answer_errors,
    hint_errors,
    length_errors,
    width_errors,
)


def test_the_longest_core_path_is_long_enough_to_be_right(tmp_path):
    assert list(length_errors(LONGEST, tmp_path)) == []
    [error] = length_errors(LONGEST + 1, tmp_path / "lecture.md")
    assert error.path == tmp_path / "lecture.md"
    assert f"{LONGEST + 1} minutes" in error.problem
    assert "deeper" in error.fix


def test_the_shortest_core_path_is_short_enough_to_be_right(tmp_path):
    assert list(length_errors(SHORTEST, tmp_path)) == []
    [error] = length_errors(SHORTEST - 1, tmp_path / "lecture.md")
    assert f"{SHORTEST - 1} minutes" in error.problem
    assert list(length_errors(SHORTEST - 1, tmp_path, is_draft=True)) == []


@pytest.mark.parametrize(
    ("tier", "hints", "problems"),
    [
        ("recall", 0, []),
        ("apply", 1, []),
        ("apply", 0, ["this exercise, `apply`, has 0 of 1 hints"]),
        ("explore", 2, []),
        ("explore", 1, ["this exercise, `explore`, has 1 of 2 hints"]),
    ],
)
def test_an_exercise_has_the_hints_that_its_tier_asks_for(tmp_path, tier, hints, problems):
    own = "::: hint\nThink.\n:::\n" * hints
    others = "::: exercise explore 5 More?\n::: hint\na\n:::\n::: hint\nb\n:::\n:::\n"
    path = tmp_path / "lecture.md"
    text = f"{others}\n::: exercise {tier} 5 Why?\n{own}:::\n\n{others}"
    errors = list(hint_errors(parse(text, path), path))
    assert [error.problem for error in errors] == problems
    assert all(error.line == 10 for error in errors)


def test_a_line_of_code_that_a_page_would_break_is_named_and_one_that_fits_or_is_not_shown_is_not() -> None:
    def block(width: int, **options: bool) -> CodeBlock:
        return CodeBlock(0, "python", f"x = 1\n{'y' * width}", 12, 14, **options)

    path = Path("lecture.md")
    assert list(width_errors([block(WIDEST), block(WIDEST + 1, hide_code=True)], path)) == []
    [error] = width_errors([block(WIDEST + 1)], path)
    assert (error.path, error.line) == (path, 13)
    assert error.problem == "this line of code has 81 characters, and a page holds 80"


def test_a_try_that_takes_no_answer_is_named_and_one_that_takes_a_number_a_choice_or_code_is_not() -> None:
    taken = (
        "::: number 4\nTwo and two.",
        "::: choice\n- [x] so\n- [ ] not\n:::\nSo.",
        "::: code\nx = 1\n---\nx\n:::\nOne.",
    )
    boxes = [f"::: try What?\n{inside}\n:::\n" for inside in (*taken, "Four.")]
    path = Path("lecture.md")
    assert list(answer_errors(parse("\n".join(boxes[:3]), path), path)) == []
    [error] = answer_errors(parse("\n".join(boxes), path), path)
    assert (error.problem, error.line) == ("this `try` takes no answer", "\n".join(boxes[:3]).count("\n") + 2)
