"""Comparing what was printed and what was written, whatever a student types."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.questions.kinds.complete_code import only_the_blank, refusal
from chainrule.campus.questions.text import (
    as_read,
    clean,
    duplicates,
    imports,
    line_of,
    opening,
    program,
    replace_line,
    same_code,
    same_output,
    typed,
    without_comment,
)


@pytest.mark.parametrize(
    ("answer", "key", "same"),
    [
        ("4.0 2.0", "4 2", True),
        ("[1,2]", "[1, 2]\n", True),
        ("80 72 60", "80\n72.0\n60.0\n", True),
        ("-0.5", "- .5", True),
        ("−3", "-3", True),  # the minus sign of a phone's keyboard
        ("1e3", "1000.0", True),
        ("True", "true", False),
        ("12", "1 2", False),
        ("4", "-4", False),
        ("[4]", "4", False),
        ("", "4", False),
        ("1e999", "2e999", False),
        ("0.1", "0.10000000001", True),
        ("0.1", "0.1001", False),
        ("0", "1e-10", False),  # the tolerance is relative: only zero is zero
        ("1e-12", "1e-10", False),
        ("1e-12", "1.0000000001e-12", True),
        ("0.0", "0", True),
        ("3e-320", "4e-320", False),
        ("1e300", "1.00000000001e300", True),
        ("‒3 – 4", "-3 - 4", True),
        ("‘a’ ‟b″", "'a' \"b\"", True),
        ("1\u200b2\u2060", "12", True),  # signs of no width, which a copy brings along
        ("x\u00ad", "x", True),
        ("1" * 5000, "1" * 4999 + "2", False),  # beyond what a float can hold
    ],
)
def test_outputs_are_the_same_by_value_and_whatever_their_spacing(answer, key, same):
    assert same_output(answer, key) is same
    assert same_output(key, answer) is same


def test_how_a_number_is_written_counts_only_where_it_is_the_point():
    assert same_output("2", "2.0")
    assert not same_output("2", "2.0", exact=True)
    assert same_output(" 2.0\n", "2.0", exact=True)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("a+b", " a + b ", True),
        ("f( x )", "f(x)", True),
        ("x  # the input", "x", True),
        ("ab", "a b", False),
        ("'a b'", "'ab'", False),
        ("a + b", "b + a", False),
        ("'unclosed", "'unclosed", False),  # no tokens: nothing to compare
        ("(", "(", False),
    ],
)
def test_code_is_the_same_whatever_its_spacing(one, other, same):
    assert same_code(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0.5", "$0.5$", True),
        ("$0.50$", "`0.5`", True),
        (r"$\frac{1}{2}$", "1/2", True),
        (r"$x_{1}$", "$x_1$", True),
        (r"$\mathrm{ReLU}(x)$", "ReLU(x)", True),
        (r"$2\,x$", "2 x", True),
        ("**one**", "one", True),
        ("`{1}`", "`1`", False),  # code is shown as it is
        ("$x_1$", "$x_2$", False),
        (r"$\left(x\right)$", "$(x)$", True),
        (r"$\alpha$", r"$\beta$", False),
        (r"$a \leftarrow b$", r"$a \rightarrow b$", False),
        (r"\$5 and \$6", r"\$5 and \$7", False),
    ],
)
def test_options_are_compared_as_they_are_read(one, other, same):
    assert (duplicates([one, "something else", other], as_read) == (one, other)) is same


@pytest.mark.parametrize(
    ("fragment", "code"),
    [
        ("x − 1", "x - 1"),
        ("f(’a’, ”b”)", "f('a', \"b\")"),
        ("a\u200b + b", "a + b"),
        ("x – y", "x - y"),
        ("“unclosed", '"unclosed'),
        ("print('2020–2026')", "print('2020–2026')"),  # code as it is, which a sign in a string does not change
    ],
)
def test_code_gets_the_signs_of_a_keyboard_where_it_is_no_python_otherwise(fragment, code):
    assert typed(fragment) == code


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200), st.integers(0, 50))
def test_cleaned_text_can_be_stored_and_is_clean(text, limit):
    cleaned = clean(text, limit)
    assert len(cleaned) <= limit
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert clean(cleaned, limit) == cleaned


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_comparing_never_raises(one, other):
    assert same_output(one, one)
    same_output(one, other)
    same_code(one, other)
    refusal(one, "x = ____")
    refusal(one, "____")
    only_the_blank(one, "x = f(____)")
    program(one, other)


@pytest.mark.parametrize(
    ("fill", "code", "kept"),
    [
        ("x * w", "total += ____", "x * w"),
        ("total += x * w", "total += ____", "x * w"),
        ("total+=x * w", "    total += ____", "x * w"),
        ("return f(x)", "return f(____)", "x"),
        ("x", "return f(____)", "x"),
        ("w = 2", "____", "w = 2"),
    ],
)
def test_who_writes_the_whole_line_wrote_what_is_in_the_blank(fill, code, kept):
    assert only_the_blank(fill, code) == kept


def test_a_comment_at_the_end_of_a_fill_goes_away():
    assert without_comment("x + 1  # one more") == "x + 1"
    assert without_comment("'#'") == "'#'"


@pytest.mark.parametrize(
    ("code", "needed"),
    [
        ("x = np.zeros(3)", ["import numpy as np"]),
        ("y = torch.ones(2); z = math.pi", ["import math", "import torch"]),
        ("np = 3\nprint(np)", []),
        ("import numpy as np\nnp.zeros(2)", []),
        ("def f(torch):\n    return torch", []),
        ("a = Value(2.0)", ["from chainrule.autograd import Value"]),
    ],
)
def test_imports_are_those_that_the_code_uses_and_does_not_make(code, needed):
    assert imports(code) == needed


def test_a_line_is_found_by_its_text_and_replaced_in_its_place():
    code = "def f(x):\n    y = x\n    return y"
    assert line_of(code, "y = x") == 2
    assert replace_line(code, 2, "y = 2 * x") == "def f(x):\n    y = 2 * x\n    return y"
    with pytest.raises(ValueError, match="not in the code"):
        line_of(code, "y = z")
    with pytest.raises(ValueError, match="there 2 times"):
        line_of("a\na", "a")


@pytest.mark.parametrize(
    ("stem", "first"),
    [
        ("What does this program print? If an error ends it, write its name.", "What does this program print?"),
        ("The first\nline goes on here\n\nand this is another.", "The first line goes on here"),
        (
            "At $w = 0.04$, e.g. here, `a. B` is **1. All** of it. Why?",
            "At $w = 0.04$, e.g. here, `a. B` is **1. All** of it.",
        ),
        ("A milestone is due at 23:00. Emil is late.", "A milestone is due at 23:00."),
        ("In which order? $a$ or $b$", "In which order?"),
        ("", ""),
    ],
)
def test_a_question_is_known_by_its_first_sentence(stem: str, first: str) -> None:
    assert opening(stem) == first
