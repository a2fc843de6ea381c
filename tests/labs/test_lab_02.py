"""Lab 2 accepts other right ways to write what it asks for."""

import pytest
from tests.labs.otherwise import complaints, written_otherwise

from chainrule.course import find_course
from chainrule.labs import Lab, load_lab

POWERS = "    powers: Array = (sizes**p).sum(axis=1)\n    return powers ** (1.0 / p)\n"
COSINES = "    return (a / lengths[0][:, None]) @ (b / lengths[1][:, None]).T  # (n, d) @ (d, m)\n"
DISTANCES = "    squares: Array = (differences**2).sum(axis=2)\n    return np.sqrt(squares)\n"
ALONG = (
    "    move = step * along / length\n    return float((function(at + move) - function(at - move)) / (2.0 * step))\n"
)
LAYER = "    return g @ weights, g.T @ inputs, g.sum(axis=0)\n"
SIZES = "        sizes.append(b if a == 1 else a)\n"
UNITS = (
    "    along = (g * units).sum(axis=1, keepdims=True) * units  # (n, d)\n    result: Array = (g - along) / lengths\n"
)
BACK = '    for w in reversed(weights):\n        g = g @ matrix(w, "a layer")\n'

WRITTEN_BY_HAND = {
    "with functions of NumPy": [
        (POWERS, "    return np.linalg.norm(sizes, p, axis=1)\n"),
        (COSINES, "    return a @ b.T / np.outer(*lengths)\n"),
        (DISTANCES, "    return np.linalg.norm(differences, axis=2)\n"),
        (ALONG, "    u = along / length\n    return (function(at + step * u) - function(at - step * u)) / step / 2\n"),
        (
            LAYER,
            '    return np.einsum("nk,kd->nd", g, weights), np.einsum("nk,nd->kd", g, inputs), np.ones(len(g)) @ g\n',
        ),
        (
            UNITS,
            '    along = np.einsum("nd,nd->n", g, units)[:, None]\n'
            "    result = g / lengths - along * units / lengths\n",
        ),
        (
            BACK,
            "    from functools import reduce\n\n"
            "    g = reduce(lambda row, w: row @ np.asarray(w), weights[::-1], g)\n",
        ),
    ],
    "with loops, and Jacobians written out": [
        (SIZES, "        sizes.append(a if b == 1 else b)\n"),
        (POWERS, "    return np.array([sum(size**p for size in row) ** (1 / p) for row in sizes])\n"),
        (
            COSINES,
            "    pairs = [[u @ v / np.sqrt((u @ u) * (v @ v)) for v in b] for u in a]\n    return np.array(pairs)\n",
        ),
        (DISTANCES, "    return np.array([[np.sqrt(((u - v) ** 2).sum()) for v in b] for u in a])\n"),
        (
            LAYER,
            "    to_w = sum(np.outer(row, x) for row, x in zip(g, inputs))\n"
            "    return (weights.T @ g.T).T, to_w, sum(g)\n",
        ),
        (
            UNITS,
            "    jacobians = [(np.eye(len(u)) - np.outer(u, u)) / n[0] for u, n in zip(units, lengths)]\n"
            "    result = np.array([row @ jacobian for row, jacobian in zip(g, jacobians)])\n",
        ),
        (
            BACK,
            "    product = np.eye(len(g))\n    for w in reversed(weights):\n        product = product @ w\n"
            "    g = product.T @ g\n",
        ),
    ],
}


@pytest.fixture(scope="module")
def lab() -> Lab:
    return load_lab(find_course(), 2)


@pytest.mark.parametrize("edits", WRITTEN_BY_HAND.values(), ids=WRITTEN_BY_HAND.keys())
def test_other_right_ways_pass(lab: Lab, edits: list[tuple[str, str]]) -> None:
    assert complaints(lab, written_otherwise(lab, edits)) == []
