"""What a student reads about a wrong fill holds no line of the hidden test, whatever the fill makes the program say."""

import builtins
from typing import Any

import pytest

from chainrule.campus.questions import mark
from chainrule.campus.questions.kinds import complete_code
from chainrule.campus.questions.kinds.complete_code import CompleteCode, Fragment
from chainrule.campus.questions.kinds.multiple_choice import right, wrong
from chainrule.campus.questions.running import Runner, program_id

SECRET = "canary_of_the_test"
CODE = """
import math


def half(x):
    return ____
"""
TEST = f"""
assert half(8) == 4, "{SECRET}: half of 8 is 4"
print(half(2))  # shown
print(half(7), "{SECRET}")
"""


@pytest.fixture(scope="module")
def runner() -> Any:
    with Runner() as it:
        yield it


def note(runner: Any, fill: str, test: str = TEST) -> str:
    """The note that a student reads."""
    content = Fragment(
        "Halve it.", CODE, test, right("x / 2", because="the half"),
        *(wrong(text, because="another") for text in ("x", "x * 2", "x - 1")),
    )  # fmt: skip
    variant = CompleteCode(0, 1.0, content.stem, content.code, content.test, content.fills)
    answer = {"text": fill}
    programs = [*variant.author_programs(), *variant.student_programs(answer)]
    results = dict(zip(map(program_id, programs), runner.run(programs), strict=True))
    return mark(variant, answer, results, None).note


# Each of these brings the text of the test into an error's message, or into its name.
SPIES = {
    "an assertion that fails": "x / 2 + 1",
    "the program's own text": "int(open(math.__class__ and __file__).read())",
    "the caller's line": "int(str(math.sys)) if 0 else [][len(str(globals()))]",
    "all texts that the garbage collector knows": "int(str([o for o in print.__self__.__dict__]))",
    "an error of one's own name": "(_ for _ in ()).throw(type('canary_of_the_test', (Exception,), {})('half(8) == 4'))",
    "an error that says it": "(_ for _ in ()).throw(ValueError('canary_of_the_test half(7)'))",
    "a key that says it": "{}['canary_of_the_test: half of 8']",
    "a line break and a forged note": "int('canary_of_the_test\\n half(8) == 4')",
}


@pytest.mark.parametrize("fill", SPIES.values(), ids=SPIES)
def test_no_note_holds_what_the_hidden_test_says(runner: Any, fill: str) -> None:
    said = note(runner, fill)
    assert said
    for line in (SECRET, "half(8)", "half(7)", "half of 8"):
        assert line not in said


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        ("y / 2", "with a NameError: a name is used that nothing defines, in line 5 of the code."),
        ("x / 0", "with a ZeroDivisionError: something is divided by zero, in line 5 of the code."),
        ("x / 2 + 1", "with an AssertionError: something does not hold that must."),
        ("[][3]", "with an IndexError: an index is out of range, in line 5 of the code."),
        ("(_ for _ in ()).throw(type('Own', (Exception,), {})())", "ended with an error, in line 5 of the code."),
        ("x / 2 if x == 8 else 3", "something else, at `print(half(2))`."),
        ("x / 2 if x != 7 else 0", "something else."),
    ],
)
def test_the_note_says_what_went_wrong_in_our_own_words(runner: Any, fill: str, words: str) -> None:
    assert note(runner, fill).endswith(words)


def test_a_line_that_may_be_shown_is_named_where_it_fails(runner: Any) -> None:
    test = "print(half(4))\nprint(1 / half(0 + 2))  # shown\nprint(half(6))"
    assert note(runner, "x / 2 if x != 2 else 0", test).endswith("divided by zero, at `print(1 / half(0 + 2))`.")


def test_prints_that_cannot_be_matched_with_lines_are_not_named(runner: Any) -> None:
    test = "for x in (2, 4):\n    print(half(x))  # shown"
    assert note(runner, "x / 4", test) == "It runs, and gives something else."


def test_every_error_in_the_table_is_python_s_or_the_runner_s() -> None:
    others = {"Timeout", "TooMuchOutput", "Died", "LinAlgError"}
    assert all(hasattr(builtins, name) or name in others for name in complete_code.ENDED)
