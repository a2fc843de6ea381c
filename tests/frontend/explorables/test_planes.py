"""Lecture 2: what the explorables compute is what NumPy and the library say."""

import math

import numpy as np
import pytest

from chainrule import linalg
from chainrule.campus.lectures.explorables import planes
from chainrule.figures.rides import PAID, RIDES, loss

MATRICES = [
    [[1.5, 1.0], [0.5, 2.0]],
    [[0.0, -1.0], [1.0, 0.0]],
    [[2.0, 0.0], [0.0, 2.0]],
    [[1.0, 2.0], [2.0, 4.0]],
    [[0.0, 1.0], [1.0, 0.0]],
    [[-1.0, 3.0], [0.25, -2.0]],
    [[1.0, 1.0], [0.0, 1.0]],
    [[0.0, 0.0], [0.0, 0.0]],
]


def turn(angle: float) -> np.ndarray:
    return np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])


@pytest.mark.parametrize("a", MATRICES)
def test_every_matrix_is_a_turn_a_stretch_and_a_turn(js, a):
    moves = js("plane-map/model").call("moves", a)
    made = turn(moves["second"]) @ np.diag(moves["stretches"]) @ turn(moves["first"])
    assert made == pytest.approx(np.array(a), abs=1e-12)
    assert np.abs(moves["stretches"]) == pytest.approx(np.linalg.svd(np.array(a))[1], abs=1e-12)
    assert abs(moves["first"]) <= math.pi / 2 + 1e-12


@pytest.mark.parametrize("a", MATRICES)
def test_the_way_begins_with_nothing_and_ends_with_the_matrix(js, a):
    model = js("plane-map/model")
    assert np.array(model.call("onTheWay", a, 0)) == pytest.approx(np.eye(2))
    assert model.call("onTheWay", a, 30) == a
    almost = np.array(model.eval(f"onTheWay({a}, 29.999999)"))
    assert almost == pytest.approx(np.array(a), abs=1e-5)
    turned = np.array(model.call("onTheWay", a, 10))
    assert turned.T @ turned == pytest.approx(np.eye(2))


@pytest.mark.parametrize("a", MATRICES)
def test_kept_directions_are_the_real_eigenvectors(js, a):
    found = js("plane-map/model").call("eigen", a)
    values = np.linalg.eigvals(np.array(a))
    if np.abs(values.imag).max() > 1e-9:
        assert found == []
        return
    assert [each["value"] for each in found] == pytest.approx(sorted(values.real, reverse=True), abs=1e-7)
    for each in found:
        assert np.hypot(*each["vector"]) == pytest.approx(1.0)
        assert np.array(a) @ each["vector"] == pytest.approx(each["value"] * np.array(each["vector"]), abs=1e-7)


@pytest.mark.parametrize(("name", "p"), planes.NORMS.items())
def test_norms_and_unit_balls_are_the_librarys(js, name, p):
    model = js("plane-map/model")
    assert model.call("norm", [1.5, -2.0], name) == pytest.approx(linalg.norm([1.5, -2.0], p))
    assert [linalg.norm(point, p) for point in model.call("unitBall", name)] == pytest.approx(
        [1.0] * len(model.call("unitBall", name))
    )


def test_the_model_says_where_the_vector_goes(js):
    model = js("plane-map/model")
    state = {"a": MATRICES[0], "x": [1, 2], "step": 30, "ball": "2", "eigen": True}
    shown = model.call("compute", state)
    assert shown["image"] == [3.5, 4.5], "lecture 2's first ride"
    assert shown["singular"] == pytest.approx([2.558, 0.977], abs=1e-3)
    assert [each["value"] for each in shown["eigen"]] == pytest.approx([2.5, 1.0])
    assert shown["eigen"][0]["vector"] == pytest.approx([0.5**0.5, 0.5**0.5])
    assert shown["move"] == "After A"


@pytest.mark.parametrize("w", [[1.5, 1.0], [1.77, 0.94], [2.9, 0.1], [0.5, 1.9]])
def test_the_loss_and_its_gradient_are_the_lectures(js, w):
    model = js("slope-map/model")
    at = np.array(w)
    assert model.call("loss", w) == pytest.approx(loss(at))
    assert model.call("gradient", w) == pytest.approx(planes.gradient_at(at))
    assert model.call("gradient", w) == pytest.approx(linalg.gradient(loss, at), abs=1e-4)
    assert (model.eval("RIDES"), model.eval("PAID")) == (RIDES.tolist(), PAID.tolist())


def test_the_promise_is_the_inner_product_and_the_lectures_numbers_come_out(js):
    shown = js("slope-map/model").call("compute", {"w": [1.5, 1.0], "to": [1.77, 0.94]})
    assert shown["loss"] == 6.25
    assert shown["gradient"] == [-9, 2]
    assert shown["loss"] + shown["promise"] == pytest.approx(3.7)
    assert shown["loss"] + shown["change"] == pytest.approx(4.3426)
    assert shown["cosine"] == pytest.approx(-1.0)


SHAPES = [((3, 2), (2, 4)), ((3, 2), (3, 2)), ((1, 5), (5, 1)), ((2, 3), (4, 5)), ((2, 2), (2, 2))]


@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_shapes_fit_or_are_refused_in_the_librarys_words(js, first, second):
    said = js("product-shapes/model").call("productShape", first, second)
    try:
        right = {"shape": list(linalg.product_shape(first, second)), "problem": ""}
    except ValueError as error:
        right = {"shape": None, "problem": str(error)}
    assert said == right


@pytest.mark.parametrize("turned", [False, True])
def test_each_entry_is_the_sum_that_is_shown(js, turned):
    model = js("product-shapes/model")
    second = [4, 3] if turned else [3, 4]
    shown = model.call("compute", {"first": [2, 3], "second": second, "turned": turned, "row": 1, "column": 9})
    assert shown["result"] == (np.array(shown["c"]) @ np.array(shown["d"])).tolist()
    row, column = shown["place"]
    assert (row, column) == (1, 3), "a place beyond the last is the last"
    assert sum(x * y for x, y in shown["terms"]) == shown["result"][row][column]
