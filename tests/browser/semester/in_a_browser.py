"""A quiz in a real browser while the network goes and comes back; some answers marked by keyboard; why."""

import re

from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems
from tests.browser.quiz import ready, saved
from tests.browser.semester.cast import Cast
from tests.browser.semester.pages import Person
from tests.browser.semester.sitting import Asked, asked_in, points_of


def sit_with_a_network_cut(cast: Cast, person: Person, paper: str, title: str, right: float) -> None:
    page = cast.page_of(person)
    page.goto(f"/papers/{paper}/")
    page.get_by_role("button", name=f"Begin {title}").click()
    ready(page)
    asked = asked_in(page.request.get(page.url).text())
    points = points_of(asked, right)
    half = len(asked) // 2
    for one in asked[:half]:
        answer(page, one, points[one.item])
    saved(page)
    page.context.set_offline(True)
    for one in asked[half:]:
        answer(page, one, points[one.item])
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    saved(page)
    expect(page.locator("#count")).to_have_text("All answered")
    page.get_by_role("button", name="Hand in…").click()
    page.get_by_role("button", name="Yes, hand in").click()
    expect(page.get_by_text(f"You have handed in {title}.")).to_be_visible()


def answer(page: Page, one: Asked, points: float) -> None:
    """Give the answer by the controls of the page."""
    section, given = page.locator(f"#q{one.item}"), one.answer(points)
    if "line" in given:
        section.locator("select").select_option(str(given["line"]))
    if "option" in given:
        section.locator("input[type=radio][data-part]").nth(given["option"]).check()
    if "text" in given:
        section.locator("textarea").fill(given["text"])


def mark_some(cast: Cast, paper: str) -> None:
    """The assistant gives points by keyboard, one answer after the other."""
    page = cast.page_of(cast.assistant)
    page.goto("/marking/")
    page.locator(f"a[href^='/marking/{paper}/']").filter(has_text="Question").first.click()
    keys = {"No reason.": "a", "A part of the reason.": "s", "The whole reason.": "d"}
    for _ in range(2):
        before = page.url
        page.keyboard.press(keys[page.locator("pre.answer").inner_text().strip()])
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(before)
    assert list(problems(page, page.url)) == []


def why(cast: Cast, person: Person, grade: str) -> None:
    """A student unfolds how the course grade came about, down to a quiz that is discarded."""
    page = cast.page_of(person, viewport={"width": 360, "height": 760})
    page.goto("/grades/")
    expect(page.locator(".grade-views")).to_contain_text(f"{grade}%")
    quizzes = page.locator("details.derivation").filter(has_text="Quizzes").first
    quizzes.locator("summary").first.click()
    expect(quizzes.locator("ul.tree").first).to_be_hidden()
    quizzes.locator("summary").first.click()
    expect(quizzes.locator("#mark-quiz-9")).to_contain_text("Discarded as the lowest.")
    page.get_by_text(re.compile("^Why at best")).click()
    assert list(problems(page, page.url)) == []
