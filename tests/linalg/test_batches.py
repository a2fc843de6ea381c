"""Many vectors at once: shapes against NumPy's, rows against one by one, gradients against finite differences."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chainrule.linalg import (
    affine_gradients,
    broadcast_shape,
    cosine,
    cosines,
    directional,
    distances,
    gradient,
    norm,
    product_shape,
    row_norms,
)

quick = settings(max_examples=60, deadline=None)
sizes = st.integers(0, 3)
shapes = st.lists(sizes, max_size=3).map(tuple)
rng = np.random.default_rng(0)


@quick
@given(st.tuples(sizes, sizes), st.tuples(sizes, sizes))
def test_the_shape_of_a_product_is_numpys_and_so_is_the_refusal(first, second) -> None:
    try:
        expected = (np.zeros(first) @ np.zeros(second)).shape
    except ValueError:
        with pytest.raises(ValueError, match="as many as each other"):
            product_shape(first, second)
    else:
        assert product_shape(first, second) == expected


@quick
@given(shapes, shapes)
def test_broadcasting_is_numpys_and_so_is_the_refusal(first, second) -> None:
    try:
        expected = np.broadcast_shapes(first, second)
    except ValueError:
        with pytest.raises(ValueError, match="equal, or one of them 1"):
            broadcast_shape(first, second)
    else:
        assert broadcast_shape(first, second) == expected


@pytest.mark.parametrize(
    ("first", "second", "says"),
    [
        ((3, 2), (3, 2), r"a row of the first has 2 numbers and a column of the second has 3.*\(2, 3\), would fit"),
        ((3, 2), (4, 5), "a row of the first has 2 numbers and a column of the second has 4"),
        ((3,), (3, 2), r"two axes, rows and columns, and the shape \(3,\) has 1"),
    ],
)
def test_a_product_that_does_not_fit_says_why(first, second, says) -> None:
    with pytest.raises(ValueError, match=says):
        product_shape(first, second)


def test_the_message_names_the_axis_that_does_not_fit() -> None:
    with pytest.raises(ValueError, match="axis 2 from the right has the sizes 4 and 5"):
        broadcast_shape((7, 4, 2), (5, 2))


@pytest.mark.parametrize("p", [1.0, 2.0, 3.5, math.inf])
def test_the_norms_of_rows_are_the_norms_one_by_one(p: float) -> None:
    x = rng.normal(size=(5, 3))
    assert row_norms(x, p) == pytest.approx([norm(row, p) for row in x])


def test_cosines_and_distances_are_those_of_each_pair() -> None:
    x, y = rng.normal(size=(4, 3)), rng.normal(size=(2, 3))
    assert cosines(x, y) == pytest.approx(np.array([[cosine(a, b) for b in y] for a in x]))
    assert distances(x, y) == pytest.approx(np.array([[norm(a - b) for b in y] for a in x]))


def test_distances_of_points_that_nearly_agree_keep_their_digits() -> None:
    near = distances([[1e8, 1.0]], [[1e8, 1.0 + 1e-6]])
    assert near[0, 0] == pytest.approx(1e-6, rel=1e-9)


def test_the_slope_along_a_direction_is_the_inner_product_with_the_gradient() -> None:
    def function(x):
        return float(np.sin(x[0]) * x[1] + x[2] ** 3)

    x, along = rng.normal(size=3), rng.normal(size=3)
    expected = gradient(function, x) @ along / norm(along)
    assert directional(function, x, along) == pytest.approx(expected, abs=1e-7)
    assert directional(function, x, 100 * along) == pytest.approx(expected, abs=1e-7)


def test_the_gradients_of_a_layer_are_those_of_finite_differences() -> None:
    x, w, b, g = rng.normal(size=(4, 3)), rng.normal(size=(2, 3)), rng.normal(size=2), rng.normal(size=(4, 2))

    def loss(numbers):
        a, m, c = numbers[:12].reshape(4, 3), numbers[12:18].reshape(2, 3), numbers[18:]
        return float((g * (a @ m.T + c)).sum())

    found = np.concatenate([part.ravel() for part in affine_gradients(x, w, g)])
    assert found == pytest.approx(gradient(loss, np.concatenate([x.ravel(), w.ravel(), b])), abs=1e-7)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: row_norms([[1.0]], 0.5), "at least 1"),
        (lambda: cosines([[1.0, 2.0]], [[1.0, 2.0, 3.0]]), "rows of x have 2 numbers and those of y have 3"),
        (lambda: cosines([[0.0, 0.0]], [[1.0, 2.0]]), "no direction"),
        (lambda: distances([[1.0]], [[1.0, 2.0]]), "must agree"),
        (lambda: directional(lambda x: 0.0, [1.0, 2.0], [1.0]), "must agree"),
        (lambda: directional(lambda x: 0.0, [1.0], [0.0]), "no direction"),
        (lambda: affine_gradients([[1.0, 2.0]], [[1.0]], [[1.0]]), "as many as each other"),
        (lambda: affine_gradients([[1.0, 2.0]], [[1.0, 3.0]], [[1.0, 1.0]]), r"needs the shape \(1, 1\)"),
    ],
)
def test_what_has_no_answer_is_refused_in_words(call, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
