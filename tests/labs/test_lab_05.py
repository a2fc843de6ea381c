"""Lab 5 accepts other right ways to write it."""

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab

LEAKY = "    return new_node(rates * z.data,"
SOFTPLUS = ("np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))", "g * sigmoid(x)")
SILU = ("new_node(x * s,", "g * (s + x * s * (1 - s))")
SUM = ("rows @ weights + b.data", "lambda g: g[..., None] * weights, lambda g: g[..., None] * rows, lambda g: g)")
DISTANCE = ("(away * away).sum(-1)", "lambda g: 2 * g[..., None] * away, lambda g: -2 * g[..., None] * away")

WRITTEN_BY_HAND = {
    "where a function of NumPy does it": [
        (LEAKY, "    return new_node(np.maximum(z.data, 0) + slope * np.minimum(z.data, 0),"),
        (SOFTPLUS[0], "np.logaddexp(0, x)"),
        (SOFTPLUS[1], "g * np.exp(x - y)"),
        (SILU[1], "g * (x * s + s * (1 - x * s))"),
        (SUM[0], 'np.einsum("...n,n->...", rows, weights) + b.data'),
        (SUM[1], "lambda g: np.multiply.outer(g, weights), lambda g: np.tensordot(g, rows, axes=g.ndim), np.sum)"),
        (DISTANCE[0], "np.linalg.norm(away, axis=-1) ** 2"),
        (DISTANCE[1], "lambda g: 2 * np.expand_dims(g, -1) * away, lambda g: -2 * np.expand_dims(g, -1) * away"),
    ],
    "with the sums over the rows written out": [
        (LEAKY, "    return new_node(np.where(z.data > 0, z.data, slope * z.data),"),
        (SOFTPLUS[0], "np.where(x > 0, x, 0) + np.log(1 + np.exp(-np.abs(x)))"),
        (SOFTPLUS[1], "g * (1 + np.tanh(x / 2)) / 2"),
        (SILU[0], "new_node(x * (1 + np.tanh(x / 2)) / 2,"),
        (SILU[1], "g * s + g * x * (s - s * s)"),
        (SUM[0], "(rows * weights).sum(axis=-1) + b.data"),
        (
            SUM[1],
            "lambda g: g[..., None] @ weights[None], "
            "lambda g: g.reshape(-1) @ rows.reshape(-1, len(weights)), lambda g: g.sum())",
        ),
        (DISTANCE[0], "(x.data**2).sum(-1) - 2 * x.data @ centre.data + centre.data @ centre.data"),
        (
            DISTANCE[1],
            "lambda g: 2 * g[..., None] * (x.data - centre.data), "
            "lambda g: (2 * g[..., None] * -away).reshape(-1, len(centre.data)).sum(0)",
        ),
    ],
    "with loops, and the bias first": [
        (
            LEAKY,
            "    rates = np.array([1.0 if one > 0 else slope for one in z.data.ravel()]).reshape(z.shape)\n" + LEAKY,
        ),
        (SOFTPLUS[1], "g / (1 + np.exp(-np.abs(x))) * np.where(x < 0, np.exp(-np.abs(x)), 1)"),
        (SUM[0], "b.data + sum(rows[..., i] * weights[i] for i in range(len(weights)))"),
        ("(x, w, b), vjps)", "(b, x, w), (vjps[2], vjps[0], vjps[1]))"),
        (DISTANCE[0], "sum((x.data[..., i] - centre.data[i]) ** 2 for i in range(len(centre.data)))"),
    ],
}


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 5)


@pytest.mark.parametrize("edits", WRITTEN_BY_HAND.values(), ids=WRITTEN_BY_HAND.keys())
def test_other_right_ways_pass(lab: Lab, edits: list[tuple[str, str]]) -> None:
    assert complaints(lab, written_otherwise(lab, edits)) == []
