"""A regrade that gives everybody the point of a question, looked at and confirmed in a browser."""

from playwright.sync_api import expect
from tests.browser.page_walk import problems
from tests.browser.semester.cast import Cast

QUESTION = "/papers/quiz-5/class/regrade/14/multiple_choice_1/"


def everybody_gets_it(cast: Cast) -> None:
    page = cast.page_of(cast.instructor)
    page.goto(QUESTION)
    page.get_by_label("Everybody gets its points, answered or not").check()
    page.get_by_role("button", name="See what would change").click()
    assert list(problems(page, page.url)) == []
    page.get_by_label("Reason").fill("Two of the sentences were true.")
    page.get_by_role("button", name="Regrade").click()
    expect(page.get_by_text("Regraded.")).to_be_visible()
