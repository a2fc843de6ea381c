"""A lecture on a projector: one section at a time, by keys, links and buttons."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_lecture_is_presented_section_by_section(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/lectures/03/present/")
    place = page.locator("[data-present-place]")
    expect(place).to_have_text(re.compile(r"^1 of \d+: Gradient descent and backpropagation I$"))
    expect(page.locator(".slide:visible")).to_have_count(1)
    expect(page.get_by_role("button", name="Back")).to_be_disabled()

    page.keyboard.press("ArrowRight")
    expect(place).to_have_text(re.compile(r"^2 of \d+: One knob"))
    expect(page).to_have_url(re.compile("#one-knob$"))
    for _ in range(30):  # a remote control: through the section, then on
        page.keyboard.press("PageDown")
        if page.url.endswith("#computational-graphs"):
            break
    expect(place).to_have_text(re.compile("^3 of"))
    page.keyboard.press("PageUp")
    expect(place).to_have_text(re.compile("^2 of"))
    assert page.evaluate("scrollY") > 0  # at its end, from where one came

    page.keyboard.press("End")
    expect(page.get_by_role("button", name="Next")).to_be_disabled()
    page.goto("/lectures/03/present/#gradient-descent")
    page.reload()
    expect(place).to_have_text(re.compile("Gradient descent$"))
    assert not Axe().run(page, context={"exclude": [[".katex-html"]]}).response["violations"]
    page.get_by_role("link", name="End").click()
    expect(page).to_have_url(re.compile("/lectures/03/#gradient-descent$"))


def test_without_javascript_it_is_the_whole_text_in_large_type(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", java_script_enabled=False)
    page.goto("/lectures/03/present/")
    expect(page.locator("h2").last).to_be_visible()
    expect(page.get_by_role("button", name="Next")).to_be_hidden()
