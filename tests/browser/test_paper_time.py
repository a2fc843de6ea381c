"""The time that a paper's page shows: the server's, whatever the machine's clock does; at zero the server is asked."""

import datetime as dt
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Page, Response, expect
from tests.browser.quiz import DAY, LOST, QUIZ, begin, choose, saved, text_box
from tests.patience import patience

pytestmark = pytest.mark.browser
CLOCK = """
    const real = Date.now.bind(Date), every = window.setInterval.bind(window);
    window.ahead = 0;
    Date.now = () => real() + window.ahead;
    window.setInterval = (act, pause) => pause < 30_000 ? every(act, pause) : 0; // no heartbeat that puts it right
"""
MORE_THAN_25 = re.compile(r"^(2[5-9]|30):\d\d$")


@pytest.fixture(scope="module")
def quiz_day(start_site: Callable[..., Any]) -> Any:
    return start_site(at=DAY, fresh=True)  # tests of other files have students sit, too


@pytest.fixture(scope="module")
def students() -> Iterator[str]:
    names = ["rashid.guliyev", "ingrid.solheim", "mateus.carvalho"]
    return iter([f"{name}@example.edu" for name in names])


@pytest.fixture
def sitting(page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]) -> Page:
    page = page_of(next(students), quiz_day, allow=[*LOST, "status of 409"])
    page.add_init_script(CLOCK)
    return begin(page)


def is_save(answer: Any) -> bool:
    return bool(answer.url.endswith("/attempt/save/"))


def asks(page: Page, action: str) -> Response:
    """The answer that the page gets to what it asks on its own after a script."""
    with page.expect_response(is_save, timeout=patience(5000)) as heard:
        page.evaluate(action)
    return heard.value


def is_open(page: Page) -> None:
    expect(text_box(page)).to_be_enabled()
    expect(page.locator("#announce")).not_to_contain_text("over")


@pytest.mark.parametrize("hours", [-5, 5])
def test_a_clock_that_is_set_moves_no_end(sitting: Page, hours: int) -> None:
    choose(sitting, 1)
    saved(sitting)
    sitting.evaluate(f"window.ahead = {hours} * 3600_000")
    sitting.wait_for_timeout(1500)  # three beats of the page's clock
    expect(sitting.locator("#time-left")).to_have_text(MORE_THAN_25)
    is_open(sitting)
    text_box(sitting).fill("written after the clock was set")
    saved(sitting)


def test_after_sleep_and_when_it_comes_back_into_view_the_page_asks(sitting: Page) -> None:
    """In sleep the machine's date goes on, and in some browsers the time since the page was loaded does not."""
    saved(sitting)
    assert asks(sitting, "window.ahead += 600_000").json()["open"]
    sitting.wait_for_timeout(1500)
    assert asks(sitting, "document.dispatchEvent(new Event('visibilitychange'))").json()["open"]
    expect(sitting.locator("#time-left")).to_have_text(MORE_THAN_25)


def end_in(page: Page, site: Any, seconds: float) -> None:
    """Let the attempts that are open end soon, and the page hear of it."""
    now = asks(page, "document.dispatchEvent(new Event('visibilitychange'))").json()["now"]
    ends = dt.datetime.fromtimestamp(now + seconds, dt.UTC)
    with closing(sqlite3.connect(site.var / "site.sqlite3", timeout=30)) as database, database:
        change = "UPDATE campus_papers_attempt SET ends_at = ? WHERE closed_at IS NULL"
        database.execute(change, [f"{ends:%Y-%m-%d %H:%M:%S.%f}"])
    page.wait_for_timeout(1100)
    assert asks(page, "document.dispatchEvent(new Event('visibilitychange'))").json()["ends"] == ends.timestamp()


@pytest.fixture
def alone(page_of: Callable[..., Page], start_site: Callable[..., Any]) -> tuple[Page, Any]:
    """A student who sits a quiz alone on a site, and the site."""
    site = start_site(at=DAY, fresh=True)
    page = page_of("rashid.guliyev@example.edu", site, allow=LOST)
    page.add_init_script(CLOCK)
    return begin(page), site


def grant(page: Page, student: str, minutes: int) -> None:
    """Fill in the form; what is left to do is to press its button."""
    page.goto(f"{QUIZ}class/grant/")
    page.get_by_label("Student", exact=True).select_option(label=student)
    page.get_by_label("Minutes").fill(str(minutes))
    page.get_by_label("Reason").fill("A fire alarm during the quiz.")


@pytest.mark.parametrize("connected", [True, False])
def test_at_zero_the_page_asks_and_goes_on_where_more_time_was_granted(
    alone: tuple[Page, Any], page_of: Callable[..., Page], connected: bool
) -> None:
    page, site = alone
    staff = page_of("instructor", site)
    grant(staff, "Rashid Guliyev", 45)
    text_box(page).focus()
    left = patience(3)  # seconds in which staff grant the time
    end_in(page, site, left)
    if not connected:
        page.route("**/attempt/*/", lambda route: route.abort("internetdisconnected"))
    staff.get_by_role("button", name="Grant").click()
    expect(staff.get_by_text("Rashid Guliyev now has until")).to_be_visible()
    if not connected:
        expect(text_box(page)).to_be_disabled(timeout=1000 * left + patience(8000))
        page.unroute("**/attempt/*/")
    expect(page.locator("#time-left")).to_have_text(re.compile(r"^4\d:\d\d$"), timeout=1000 * left + patience(20_000))
    is_open(page)
    expect(text_box(page)).to_be_focused()
    page.keyboard.type("written in the time that was granted")
    saved(page)


def test_at_zero_the_page_closes_when_the_server_says_so(alone: tuple[Page, Any]) -> None:
    page, site = alone
    choose(page, 1)
    saved(page)
    end_in(page, site, 3)
    expect(page.get_by_role("heading", name="Closed when your time was over")).to_be_visible(timeout=patience(12_000))
