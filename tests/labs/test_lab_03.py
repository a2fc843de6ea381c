"""Lab 3 is proven, accepts other right ways to write it, and names mistakes beyond the planted ones."""

import re
from pathlib import Path

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Check, Lab, Verdict, load_lab, prove_lab, run_checks, solution
from chainrule.labs.shortcuts import recorded, replayed


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 3)


def verdict_on(lab: Lab, source: str, seed: int = 11) -> Verdict:
    return run_checks(lab, source.encode(), filename=lab.file_name, seed=seed)


def beyond(lab: Lab) -> list[str]:
    """What is written in a file of the lab's own: no module of the library has it."""
    return [build.partition(":")[2] for build in lab.builds if build not in lab.of_the_library]


def of_the_tasks(lab: Lab) -> list[Check]:
    """The checks of nothing else than that."""
    return [check for check in lab.checks if check.about and set(check.about) <= set(beyond(lab))]


@pytest.mark.slow
def test_it_is_proven(lab: Lab) -> None:
    proof = prove_lab(lab)
    assert not proof.errors, "\n".join(map(str, proof.errors))
    assert proof.mutants == proof.caught >= 10


def test_ten_to_twenty_checks_are_of_the_lecture_and_one_of_each_task_beyond_it(lab: Lab) -> None:
    tasks = of_the_tasks(lab)
    assert 10 <= len(lab.checks) - len(tasks) <= 20
    assert [list(check.about) for check in tasks] == [[name] for name in beyond(lab)]


def test_hints_say_more_at_each_level_and_the_last_names_no_other_lab(lab: Lab) -> None:
    for name, levels in lab.hints.items():
        assert len(set(levels)) == 3, name
        assert levels[0].rstrip().endswith(("?", ".")), name
        assert "?" in levels[0], name


WRITTEN_BY_HAND = {
    "the local derivatives as plain expressions": [
        ("(1.0 / b.data, -q / b.data)", "(b.data**-1, -a.data / b.data**2)"),
        ("(1.0 - y * y,)", "(1 / math.cosh(self.data) ** 2,)"),
        ("y = real.exp(self.data)", "y = math.exp(self.data)"),
    ],
    "integers as local derivatives": [
        ('"+", (a, b), (1.0, 1.0)', '"+", (a, b), (1, 1)'),
        ('"-", (a, b), (1.0, -1.0)', '"-", (a, b), (1, -1)'),
    ],
    "subtraction by addition": [
        (
            'return new_node(a.data - b.data, "-", (a, b), (1.0, -1.0))',
            'return new_node(a.data - b.data, "", (a, b), (1, -1))',
        )
    ],
    "another order of the search": [
        (
            "            for parent in node.parents:\n                if parent not in order:\n",
            "            for parent in reversed(node.parents):\n                if parent not in order:\n",
        )
    ],
    "gradients pulled from the children": [
        ("self.grad += as_float(upstream)", "self.grad = self.grad + float(upstream)"),
        ("parent.grad += local * node.grad", "parent.grad = parent.grad + node.grad * local"),
    ],
    "reflected operations through negation and powers": [
        ("return as_value(other) - self", "return -self + other"),
        ("return as_value(other) / self", "return self ** -1 * other"),
    ],
}


@pytest.mark.parametrize("edits", WRITTEN_BY_HAND.values(), ids=WRITTEN_BY_HAND.keys())
def test_other_right_ways_pass(lab: Lab, edits: list[tuple[str, str]]) -> None:
    assert complaints(lab, written_otherwise(lab, edits, most=2)) == []  # `backward` is there twice


ONLY_ONE_CATCHES = {
    "power_of_any_base": ["power_by_the_size_alone", "power_zero_of_zero"],
    "relu": ["relu_slope_at_zero", "relu_hides_nan"],
    "no_number": ["text_below_the_line", "text_as_exponent", "text_on_the_left"],
    "no_result": ["division_by_almost_zero", "log_of_almost_zero", "power_may_be_complex"],
}


@pytest.mark.slow
@pytest.mark.parametrize(("check", "mutants"), ONLY_ONE_CATCHES.items(), ids=ONLY_ONE_CATCHES)
def test_without_the_check_that_names_it_the_mistake_earns_everything(lab: Lab, check: str, mutants: list[str]) -> None:
    others = lab.with_checks([one for one in lab.checks if one.name != check])
    planted = {mutant.name: mutant for mutant in lab.mutants}
    for name in mutants:
        assert planted[name].caught_by == check
        assert verdict_on(others, planted[name].function(solution(lab))).passed, name


def test_half_of_it_earns_its_points(lab: Lab) -> None:
    source = solution(lab)
    start, end = source.index("        order = topological_order(self)"), source.index("def topological_order")
    half = source[:start] + '        raise NotImplementedError("write Value.backward")\n\n\n' + source[end:]
    verdict = verdict_on(lab, half)
    assert 0 < verdict.points < verdict.out_of
    waiting = {result.name for result in verdict.results if result.waits_for == "Value.backward"}
    assert {"chain_rule", "shared_subgraph", "whole_graph"} <= waiting
    assert all(result.passed or result.waits_for for result in verdict.results)


def test_the_same_seed_gives_the_same_message_and_another_seed_another(lab: Lab) -> None:
    source = solution(lab).replace("parent.grad += ", "parent.grad = ")

    def message(seed: int) -> str:
        only = lab.with_checks([check for check in lab.checks if check.name == "shared_subgraph"])
        return verdict_on(only, source, seed).results[0].message

    assert message(5) == message(5)
    assert message(5) != message(6)
    assert "chainrule check 03 --seed 5" in message(5)


def test_the_misconception_comes_first_and_then_the_smallest_case(lab: Lab) -> None:
    source = solution(lab).replace("parent.grad += ", "parent.grad = ")
    (result,) = [r for r in verdict_on(lab, source).results if r.name == "shared_subgraph"]
    first, second, *program, _ = result.message.split("\n")
    assert "overwritten" in first
    assert re.fullmatch(r"`a.grad` should be -?\d\.\d+, and it is -?\d\.\d\.", second)
    assert len(program) == 3


def test_the_reference_cannot_be_imported(lab: Lab) -> None:
    source = "from chainrule.autograd.value import *\nfrom chainrule.autograd.value import Value, topological_order\n"
    verdict = verdict_on(lab, source)
    assert verdict.points == 0
    own = {check.name for check in of_the_tasks(lab)}  # in no module of the library: there is nothing it waits for
    assert all(result.waits_for for result in verdict.results if result.name not in own)


def test_the_answers_of_another_run_earn_at_most_a_point(lab: Lab) -> None:
    tapes = recorded(lab, None)
    for seed in range(1, 20):
        passed = [one for one, tape in zip(lab.checks, tapes, strict=True) if replayed(lab, one, tape, seed)]
        assert sum(one.points for one in passed) <= 1, passed


CONSTANTS = """
class Value:
    data, grad, label, operation, local_derivatives = 1.0, 2.0, "a", "+", (1.0,)

    def __init__(self, data=1.0, label=""):
        self.parents = (data, self)

    def itself(self, *others, **named):
        return self

    __add__ = __sub__ = __mul__ = __truediv__ = __pow__ = __radd__ = __rsub__ = __rmul__ = __rtruediv__ = itself
    exp = log = tanh = relu = backward = itself


def topological_order(root):
    return [type("Node", (), {"label": label}) for label in "abcde"]
"""


def test_constants_written_by_hand_earn_nothing(lab: Lab) -> None:
    """As they earned four points where labels and slopes were always the same."""
    verdict = verdict_on(lab, CONSTANTS)
    assert not verdict.problem
    assert verdict.points == 0, [result.name for result in verdict.results if result.passed]


def test_only_public_names_of_the_format_are_used(lab: Lab) -> None:
    text = (lab.folder / "checks.py").read_text()
    assert "import" in text
    assert not re.search(r"student\._|draw\._|\._session", text)
    assert Path(lab.folder / "lab.toml").is_file()
