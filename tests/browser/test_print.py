"""A lecture on paper: heads with their text, explorables as their picture, answers by choice."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.sample import sampled
from tests.written import WRITTEN

pytestmark = pytest.mark.browser
LECTURE = "/lectures/03/"


def on_paper(page: Page, path: str = LECTURE) -> Page:
    page.goto(path)
    page.emulate_media(media="print")
    return page


def test_an_explorable_is_its_picture_on_paper_and_steps_on_the_screen(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto(LECTURE)
    page.evaluate("document.querySelectorAll('details.box').forEach((box) => (box.open = true))")
    figures = page.locator("[data-explorable]")
    assert figures.count() > 1
    for media in ("screen", "print", "screen"):
        page.emulate_media(media=media)
        for figure in figures.all():
            stepper, picture = figure.locator(".ex"), figure.locator(".explorable-fallback svg")
            shown, hidden = (picture, stepper) if media == "print" else (stepper, picture)
            expect(shown).to_be_visible()
            expect(hidden).to_be_hidden()


def test_answers_stay_away_from_paper_unless_they_are_asked_for(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/lectures/04/")
    boxes = page.locator(".text > details.box-try, .text > .box-try > details.box-answer")
    assert boxes.count() > 3
    for give_up in page.get_by_role("button", name="Give up").all()[:3]:
        give_up.click()
    expect(page.locator(".box-answer[open]")).to_have_count(3)
    page.emulate_media(media="print")
    for box in boxes.all():
        expect(box.locator("summary")).to_be_visible()
        expect(box.locator("p, pre, .math-display").first).to_be_hidden()


@pytest.mark.parametrize("printed", ["questions", "answers"])
def test_the_symbols_stand_on_paper(printed: str, page_of: Callable[..., Page]) -> None:
    page = on_paper(page_of("visitor"), f"{LECTURE}?print={printed}")
    expect(page.locator(".symbols dd").first).to_be_visible()


def test_what_goes_deeper_is_printed_without_its_answers_too(page_of: Callable[..., Page]) -> None:
    page = on_paper(page_of("visitor"), f"{LECTURE}?print=questions")
    for box in page.locator(".text > details.box-deeper").all():
        expect(box.locator("> :not(summary)").first).to_be_visible()
    answers = page.locator(".text details.box-answer > p")
    assert answers.count() > 3
    for answer in answers.all():
        expect(answer).to_be_hidden()


def test_where_an_answer_goes_stands_on_paper(page_of: Callable[..., Page]) -> None:
    page = on_paper(page_of("visitor"), f"{LECTURE}?print=questions")
    forms = page.locator("form.ask")
    assert forms.count() > 3
    for form in forms.all():
        for row in form.locator("label").all():  # a field, or each of the choices
            expect(row).to_be_visible()
        for button in form.locator("button").all():
            expect(button).to_be_hidden()


def test_with_answers_by_a_link_that_needs_no_script(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", java_script_enabled=False)
    page.goto(LECTURE)
    page.get_by_role("navigation", name="Print").get_by_role("link", name="with answers").click()
    expect(page).to_have_url(f"{page.url.split('/lectures')[0]}{LECTURE}?print=answers")
    expect(page.get_by_text("Ready to print with the answers")).to_be_visible()
    expect(page.locator("[data-print]")).to_be_hidden()  # it would do nothing
    page.emulate_media(media="print")
    expect(page.get_by_text("Ready to print")).to_be_hidden()
    boxes = page.locator(".text details.box")
    assert boxes.count() > 5
    for box in boxes.all():
        expect(box.locator("> :not(summary)").first).to_be_visible()


def test_the_page_that_is_ready_to_print_reads_well_and_prints(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.add_init_script("window.print = () => (document.title = 'printed')")
    page.goto(f"{LECTURE}?print=questions")
    expect(page.get_by_text("Ready to print without the answers")).to_be_visible()
    assert not Axe().run(page, context={"exclude": [[".katex-html"]]}).response["violations"]
    page.get_by_role("button", name="Print", exact=True).click()
    expect(page).to_have_title("printed")


ORPHANED = """() => [...document.querySelectorAll(".text :is(h2, h3, h4), .text summary, .code-label, .box-title")]
    .filter(head => head.checkVisibility() && getComputedStyle(head).breakAfter !== "avoid")
    .map(head => head.textContent)"""
TORN = """() => [...document.querySelectorAll(".text :is(figure, .code-output, tr, .math-display)")]
    .filter(part => part.checkVisibility() && getComputedStyle(part).breakInside !== "avoid")
    .map(part => part.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("number", sampled(WRITTEN, 3))
def test_no_head_ends_a_page_and_no_picture_is_torn(number: int, page_of: Callable[..., Page]) -> None:
    page = on_paper(page_of("visitor"), f"/lectures/{number:02d}/?print=answers")
    assert page.evaluate(ORPHANED) == []
    assert page.evaluate(TORN) == []
    # Breaks are kept only in plain blocks: browsers ignore them inside of flexible boxes and grids.
    kinds = "all => [...new Set(all.map(one => getComputedStyle(one).display))]"
    assert page.locator("body, .lecture, main, article.text").evaluate_all(kinds) == ["block"]
    wide = "() => document.documentElement.scrollWidth - innerWidth"
    page.set_viewport_size({"width": 660, "height": 900})  # a sheet of A4 within its margins
    assert page.evaluate(wide) <= 0


def test_addresses_of_links_stand_at_the_end_of_paper_and_nowhere_on_the_screen(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/lectures/08/?print=answers")
    listed, links = page.locator(".paper-links"), page.locator(".text a[data-note]")
    number = "link => getComputedStyle(link, '::after').content"
    assert links.count() > 1
    for media, is_paper in (("screen", False), ("print", True)):
        page.emulate_media(media=media)
        expect(listed).to_be_visible(visible=is_paper)
        for link in links.all():
            note = link.get_attribute("data-note")
            assert (link.evaluate(number) == f'"{note}"') is is_paper
    for link in links.all():
        item = listed.locator("li").nth(int(link.get_attribute("data-note") or 0) - 1)
        expect(item).to_have_text(link.get_attribute("href") or "")
