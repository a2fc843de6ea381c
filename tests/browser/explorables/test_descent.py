"""Gradient descent in the graph stepper is the loop that a student writes in Python."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from chainrule.autograd import Value

pytestmark = pytest.mark.browser


def descend(value: type, program: str, start: dict[str, float], moved: list[str], rate: float, steps: int) -> list[Any]:
    """A plain loop in Python: the inputs and the output before each step, and after the last."""
    inputs, path = dict(start), []
    for step in range(steps + 1):
        names: dict[str, Any] = {name: value(x) for name, x in inputs.items()}
        output = eval(program, {"tanh": lambda x: x.tanh()}, names)
        output.backward()
        path.append((output.data, dict(inputs)))
        if step < steps:
            inputs |= {name: inputs[name] - rate * names[name].grad for name in moved}
    return path


DESCENTS = [
    ("(w*3 + b - 9)**2", {"w": 2.0, "b": 1.0}, ["w", "b"], 0.02, False),
    ("(w*3 + b - 9)**2", {"w": 2.0, "b": 1.0}, ["b"], 0.3, False),
    ("tanh(a*b + c) + 0.1*a*a", {"a": 2.0, "b": -3.0, "c": 5.0}, ["a", "b", "c"], 0.1, False),
    ("tanh(a*b + c) + 0.1*a*a", {"a": 2.0, "b": -3.0, "c": 5.0}, ["a", "c"], 0.1, True),
]


@pytest.mark.parametrize(("program", "start", "moved", "rate", "bug"), DESCENTS)
def test_gradient_descent_is_the_python_loop(
    program: str,
    start: dict[str, float],
    moved: list[str],
    rate: float,
    bug: bool,
    open_stepper: Callable[..., Any],
    broken_value: type,
) -> None:
    settings = {"bug": "overwrite"} if bug else {}
    stepper = open_stepper(program, **start, **settings, descend=rate)
    for name in start:
        if name not in moved:
            stepper.root.get_by_role("checkbox", name=name, exact=True).uncheck()
    for button in ["One step", "Ten steps", "One step"]:
        stepper.click(button)
    graph = stepper.graph
    expected = descend(broken_value if bug else Value, program, start, moved, rate, 12)
    assert graph["iterations"] == 12
    assert [point["output"] for point in graph["path"]] == pytest.approx([output for output, _ in expected], rel=1e-9)
    for point, (_, inputs) in zip(graph["path"], expected, strict=True):
        assert point["inputs"] == pytest.approx(inputs, rel=1e-9)
    assert graph["inputs"] == graph["path"][-1]["inputs"]
    assert graph["step"] == graph["steps"], "the gradients for the next step stand in the graph"
    assert ("Dashed: without the bug" in stepper.root.locator("figcaption").inner_text()) is bug


def test_the_last_descent_step_is_written_out_and_tabled(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("(w - 3)**2", w=1, descend=0.25)
    stepper.click("One step")
    assert stepper.root.locator(".gs-story").inner_text() == "w = 1 − 0.25 × (−4) = 2"
    rows = [row.inner_text().split("\t") for row in stepper.root.locator(".gs-path tbody tr").all()]
    assert rows == [["0", "4", "1"], ["1", "1", "2"]]
    stepper.click("Back to the start")
    assert stepper.graph["inputs"] == {"w": 1}
    assert stepper.graph["iterations"] == 0


def test_a_value_typed_on_the_way_starts_a_new_path_from_there(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("(w - b)**2", w=1, b=3, descend=0.25)
    stepper.click("One step")
    stepper.field("w").fill("10")
    assert stepper.graph["iterations"] == 0
    assert stepper.graph["inputs"] == {"w": 10, "b": 2}


@pytest.mark.parametrize(
    ("program", "start", "rate", "words"),
    [
        ("log(w)", {"w": 1}, 2, "only a number greater than zero has a logarithm"),
        ("w**2", {"w": 1}, 1e200, "a float can hold"),
    ],
)
def test_a_descent_that_runs_away_stops_and_says_why(
    program: str, start: dict[str, float], rate: float, words: str, open_stepper: Callable[..., Any]
) -> None:
    stepper = open_stepper(program, **start, descend=rate)
    stepper.click("Ten steps")
    assert words in stepper.graph["stopped"]
    assert "A smaller step size may help." in stepper.root.locator(".gs-story").inner_text()
    expect(stepper.root.get_by_role("button", name="One step", exact=True)).to_have_attribute("aria-disabled", "true")
    stepper.click("Back to the start")
    expect(stepper.root.get_by_role("button", name="One step", exact=True)).to_have_attribute("aria-disabled", "false")


def test_without_a_parameter_nothing_moves(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("(w - 3)**2", w=1, descend=0.25)
    stepper.root.get_by_role("checkbox", name="w", exact=True).uncheck()
    assert "choose at least one parameter" in stepper.root.locator(".gs-story").inner_text()
    expect(stepper.root.get_by_role("button", name="One step", exact=True)).to_have_attribute("aria-disabled", "true")


def test_where_it_stopped_it_stays_stopped_while_stepping(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("w**2", w=1, descend=1e200)
    stepper.click("Ten steps")
    stopped = stepper.graph["stopped"]
    stepper.click("One step back")
    assert stepper.graph["stopped"] == stopped is not None
