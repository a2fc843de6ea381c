"""Results written beside code: which comments are one, to which statement they belong, and when they agree."""

import ast
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.campus.lectures.expected import MisplacedExpectation, agrees, find_expectations

AGREE = [
    ("-3.0", "-3.0"),
    ("-3.0", "-3.0000000000000004"),
    ("24.7041", "24.70408163265306"),
    ("Value(24.7041)", "Value(24.70408163265306)"),
    ("tensor([1.50, 2.25])", "tensor([1.5000, 2.2500])"),
    ("1e-6", "1.2e-06"),
    ("1.2e-6", "0.0000012"),
    ("3", "3"),
    ("3", "3.0"),
    ("0.3", "0.30000000000000004"),
    ('"abc"', "'abc'"),
    ("{'a': 1, 'b': 2}", "{'b': 2, 'a': 1}"),
    ("(1, 2)", "(1,  2)"),
    ("1 2", "1 2\n"),
    ("a\nb", "a\nb\n"),
    ("Value(...)", "Value(data=3)"),
    ("loss 1.50 ... 0.25", "loss 1.4999 then 0.7 then 0.2501"),
    ("<object at ...>", "<object at 0x7f12>"),
    ("nan", "nan"),
    ("x2 = 4.0", "x2 = 4.0"),
    ("None", "None"),
    ("", ""),
]
DISAGREE = [
    ("-3.0", "3.0"),
    ("-3.0", "-2.9"),
    ("24.7041", "24.7039"),
    ("3", "3.2"),
    ("1e-6", "2e-6"),
    ("Value(1.0)", "Tensor(1.0)"),
    ("(1, 2)", "(1, 2, 3)"),
    ("1 2", "12"),
    ("loss 1.50 ... 0.25", "loss 1.4999 then 0.35"),
    ("True", "False"),
    ("x2", "x3"),
    ("nan", "1.0"),
    ("a", ""),
    ("3.0", "3.0 4.0"),
    ("inf", "-inf"),
]


@pytest.mark.parametrize(("expected", "actual"), AGREE)
def test_these_agree(expected, actual):
    assert agrees(expected, actual)


@pytest.mark.parametrize(("expected", "actual"), DISAGREE)
def test_these_do_not(expected, actual):
    assert not agrees(expected, actual)


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9), st.integers(0, 6))
def test_a_number_agrees_with_its_rounding_and_not_with_the_next_digit(number, places):
    written = f"{number:.{places}f}"
    if places:
        assert agrees(written, repr(number))
    assert not agrees(f"{float(written) + 2 * 10.0**-places:.{places}f}", repr(number))


@settings(deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_are_compared_without_error_and_each_agrees_with_itself(one, two):
    agrees(one, two)
    assert "..." in one or agrees(one, one)


def found(source: str) -> list[tuple[int, str, str, int]]:
    source = dedent(source)
    expectations = find_expectations(source, ast.parse(source), first_line=10)
    return [(e.statement, e.kind, e.text, e.line) for e in expectations]


@pytest.mark.parametrize(
    ("source", "expectation"),
    [
        ("a.grad  # -3.0", (0, "value", "-3.0", 10)),
        ("a.grad  # 1, 2", (0, "value", "1, 2", 10)),
        ("a.name  # 'abc'", (0, "value", "'abc'", 10)),
        ("x = 1\nx  # -> a word", (1, "value", "a word", 11)),
        ("c = a * b  # -> Value(3)", (0, "value", "Value(3)", 10)),
        ("print(a)  # 3.0", (0, "printed", "3.0", 10)),
        ("print(a)  # 1 2", (0, "printed", "1 2", 10)),
        ("print(a)  # -> words", (0, "printed", "words", 10)),
        ("f(1)  # prints: hello", (0, "printed", "hello", 10)),
        ("f(\n  1,  # the first\n)  # 5", (0, "value", "5", 12)),
        ("for x in y:\n    print(x)\n# prints: 1\n# prints: 2", (0, "printed", "1\n2", 12)),
        ("a\n\n# -> 5", (0, "value", "5", 12)),
        ("if x: print(1)  # prints: 1", (0, "printed", "1", 10)),
    ],
)
def test_a_result_belongs_to_its_statement(source, expectation):
    assert found(source) == [expectation]


@pytest.mark.parametrize(
    "source",
    [
        "a.grad  # the gradient",
        "a.grad  # 3 of them",
        "x = 3.0  # 3.0",
        "# 3.0\nx",
        "x\n# 3.0",
        "def f():\n    return g()  # 5",
        "for i in y:\n    i  # 5",
        "x = '# -> 5'",
        "y @ w  # (B, T, D) -> (B, T)",
    ],
)
def test_other_comments_are_prose(source):
    assert found(source) == []


@pytest.mark.parametrize(
    "source", ["# -> 5\nx = 1", "for i in y:\n    i  # -> 5", "class A:\n    x = 1  # prints: 1", "import x  # -> 5"]
)
def test_a_marked_result_without_a_statement_is_an_error(source):
    with pytest.raises(MisplacedExpectation):
        found(source)
