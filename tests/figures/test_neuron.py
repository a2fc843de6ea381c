"""The figures of lectures 5 and 6 show the numbers that the mathematics says."""

from xml.etree import ElementTree

import numpy as np

from chainrule import figures
from chainrule.figures.neuron import ACCEPTED, BIAS, RIDES, WEIGHTS


def words(name: str) -> list[str]:
    return [
        "".join(text.itertext())
        for text in ElementTree.fromstring(figures.draw(name)).iter()
        if text.tag.endswith("}text")
    ]


def test_the_neuron_s_figures_are_those_of_lecture_5() -> None:
    ride, (first, second) = RIDES[0], WEIGHTS
    z = first * ride[0] + second * ride[1] + BIAS
    a = 1 / (1 + np.exp(-z))
    dz = 2 * (a - ACCEPTED[0]) * a * (1 - a)
    shown = words("neuron.backward")
    for gradient in (dz, dz * ride[0], dz * ride[1], dz * first, dz * second):
        assert f"{gradient:.4f}".replace("-", "−") in shown
    sides = [first * x1 + second * x2 + BIAS > 0 for x1, x2 in RIDES]
    assert sides == [bool(accepted) for accepted in ACCEPTED]
    assert "f(1) = −1, f(5) = 3, f(9) = −1" in figures.draw("neuron.hat")
    assert "0.5008 after 200 steps" in figures.draw("neuron.saturated")
    assert "sigmoid: 0.5 at 0, slope 0.25 at 0" in figures.draw("neuron.activations")
    assert "GELU: 0 at 0, slope 0.5 at 0, at 4 slope 1, at -4 slope −0.0005" in figures.draw("neuron.activations")


def test_the_vanishing_gradient_is_the_one_that_lecture_5_prints() -> None:
    said = figures.draw("neuron.vanishing")
    assert "sigmoid: 2e-01 behind 1, 3e-07 behind 10, 1e-13 behind 20" in said
    assert "tanh: 8e-01 behind 1, 2e-01 behind 10, 1e-01 behind 20" in said
    assert "ReLU: 1e+00 behind 1, 1e+00 behind 10, 1e+00 behind 20" in said


def test_a_layer_s_boxes_touch_with_sides_of_one_length() -> None:
    shapes = [word for word in words("layer.shapes") if word.startswith("(") and "," in word]
    assert shapes == ["(B, N)", "(N, M)", "(M,)", "(B, M)", "(M, B)", "(B, N)", "(M, N)", "(B, M)", "(M, N)", "(B, N)"]


def test_the_borders_of_lecture_6_are_as_right_as_the_text_says() -> None:
    said = {name: figures.draw(f"mlp.{name}") for name in ("one_line", "hidden_lines", "three_borders", "overfit")}
    assert "one neuron, 500 steps: 92% right" in said["one_line"]
    assert "three hidden neurons, 500 steps: 100% right" in said["hidden_lines"]
    assert said["three_borders"].count("100% right") == 4, "twice in letters, twice in the description"
    assert "2-16-1: 97.5% right" in said["overfit"]
    assert "2-64-64-1: 100.0% right" in said["overfit"]
