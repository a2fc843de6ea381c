"""The numbers in the figures are those that the mathematics says."""

from xml.etree import ElementTree

import numpy as np
import pytest

from chainrule import figures
from chainrule.autograd import Value
from chainrule.figures import fits, rides
from chainrule.figures.descent import RECEIPTS, best_line, descend, mean_loss
from chainrule.figures.rides import _clipped
from chainrule.linalg import directional, gradient


def words(name: str) -> list[str]:
    return [
        "".join(text.itertext())
        for text in ElementTree.fromstring(figures.draw(name)).iter()
        if text.tag.endswith("}text")
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("autograd.chain_rule", ["p = 6", "∂p/∂w = x = 3", "∂p/∂x = w = 2", "dL/dp = −4", "= −12", "= −8"]),
        ("autograd.forward_backward", ["6", "7", "−2", "−12", "−8", "× 3", "× 2", "× 1", "× −1", "× −4"]),
        ("autograd.accumulation", ["−12", "×3", "+= −2", "added: dL/de = −2 + (−2) = −4, dL/dw = −12"]),
        ("autograd.topological_order", ["w", "p", "q", "e", "square", "L", "1", "2", "3", "4", "5", "6"]),
        ("descent.parabola", ["η = 0.005", "η = 0.05", "η = 0.12", "w = 2.288", "w = 2.667", "w = 1.042"]),
        ("descent.contours", ["η = 0.05 creeps along", "η = 0.08 jumps across"]),
        ("overview.folding", ["1 fold", "4 folds", "8 units", "16 pieces"]),
        ("overview.layers", ["90%", "97%", "weighted pixels", "a layer in between"]),
        ("overview.moved", ["moved by 0", "91% right", "18% right", "1% right"]),
        ("overview.digit", ["64 numbers in,", "0.9", "3"]),
        ("overview.circles", ["deep learning", "machine learning", "artificial intelligence"]),
        ("overview.places", ["add, commit", "push", "GitHub"]),
        ("rides.sums", ["(1, 2)", "(3, 1)", "(4, 3)"]),
        ("rides.unit_balls", ["sum 1.4", "length 1", "largest 0.8"]),
        ("rides.plane_map", ["(1.5, 0.5)", "(1, 2)"]),
        ("rides.turn_stretch_turn", ["half axes of the ellipse: 2.558 and 0.977"]),
        ("shapes.product", ["3 · 1.5 + 1 · 1 = 5.5", "8", "11", "(3, 2)", "(2, 2)"]),
        ("shapes.broadcast", ["3.5", "7.5", "−4.5", "(3, 3)"]),
        ("shapes.chain", ["(−9, 2)", "(3, −4, 0)", "(3, 2)", "(1, 3)"]),
    ],
)
def test_a_figure_shows_its_numbers(name: str, expected: list[str]) -> None:
    shown = words(name)
    assert [word for word in expected if word not in shown] == []


def test_overwriting_halves_the_gradient_of_the_receipt_as_lecture_3_says() -> None:
    assert "overwritten: dL/de = −2, dL/dw = −6" in words("autograd.accumulation")


def test_the_valley_is_that_of_the_three_receipts() -> None:
    km, paid = np.array(RECEIPTS).T
    assert best_line() == pytest.approx(np.polyfit(km, paid, 1))
    second = 2 * np.array([[np.mean(km**2), np.mean(km)], [np.mean(km), 1.0]])
    along, across = np.linalg.eigvalsh(second)
    assert across / along == pytest.approx(58.15, abs=0.01), "lecture 3 says 58"
    way = descend(mean_loss, (0.0, 0.0), rate=0.05, steps=300)
    assert way[10] == pytest.approx((2.3804, 0.7521), abs=1e-4)
    assert way[-1] == pytest.approx(best_line(), abs=1e-3)


def test_the_gradient_of_the_rides_is_that_of_finite_differences_and_stands_on_its_contour() -> None:
    slopes = gradient(rides.loss, rides.PRICES)
    assert slopes == pytest.approx([-9.0, 2.0], abs=1e-6)
    along = np.array([2.0, 9.0])  # at a right angle to it
    assert directional(rides.loss, rides.PRICES, along) == pytest.approx(0.0, abs=1e-6)
    description = figures.draw("rides.gradient")
    assert "At (1.5, 1) the gradient is (−9, 2)." in description
    assert "The least loss is at (2.269, 0.5821)" in description


def test_a_line_is_cut_off_at_the_frame_or_lies_outside_of_it() -> None:
    start, end = _clipped(np.array([-9.0, 0.0]), np.array([9.0, 0.0]), -3.0, 3.0)
    assert (start.tolist(), end.tolist()) == ([-3.0, 0.0], [3.0, 0.0])
    assert _clipped(np.array([-9.0, 4.0]), np.array([9.0, 4.0]), -3.0, 3.0) is None


def test_descent_follows_the_gradient() -> None:
    assert descend(lambda w: (w - 1) ** 2, [0.0], rate=0.5, steps=1) == [(0.0,), (1.0,)]
    assert descend(lambda u, v: u * v, [2.0, 3.0], rate=0.1, steps=1)[-1] == pytest.approx((1.7, 2.8))
    factor = 1 - 2 * 0.3  # on L = w**2 a step multiplies w by 1 - 2 rate
    way = descend(lambda w: w**2, [4.0], rate=0.3, steps=6)
    assert [w for (w,) in way] == pytest.approx([4.0 * factor**step for step in range(7)])


def test_the_line_and_the_bend_end_where_the_lectures_say() -> None:
    assert [word for word in ("step 0", "step 300") if word not in words("fits.line")] == []
    assert [word for word in ("η = 0.03", "η = 0.05", "start") if word not in words("fits.bend")] == []
    km, paid = np.array(fits.RIDES).T
    dead = descend(fits.bend_loss, fits.START, rate=0.05, steps=1000)[-1]
    assert fits.bend_loss(*map(Value, dead)).data == pytest.approx(np.var(paid)) == pytest.approx(5.44)
    w, c, v, b = descend(fits.bend_loss, fits.START, rate=0.03, steps=1000)[-1]
    assert v * np.maximum(w * km + c, 0.0) + b == pytest.approx(paid, abs=1e-3)
