"""Lecture 5: activations and the half-plane compute what the library does."""

import math

import pytest

from chainrule.autograd import Value
from chainrule.campus.lectures.explorables import neurons


@pytest.mark.parametrize("kind", neurons.KINDS)
@pytest.mark.parametrize("z", [-5.0, -1.3, 0.0, 0.4, 2.0, 5.0])
def test_a_function_and_its_slope_are_the_librarys(js, kind, z):
    shown = js("activations/model").call("compute", {"kind": kind, "z": z, "layers": 3})
    [(a, slope)] = neurons.activated(kind, [z])
    assert shown["a"] == pytest.approx(a, abs=1e-12)
    assert shown["slope"] == pytest.approx(slope, abs=1e-12)
    assert shown["back"] == pytest.approx(slope**3, abs=1e-12)


@pytest.mark.parametrize("x", [-6.0, -2.5, -2.499, -1.0, 0.0, 1e-9, 0.5, 2.0, 2.5, 3.0, 6.0])
def test_the_error_function_has_all_its_digits(js, x):
    assert js("activations/model").call("erf", x) == pytest.approx(math.erf(x), rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(("w", "b"), [([-1.0, 0.5], 0.5), ([0.0, 1.0], -5.0), ([2.0, 0.0], -6.0), ([0.7, -0.3], 1.0)])
def test_sums_and_answers_are_the_librarys(js, w, b):
    shown = js("half-plane/model").call("compute", {"w": w, "b": b})
    for ride, place in zip(shown["rides"], neurons.RIDES, strict=True):
        z = Value(w[0]) * place[0] + Value(w[1]) * place[1] + b
        assert ride["z"] == pytest.approx(z.data)
        assert ride["a"] == pytest.approx(z.sigmoid().data)
    for z, ends in zip((-1, 0, 1), shown["lines"], strict=True):
        assert [w[0] * x1 + w[1] * x2 + b for x1, x2 in ends] == pytest.approx([z] * len(ends))
    assert all(w[0] * x1 + w[1] * x2 + b > -1e-9 for x1, x2 in shown["side"])


def test_the_drivers_rule_is_right_on_all_six_rides(js):
    shown = js("half-plane/model").call("compute", {"w": [-1, 0.5], "b": 0.5})
    assert shown["right"] == 6
    assert shown["rides"][0]["z"] == 1.0


def test_the_rides_are_the_lectures(js):
    model = js("half-plane/model")
    assert model.eval("RIDES") == [list(ride) for ride in neurons.RIDES]
    assert model.eval("ACCEPTED") == list(neurons.ACCEPTED)


def test_a_neuron_without_weights_has_no_line(js):
    shown = js("half-plane/model").call("compute", {"w": [0, 0], "b": 1})
    assert shown["lines"] == [[], [], []]
    assert len(shown["side"]) == 4
