"""The switch "overwrite instead of accumulate": what breaks is what breaks in Python, and a sentence says so."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

CASES: list[tuple[str, dict[str, float], set[str]]] = [  # program, inputs, nodes whose gradient is wrong at the end
    ("a*b + a", {"a": 2, "b": -3}, {"a"}),
    ("d = a*b; d + d*c", {"a": 2, "b": -3, "c": 4}, {"d", "a", "b"}),
    ("a * a", {"a": 3}, {"a"}),
    ("u = x**2\nw = exp(x)\nu * w", {"x": 1}, {"x"}),
    ("(a*b + c).tanh()", {"a": 2, "b": -3, "c": 5}, set()),
    ("a*b + b.relu()", {"a": 0, "b": -3}, set()),
]


@pytest.mark.parametrize("passes", [1, 2])
def test_gradients_break_as_they_do_in_python(
    passes: int, open_page: Callable[..., Page], stepper_on: Any, broken_value: type
) -> None:
    page = open_page(*({"expression": program, **inputs, "bug": "overwrite"} for program, inputs, _ in CASES))
    for at, (program, inputs, wrong) in enumerate(CASES, 1):
        stepper = stepper_on(page, at)
        if passes == 2:
            stepper.root.get_by_label("twice").check()
        stepper.click("To the end")
        graph, grads = stepper.graph, stepper.grads()
        assert {name: grads[name] for name in inputs} == pytest.approx(gradients(broken_value, program, inputs, passes))
        if passes == 1:
            assert {graph["nodes"][place]["label"] for place in graph["wrong"]} == wrong


def gradients(value: type, program: str, inputs: dict[str, float], passes: int) -> dict[str, float]:
    """The gradients of the inputs after running a program, and `backward()` as often as said, in Python."""
    leaves = {name: value(float(x)) for name, x in inputs.items()}
    names = leaves | {"exp": lambda x: x.exp()}
    *head, last = program.replace(";", "\n").split("\n")
    exec("\n".join(head), names)
    result = eval(last.strip(), names)
    for _ in range(passes):
        result.backward()
    return {name: leaf.grad for name, leaf in leaves.items()}


def test_wrong_nodes_are_marked_and_show_the_right_gradient(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b + a", a=2, b=-3, bug="overwrite", step=999)
    node = stepper.root.locator(".gs-node.gs-wrong")
    expect(node).to_have_count(1)
    expect(node.locator(".gs-row-name.gs-grad")).to_have_text("✗ grad")
    expect(node.locator(".gs-row-value.gs-grad")).to_contain_text("−3")
    expect(node.locator(".gs-row-value.gs-right")).to_contain_text("−2")
    assert "a.grad = (−3) × 1 = −3" in stepper.said()
    assert "The 1 that stood in a.grad is lost." in stepper.said()


def test_a_sentence_says_what_broke_or_why_nothing_did(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("d = a*b; d + d*c", a=2, b=-3, c=4)
    verdict = stepper.root.locator(".gs-verdict")
    expect(verdict).to_be_empty()
    stepper.root.get_by_label("Bug:").check()
    stepper.click("To the end")
    expect(verdict).to_contain_text("It breaks: d is used more than once.")
    expect(verdict).to_contain_text("From there the error flows on to a and b.")
    stepper.field("Expression").fill("a*b")
    expect(verdict).to_contain_text("Nothing breaks here: no node is used twice")
    stepper.field("Expression").fill("a*b + b.relu()")
    stepper.field("a").fill("0")
    expect(verdict).to_contain_text("what is lost is zero")
    stepper.root.get_by_label("twice").check()
    stepper.click("To the end")
    expect(verdict).to_contain_text("The second call then wipes out")
    stepper.root.get_by_label("Bug:").uncheck()
    expect(verdict).to_be_empty()
    expect(stepper.root.locator(".gs-node.gs-wrong")).to_have_count(0)


def test_nothing_is_said_before_it_can_be_seen(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("c = a*b; L = c + a", a=2, b=-3, bug="overwrite")
    verdict = stepper.root.locator(".gs-verdict")
    for step in range(stepper.graph["steps"]):  # forward twice, the seed, the sum: a has one gift, and it is right
        expect(verdict).to_have_text("The bug is on. Step on: does a gradient come out wrong?")
        assert stepper.graph["wrong"] == []
        stepper.click("Step")
        stepper.reaches(step + 1)
    expect(verdict).to_contain_text("It breaks: a is used more than once.")
    assert [stepper.graph["nodes"][place]["label"] for place in stepper.graph["wrong"]] == ["a"]
    stepper.click("One step back")
    expect(verdict).not_to_contain_text("It breaks")


def test_an_error_that_has_not_flowed_on_yet_is_not_told(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("d = a*b; d + d*c", a=2, b=-3, c=4, bug="overwrite", step=6)
    verdict = stepper.root.locator(".gs-verdict")
    assert [stepper.graph["nodes"][place]["label"] for place in stepper.graph["wrong"]] == ["d"]
    expect(verdict).to_contain_text("It breaks: d is used more than once.")
    expect(verdict).not_to_contain_text("flows on")
