"""Sitting quiz 1 in a real browser: what was saved stays saved, whatever happens to network, server, tab and time."""

import re
import signal
import sqlite3
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.quiz import DAY, LOST, QUIZ, begin, choose, ready, saved, text_box
from tests.patience import patience

pytestmark = pytest.mark.browser
CLOSES = datetime(2026, 2, 3, 23)


@pytest.fixture(scope="module")
def quiz_day(start_site: Callable[..., Any]) -> Any:
    """The site on the evening of quiz 1; each test takes another student."""
    return start_site(at=DAY, fresh=True)  # tests of other files have students sit, too


@pytest.fixture(scope="module")
def students() -> Iterator[str]:
    names = """rashid.guliyev ingrid.solheim mateus.carvalho farida.nazarova haruto.ishida zuzanna.wrona samir.bensalah
        priya.raghunathan elvin.hasanov nino.kapanadze yusuf.abdi sevda.mirzayeva katarina.lindqvist orkhan.rzayev"""
    return iter([f"{name}@example.edu" for name in names.split()])


@pytest.fixture
def sitting(page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]) -> Page:
    """A student who has just begun."""
    return begin(page_of(next(students), quiz_day, allow=[*LOST, "status of 409"]))


def stored(site: Any) -> list[Any]:
    with sqlite3.connect(f"file:{site.var}/site.sqlite3?mode=ro", uri=True) as database:
        return database.execute("SELECT item, answer FROM campus_papers_answerevent ORDER BY id").fetchall()


def answers(page: Page) -> dict[str, Any]:
    """Every control's value."""
    script = "c => c.map(c => c.type === 'radio' ? c.checked : c.value)"
    return page.eval_on_selector_all("[data-part]", script)


def test_a_whole_quiz_is_sat_and_handed_in(sitting: Page) -> None:
    for section in sitting.locator(".question").all():
        if section.locator("input[type=radio][data-part]").count():
            section.locator("input[type=radio][data-part]").nth(1).check()
        if section.locator("select").count():
            section.locator("select").select_option(index=1)
        if section.locator("textarea").count():
            section.locator("textarea").fill("x = 1")
    saved(sitting)
    expect(sitting.locator("#count")).to_have_text("All answered")
    before = answers(sitting)
    ready_again = sitting.reload()
    assert ready_again
    ready(sitting)
    assert answers(sitting) == before
    assert sitting.url.endswith("/attempt/")
    sitting.get_by_role("button", name="Hand in…").click()
    expect(sitting.get_by_role("dialog")).to_contain_text("Every question has an answer.")
    assert not Axe().run(sitting).response["violations"]
    sitting.get_by_role("button", name="Yes, hand in").click()
    expect(sitting.get_by_text("You have handed in Quiz 1.")).to_be_visible()
    sitting.goto(f"{QUIZ}attempt/")
    expect(sitting).to_have_url(re.compile("/papers/quiz-1/$"))


def test_only_the_keyboard(sitting: Page) -> None:
    first = sitting.locator("#q1 input[type=radio][data-part]").first
    first.focus()
    sitting.keyboard.press("ArrowDown")
    sitting.keyboard.press("Enter")  # hands nothing in
    expect(sitting.get_by_role("dialog")).to_be_hidden()
    saved(sitting)
    sitting.locator("#hand-in-now").focus()
    sitting.keyboard.press("Enter")
    dialog = sitting.get_by_role("dialog")
    expect(dialog).to_contain_text("Not answered: 2, 3, 4")
    sitting.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(sitting.locator("#hand-in-now")).to_be_focused()
    sitting.keyboard.press("Enter")
    expect(sitting.get_by_role("button", name="Keep working")).to_be_focused()
    sitting.keyboard.press("Tab")
    sitting.keyboard.press("Enter")
    expect(sitting.get_by_text("You have handed in Quiz 1.")).to_be_visible()


def test_offline_answers_are_sent_again_after_a_reload(sitting: Page) -> None:
    """After a failed save and a reload, restored answers must not be taken for saved ones."""
    choose(sitting, 1)
    saved(sitting)
    sitting.route("**/attempt/save/", lambda route: route.abort("internetdisconnected"))
    choose(sitting, 2, 2)
    text_box(sitting).fill("typed while offline")
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet: no connection")
    sitting.reload()
    expect(text_box(sitting)).to_have_value("typed while offline")
    expect(sitting.locator("#q2 input[type=radio][data-part]").nth(2)).to_be_checked()
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    sitting.unroute("**/attempt/save/")
    saved(sitting)
    assert sitting.evaluate(WAITING) == 0
    with sitting.expect_response(lambda answer: answer.url.endswith("/attempt/")):
        sitting.reload()
    ready(sitting)
    expect(text_box(sitting)).to_have_value("typed while offline")


WAITING = """() => new Promise(resolve => {
  const request = indexedDB.open("chainrule-papers", 1);
  request.onsuccess = () => {
    const count = request.result.transaction("events").objectStore("events").count();
    count.onsuccess = () => { request.result.close(); resolve(count.result); };
  };
})"""


def test_the_network_goes_and_comes_back(sitting: Page) -> None:
    sitting.context.set_offline(True)
    choose(sitting, 1)
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    sitting.get_by_role("button", name="Hand in…").click()
    sitting.get_by_role("button", name="Yes, hand in").click()
    expect(sitting.get_by_role("dialog")).to_contain_text("Not handed in")
    sitting.get_by_role("button", name="Keep working").click()
    sitting.context.set_offline(False)
    saved(sitting)


def test_a_network_that_asks_for_a_sign_in_of_its_own_saves_nothing(sitting: Page) -> None:
    page = "<h1>Welcome to the guest network</h1>"
    sitting.route("**/attempt/save/", lambda route: route.fulfill(status=200, content_type="text/html", body=page))
    choose(sitting, 1)
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    sitting.unroute("**/attempt/save/")
    saved(sitting)


def test_a_reload_right_after_a_key_loses_nothing(sitting: Page) -> None:
    text_box(sitting).press_sequentially("half a wo", delay=0)
    sitting.reload()
    ready(sitting)
    expect(text_box(sitting)).to_have_value("half a wo")
    saved(sitting)


def test_typing_without_a_pause_is_saved_meanwhile(sitting: Page) -> None:
    with sitting.expect_request(lambda request: "typed on" in (request.post_data or ""), timeout=patience(8000)):
        for _ in range(20):
            text_box(sitting).press_sequentially("typed on ", delay=15)


def test_a_server_killed_in_the_middle_loses_nothing(
    page_of: Callable[..., Page], start_site: Callable[..., Any], request: Any
) -> None:
    from tests.browser.conftest import serve

    site = start_site(at=DAY, fresh=True)
    page = begin(page_of("student", site, allow=LOST))
    choose(page, 1)
    saved(page)
    site.process.send_signal(signal.SIGKILL)
    site.process.wait()
    choose(page, 2, 2)
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    port = site.address.rsplit(":", 1)[1]
    again = serve(site.var, DAY, port=port)
    request.addfinalizer(again.stop)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=patience(20_000))
    page.reload()
    ready(page)
    expect(page.locator("#q1 input[type=radio][data-part]").nth(1)).to_be_checked()
    expect(page.locator("#q2 input[type=radio][data-part]").nth(2)).to_be_checked()


def test_a_second_tab_says_so_and_takes_over(sitting: Page) -> None:
    choose(sitting, 1)
    saved(sitting)
    second = sitting.context.new_page()
    second.goto(f"{QUIZ}attempt/")
    expect(second.locator("#other-tab")).to_be_visible()
    expect(second.locator("#q1 input[type=radio][data-part]").first).to_be_disabled()
    second.get_by_role("button", name="Continue here").click()
    ready(second)
    expect(second.locator("#other-tab")).to_be_hidden()
    choose(second, 2)
    saved(second)
    choose(sitting, 3)
    expect(sitting.locator("#other-tab")).to_be_visible()


def test_a_duplicated_tab_is_another_tab(sitting: Page) -> None:
    """A duplicate begins with a copy of the session storage: the name in it belongs to the first tab."""
    copy = sitting.evaluate("JSON.stringify({...sessionStorage})")
    assert "chainrule-tab" in copy
    second = sitting.context.new_page()
    second.add_init_script(f"for (const [k, v] of Object.entries({copy})) sessionStorage.setItem(k, v)")
    second.goto(f"{QUIZ}attempt/")
    expect(second.locator("#other-tab")).to_be_visible()
    choose(sitting, 1)
    saved(sitting)


def test_a_tab_that_died_is_taken_over_without_asking(sitting: Page) -> None:
    choose(sitting, 1)
    saved(sitting)
    context = sitting.context
    sitting.close()
    page = context.new_page()
    page.goto(f"{QUIZ}attempt/")
    ready(page)
    expect(page.locator("#other-tab")).to_be_hidden()
    choose(page, 2)
    saved(page)


def test_without_a_place_to_keep_anything_it_saves_all_the_same(
    page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]
) -> None:
    page = page_of(next(students), quiz_day)
    page.add_init_script("""
        const refuse = () => { throw new DOMException("no storage here", "SecurityError"); };
        Object.defineProperty(window, "indexedDB", {get: refuse});
        Object.defineProperty(window, "localStorage", {get: refuse});
        Object.defineProperty(window, "sessionStorage", {get: refuse});
    """)
    begin(page)
    choose(page, 1)
    saved(page)


def test_unsaved_work_holds_the_page_back(sitting: Page) -> None:
    asked: list[str] = []
    sitting.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    sitting.route("**/attempt/save/", lambda route: route.abort("internetdisconnected"))
    choose(sitting, 1)
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    sitting.goto("/")
    assert asked == ["beforeunload"]


@pytest.mark.slow
def test_at_zero_the_server_closes_it_without_a_browser(
    page_of: Callable[..., Page], start_site: Callable[..., Any]
) -> None:
    before = timedelta(seconds=patience(5))  # until it has started, and an answer is saved
    site = start_site(at=f"{CLOSES - before:%Y-%m-%dT%H:%M:%S}", fresh=True)
    page = page_of("student", site)
    begin(page)
    choose(page, 1)
    saved(page)
    page.goto("about:blank")
    query = "SELECT ended FROM campus_papers_attempt WHERE closed_at IS NOT NULL"
    over = time.monotonic() + before.total_seconds() + patience(10)
    while time.monotonic() < over:
        with sqlite3.connect(f"file:{site.var}/site.sqlite3?mode=ro", uri=True) as database:
            found = database.execute(query).fetchall()
        if found:
            break
        page.wait_for_timeout(300)
    assert found == [("time",)]
    assert len(stored(site)) == 1
    page.goto(QUIZ)
    expect(page.get_by_text("Closed when your time was over")).to_be_visible()


def test_without_javascript_the_form_saves_and_hands_in(
    page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]
) -> None:
    page = page_of(next(students), quiz_day, java_script_enabled=False)
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin Quiz 1").click()
    choose(page, 1)
    text_box(page).fill("two\nlines")
    page.get_by_role("button", name="Save all answers").click()
    expect(page.get_by_text(re.compile("Saved at .*: 2 changes"))).to_be_visible()
    expect(text_box(page)).to_have_value("two\nlines")
    expect(page.locator("#q1 input[type=radio][data-part]").nth(1)).to_be_checked()
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.get_by_text("You have handed in Quiz 1.")).to_be_visible()


def test_the_page_of_the_paper_reads_well(page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]) -> None:
    page = page_of(next(students), quiz_day)
    page.goto(QUIZ)
    assert not Axe().run(page).response["violations"]
    begin(page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    page.set_viewport_size({"width": 360, "height": 760})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    for part in ("#time-left", "#saved", "#count"):
        expect(page.locator(part)).to_be_in_viewport()


def test_short_answers_are_marked_by_keyboard_and_released(
    page_of: Callable[..., Page], start_site: Callable[..., Any]
) -> None:
    site = start_site(fresh=True)
    student = begin(page_of("student", site))  # the make-up sitting, after the class's release
    text_box(student).fill("Because each path adds its part.")
    saved(student)
    student.get_by_role("button", name="Hand in…").click()
    student.get_by_role("button", name="Yes, hand in").click()
    expect(student.get_by_role("heading", name="Handed in")).to_be_visible()
    student.goto(f"{QUIZ}review/")
    expect(student).to_have_url(re.compile("/papers/quiz-1/$"))
    page = page_of("assistant", site)
    page.goto("/marking/")
    page.get_by_role("listitem").filter(has_text="1 to mark").get_by_role("link").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="The student’s answer")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("Aysel")
    expect(page.locator("main pre.answer")).to_have_text("Because each path adds its part.")
    for criterion in page.locator("fieldset.criterion").all():
        criterion.get_by_role("radio").first.focus()
        page.keyboard.press("ArrowUp")  # to the last: full points
    page.get_by_label("Comment for the student").focus()
    page.keyboard.type("Exactly.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(
        page.get_by_text("all answers to this question are marked")
    ).to_be_visible()  # it was the only one: it goes on
    student.goto(f"{QUIZ}review/")
    expect(student.get_by_text("Comment from your marker: Exactly.")).to_be_visible(timeout=patience(15_000))
    expect(student.get_by_text("of 10 points")).to_be_visible()
