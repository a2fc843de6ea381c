"""The answers of `try` boxes and of exercises: out of sight until the reader has given one, or gives up."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

pytestmark = pytest.mark.browser
LECTURE = "/lectures/03/"
LOOKED_AT = {"include": [[".box-exercise"], [".box-try"]], "exclude": [[".katex-html"]]}
UNFOLD = "document.querySelectorAll('details.box-deeper').forEach((box) => (box.open = true))"


def exercise_of(page: Page) -> tuple[Locator, Locator]:
    """The first exercise that has a worked answer: its form, and the answer."""
    box = page.locator(".box-exercise:has(form.own-answer)").first
    return box.locator("form.own-answer"), box.locator("> details.box-answer")


def opened(page: Page) -> tuple[Locator, Locator]:
    page.goto(LECTURE)
    return exercise_of(page)


def test_an_exercise_opens_beside_an_answer_which_is_there_when_the_reader_comes_back(
    page_of: Callable[..., Page],
) -> None:
    for reader in ("visitor", "student"):
        page = page_of(reader)
        form, answer = opened(page)
        expect(answer).to_be_hidden()
        button = form.get_by_role("button", name="Compare with the answer")
        expect(button).to_have_attribute("aria-expanded", "false")
        field = form.get_by_label("Your answer to exercise")
        for nothing in ("", " \n "):
            field.fill(nothing)
            button.click()
            expect(answer).to_be_hidden()
        field.fill("By the chain rule,\n<b>8</b>.")
        if reader == "visitor":  # whose browser keeps it, at once
            button.click()
        else:
            with page.expect_response("**/answers/"):
                button.click()
        expect(answer).to_be_visible()
        expect(answer).to_have_attribute("open", "")
        expect(answer.locator("summary")).to_be_focused()
        expect(button).to_have_attribute("aria-expanded", "true")
        page.reload()
        form, answer = exercise_of(page)
        expect(form.get_by_role("textbox")).to_have_value("By the chain rule,\n<b>8</b>.")
        expect(answer).to_have_attribute("open", "")
        expect(form.get_by_role("button", name="Give up")).to_have_count(0)


def test_who_gives_up_sees_the_answer_and_nothing_is_kept(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    form, answer = opened(page)
    form.get_by_role("button", name="Give up: show the answer").press("Enter")
    expect(answer).to_have_attribute("open", "")
    expect(answer.locator("summary")).to_be_focused()
    expect(form.get_by_role("textbox")).to_be_visible()
    page.reload()
    expect(exercise_of(page)[1]).to_be_hidden()


@pytest.mark.parametrize("kind", ["[data-number]", "[data-choice]"])
def test_a_try_opens_after_an_answer_and_stays_within_reach(page_of: Callable[..., Page], kind: str) -> None:
    page = page_of("visitor")
    page.goto(LECTURE)
    page.evaluate(UNFOLD)
    form = page.locator(f"form.ask{kind}").first
    answer = form.locator("xpath=..").locator("details.box-answer")
    expect(answer).to_be_hidden()
    if kind == "[data-number]":
        form.get_by_role("textbox").fill("four")
        form.get_by_role("button", name="Check").click()
        expect(form.locator(".ask-said")).to_contain_text("Write a number")
        expect(answer).to_be_hidden()
        form.get_by_role("textbox").fill("123456")
    else:
        form.locator(f"input:not([value='{form.get_attribute('data-choice')}'])").first.check()
    form.get_by_role("button", name="Check").click()
    expect(form).to_have_attribute("data-verdict", "wrong")
    expect(answer).to_have_attribute("open", "")
    expect(form.get_by_role("button", name="Give up")).to_have_count(0)
    page.reload()
    page.evaluate(UNFOLD)
    expect(answer.locator("summary")).to_be_visible()
    answer.locator("summary").click()
    expect(answer).to_have_attribute("open", "")


def test_without_a_script_on_paper_and_presented_it_is_a_folded_box(page_of: Callable[..., Page]) -> None:
    without = page_of("visitor", java_script_enabled=False)
    form, answer = opened(without)
    expect(form).to_be_hidden()
    answer.locator("summary").click()
    expect(answer).to_have_attribute("open", "")
    page = page_of("visitor")
    form, answer = opened(page)
    page.emulate_media(media="print")
    expect(form).to_be_hidden()
    expect(answer.locator("summary")).to_be_visible()
    expect(answer.locator("p").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto(f"{LECTURE}present/#exercises")
    form, answer = exercise_of(page)
    expect(form).to_be_hidden()
    answer.locator("summary").click()
    expect(answer).to_have_attribute("open", "")
    page.goto(f"{LECTURE}?print=answers")
    form, answer = exercise_of(page)
    expect(form).to_be_hidden()
    expect(answer.locator("p").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_boxes_are_accessible_and_fit_a_telephone(page_of: Callable[..., Page], theme: str) -> None:
    page = page_of(
        "visitor", color_scheme=theme, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    )
    form, answer = opened(page)
    for step in ("before", "after"):
        found = Axe().run(page, context=LOOKED_AT).response["violations"]
        assert [(each["id"], each["nodes"][0]["html"]) for each in found] == [], step
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        for button in form.get_by_role("button").all():
            box = button.bounding_box()
            assert box
            assert box["height"] >= 44
        if step == "before":
            form.get_by_role("textbox").fill("So.")
            form.get_by_role("button", name="Compare").click()
            expect(answer).to_be_visible()
