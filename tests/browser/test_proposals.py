"""A proposal in a browser: it saves by itself, two who write at once are shown both texts, staff decide by keyboard."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems

pytestmark = pytest.mark.browser

WRITE, GOAL, TITLE = "/project/proposal/write/", "#answer-goal", "#answer-title"


def test_two_write_at_once_and_staff_decide_by_keyboard(page_of: Callable[..., Page], start_site: Callable) -> None:
    site = start_site(fresh=True)
    first, second = page_of("oluwaseun.adeyemi@example.edu", site), page_of("ingrid.solheim@example.edu", site)
    first.goto(WRITE)
    second.goto(WRITE)
    expect(first.get_by_text("How many images of vines")).to_be_visible()
    first.fill(TITLE, "Two words")
    expect(first.locator("#count-title")).to_contain_text("2 words: at least 1 more needed.")
    first.fill(TITLE, "Finding sick vine leaves by phone")
    expect(first.get_by_role("status").filter(has_text=re.compile(r"Saved at \d\d:\d\d"))).to_be_visible()

    second.fill(TITLE, "Healthy vines on photographs")
    expect(second.get_by_text("saved another text at")).to_be_visible()
    expect(second.locator("[data-field=title] pre")).to_have_text("Finding sick vine leaves by phone")
    expect(second.locator(TITLE)).to_have_value("Healthy vines on photographs")
    assert list(problems(second, second.url)) == []
    second.get_by_role("button", name="Save mine").click()
    expect(second.get_by_role("status").filter(has_text=re.compile(r"Saved at \d\d:\d\d"))).to_be_visible()

    first.fill(GOAL, "Something short.")
    expect(first.locator(TITLE)).to_have_value("Healthy vines on photographs")
    first.get_by_role("button", name="Save and preview").click()
    expect(first.get_by_text("at least 98 more needed")).to_be_visible()
    assert list(problems(first, first.url)) == []

    page = page_of("assistant", site)
    page.goto("/project/proposals/")
    page.get_by_role("link", name="Early Stopping").click()
    assert list(problems(page, page.url)) == []
    page.keyboard.press("s")
    expect(page.get_by_label("Revise")).to_be_checked()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    page.keyboard.type("Which stations?")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Early Stopping: revise.")).to_be_visible()
