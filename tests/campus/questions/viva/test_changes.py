"""A line is changed as a person would get it wrong, and nothing else is touched."""

import ast

import pytest

from chainrule.campus.questions.viva.changes import changes


@pytest.mark.parametrize(
    ("line", "into"),
    [
        ("total += 2 * x", {"total = 2 * x", "total += 2 + x"}),
        ("total -= x", {"total = x"}),
        ("y = (a + b) - (c)", {"y = (a - b) - (c)", "y = (a + b) + (c)"}),
        ("y = -x", {"y = x"}),
        ("y = not (x)", {"y = (x)"}),
        ("y = x[0] + x[-1]", {"y = x[1] + x[-1]", "y = x[0] - x[-1]", "y = x[0] + x[1]"}),
        ("y = x.sum(axis=1, keepdims=True)", {"y = x.sum(axis=0, keepdims=True)", "y = x.sum(axis=1, keepdims=False)"}),
        ("y = a if a < b else b", {"y = a if a <= b else b"}),
        ("y = a not in b", {"y = a in b"}),
        ("y = a ** b @ c", set()),
        ("y = 'a + b'  # a + b", set()),
        ("y = 'é' + b", {"y = 'é' - b"}),
    ],
)
def test_each_sign_index_and_flag_of_a_line_is_changed_once(line: str, into: set[str]) -> None:
    source = f"def f():\n    {line}\n    return 1 + 1\n"
    found = changes(source, {2})
    assert {change.after for change in found} == into
    for change in found:
        assert change.before == line
        assert change.source == f"def f():\n    {change.after}\n    return 1 + 1\n"
        ast.parse(change.source)


def test_an_index_from_the_end_is_one_sign_of_its_own() -> None:
    found = changes("y = x[-1]\n", {1})
    assert [change.after for change in found] == ["y = x[1]"]


def test_an_expression_over_several_lines_is_left_as_it_is() -> None:
    assert changes("y = (a\n     + b)\n", {1, 2}) == []


def test_a_change_that_is_no_program_is_not_offered() -> None:
    assert changes("x[0] -= 1\n", {1}) != []
    assert all(ast.parse(change.source) for change in changes("x[0] -= 1\n", {1}))
