"""Floats whose last digits are others: what moves, which way, and what stays."""

import ast
import math
import sys

import numpy as np
import pytest
import torch

from chainrule.autograd import Value
from chainrule.campus.questions import noise

FEW = [0.0, 1.0, 0.5, -11.0, 0.375, 1024.0, math.inf, -math.inf]
MANY = [0.1, 1 / 3, math.exp(1), -2.7, 1e-12]


@pytest.mark.parametrize("number", FEW)
def test_a_number_of_few_digits_stays(number):
    for made in (float, np.float64, np.float32):
        assert noise.off(made(number)) == made(number)
    assert noise.off(torch.tensor(number)).item() == number


@pytest.mark.parametrize("number", MANY)
@pytest.mark.parametrize("made", [float, np.float64, np.float32, torch.tensor])
def test_any_other_moves_by_little_one_way_and_back(number, made):
    with noise.towards(1):
        one = float(noise.off(made(number)))
    with noise.towards(-1):
        other = float(noise.off(made(number)))
    middle = float(made(number))
    assert (one - middle) * (other - middle) < 0
    within = 1e-15 if made in (float, np.float64) else 5e-7
    assert 0 < abs(one - middle) <= within * abs(number)


def test_what_is_computed_twice_is_equal_and_types_stay():
    x = np.array([0.1, 0.2, 0.1], dtype=np.float32)
    moved = noise.off(x)
    assert moved.dtype == np.float32
    assert moved[0] == moved[2] != x[0]
    assert isinstance(noise.off(np.float64(0.1)), np.float64)
    assert noise.off("text") == "text"
    assert noise.off(3) == 3
    assert noise.off(np.arange(3)).dtype == np.arange(3).dtype
    assert math.isnan(noise.off(math.nan))


def test_a_tensor_keeps_its_graph_and_a_value_its_node():
    x = torch.tensor([0.3], requires_grad=True)
    noise.off(torch.exp(x)).sum().backward()
    assert x.grad == pytest.approx(torch.exp(x).item(), rel=1e-6)
    value = Value(0.3)
    assert noise.off(value) is value
    assert value.data != 0.3


@pytest.mark.parametrize(
    ("program", "moves"),
    [
        ("import math; x = math.exp(2)", True),
        ("import numpy as np; x = float(np.array([.1, .2]) @ np.array([.3, .4]))", True),
        ("x = 2.1 ** 0.5", True),
        ("x = sum([0.1] * 10)", True),
        ("import torch; x = torch.tensor([0.1, 0.2, 0.4]).mean().item()", True),
        ("x = 0.1 + 0.2", False),
        ("x = round(0.1 * 3, 2)", False),
        ("def mean(x): return x\nx = mean(0.1)", False),
        ("x = sum([1, 2, 3])", False),
        ("x = 3 ** 2", False),
        ("import math; x = math.exp(0)", False),
    ],
)
def test_results_move_where_machines_differ(program, moves):
    plain, up, down = {}, {}, {}
    exec(program, plain)
    for direction, names in ((1, up), (-1, down)):
        with noise.towards(direction):
            exec(compile(noise.varied(program), "<program>", "exec"), names)
    assert (plain["x"] != up["x"] or plain["x"] != down["x"]) is moves


def test_layers_of_pytorch_move_too_and_are_put_back():
    layer, x = torch.nn.Linear(3, 2), torch.tensor([[0.1, 0.2, 0.3]])
    before = layer(x)
    with noise.towards(1):
        assert not torch.equal(layer(x), before)
    assert torch.equal(layer(x), before)


def test_what_has_nothing_that_differs_is_not_run_again():
    assert not noise.varies("print(1 + 2)")
    assert not noise.varies("this does not parse (")
    assert noise.varies("import math\nprint(math.exp(1))")
    assert noise.varies("from torch import nn\nprint(nn.Linear(2, 3))")


def test_a_docstring_and_the_future_stay_at_the_head():
    tree = noise.varied('"""Says."""\nfrom __future__ import annotations\nx = 2.0 ** 0.5\n')
    assert ast.get_docstring(tree) == "Says."
    names: dict[str, object] = {}
    exec(compile(tree, "<program>", "exec"), names)
    assert names["x"] != math.sqrt(2)


def test_the_program_that_runs_another_prints_what_that_one_prints(capsys):
    exec(noise.program("print(1 + 1)\nif __name__ == '__main__': print('main')", 1), {})
    assert capsys.readouterr().out == "2\nmain\n"
    assert noise.HERE in sys.modules
