"""The numbers in the figures are those that the mathematics says."""

from xml.etree import ElementTree

import pytest

from chainrule import figures
from chainrule.figures.descent import descend


def words(name: str) -> list[str]:
    return [
        "".join(text.itertext())
        for text in ElementTree.fromstring(figures.draw(name)).iter()
        if text.tag.endswith("}text")
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("autograd.chain_rule", ["z = −6", "∂z/∂x = y = −3", "∂z/∂y = x = 2", "∂L/∂z = 5", "= −15", "= 10"]),
        ("autograd.forward_backward", ["25", "30", "20", "× 3", "× 2", "× 1", "× 10"]),
        ("autograd.accumulation", ["21", "grad 10", "+= 6", "+= 4", "∂L/∂a = 6 + 4 = 10"]),
        ("autograd.topological_order", ["a", "b", "d", "e", "L", "1", "2", "3", "4", "5"]),
        ("descent.parabola", ["η = 0.03", "η = 0.3", "η = 1.03", "w = 2.759", "w = 0.01638", "w = 5.674"]),
        ("descent.contours", ["η = 0.05", "η = 0.23"]),
    ],
)
def test_a_figure_shows_its_numbers(name: str, expected: list[str]) -> None:
    shown = words(name)
    assert [word for word in expected if word not in shown] == []


def test_overwriting_would_leave_what_the_engine_passes_last() -> None:
    assert "Overwriting would leave 4: the last path alone." in words("autograd.accumulation")


def test_descent_follows_the_gradient() -> None:
    assert descend(lambda w: (w - 1) ** 2, [0.0], rate=0.5, steps=1) == [(0.0,), (1.0,)]
    assert descend(lambda u, v: u * v, [2.0, 3.0], rate=0.1, steps=1)[-1] == pytest.approx((1.7, 2.8))
    factor = 1 - 2 * 0.3  # on L = w**2 a step multiplies w by 1 - 2 rate
    way = descend(lambda w: w**2, [4.0], rate=0.3, steps=6)
    assert [w for (w,) in way] == pytest.approx([4.0 * factor**step for step in range(7)])
