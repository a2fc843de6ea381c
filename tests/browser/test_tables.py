"""Tables: heads stand over their values, and what does not fit beside each other stands below each other."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.page_walk import misaligned

pytestmark = pytest.mark.browser
SAT = "rashid.guliyev@example.edu"  # and has a score that is out
PAGES = [
    ("advisor", "/excuses/"),
    ("student", "/papers/"),
    ("instructor", "/papers/"),
    ("instructor", "/papers/quiz-1/class/"),
    (SAT, "/papers/quiz-1/review/"),
]
CUT = """() => [...document.querySelectorAll("main *")].filter(element => {
    const box = element.getBoundingClientRect(), frame = element.closest(".table-wrap");
    const edge = frame ? frame.getBoundingClientRect().right : innerWidth;
    return box.width > 2 && !element.closest(".visually-hidden, .katex, thead, pre") && box.right > edge + 1;
}).map(element => element.outerHTML.slice(0, 100))"""


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_nothing_is_cut_or_scrolls_sideways_at_any_width(who: str, path: str, page_of: Callable[..., Page]) -> None:
    page = page_of(who)
    page.goto(path)
    for width in (320, 360, 768, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(CUT) == [], width
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        buttons = page.locator("main .button:not(details:not([open]) *)")  # what is folded away is not cut
        hidden = buttons.evaluate_all("all => all.filter(one => !one.checkVisibility()).length")
        assert not hidden, width


def test_on_a_telephone_each_value_says_what_it_is(page_of: Callable[..., Page]) -> None:
    page = page_of("advisor", viewport={"width": 360, "height": 800})
    page.goto("/excuses/")
    words = "cell => getComputedStyle(cell, '::before').content.replaceAll('\"', '')"
    said = [cell.evaluate(words) for cell in page.locator("tbody tr").first.locator("td[data-label]").all()]
    heads = page.locator("thead th").all_text_contents()
    assert said == heads[1:-1] == ["Missed", "Document", "Verified"]


@pytest.mark.parametrize(
    ("who", "path"),
    [*PAGES, ("instructor", "/gradebook/"), ("instructor", "/labs/class/"), ("instructor", "/labs/03/class/")],
)
def test_heads_stand_over_their_values(who: str, path: str, page_of: Callable[..., Page]) -> None:
    page = page_of(who)
    page.goto(path)
    assert page.locator("thead th").count()
    assert misaligned(page) == []
