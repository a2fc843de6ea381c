"""The error curve of lecture 4 shows what the lecture says about it."""

import xml.etree.ElementTree as ET

import pytest

from chainrule.figures import draw
from chainrule.figures.differences import central, errors, one_sided


@pytest.mark.parametrize(
    ("quotient", "best_step", "best_error"),
    [(one_sided, (-9, -7), (-8.5, -6.5)), (central, (-6.5, -4.5), (-11.0, -9.5))],
)
def test_the_best_step_is_neither_the_largest_nor_the_smallest(quotient, best_step, best_error):
    step, error = min(errors(quotient), key=lambda point: point[1])
    assert best_step[0] < step < best_step[1]
    assert best_error[0] < error < best_error[1]


def test_truncation_falls_with_h_for_one_side_and_with_its_square_for_both():
    for quotient, order in ((one_sided, 1.0), (central, 2.0)):
        by_step = dict(errors(quotient))
        assert by_step[-2.0] - by_step[-3.0] == pytest.approx(order, abs=0.05)


def test_the_picture_is_well_formed_and_described():
    root = ET.fromstring(draw("differences.error_curve"))
    assert root.tag.endswith("svg")
    described = "".join(child.text or "" for child in root if child.tag.endswith("desc"))
    assert "one-sided: smallest near 10⁻⁸" in described
    assert "central: smallest near 10⁻⁵" in described
