"""Every figure of the catalogue is a picture that may stand on any page; an unknown name is told what there is."""

import re
from xml.etree import ElementTree

import pytest

from chainrule import figures

SVG = "{http://www.w3.org/2000/svg}"


def test_the_figures_of_lectures_3_and_4_are_there() -> None:
    assert set(figures.names()) >= {
        "autograd.accumulation",
        "autograd.chain_rule",
        "autograd.forward_backward",
        "autograd.topological_order",
        "descent.contours",
        "descent.parabola",
    }
    assert figures.names() == sorted(figures.names())


@pytest.mark.parametrize("name", figures.names())
def test_a_figure_is_a_picture_with_a_text_in_its_place(name: str) -> None:
    picture = figures.draw(name)
    root = ElementTree.fromstring(picture)
    assert (root.tag, root.get("role")) == (f"{SVG}svg", "img")
    title, description = root[0], root[1]
    assert len(title.text) > 10
    assert len(description.text) > 60
    assert picture == figures.draw(name)
    assert picture._repr_svg_() == picture


@pytest.mark.parametrize("name", figures.names())
def test_a_figure_brings_no_style_script_id_or_address(name: str) -> None:
    for element in ElementTree.fromstring(figures.draw(name)).iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script", "image", "use", "foreignObject", "a"}
        assert not {"style", "id", "class", "href"} & set(element.attrib)
        assert not any("url(" in value for value in element.attrib.values())
        for colour in (element.get("fill", "none"), element.get("stroke", "none")):
            assert re.match(r"none|currentColor|var\(--", colour), f"{colour} does not follow the page's theme"


@pytest.mark.parametrize("name", figures.names())
def test_lettering_is_no_smaller_than_12_pixels_on_a_telephone(name: str) -> None:
    root = ElementTree.fromstring(figures.draw(name))
    width = float(root.get("viewBox").split()[2])
    assert all(float(text.get("font-size")) * 360 / width >= 12 for text in root.iter(f"{SVG}text"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("autograd.chainrule", "no figure called 'autograd.chainrule': did you mean autograd.chain_rule"),
        ("descent.parabel", "did you mean descent.parabola"),
        ("", "there are autograd.accumulation, autograd.chain_rule"),
        ("__class__", "there are autograd.accumulation"),
    ],
)
def test_an_unknown_name_is_told_what_there_is(name: str, words: str) -> None:
    with pytest.raises(LookupError) as caught:
        figures.draw(name)
    assert words in str(caught.value)
