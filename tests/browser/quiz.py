"""Quiz 1 as a student sits it in a browser: where it is, beginning it, answering, waiting until it is saved."""

import re
from typing import Any

from playwright.sync_api import Page, expect

QUIZ = "/papers/quiz-1/"
DAY = "2026-02-03T18:00"
LOST = [
    "ERR_INTERNET_DISCONNECTED",
    "ERR_CONNECTION_REFUSED",
    "ERR_FAILED",
    "ERR_CONNECTION_RESET",
    "ERR_CONTENT_LENGTH_MISMATCH",
    "ERR_EMPTY_RESPONSE",
]


def begin(page: Page) -> Page:
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin Quiz 1").click()
    return ready(page)


def ready(page: Page) -> Page:
    expect(page.locator("#paper")).to_have_attribute("data-ready", "yes")
    return page


def saved(page: Page) -> None:
    expect(page.locator("#saved")).to_have_text(re.compile(r"^Saved \d\d:\d\d:\d\d$"))
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved")


def choose(page: Page, number: int, option: int = 1) -> None:
    page.locator(f"#q{number} input[type=radio][data-part]").nth(option).check()


def text_box(page: Page) -> Any:
    return page.locator("[data-kind=short_answer] textarea").first


def answer(section: Any, option: int = 1) -> None:
    """Answer a question, of whichever kind."""
    if section.locator("input[type=radio][data-part]").count():
        section.locator("input[type=radio][data-part]").nth(option).check()
    if section.locator("select").count():
        section.locator("select").select_option(index=1)
    if section.locator("textarea").count():
        section.locator("textarea").fill(f"x = {option}")
