"""How the words of `chainrule sample` are read."""

from pathlib import Path

import pytest
from torch import Generator

from chainrule.recipes import Asked, CannotSample


@pytest.mark.parametrize(
    ("prompt", "count", "digits"),
    [
        ("", None, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]),
        ("", 3, [0, 1, 2]),
        ("2026", None, [2, 0, 2, 6]),
        ("a 7 and a 1", 5, [7, 1, 7, 1, 7]),
    ],
)
def test_digits_are_those_of_the_prompt_in_turn_else_all_ten(prompt: str, count: int | None, digits: list[int]) -> None:
    asked = Asked("ddpm-mnist", Path(), Generator(), prompt=prompt, count=count)
    assert asked.digits(usual=12).tolist() == digits


def test_a_prompt_without_digits_is_told_what_to_say() -> None:
    with pytest.raises(CannotSample, match="ddpm-mnist draws digits, and 'seven' names none: say which"):
        Asked("ddpm-mnist", Path(), Generator(), prompt="seven").digits()
