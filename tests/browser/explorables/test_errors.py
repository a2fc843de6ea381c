"""What cannot be read or computed is said in plain words, at the place where it stands."""

import math
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

UNREADABLE: list[tuple[str, int, str]] = [  # text, place (from 0), words of the message
    ("", 0, "Type an expression"),
    ("  # only a remark", 0, "Type an expression"),
    ("a +", 3, "stops here"),
    ("a * )", 4, "should stand before )"),
    ("(a*b", 0, "never closed"),
    ("a)", 1, "closes nothing"),
    ("()", 0, "nothing between"),
    ("a b", 2, "write * to multiply"),
    ("2a", 1, "write * to multiply"),
    ("a(b)", 0, "has no a"),
    ("a^2", 1, "**"),
    ("a − b", 2, "hyphen"),
    ("a // b", 2, "Write /"),
    ("a == b", 2, "one ="),
    ("a, b", 1, "comma"),
    ("a % b", 2, "remainder"),
    ("'a'", 0, "quotation"),
    ("a ? b", 2, "?"),
    ("lambda + 1", 0, "word of Python"),
    ("exp", 0, "write exp(x)"),
    ("exp = a", 0, "cannot be a name"),
    ("sin(a)", 0, "What there is: exp, log"),
    ("a.sqrt()", 2, "x ** 0.5"),
    ("a.tanh", 6, "with brackets"),
    ("a.tanh(b)", 7, "takes nothing"),
    ("tanh()", 4, "needs something"),
    ("a.", 2, "comes a method"),
    ("a.grad", 2, "is what the picture shows"),
    ("a.backward()", 2, "The buttons below"),
    ("math.exp(a)", 0, "Leave math. out"),
    ("+a", 0, "no plus sign"),
    ("a = b = c", 6, "Only a name"),
    ("5 = a", 2, "Only a name"),
    ("Value(a)", 6, "takes one number"),
    ("1__0 * a", 0, "not a number"),
    ("007 * a", 0, "not a number"),
    ("1e999 * a", 0, "too large"),
    ("1/0 * a", 0, "divided by zero"),
    ("(-8)**0.5 * a", 0, "not a real number"),
    ("10**400 * a", 0, "too large"),
    ("3 * 4", 5, "plain number 12"),
    ("a = 2\na * 3", 11, "Leave out the line that gives a"),
    ("a + b\nc * * d", 10, "should stand before *"),
    (" + ".join(f"x{i}" for i in range(40)), 0, "79 nodes"),
    ("a" + "+a" * 400, 600, "801 characters"),
    ("(" * 300 + "a", 299, "never closed"),
    ("<img src=x onerror=alert(1)>", 0, "<"),
]


@pytest.mark.parametrize(("text", "at", "words"), UNREADABLE, ids=lambda case: str(case)[:30])
def test_an_error_points_at_its_place(text: str, at: int, words: str, unreadable: dict[str, Any]) -> None:
    error = unreadable[text]
    assert error is not None, "it was read"
    assert words in error["message"]
    assert error["at"] == at


@pytest.fixture(scope="module")
def unreadable(load_page: Callable[..., Any]) -> dict[str, Any]:
    """The error of each text, all typed into one page."""
    log: list[str] = []
    page = load_page({"expression": "a"}, log=log)
    field = page.get_by_role("textbox", name="Expression")
    errors = {}
    for text, _, _ in UNREADABLE:
        field.fill(text)
        errors[text] = page.locator("#stepper-1").evaluate("element => element.explorable.error")
    page.context.close()
    assert log == []
    return errors


def test_the_message_names_line_and_column_and_the_last_graph_stays(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b", a=2, b=3)
    field = stepper.field("Expression")
    field.fill("d = a*b\nd + * c")
    expect(field).to_have_attribute("aria-invalid", "true")
    message = stepper.root.locator(".gs-problem")
    expect(message).to_contain_text("Line 2, column 5: A number or a name should stand before *.")
    expect(message.locator("pre")).to_have_text("d + * c\n    ▲")
    assert field.get_attribute("aria-describedby") == message.get_attribute("id")
    assert len(stepper.graph["nodes"]) == 3
    field.fill("d = a*b\nd + 1 * c")
    expect(message).to_be_empty()
    assert len(stepper.graph["nodes"]) == 7


REFUSED: list[tuple[str, dict[str, float], str]] = [
    ("log(a - b)", {"a": 1, "b": 3}, "log(−2): only a number greater than zero has a logarithm"),
    ("log(a)", {"a": 0}, "log(0)"),
    ("a / b", {"a": 1, "b": 0}, "1 / 0: nothing can be divided by zero"),
    ("a ** -1", {"a": 0}, "0 ** −1: zero has no negative power"),
    ("a ** 0.5", {"a": -8}, "(−8) ** 0.5 is not a real number"),
    ("a ** b", {"a": -8, "b": 2}, "the base must be greater than zero"),
]


def test_a_domain_error_stops_the_forward_pass_and_says_why(open_page: Callable[..., Page], stepper_on: Any) -> None:
    common = {"bug": "overwrite", "step": 999}
    page = open_page(*({"expression": program, **values, **common} for program, values, _ in REFUSED))
    for at, (_, _, words) in enumerate(REFUSED, 1):
        stepper = stepper_on(page, at)
        graph = stepper.graph
        assert graph["phase"] == "refused"
        assert all(node["grad"] is None for node in graph["nodes"])
        assert words in stepper.said()
        assert "has no value" in stepper.said()
        assert "does not reach the output" in stepper.root.locator(".gs-verdict").inner_text()


def test_what_overflows_is_infinite_as_in_value(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("exp(a) - exp(a)", a=1000, step=999)
    assert stepper.graph["nodes"][1]["data"] == float("inf")
    assert math.isnan(stepper.graph["nodes"][-1]["data"])
    values = stepper.root.locator(".gs-row-value.gs-data").evaluate_all("all => all.map(each => each.firstChild.data)")
    assert values == ["1000", "∞", "∞", "NaN"]


def test_a_field_without_a_number_says_so_and_keeps_the_last(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b", a=2, b=3)
    field = stepper.field("a")
    field.fill("")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(stepper.root.get_by_text("a needs a number.")).to_be_visible()
    assert stepper.graph["inputs"] == {"a": 2, "b": 3}
    field.fill("4")
    expect(stepper.root.get_by_text("a needs a number.")).to_be_hidden()
    assert stepper.graph["inputs"] == {"a": 4, "b": 3}


def test_names_that_the_last_line_does_not_use_are_told(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("d = a*b; a + 1", a=2, b=3)
    expect(stepper.root.get_by_text("Not drawn, because the last line does not use it: b, d.")).to_be_visible()


def test_any_python_name_is_a_name(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a", b=1, step=999)
    for name in ["__proto__", "constructor", "toString", "größe", "λ", "v1", "x" * 40]:
        stepper.field("Expression").fill(f"{name} * 2 + b")
        stepper.field(name).fill("3")
        labels = [node["label"] for node in stepper.graph["nodes"]]
        assert len(set(labels)) == len(labels)
        assert stepper.graph["nodes"][stepper.graph["output"]]["data"] == 7
