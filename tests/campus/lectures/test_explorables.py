"""The static picture of an explorable, and the arithmetic that it is made from."""

import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.autograd import Value, topological_order
from chainrule.campus.lectures import load_lecture
from chainrule.campus.lectures.explorables import ExplorableError, explorable_html
from chainrule.campus.lectures.expression import Expression, ExpressionError
from chainrule.course import find_course


def test_arguments_become_data_and_the_picture_shows_every_gradient():
    options = {"expression": "(a*b + c).tanh()", "a": "2", "b": "-3", "c": "6.5", "step": "3", "descend": "0.1"}
    html = explorable_html("graph-stepper", options, "graph-stepper-1")
    opening = re.match(r"<div [^>]*>", html)
    assert opening
    assert opening[0] == (
        '<div class="explorable" id="graph-stepper-1" data-explorable="graph-stepper" '
        'data-expression="(a*b + c).tanh()" data-a="2" data-b="-3" data-c="6.5" data-step="3" data-descend="0.1">'
    )
    assert html.count("<svg") == 1
    assert f"{-3 * (1 - math.tanh(0.5) ** 2):.3f}".replace("-", "\N{MINUS SIGN}") in html


def test_a_program_stands_on_the_page_with_a_line_for_each_result():
    html = explorable_html("graph-stepper", {"expression": "d = a*b; d + d*c", "a": "2", "b": "-3", "c": "4"}, "x")
    assert 'data-expression="d = a*b\nd + d*c"' in html


def test_show_names_parts_that_there_are():
    options = {"expression": "a", "a": "1"}
    assert 'data-show="player table"' in explorable_html("graph-stepper", {**options, "show": "player table"}, "x")
    with pytest.raises(ExplorableError, match=r"show: there is no part `plaier`; did you mean `player`\?"):
        explorable_html("graph-stepper", {**options, "show": "plaier"}, "x")


@pytest.mark.parametrize(
    ("text", "inputs", "numbers", "data"),
    [
        ("a*b + c", ("a", "b", "c"), (2, -3, 10), 4.0),
        ("-a**2", ("a",), (3,), -9.0),
        ("2 * a / 4 - 1", ("a",), (3,), 0.5),
        ("tanh(a)", ("a",), (0.5,), math.tanh(0.5)),
        ("a.exp().log().relu()", ("a",), (3,), 3.0),
        ("sigmoid(-a)", ("a",), (0,), 0.5),
        ("2 ** a", ("a",), (3,), 8.0),
        ("2 ** 3 * a", ("a",), (1,), 8.0),
        ("a ** b", ("a", "b"), (2, 3), 8.0),
        ("d = a*b; (d + c)**2", ("a", "b", "c"), (1, 2, 3), 25.0),
        ("d = a * a\nd += a\nd", ("a",), (3,), 12.0),
        ("a += 1", ("a",), (3,), 4.0),
        ("Value(2.0) * 3", (), (), 6.0),
    ],
)
def test_arithmetic_becomes_a_graph(text, inputs, numbers, data):
    expression = Expression(text)
    assert expression.inputs == inputs
    assert math.isclose(expression.graph(dict(zip(inputs, numbers, strict=True))).data, data)


def test_a_name_that_is_used_twice_is_one_node_and_assigned_names_are_labels():
    result = Expression("d = a * a; L = d + a").graph({"a": 3.0})
    result.backward()
    d, a = result.parents
    assert (result.label, d.label, a.label) == ("L", "d", "a")
    assert a.grad == 7.0


HOSTILE = [
    "__import__('os').system('x')",
    "a.__class__",
    "(lambda: 1)()",
    "[x for x in (1,)]",
    "a if a else a",
    "a @ a",
    "a // a",
    "a.data",
    "a.backward()",
    "exec('x')",
    "f'{a}'",
    "a[0]",
    "True",
    "1j * a",
    "import os",
    "a.b = 1",
    "a, b = c",
    "a and a",
    "a < 2",
    "tanh(a, a)",
    "tanh(*a)",
    "a.tanh(1)",
    "x := a",
    "",
    "(" * 300,
    "a" * 601,
    "+".join("a" * 250),
    "-" * 500 + "a",
    "9**9**9**9 * a",
    "9" * 400 + " * a",
    "1e999 * a",
    "a\0b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=[h[:25] or "empty" for h in HOSTILE])
def test_anything_but_arithmetic_is_refused(text):
    with pytest.raises(ExpressionError):
        Expression(text).graph({"a": 2.0})


@settings(deadline=None)
@given(st.text(alphabet="ab12.+-*/() ;=\ntanhexp,[]{}'_:@", max_size=40))
def test_any_text_gives_a_graph_or_a_reason(text):
    try:
        expression = Expression(text)
        result = expression.graph(dict.fromkeys(expression.inputs, 1.5))
    except ExpressionError:
        return
    assert isinstance(result, Value)


BAD = [
    ({}, "needs an expression"),
    ({"expression": "a*b", "a": "2"}, "`b` has no number"),
    ({"expression": "a*b", "a": "2", "b": "x"}, "b=x is not a number"),
    ({"expression": "a", "a": "nan"}, "not a number"),
    ({"expression": "a", "a": "1_0"}, "not a number"),
    ({"expression": "a", "a": "1e9"}, "too large"),
    ({"expression": "a", "a": "1", "c": "1"}, "`c` cannot be given a number"),
    ({"expression": "W * 1", "W": "1"}, 'values="W=1"'),
    ({"expression": "a * step", "a": "1", "step": "1"}, "`step` has no number"),
    ({"expression": "a", "a": "1", "bug": "other"}, "overwrite"),
    ({"expression": "a", "a": "1", "step": "-1"}, "step=-1"),
    ({"expression": "a", "a": "1", "values": "a"}, "pairs"),
    ({"expression": "log(a)", "a": "0"}, "no value here"),
    ({"expression": "1 / a", "a": "0"}, "no value here"),
    ({"expression": "exp(exp(a))", "a": "999"}, "no value here"),
    ({"expression": "1 + 1"}, "no variable"),
]


@pytest.mark.parametrize(("options", "words"), BAD, ids=[b[1] for b in BAD])
def test_arguments_that_do_not_fit_are_told(options, words):
    with pytest.raises(ValueError, match=r"\w") as caught:
        explorable_html("graph-stepper", options, "x")
    assert words in str(caught.value)


def test_names_with_capitals_are_given_as_values():
    html = explorable_html("graph-stepper", {"expression": "W * x", "values": "W=2, x=3"}, "x")
    assert 'data-values="W=2, x=3"' in html
    assert "W = 2, x = 3" in html


def test_hostile_arguments_stay_text():
    with pytest.raises(ValueError, match="no explorable"):
        explorable_html('"><script>', {}, "x")
    with pytest.raises(ExpressionError):
        explorable_html("graph-stepper", {"expression": '"><script>alert(1)</script>'}, "x")


@pytest.mark.parametrize("folder", sorted(path.parent.name for path in find_course().glob("lectures/*/lecture.md")))
def test_the_nodes_of_the_courses_graphs_have_the_names_of_its_texts(folder):
    """Else the stepper would call them v1, v2, ..."""
    calls = load_lecture(find_course() / "lectures" / folder).explorables
    for call in (call for call in calls if call.name == "graph-stepper"):
        expression = Expression(call.options["expression"])
        graph = expression.graph({name: float(call.options[name]) for name in expression.inputs})
        assert [node.operation for node in topological_order(graph) if node.parents and not node.label] == []
