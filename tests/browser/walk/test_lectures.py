"""Every lecture that is written: the walks of the roles look at lecture 3 alone, and each has figures of its own."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page
from tests.browser.page_walk import problems
from tests.written import WRITTEN

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("number", WRITTEN)
def test_a_lecture_is_accessible_and_fits_each_width(number: int, page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    path = f"/lectures/{number:02d}/"
    page.goto(path)
    assert list(problems(page, path)) == []


@pytest.mark.parametrize("number", WRITTEN)
def test_no_code_is_cut_where_there_is_room(number: int, page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", viewport={"width": 1024, "height": 900})
    page.goto(f"/lectures/{number:02d}/")
    page.evaluate("document.fonts.ready")
    cut = """() => [...document.querySelectorAll("article.text > .code > .code-source > pre")]
        .filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.textContent.slice(0, 200))"""
    assert page.evaluate(cut) == []
