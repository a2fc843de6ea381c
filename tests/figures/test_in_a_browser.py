"""What Chromium makes of the pictures: lettering stays inside its picture and its box, in either theme."""

import random
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from chainrule import figures
from chainrule.autograd import MLP, Neuron, Value, draw

pytestmark = pytest.mark.browser

# The page gives no fonts: what the machine has instead is wider than the course's own.
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Figure</title>
<style>body {{ margin: 0; width: {width}px }} svg {{ max-width: 100%; height: auto; display: block }}</style>
{picture}</html>"""

OUTSIDE = """() => {
  const frame = document.querySelector("svg").getBoundingClientRect();
  const inside = (inner, outer) => inner.left >= outer.left - 0.6 && inner.right <= outer.right + 0.6
    && inner.top >= outer.top - 0.6 && inner.bottom <= outer.bottom + 0.6;
  return [...document.querySelectorAll("text")]
    .filter(text => !inside(text.getBoundingClientRect(), frame)).map(text => text.textContent);
}"""

OVERLAPPING = """() => {
  const texts = [...document.querySelectorAll("text")];
  const boxes = texts.map(text => text.getBoundingClientRect());
  const shared = (start, end, other_start, other_end) => Math.min(end, other_end) - Math.max(start, other_start);
  const clash = (a, b) => shared(a.left, a.right, b.left, b.right) > 0.5  // a line's box is higher than its letters
    && shared(a.top, a.bottom, b.top, b.bottom) > 0.35 * Math.min(a.height, b.height);
  const found = [];
  boxes.forEach((a, i) => boxes.forEach((b, j) => {
    if (i < j && clash(a, b)) found.push(texts[i].textContent + " / " + texts[j].textContent);
  }));
  return found;
}"""

WIDER_THAN_ITS_BOX = """() => [...document.querySelectorAll("g")].flatMap(group => {
  const [box, sign] = group.querySelectorAll("rect");
  return [...group.querySelectorAll("text")].filter(text => {
    const a = text.getBoundingClientRect();
    return ![box, sign].some(rect => {
      const b = rect && rect.getBoundingClientRect();
      return b && a.left >= b.left - 0.6 && a.right <= b.right + 0.6 && a.top >= b.top - 1 && a.bottom <= b.bottom + 1;
    });
  }).map(text => text.textContent);
})"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("width", [360, 700])
@pytest.mark.parametrize("name", figures.names())
def test_the_lettering_of_a_figure_stays_inside_and_apart(page: Page, name: str, width: int) -> None:
    page.set_content(PAGE.format(width=width, picture=figures.draw(name)))
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []


def graphs() -> dict[str, Value]:
    a, b = Value(2.0, label="a"), Value(-3.0, label="the second input, at length")
    tanh = (a * b + 1e-7 * a).tanh()
    small = MLP(2, [3, 1], generator=random.Random(0))([1.0, -0.5])[0]
    fused = Neuron(5, activation=Value.sigmoid, fused=True, generator=random.Random(1))([1.0, 2.0, -3e-9, 4.5678, 5.0])
    for value in (tanh, small, fused):
        value.backward(-1.23456)
    return {
        "tanh": tanh,
        "MLP": small,
        "fused neuron": fused,
        "leaf": Value(float("-inf"), label="WWWWWWWWWWWWWWWWWWWWWWWW"),
    }


@pytest.mark.parametrize("name", graphs())
def test_what_a_node_says_stays_in_its_box(page: Page, name: str) -> None:
    page.set_content(PAGE.format(width=4000, picture=draw(graphs()[name])))
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(OVERLAPPING) == []
    assert page.evaluate(WIDER_THAN_ITS_BOX) == []


def test_the_colours_follow_the_page(page: Page) -> None:
    picture = figures.draw("autograd.chain_rule")
    page.set_content(f"<body style='color: rgb(1, 2, 3); --accent: rgb(4, 5, 6)'>{picture}</body>")
    used = page.evaluate("() => [...document.querySelectorAll('text')].map(text => getComputedStyle(text).fill)")
    assert {"rgb(1, 2, 3)", "rgb(4, 5, 6)"} <= set(used)


def test_the_name_of_a_picture_is_read_out(page: Page) -> None:
    page.set_content(figures.draw("descent.parabola"))
    assert page.get_by_role("img", name="Gradient descent with three learning rates").count() == 1
