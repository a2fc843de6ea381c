"""A milestone in a browser: marked by keyboard alone, and its pages read by axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems

pytestmark = pytest.mark.browser

LIST = "/project/marking/milestone-1/"
MARKED = "2026-03-15T10:00"  # two teams of the demo are marked, a third twice, and the rest wait


def test_a_team_is_marked_by_keyboard_alone(page_of: Callable[..., Page], start_site: Callable) -> None:
    site = start_site(at=MARKED, fresh=True)
    page = page_of("assistant", site)
    page.goto(LIST)
    assert list(problems(page, page.url)) == []
    page.locator("tbody tr", has_text="yours").first.get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-marking][data-ready]")).to_be_visible()
    assert list(problems(page, page.url)) == []
    team = page.locator("h1").inner_text().partition(":")[0]

    criteria = page.locator("[data-criterion]")
    page.keyboard.press("2")
    expect(criteria.nth(0).get_by_role("radio").nth(1)).to_be_checked()
    expect(criteria.nth(1).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("3")
    expect(criteria.nth(1).get_by_role("radio").nth(2)).to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("ArrowDown")  # in the last criterion: the arrows are the browser's
    expect(criteria.nth(3).get_by_role("radio").nth(1)).to_be_checked()

    between = page.get_by_label("Points between levels")
    between.focus()
    page.keyboard.type("12.5")
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.keyboard.type("It runs: 3 of 4 cells have outputs.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text(f"{team}: saved, 34.5 of 100 points.")).to_be_visible()

    expect(page.locator("h1")).not_to_contain_text(team)
    before = page.url
    page.keyboard.press("n")
    expect(page).not_to_have_url(before)
    page.goto(LIST)
    row = page.locator("tbody tr", has_text=team)
    expect(row).to_contain_text("34.5")
    row.get_by_role("link").click()
    expect(page.get_by_label("Points between levels")).to_have_value("12.5")
    page.get_by_role("radio").first.check()
    expect(page.get_by_label("Points between levels")).to_have_value("")


def test_the_pages_of_a_milestone_are_readable(page_of: Callable[..., Page], start_site: Callable) -> None:
    site = start_site(at=MARKED)
    head = page_of("instructor", site)
    head.goto(LIST)
    head.locator("tbody tr", has_text="the two marks differ").first.get_by_role("link").click()
    expect(head.get_by_role("heading", name="The first mark")).to_be_visible()
    team = head.url
    for address in (team, f"{team}differences/", f"{team}reports/", f"{LIST}release/", f"{LIST}agreement/"):
        head.goto(address)
        assert list(problems(head, address)) == []
    student = page_of("student", site)
    for address in ("feedback/milestone-1/", "reports/milestone-1/", "gallery/", "gallery/own/"):
        student.goto(f"/project/{address}")
        assert list(problems(student, address)) == []
