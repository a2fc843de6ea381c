"""The few shapes that every picture is made of."""

import math
from xml.etree import ElementTree

import pytest

from chainrule import svg


@pytest.mark.parametrize(
    ("x", "shown"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (24.0, "24"),
        (-0.333333, "−0.3333"),
        (24.70408, "24.7"),
        (1234567.0, "1.235e+06"),
        (-1e-7, "−1e−07"),
        (math.inf, "inf"),
        (-math.inf, "−inf"),
        (math.nan, "nan"),
    ],
)
def test_numbers_are_written_as_people_write_them(x: float, shown: str) -> None:
    assert svg.number(x) == shown


def test_what_is_written_cannot_leave_its_place() -> None:
    picture = svg.picture(
        10,
        10,
        svg.text((0, 0), "</text><b>\x00&"),
        svg.formula((0, 0), "<x> & 'y'"),
        svg.element("path", d='" onload="'),
        title="<title>",
        description="</desc>",
    )
    root = ElementTree.fromstring(picture)
    assert [child.tag.rpartition("}")[2] for child in root] == ["title", "desc", "text", "text", "path"]
    assert [root[0].text, root[1].text, root[2].text] == ["<title>", "</desc>", "</text><b> &"]
    assert "".join(root[3].itertext()) == "<x> & 'y'"
    assert root[4].attrib == {"d": '" onload="'}


def test_variables_are_italic_and_words_are_not() -> None:
    text = ElementTree.fromstring(svg.formula((0, 0), "tanh(x₁) + 2 η"))
    assert [span.text for span in text.iter("tspan")] == ["x", "η"]
    assert "".join(text.itertext()) == "tanh(x₁) + 2 η"


def test_the_d_of_a_derivative_is_upright_and_its_letters_are_not() -> None:
    text = ElementTree.fromstring(svg.formula((0, 0), "dL/dw = d + ad/dx"))
    assert [span.text for span in text.iter("tspan")] == ["L", "w", "d"]
    assert "".join(text.itertext()) == "dL/dw = d + ad/dx"


def test_an_arrow_ends_at_its_tip() -> None:
    head = ElementTree.fromstring(f"<g>{svg.arrow((0, 0), (30, 40))}</g>")[1]
    assert head.get("points").split()[0] == "30,40"
    assert svg.arrow((1, 1), (1, 1)) == ""


def test_coordinates_are_short_and_have_no_negative_zero() -> None:
    line = svg.line([(-0.001, 1 / 3), (2.0, 1e5)])
    assert 'd="M0 0.3L2 100000"' in line
