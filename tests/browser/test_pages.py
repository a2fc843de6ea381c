"""What holds for every page: zoom, theme, no script, keyboard, contents, copying, print. `walk/` looks at each."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.mark.slow
def test_a_page_reads_at_200_percent_zoom(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", viewport={"width": 640, "height": 450}, device_scale_factor=2)
    for path in ("/", "/calendar/", "/lectures/", "/lectures/03/"):
        page.goto(path)
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), path


def test_the_theme_is_switched_at_once_and_kept(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/calendar/")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    page.get_by_role("button", name="Dark").click()
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") != light
    page.goto("/lectures/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_pages_work_without_javascript(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", java_script_enabled=False)
    page.goto("/lectures/03/")
    expect(page.locator(".text > p .katex").first).to_be_visible()
    expect(page.locator(".explorable svg").first).to_be_visible()
    page.get_by_role("button", name="Dark").click()
    page.wait_for_load_state()
    assert page.url.endswith("/lectures/03/")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_keyboard_reaches_the_text_first_and_menus_close(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    menu = page.locator("details.who")
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu).to_have_attribute("open", "")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(menu.locator("summary")).to_be_focused()


def test_contents_follow_the_reading_and_the_place_is_kept(page_of: Callable[..., Page]) -> None:
    page = page_of("advisor")
    page.goto("/lectures/04/")
    page.wait_for_load_state("networkidle")
    headings = page.locator("[data-lecture-text] h2")
    target = headings.nth(2)
    with page.expect_response(lambda answer: answer.url.endswith("/lectures/04/place/")) as kept:
        target.evaluate("heading => heading.scrollIntoView({behavior: 'instant'})")
    assert kept.value.status == 204
    identity = target.get_attribute("id")
    expect(page.locator(f'[data-contents] a[href="#{identity}"]')).to_have_attribute("aria-current", "true")
    expect(page.locator("[data-contents] a[aria-current]")).to_have_count(1)
    page.goto("/")
    expect(page.get_by_role("link", name="Lecture 4")).to_have_attribute("href", f"/lectures/04/#{identity}")


def test_code_is_copied_as_it_stands(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/lectures/03/")
    block = page.locator(".code-source").first
    block.get_by_role("button", name="Copy").click()
    expect(block.get_by_role("button")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == block.locator("code").text_content()
    assert copied.startswith("def loss")


def test_nothing_of_a_page_is_clipped_in_print(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/lectures/03/")
    page.emulate_media(media="print")
    expect(page.locator(".masthead")).to_be_hidden()
    expect(page.locator(".contents")).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("role", ["assistant", "instructor"])
def test_the_whole_bar_is_shown_only_where_it_fits(page_of: Callable[..., Page], role: str) -> None:
    page = page_of(role, viewport={"width": 1217, "height": 700})
    page.goto("/labs/")
    page.locator(".who > summary").evaluate("summary => summary.textContent = 'Wolfeschlegelsteinhausenbergerdorff'")
    for width, whole in ((1217, True), (1215, False), (1025, False)):
        page.set_viewport_size({"width": width, "height": 700})
        assert page.locator(".bar").is_visible() == whole
        assert page.evaluate("document.body.scrollWidth <= document.body.clientWidth")
