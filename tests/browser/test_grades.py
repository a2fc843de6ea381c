"""The grade book and my grades in a browser: narrow, by keyboard, on paper."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
# Scrolling is smooth: give it some frames to get there.
SCROLLED = """async (region) => {
  for (let frame = 0; frame < 300 && region.scrollLeft <= 40; frame += 1) await new Promise(requestAnimationFrame);
  return region.scrollLeft > 40;
}"""
NARROW = {"width": 360, "height": 760}


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def test_the_book_scrolls_inside_its_own_region_by_keyboard(page_of: Callable[..., Page]) -> None:
    page = page_of("instructor", viewport=NARROW)
    page.goto("/gradebook/")
    assert overflow(page) <= 0
    region = page.get_by_role("region", name="The class")
    region.focus()
    name = region.locator("tbody th").first
    before = name.bounding_box()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert region.evaluate(SCROLLED), "the arrow keys must scroll the region"
    after = name.bounding_box()
    assert before
    assert after
    assert abs(before["x"] - after["x"]) < 2, "the first column must stay where it is"


def test_the_filter_stands_in_one_row(page_of: Callable[..., Page]) -> None:
    page = page_of("instructor")
    page.goto("/gradebook/")
    name = page.get_by_label("Name", exact=True).bounding_box()
    by = page.get_by_label("Sort by").bounding_box()
    assert name
    assert by
    assert name["y"] < by["y"] + by["height"]
    assert by["y"] < name["y"] + name["height"]


def test_a_mark_is_entered_by_keyboard(page_of: Callable[..., Page]) -> None:
    page = page_of("instructor")
    page.goto("/gradebook/")
    heads = page.locator("thead th").all_text_contents()
    column = heads.index("Final Exam")
    first = page.locator("tbody tr").nth(0).locator("th, td")
    page.locator("tbody td[tabindex='0']").focus()
    for _ in range(column - 3):
        page.keyboard.press("ArrowRight")
    expect(first.nth(column)).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Points")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(first.nth(column)).to_be_focused()
    page.keyboard.press("8")
    expect(dialog.get_by_label("Points")).to_have_value("8")
    page.keyboard.type("1,5")
    page.keyboard.press("Enter")
    expect(first.nth(column)).to_have_text("81.50")
    expect(page.locator("tbody tr").nth(1).locator("th, td").nth(column)).to_be_focused()


def test_my_grades_fit_a_phone_unfold_by_keyboard_and_print(page_of: Callable[..., Page]) -> None:
    page = page_of("student", viewport=NARROW)
    page.goto("/grades/")
    assert overflow(page) <= 0
    why = page.locator("summary", has_text="Why at best")
    why.focus()
    page.keyboard.press("Enter")
    assert overflow(page) <= 0
    expect(page.get_by_text("Quiz mean").last).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="What if")).to_be_hidden()
    expect(page.get_by_role("heading", name="How it was calculated")).to_be_visible()


def test_a_moved_score_moves_the_grade_at_once_and_can_be_put_back(page_of: Callable[..., Page]) -> None:
    page = page_of("student", viewport=NARROW)
    page.goto("/grades/")
    page.get_by_role("link", name="What if").click()
    expect(page.get_by_role("heading", name="What if", exact=True)).to_be_visible()
    assert overflow(page) <= 0
    total = page.locator("#what-if-sum")
    before = total.inner_text()
    final = page.get_by_label("Final Exam", exact=True)
    final.press_sequentially("90")
    expect(total).to_contain_text("really")
    expect(final).to_be_focused()
    expect(page.locator("#stands-final")).to_contain_text("imagined")
    expect(page).to_have_url(re.compile(r"/grades/what-if/\?final=90$"))
    assert overflow(page) <= 0
    page.reload()
    expect(final).to_have_value("90")
    page.get_by_role("link", name="put back Final Exam").click()
    expect(page).to_have_url(re.compile(r"/grades/what-if/$"))
    expect(page.locator("#stands-final")).not_to_contain_text("imagined")
    assert total.inner_text() == before


def test_what_is_needed_follows_what_is_typed_and_works_without_a_script(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    page.goto("/grades/what-if/")
    page.get_by_label("For this course grade").fill("60")
    expect(page.locator("#needed")).to_contain_text("on the Final Exam gives")
    page.get_by_label("When all else that is open").select_option("full")
    expect(page).to_have_url(re.compile("need_others=full"))
    kept = page.locator("#needed").inner_text()
    bare = page_of("student", java_script_enabled=False)
    bare.goto("/grades/what-if/")
    bare.get_by_label("For this course grade").fill("60")
    bare.get_by_label("When all else that is open").select_option("full")
    bare.get_by_role("button", name="Calculate").click()
    assert bare.locator("#needed").inner_text() == kept
