"""The picture of a graph: what is in it, what is kept out of it, and what is refused."""

import math
import random
import re
from xml.etree import ElementTree

import pytest

from chainrule.autograd import MLP, Value, dot, draw, topological_order

SVG = "{http://www.w3.org/2000/svg}"


def parsed(picture: str) -> ElementTree.Element:
    return ElementTree.fromstring(picture)


def words(picture: str) -> list[str]:
    return ["".join(text.itertext()) for text in parsed(picture).iter(f"{SVG}text")]


def example() -> Value:
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    c = a * b
    c.label = "c"
    root = (c + 10 * a).tanh()
    root.label = "L"
    root.backward()
    return root


def test_every_node_shows_its_label_data_and_grad() -> None:
    a = Value(2.0, label="a")
    root = a * -1.5
    root.backward(0.25)
    cards = "data −1.5 grad 0.5", "a data 2 grad −0.375", "data −3 grad 0.25 ×"
    assert " ".join(words(draw(root))) == " ".join(cards)


def test_operations_have_signs() -> None:
    a, b = Value(2.0), Value(3.0)
    root = (-(((a - b) / a) ** 2) * b.relu()).sigmoid() + a**b
    shown = words(draw(root))
    for sign in ("−", "÷", "**2", "×", "relu", "sigmoid", "+", "**"):
        assert sign in shown


def test_a_shared_node_is_drawn_once_and_every_use_is_an_edge() -> None:
    x = Value(3.0, label="x")
    root = x * x + x
    picture = draw(root)
    assert words(picture).count("x") == 1
    assert len(list(parsed(picture).iter(f"{SVG}polygon"))) == 4  # arrow heads: two into ×, two into +
    boxes = [box for box in parsed(picture).iter(f"{SVG}rect") if box.get("rx") == "6"]
    assert len(boxes) == len(topological_order(root)) == 3


def test_it_has_a_name_and_a_text_for_those_who_cannot_see_it() -> None:
    root = parsed(draw(example()))
    assert root.get("role") == "img"
    assert [child.tag for child in root[:2]] == [f"{SVG}title", f"{SVG}desc"]
    assert root[0].text == "The computational graph of L"
    assert "a: data 2, gradient" in root[1].text
    assert "c = *(a, b): data −6, gradient" in root[1].text


def test_it_takes_its_colours_from_the_page_and_brings_no_style_script_or_id() -> None:
    picture = draw(example())
    assert "currentColor" in picture
    assert "var(--" in picture
    for element in parsed(picture).iter():
        assert element.tag.removeprefix(SVG) in {
            "svg",
            "title",
            "desc",
            "g",
            "rect",
            "text",
            "tspan",
            "path",
            "polygon",
        }
        assert not {"style", "id", "class", "href"} & set(element.attrib)
    assert not re.search(r"url\(|https?://(?!www\.w3\.org/2000/svg)", picture)


@pytest.mark.parametrize(
    "label",
    [
        "</text><script>alert(1)</script>",
        '" onload="alert(1)',
        "a & b < c > d",
        "]]>",
        "&#x3C;script&#x3E;",
        "\x00\x07\x1b[31m\n\t\r",
        "\ud800",
        "‮gnirts",
        "x" * 10_000,
        "学习率 🙂",
    ],
)
def test_a_hostile_label_stays_a_text(label: str) -> None:
    root = Value(1.0, label=label) * 2
    root.label, root.operation = label, label
    picture = draw(root)
    elements = {element.tag.removeprefix(SVG) for element in parsed(picture).iter()}
    assert elements <= {"svg", "title", "desc", "g", "rect", "text", "tspan", "path", "polygon"}
    assert not any(name.startswith("on") for element in parsed(picture).iter() for name in element.attrib)
    assert len(picture.encode()) < 10_000


def test_numbers_that_are_none_are_shown_as_such() -> None:
    shown = words(draw(Value(math.nan) * math.inf))
    assert "nan" in shown
    assert "inf" in shown


def test_the_same_graph_gives_the_same_picture() -> None:
    assert draw(example()) == draw(example())


def test_a_notebook_shows_it_as_a_picture() -> None:
    picture = draw(example())
    assert picture._repr_svg_() == picture
    assert isinstance(picture, str)


def test_a_graph_that_is_too_large_is_refused_with_its_size() -> None:
    [score] = MLP(2, [16, 16, 1], generator=random.Random(0))([1.0, 2.0])
    with pytest.raises(ValueError, match="has 979 nodes and 1,248 edges; a picture holds 200 and 400"):
        draw(score)


def test_so_is_a_graph_with_too_many_edges() -> None:
    values = [Value(1.0) for _ in range(30)]
    for _ in range(7):
        values.append(dot(values[-30:], values[-30:]))
    with pytest.raises(ValueError, match="has 37 nodes and 420 edges"):
        draw(values[-1])


def test_the_largest_graph_is_drawn() -> None:
    root = Value(0.0)
    while len(topological_order(root)) + 2 <= 200:
        root = root + 1.0
    assert draw(root).startswith("<svg")


def test_only_a_value_can_be_drawn() -> None:
    with pytest.raises(TypeError, match="draw needs a Value, not float"):
        draw(1.0)
