"""A paper goes to paper and comes back: variants, pages to print, the PDF, and sheets typed in by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems
from tests.browser.quiz import DAY

from chainrule.campus.site import pdf

pytestmark = pytest.mark.browser
CLASS = "/papers/quiz-1/class/"


def fill(page: Page, row: int, student: str, variant: str, answers: list[str]) -> None:
    """One sheet, with the keyboard alone."""
    page.get_by_role("group", name=f"Sheet {row}").get_by_label("Student").focus()
    for text in (student, variant, *answers):
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")


def test_a_paper_is_printed_and_its_answer_sheets_are_typed_in(
    page_of: Callable[..., Page], start_site: Callable[..., Any]
) -> None:
    site = start_site(at=DAY, fresh=True)
    page = page_of("instructor", site, allow=["status of 422"])
    page.goto(CLASS)
    page.get_by_role("link", name="On paper").click()
    page.get_by_label("How many variants").fill("2")
    page.get_by_role("button", name="Make variants").click()
    expect(page.get_by_text("2 variants made.")).to_be_visible()
    wrong = list(problems(page, "variants"))
    with page.expect_download() as started:
        page.get_by_role("link", name="PDF").first.click()
    assert pdf.count(Path(started.value.path()).read_bytes()) >= 6
    for what in ("papers", "keys"):
        page.goto(f"{CLASS}print/{what}/")
        expect(page.get_by_role("heading", name="Quiz 1, variant 2", exact=what == "papers").first).to_be_visible()
        wrong += problems(page, what)
    page.goto(f"{CLASS}sheets/")
    fill(page, 1, "haruto.ishida@example.edu", "2", ["-"] * 10)
    fill(page, 2, "priya.raghunathan@example.edu", "3", ["a"] + ["-"] * 9)
    page.get_by_role("button", name="Record the sheets").click()
    expect(page.get_by_text("1 sheet recorded.")).to_be_visible()
    expect(page.get_by_text("The variant “3” was not printed. Printed are the variants 1 to 2.")).to_be_visible()
    wrong += problems(page, "sheets")
    again = page.get_by_role("group", name="Sheet 1")
    expect(again.get_by_label("Student")).to_have_value("priya.raghunathan@example.edu")
    again.get_by_label("Variant").fill("1")
    page.get_by_role("button", name="Record the sheets").click()
    expect(page.get_by_role("row")).to_have_count(3)
    page.goto(f"{CLASS}preview/")
    page.get_by_label("Student").select_option(label="Haruto Ishida")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_text("The paper that Haruto Ishida was given.")).to_be_visible()
    wrong += problems(page, "preview")
    assert wrong == []
