"""Every number of the graph stepper is the number that `chainrule.autograd.Value` computes."""

import math
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from chainrule.autograd import Value

pytestmark = pytest.mark.browser

FUNCTIONS = ("exp", "log", "tanh", "relu", "sigmoid")
MICROGRAD = """c = a + b
d = a * b + b**3
c += c + 1
c += 1 + c + (-a)
d += d * 2 + (b + a).relu()
d += 3 * d + (b - a).relu()
e = c - d
f = e**2
g = f / 2.0
g += 10.0 / f"""

AB = {"a": 2.0, "b": -3.0}
TABLE: list[tuple[str, dict[str, float], float]] = [  # program, inputs, upstream
    ("a", AB, 1),
    ("a + b", AB, 1),
    ("a - b", AB, 2.5),
    ("a * b", AB, -0.5),
    ("a / b", AB, 1),
    ("-a", AB, 1),
    ("a ** 3", {"a": -1.5}, 1),
    ("a ** -2", {"a": 0.25}, 1),
    ("a ** 0.5", {"a": 2.0}, 3),
    ("a ** 0", AB, 1),
    ("2 ** a", {"a": 1.5}, 1),
    ("a ** b", {"a": 2.0, "b": -0.75}, 1),
    ("-a ** 2", AB, 1),
    ("a ** -b ** 2", {"a": 1.25, "b": 0.5}, 1),
    ("a - b - a", AB, 1),
    ("a / b / a", AB, 1),
    ("exp(a) + b.exp()", AB, 1),
    ("log(a)", {"a": 0.125}, 1),
    ("tanh(a)", {"a": 0.7}, 1),
    ("relu(a) + relu(b) + (a - a).relu()", AB, 1),
    ("sigmoid(a) * sigmoid(-40 * b)", AB, 1),
    ("exp(2) * a", AB, 1),
    ("a * a", AB, 1),
    ("a*a*a + a", AB, -2),
    ("2**3 * a + 7/2", AB, 1),
    ("1e-3 * a + .5 - 5. + 1_000", AB, 1),
    ("k = 2\na ** k + k * a", AB, 1),
    ("w = Value(-1.5); w * a + w", AB, 1),
    ("d = a*b; d + d*d", AB, 1),
    ("d = a\nd *= b\nd /= 4\nd -= a\nd **= 2", AB, 1),
    ("(a *\n b) + a  # the rest is a remark", AB, 1),
    ("unused = a * 3; b * b", AB, 1),
    ("exp(a * 400)", AB, 1),
    ("x * x", {"x": 1e200}, 1),
    ("a" + " + a" * 29, AB, 1),
    (MICROGRAD, {"a": -4.0, "b": 2.0}, 1),
]


def run(program: str, inputs: dict[str, float], value: Callable[..., Any] = Value) -> tuple[Any, dict[str, Any]]:
    """Run a program on Values, in Python itself. The value of its last line, and all names."""
    names: dict[str, Any] = {name: value(x, label=name) for name, x in inputs.items()}
    for function in FUNCTIONS:
        names[function] = lambda x, f=function: getattr(x if hasattr(x, "grad") else value(x), f)()
    names["Value"] = value
    *head, last = (line for line in program.replace("(a *\n b)", "(a * b)").replace(";", "\n").split("\n"))
    exec("\n".join(head), names)
    before_assignment = last.split("#")[0].strip()
    target = before_assignment.split("=")[0].strip(" +-*/")
    if "=" in before_assignment:
        exec(before_assignment, names)
        return names[target], names
    return eval(before_assignment, names), names


def assert_same_graph(page_nodes: list[dict[str, Any]], page_id: int, root: Any, *, rel: float = 1e-11) -> None:
    """Walk both graphs from the output: the same operations, data, gradients and local derivatives."""
    partner: dict[int, int] = {}
    stack = [(page_id, root)]
    while stack:
        place, value = stack.pop()
        node = page_nodes[place]
        if place in partner:
            assert partner[place] == id(value), f"{node['label']} stands for two Values"
            continue
        partner[place] = id(value)
        assert len(node["parents"]) == len(value.parents)
        assert node["operation"][:2] == value.operation[:2], node
        close(node["data"], value.data, rel)
        close(node["grad"], value.grad, rel)
        for here, there in zip(node["locals"] or [], value.local_derivatives, strict=True):
            close(here, there, rel)
        stack += zip(node["parents"], value.parents, strict=True)
    assert len(partner) == len(page_nodes) == len(set(partner.values()))


def close(here: float, there: float, rel: float) -> None:
    assert (math.isnan(here) and math.isnan(there)) or here == pytest.approx(there, rel=rel, abs=1e-300)


class RandomPrograms:
    """Programs of several lines over shared names, small enough to draw, whose numbers stay within a float's reach."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def expression(self, names: list[str], depth: int) -> str:
        pick = self.random
        if depth == 0 or pick.random() < 0.15:
            return pick.choice([*names, *names, str(round(pick.uniform(0.1, 3), 2))])
        a, b = (self.expression(names, depth - 1) for _ in range(2))
        shapes = [f"({a} + {b})", f"({a} - {b})", f"({a}) * ({b})", f"({a}) / (({b})**2 + 1)", f"-({a})", f"({a}) ** 2"]
        shapes += [
            f"tanh({a})",
            f"({a} + 0*{names[0]}).sigmoid()",
            f"relu({a})",
            f"exp(tanh({a}))",
            f"log(({a})**2 + 0.5)",
        ]
        shapes += [f"(sigmoid({a}) + 0.5) ** ({b})", f"({a} * {names[0]}) ** 3"]
        return pick.choice(shapes)

    def program(self) -> tuple[str, dict[str, float], float]:
        pick = self.random
        inputs = {name: round(pick.uniform(-2, 2), 3) for name in ["a", "b", "c"][: pick.randint(1, 3)]}
        names, lines = list(inputs), []
        for name in ["d", "e"][: pick.randint(0, 2)]:
            lines.append(f"{name} = {self.expression(names, 2)}")
            names.append(name)
        if lines and pick.random() < 0.5:
            lines.append(f"{names[-1]} {pick.choice(['+', '-', '*'])}= {self.expression(names, 1)}")
        lines.append(f"{names[-1]} + {self.expression(names, 2)}")
        return "\n".join(lines), inputs, round(pick.uniform(-2, 2), 2)

    def some(self, count: int) -> Iterator[tuple[str, dict[str, float], float]]:
        while count:
            program, inputs, upstream = self.program()
            try:
                result, _ = run(program, inputs)
            except (ValueError, ZeroDivisionError):
                continue  # a domain error: those have a test of their own
            if (
                hasattr(result, "parents")
                and result.parents
                and math.isfinite(result.data)
                and len(nodes_of(result)) <= 60
            ):
                count -= 1
                yield program, inputs, upstream


def nodes_of(root: Any) -> set[int]:
    seen, stack = set(), [root]
    while stack:
        value = stack.pop()
        if id(value) not in seen:
            seen.add(id(value))
            stack += value.parents
    return seen


RANDOM = list(RandomPrograms(seed=4701).some(50))
CASES = TABLE + RANDOM


@pytest.fixture(scope="module")
def computed(load_page: Callable[..., Page]) -> Iterator[list[dict[str, Any]]]:
    """What one page with all programs, each stepped to its end, has computed."""
    settings = [
        {"expression": program, "values": " ".join(f"{n}={x}" for n, x in inputs.items()), "upstream": u, "step": 999}
        for program, inputs, u in CASES
    ]
    log: list[str] = []
    page = load_page(*settings, log=log)
    yield page.evaluate("[...document.querySelectorAll('.explorable')].map(element => element.explorable)")
    page.context.close()
    assert log == []


@pytest.mark.parametrize("number", range(len(CASES)), ids=lambda number: CASES[number][0][:40])
def test_data_local_derivatives_and_gradients_are_those_of_value(number: int, computed: list[dict[str, Any]]) -> None:
    program, inputs, upstream = CASES[number]
    graph = computed[number]
    assert graph["error"] is None
    assert graph["step"] == graph["steps"]
    result, _ = run(program, inputs)
    result.backward(upstream)
    assert_same_graph(graph["nodes"], graph["output"], result)


def test_the_readme_example_of_micrograd(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(MICROGRAD, a=-4, b=2, step=999)
    grads = stepper.grads()
    assert stepper.graph["nodes"][stepper.graph["output"]]["data"] == pytest.approx(24.7041, abs=5e-5)
    assert grads["a"] == pytest.approx(138.8338, abs=5e-5)
    assert grads["b"] == pytest.approx(645.5773, abs=5e-5)


@pytest.mark.parametrize("program", ["a*b + a", "a", MICROGRAD])
def test_a_second_backward_does_what_value_does(program: str, open_stepper: Callable[..., Any]) -> None:
    inputs = {"a": -4.0, "b": 2.0}
    stepper = open_stepper(program, **inputs)
    stepper.root.get_by_label("twice").check()
    stepper.field("Upstream gradient").fill("1.5")
    stepper.click("To the end")
    result, _ = run(program, inputs)
    result.backward(1.5)
    result.backward(1.5)
    assert_same_graph(stepper.graph["nodes"], stepper.graph["output"], result)


def test_typed_values_are_computed_with(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b", a=1, b=1, step=999)
    stepper.field("Expression").fill("w = a*a\nw * x")
    stepper.field("a").fill("-2.5")
    stepper.field("x").fill("1e-3")
    result, _ = run("w = a*a\nw * x", {"a": -2.5, "x": 1e-3})
    result.backward()
    assert_same_graph(stepper.graph["nodes"], stepper.graph["output"], result)
