"""A supervised quiz in real browsers: the code, the start, a message, a pause, another computer, the stop."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems
from tests.browser.quiz import DAY, QUIZ, choose, ready, saved, text_box
from tests.patience import patience

pytestmark = pytest.mark.browser
ROOM = f"{QUIZ}class/room/"
SECONDS = patience(20_000)  # milliseconds in which an open page hears of what staff did
REFUSED = ["status of 423"]


@pytest.fixture
def site(start_site: Callable[..., Any]) -> Any:
    return start_site(at=DAY, fresh=True)


@pytest.fixture
def staff(page_of: Callable[..., Page], site: Any) -> Page:
    """An instructor who has switched supervision on."""
    page = page_of("instructor", site)
    page.goto(f"{ROOM}settings/")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Invigilation of Quiz 1")).to_be_visible()
    return page


def press(staff: Page, name: str) -> None:
    staff.get_by_role("button", name=name, exact=True).click()


def code_of(staff: Page) -> str:
    staff.get_by_role("link", name="Show the access code").click()
    code = staff.locator(".access-code").inner_text().strip()
    assert list(problems(staff, "the access code")) == []
    staff.goto(ROOM)
    return code


def type_code(page: Page, code: str, button: str) -> None:
    page.get_by_label("Access code", exact=True).fill(code)
    page.get_by_label("Your seat").fill("A3")
    page.get_by_role("button", name=button).click()


@pytest.mark.slow
def test_a_paper_is_sat_through_code_message_pause_and_stop(
    page_of: Callable[..., Page], site: Any, staff: Page
) -> None:
    page = page_of("rashid.guliyev@example.edu", site, allow=REFUSED)
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin Quiz 1").click()
    assert list(problems(page, "the door")) == []
    type_code(page, code_of(staff).lower(), "Continue")
    expect(page.get_by_text("Wait until the invigilator starts")).to_be_visible()
    press(staff, "Start")
    page.get_by_role("button", name="Begin Quiz 1").click(timeout=SECONDS)  # it came by itself
    ready(page)
    choose(page, 1)
    saved(page)

    staff.get_by_label("Message to all", exact=True).fill("Question 3: n is the number of rows.")
    press(staff, "Send")
    expect(page.locator("#said")).to_contain_text("n is the number of rows", timeout=SECONDS)
    assert not Axe().run(page).response["violations"]
    page.get_by_role("button", name="I have read this").click()
    expect(page.locator("#said")).to_be_hidden()

    page.evaluate("document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: new DataTransfer()}))")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    page.wait_for_timeout(1200)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("#recorded")).to_contain_text("left the page, pasted text", timeout=SECONDS)

    text_box(page).fill("before the pause")
    press(staff, "Pause")
    expect(page.locator("#held")).to_contain_text("The paper is paused", timeout=SECONDS)
    expect(text_box(page)).to_be_disabled()
    left = page.locator("#time-left").inner_text()
    page.wait_for_timeout(3000)
    assert page.locator("#time-left").inner_text() == left, "the time stands still"
    press(staff, "Go on")
    expect(text_box(page)).to_be_enabled(timeout=SECONDS)
    text_box(page).fill("before the pause, and after it")
    saved(page)

    expect(staff.locator("#seats")).to_contain_text("2 of 10", timeout=SECONDS)
    expect(staff.locator("#seats")).to_contain_text("A3")
    assert list(problems(staff, "the seat list")) == []
    text_box(page).fill("in the last seconds")
    staff.get_by_label("For all, those with extra time too").check()
    press(staff, "Stop")
    expect(page.get_by_role("heading", name="Closed when your time was over")).to_be_visible(
        timeout=SECONDS + 15_000 + patience(5000)
    )
    page.get_by_role("link", name="Access code, and what is recorded").click()
    expect(page.get_by_text("typed the access code")).to_be_visible()
    staff.goto(f"{QUIZ}class/")
    staff.get_by_role("link", name="Rashid Guliyev").click()
    expect(staff.get_by_text("in the last seconds")).to_be_visible()


@pytest.mark.slow
def test_a_broken_laptop_is_replaced_and_what_it_still_held_is_not_lost(
    page_of: Callable[..., Page], site: Any, staff: Page
) -> None:
    code = code_of(staff)
    press(staff, "Start")
    first, second = (page_of("ingrid.solheim@example.edu", site, allow=REFUSED) for _ in range(2))
    first.goto(f"{QUIZ}room/")
    type_code(first, code, "Continue")
    first.get_by_role("button", name="Begin Quiz 1").click()
    ready(first)
    choose(first, 1, 2)
    saved(first)

    second.goto(f"{QUIZ}attempt/")
    expect(second.get_by_role("heading", name="Your paper is open in another browser")).to_be_visible()
    type_code(second, code, "Ask to go on here")
    expect(second.get_by_text("An invigilator has to let you in")).to_be_visible()
    staff.goto(ROOM)
    staff.get_by_role("link", name="Ingrid Solheim").click()
    assert list(problems(staff, "one student")) == []
    press(staff, "Let it go on there")
    second.get_by_role("link", name="Go to your paper").click(timeout=SECONDS)
    ready(second)
    expect(second.locator("#q1 input[type=radio][data-part]").nth(2)).to_be_checked()
    expect(first.locator("#held")).to_contain_text("your paper is open in another browser", timeout=SECONDS)
    expect(text_box(first)).to_be_disabled()
    choose(second, 2)
    saved(second)


def test_extra_time_reaches_the_open_page_of_any_paper_within_seconds(page_of: Callable[..., Page], site: Any) -> None:
    page, staff = page_of("mateus.carvalho@example.edu", site), page_of("instructor", site)
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin Quiz 1").click()
    ready(page)
    staff.goto(f"{QUIZ}class/grant/")
    assert list(problems(staff, "extra time")) == []
    staff.get_by_label("Student", exact=True).select_option(label="Mateus Carvalho")
    staff.get_by_label("Or a factor of the paper’s time").fill("1.5")
    staff.get_by_label("Reason").fill("Accommodation.")
    press(staff, "Grant")
    expect(page.locator("#time-left")).to_have_text(re.compile(r"^4\d:\d\d$"), timeout=SECONDS)
    staff.goto(f"{QUIZ}class/exempt/")
    assert list(problems(staff, "an exemption")) == []
