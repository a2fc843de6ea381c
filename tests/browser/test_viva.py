"""Questions about one's own code in a browser: a lab is passed, five are made in the sandbox, and answered."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems
from tests.patience import patience

from chainrule.course import find_course
from chainrule.labs import load_lab, solution

pytestmark = pytest.mark.browser
LAB = load_lab(find_course(), "05")
SECONDS = 90_000  # milliseconds that a verdict, or a set of questions, may take on a busy machine


@pytest.mark.slow
def test_after_a_lab_is_passed_its_writer_is_asked_about_it(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    page.goto("/labs/05/")
    page.get_by_text("Hand in a file instead").click()
    file = {"name": "lab05.py", "mimeType": "text/x-python", "buffer": solution(LAB).encode()}
    page.get_by_label(re.compile("A Python file")).set_input_files(file)  # type: ignore[arg-type]
    page.get_by_role("button", name="Hand it in").click()
    way = page.get_by_role("link", name="Questions about your own code").first
    expect(way).to_be_visible(timeout=patience(SECONDS))
    way.click()
    page.get_by_role("button", name="Make five questions").click()
    expect(page.get_by_role("heading", name="Question 5")).to_be_visible(timeout=patience(SECONDS))
    expect(page.locator(".reasons, .answer")).to_have_count(0)
    assert list(problems(page, "questions about own code, to be answered")) == []

    for place in range(1, 6):
        card = page.locator(f"#q{place}")
        if card.get_by_role("radio").count():
            card.get_by_role("radio").first.check()
        else:
            card.get_by_role("textbox").fill("0")
        card.get_by_role("button", name="Check my answer").click()
        expect(page.locator(f"#q{place}").get_by_text(re.compile("^ ?(Right|Not right)$"))).to_be_visible()
    expect(page.get_by_text(re.compile(r"\d of 5 right, 5 questions"))).to_be_visible()
    assert list(problems(page, "questions about own code, answered")) == []


@pytest.mark.slow
def test_a_sheet_for_an_oral_check_prints_with_its_keys_on_a_page_of_their_own(page_of: Callable[..., Page]) -> None:
    page = page_of("assistant")
    page.goto("/labs/05/class/")
    page.locator("tbody tr", has=page.locator(".status.good")).first.get_by_role("link").first.click()
    page.get_by_role("link", name="Sheet for an oral check").click()
    page.get_by_role("button", name="Make the questions").click()
    expect(page.get_by_role("heading", name=re.compile("^Keys"))).to_be_visible(timeout=patience(SECONDS))
    assert list(problems(page, "a sheet for an oral check")) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Make other questions")).to_be_hidden()
    assert page.locator(".keys-sheet").evaluate("keys => getComputedStyle(keys).breakBefore") == "page"
    assert page.locator(".keys-sheet").evaluate("keys => getComputedStyle(keys).display") != "none"
