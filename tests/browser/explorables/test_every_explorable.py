"""Every explorable, each with its own script: nothing is shared by mistake, nothing is too wide or too small."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from chainrule.campus.lectures.explorables import EXPLORABLES

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
NAMES = sorted(EXPLORABLES)


def test_no_two_elements_of_a_page_have_the_same_id(open_all: Callable[..., Page]) -> None:
    page = open_all(*NAMES)
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)")
    assert [each for each in ids if ids.count(each) > 1] == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("theme", "device"), [("light", {}), ("dark", PHONE)], ids=["light", "dark phone"])
def test_axe_finds_nothing(name: str, theme: str, device: dict[str, Any], open_all: Callable[..., Page]) -> None:
    page = open_all(name, theme=theme, reduced_motion="reduce", **device)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@pytest.mark.parametrize("name", NAMES)
def test_a_telephone_shows_it_whole_and_the_thumb_can_touch_it(name: str, open_all: Callable[..., Page]) -> None:
    page = open_all(name, **PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    targets = page.locator(".ex").locator("button, summary, select, textarea, .ex-tick, input:not([type=checkbox])")
    boxes = {
        each.evaluate("e => e.outerHTML.slice(0, 60)"): each.bounding_box()
        for each in targets.all()
        if each.is_visible()
    }
    assert boxes
    assert not {key: box for key, box in boxes.items() if box and (box["height"] < 44 or box["width"] < 44)}


def model(page: Page, name: str) -> Any:
    return page.locator(f"#one-{name}").evaluate("element => element.explorable")


def test_the_square_is_dragged_by_hand_and_by_keys_and_the_address_keeps_it(open_all: Callable[..., Page]) -> None:
    page = open_all("bayes-square")
    prior = page.get_by_role("slider", name="Prior: share of rotten fruit")
    prior.focus()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
    assert model(page, "bayes-square")["state"]["prior"] == pytest.approx(0.1)
    assert page.get_by_role("status").first.inner_text().startswith("p(rotten | thrown out) = 0.09 ÷ 0.135 = 0.6667")
    alarms = page.get_by_role("slider", name="Share of the good that is thrown out")
    box = alarms.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] - 60)
    page.mouse.up()
    dragged = model(page, "bayes-square")["state"]
    assert dragged["alarms"] > 0.1
    page.wait_for_function("() => document.querySelector('.explorable').addressFollows")
    page.reload()
    page.locator(".ex").wait_for()
    assert model(page, "bayes-square")["state"] == dragged


def test_a_range_is_dragged_and_its_area_is_told(open_all: Callable[..., Page]) -> None:
    page = open_all("distributions")
    page.get_by_role("slider", name="Upper end of the range").focus()
    page.keyboard.press("Shift+ArrowRight")
    assert model(page, "distributions")["state"]["high"] == 350
    assert "P(260 ≤ W ≤ 350) = 0.7357" in page.locator(".ex").inner_text()
    page.get_by_label("Distribution").select_option("multinoulli")
    page.get_by_label("Ask me before each step").check()
    page.get_by_role("button", name="Step", exact=True).click()
    page.get_by_label("standard error of the mean of 1 draw?").fill("0.522")
    page.get_by_role("button", name="Check").click()
    assert model(page, "distributions")["state"]["step"] == 1
    page.get_by_role("button", name="To the end").click()
    assert "10,000 draws" in page.locator(".ex").inner_text()
    page.get_by_role("button", name="Other draws").click()
    assert model(page, "distributions")["state"]["seed"] == 2


def test_bars_are_drawn_until_they_are_right(open_all: Callable[..., Page]) -> None:
    page = open_all("draw-a-pmf")
    page.get_by_label("variance").fill("4")
    assert "Done." in page.locator(".ex").inner_text()
    page.get_by_role("slider", name="Bar of 0").focus()
    page.keyboard.press("Shift+ArrowUp")
    assert model(page, "draw-a-pmf")["state"]["bars"][0] == 1.5
    assert "Move mass to the right" in page.locator(".ex").inner_text()
