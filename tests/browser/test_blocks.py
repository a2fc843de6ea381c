"""A lecture's blocks, run and changed in the page: by mouse, by keyboard and by thumb; for who has signed in alone."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect
from tests.patience import patience

pytestmark = pytest.mark.browser
RUN = 60_000


def block(page: Page, place: int = 0) -> Locator:
    return page.locator(".code[data-runs]").nth(place)


def ran(found: Locator) -> Locator:
    """Its output, once it has run."""
    expect(found).not_to_have_attribute("aria-busy", "true", timeout=patience(RUN))
    return found.locator(".code-output")


def write(page: Page, text: str) -> None:
    """Replace what stands in the editor that has the focus."""
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def test_a_student_runs_changes_and_resets_by_keyboard_alone(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    page.goto("/lectures/03/")
    first = block(page)
    first.get_by_role("button", name="Edit").focus()
    expect(first.get_by_role("button", name="Run")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(first.locator(".cm-content")).to_be_focused(timeout=patience(20_000))
    write(page, "def loss(w, b):\n    return w + b\nloss(2.0, 1.0)")
    page.keyboard.press("Control+Enter")
    expect(ran(first)).to_contain_text("3.0")
    assert not Axe().run(page, context={"exclude": [[".katex-html"]]}).response["violations"]

    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(first.locator(".cm-content")).not_to_be_focused()

    second = block(page, 1)  # it calls the loss as it is now
    second.get_by_role("button", name="Run").press("Enter")
    expect(ran(second)).to_contain_text(re.compile(r"change / nudge =\s+1\.000"))

    page.reload()  # the change is still there, and so is the way back
    expect(first.locator("code")).to_contain_text("return w + b")
    first.get_by_role("button", name="Reset").press("Enter")
    expect(first.locator("code")).to_contain_text("return error * error")
    expect(first.get_by_role("button", name="Reset")).to_be_hidden()
    expect(first.locator(".code-output")).to_contain_text("4.0")


def test_an_error_above_is_named_and_led_to_and_an_endless_loop_can_be_stopped(page_of: Callable[..., Page]) -> None:
    page = page_of("student", allow=["status of 410"])
    page.goto("/lectures/03/")
    first, second = block(page), block(page, 1)
    first.hover()
    first.get_by_role("button", name="Edit").click()
    expect(first.locator(".cm-content")).to_be_focused(timeout=patience(20_000))
    write(page, "loss = q")
    second.hover()
    second.get_by_role("button", name="Run").click()
    expect(ran(second)).to_contain_text("A block above ended with an error")
    expect(second.locator(".output-error")).to_contain_text("NameError")
    second.get_by_role("button", name="Show that block").click()
    expect(first.get_by_role("button", name="Run")).to_be_focused()

    first.locator(".cm-content").click()
    expect(first.locator(".cm-content")).to_be_focused()
    write(page, "while True:\n    pass")
    page.keyboard.press("Control+Enter")
    first.get_by_role("button", name="Stop").click()
    expect(first.get_by_role("button", name="Run")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Stopped.")).to_have_count(1)


def test_on_a_narrow_touch_screen_the_buttons_fit_the_thumb_and_nothing_overflows(page_of: Callable[..., Page]) -> None:
    page = page_of("student", viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True)
    page.goto("/lectures/03/")
    run = block(page).get_by_role("button", name="Run")
    box = run.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    expect(run).to_have_css("opacity", "1")
    run.tap()
    expect(ran(block(page))).to_contain_text("4.0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_line_of_code_is_checked_and_its_answer_unfolds(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    page.goto("/lectures/03/")
    form = page.locator("form.ask-code").first
    form.scroll_into_view_if_needed()
    editor = form.locator(".cm-content")
    editor.click(timeout=patience(20_000))
    answer = form.locator("xpath=..").locator("details.box-answer")
    page.keyboard.insert_text("dp =")
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".ask-said")).to_contain_text("SyntaxError", timeout=patience(RUN))
    expect(answer).to_be_hidden()
    editor.click()
    write(page, "0")
    form.get_by_role("button", name="Check").click()
    expect(form).to_have_attribute("data-verdict", "wrong", timeout=patience(RUN))
    expect(answer).to_have_attribute("open", "")
    expect(answer).to_be_visible()


def test_a_block_runs_while_presenting_and_its_keys_stay_in_the_editor(page_of: Callable[..., Page]) -> None:
    page = page_of("instructor")
    page.goto("/lectures/03/present/#one-knob")
    first = block(page)
    first.hover()
    first.get_by_role("button", name="Edit").click()
    expect(first.locator(".cm-content")).to_be_focused(timeout=patience(20_000))
    write(page, "def f(x):\n    return x + 40\nf(2)")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Control+Enter")
    expect(ran(first)).to_contain_text("42")
    expect(page).to_have_url(re.compile("#one-knob$"))


def test_a_footnote_stands_in_the_margin_where_there_is_room_and_nowhere_else(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", viewport={"width": 1440, "height": 900})
    page.goto("/lectures/03/")
    note = page.locator(".margin-note").first
    expect(note).to_contain_text("Rumelhart, Hinton and Williams (1986)")
    beside, text = note.bounding_box(), page.locator("article.text").bounding_box()
    assert beside
    assert text
    assert beside["x"] >= text["x"] + text["width"]
    assert beside["x"] + beside["width"] <= 1440
    page.set_viewport_size({"width": 1000, "height": 900})
    expect(note).to_be_hidden()
    expect(page.locator(".footnotes")).to_contain_text("Rumelhart, Hinton and Williams (1986)")


def test_what_is_cut_at_360_pixels_fades_at_its_edge_until_it_is_scrolled_to_the_end(
    page_of: Callable[..., Page],
) -> None:
    page = page_of("visitor", viewport={"width": 360, "height": 740})
    page.goto("/lectures/03/")
    page.evaluate("document.fonts.ready")
    cut = """() => [...document.querySelectorAll("article.text > .code pre, article.text > .math-display, .table-wrap")]
        .filter((box) => box.scrollWidth > box.clientWidth + 2 && !box.hasAttribute("data-more")).length"""
    expect(page.locator("[data-more]").first).to_be_attached()
    assert page.evaluate(cut) == 0
    first = page.locator("pre[data-more]").first
    handle = first.element_handle()
    assert handle
    handle.evaluate("(box) => (box.scrollLeft = box.scrollWidth)")
    handle.wait_for_selector("xpath=self::*[not(@data-more)]", state="attached")


def test_a_visitor_sees_no_button_that_would_do_nothing(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/lectures/03/")
    expect(page.get_by_role("button", name="Copy").first).to_be_attached()
    expect(page.get_by_role("button", name=re.compile("^(Run|Edit|Reset)$"))).to_have_count(0)
    expect(page.locator("form.ask-code:visible")).to_have_count(0)
