"""Receipts in a real browser: through a cut and a server that is killed, the list says what the server has."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.quiz import DAY, LOST, QUIZ, answer, begin, choose, ready, saved, text_box
from tests.patience import patience

pytestmark = pytest.mark.browser
WORD = [sys.executable, "-c", "from chainrule.cli import main; main()", "receipt"]
EIGHT = re.compile(r"^[0-9a-f]{8}$")
HELD = re.compile(r"The server holds exactly these \d+ answers\.")


@pytest.fixture(scope="module")
def quiz_day(start_site: Callable[..., Any]) -> Any:
    return start_site(at=DAY, fresh=True)  # tests of other files have students sit, too


@pytest.fixture(scope="module")
def students() -> Iterator[str]:
    names = "haruto.ishida zuzanna.wrona samir.bensalah priya.raghunathan elvin.hasanov nino.kapanadze"
    return iter([f"{name}@example.edu" for name in names.split()])


@pytest.fixture
def sitting(page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]) -> Page:
    return begin(page_of(next(students), quiz_day, allow=[*LOST, "status of 409", "status of 422"]))


def downloaded(page: Page, button: str = "Save all receipts as a file") -> Any:
    """The list that the page writes to a file."""
    with page.expect_download() as started:
        page.get_by_role("button", name=button).click()
    assert re.fullmatch(r"receipts-quiz-1-\d+\.json", started.value.suggested_filename)
    return json.loads(Path(started.value.path()).read_text(encoding="utf-8"))


def upload(page: Page, body: Any) -> None:
    """Check a list on the page of receipts."""
    page.goto(f"{QUIZ}receipts/")
    file = {"name": "receipts.json", "mimeType": "application/json", "buffer": json.dumps(body).encode()}
    page.get_by_label("The file with your receipts").set_input_files(file)
    page.get_by_role("button", name="Check", exact=True).click()


def by_command(site: Any, file: Path, body: Any) -> Any:
    """What `chainrule receipt` says of it, on the server's database."""
    file.write_text(json.dumps(body))
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CHAINRULE_", "DJANGO_", "DATABASE_URL"))}
    environment |= {"CHAINRULE_VAR": str(site.var), "CHAINRULE_DEMO": "1"}
    return subprocess.run([*WORD, str(file)], env=environment, capture_output=True, text=True)


def test_a_whole_exam_through_a_cut_and_a_restart_and_its_receipts_verify(
    page_of: Callable[..., Page], start_site: Callable[..., Any], request: Any, tmp_path: Path
) -> None:
    from tests.browser.conftest import serve

    site = start_site(at=DAY, fresh=True)
    page = begin(page_of("student", site, allow=LOST))
    expect(page.locator("#receipt")).to_have_text("none yet")
    sections = page.locator(".question").all()
    for section in sections[:3]:
        answer(section)
        saved(page)
    expect(page.locator("#receipt")).to_have_text(EIGHT)
    page.context.set_offline(True)
    for section in sections[3:6]:
        answer(section)
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    page.wait_for_timeout(1500)  # until the last change is in the outbox
    cut = downloaded(page)  # without a connection
    has_receipt = [bool(entry.get("hash")) for entry in cut["answers"]]
    assert has_receipt == sorted(has_receipt, reverse=True)
    assert has_receipt.count(False) >= 3
    page.context.set_offline(False)
    saved(page)
    answer(sections[6])
    site.process.send_signal(signal.SIGKILL)
    site.process.wait()
    for section in sections[7:]:
        answer(section)
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    again = serve(site.var, DAY, port=site.address.rsplit(":", 1)[1])
    request.addfinalizer(again.stop)
    expect(page.locator("#saved")).to_have_attribute("data-state", "saved", timeout=patience(20_000))
    page.reload()
    ready(page)
    answer(sections[0], option=2)
    saved(page)
    receipts = downloaded(page)
    assert all(entry["hash"] for entry in receipts["answers"])
    assert [entry["link"] for entry in receipts["answers"]] == list(range(1, len(receipts["answers"]) + 1))
    assert {entry["item"] for entry in receipts["answers"]} == set(range(1, 11))
    page.get_by_role("button", name="Hand in…").click()
    page.get_by_role("button", name="Yes, hand in").click()
    expect(page.get_by_text("You have handed in Quiz 1.")).to_be_visible()
    upload(page, receipts)
    expect(page.get_by_role("status").get_by_text(HELD)).to_be_visible()
    upload(page, cut)  # what waited then was sent later, and is there
    expect(page.get_by_role("status").get_by_text(HELD)).to_be_visible()
    assert downloaded(page, "Save the list that this browser kept") == receipts
    told = by_command(site, tmp_path / "receipts.json", receipts)
    assert (told.returncode, HELD.search(told.stdout) is not None) == (0, True), told.stdout + told.stderr
    receipts["answers"][4]["answer"] = {"option": 3}
    assert by_command(site, tmp_path / "receipts.json", receipts).returncode == 1


def test_tabs_of_one_browser_have_one_list(sitting: Page) -> None:
    choose(sitting, 1)
    saved(sitting)
    second = sitting.context.new_page()
    second.goto(f"{QUIZ}attempt/")
    second.get_by_role("button", name="Continue here").click()
    ready(second)
    expect(second.locator("#other-tab")).to_be_hidden()
    choose(second, 2)
    saved(second)
    receipts = downloaded(second)
    assert [entry["link"] for entry in receipts["answers"]] == [1, 2]
    upload(second, receipts)
    expect(second.get_by_text("The server holds exactly these 2 answers.")).to_be_visible()


def test_what_a_closed_paper_left_in_the_browser_is_sent_and_has_its_receipt(sitting: Page) -> None:
    sitting.on("dialog", lambda dialog: dialog.accept())
    sitting.route("**/attempt/save/", lambda route: route.abort("internetdisconnected"))
    choose(sitting, 1)
    expect(sitting.locator("#saved")).to_contain_text("Not saved yet")
    sitting.evaluate("""async address => {
        const token = document.querySelector("meta[name=csrf-token]").content;
        await fetch(address, {method: "POST", headers: {"X-CSRFToken": token}});
    }""", f"{QUIZ}attempt/submit/")  # fmt: skip
    sitting.goto("about:blank")
    sitting.unroute("**/attempt/save/")
    sitting.goto(QUIZ)
    expect(sitting.get_by_text("They are kept now, but they do not count.")).to_be_visible()
    sitting.goto(f"{QUIZ}receipts/")
    receipts = downloaded(sitting, "Save the list that this browser kept")
    assert [(entry["link"], entry["item"]) for entry in receipts["answers"]] == [(1, 1)]
    upload(sitting, receipts)
    expect(sitting.get_by_text("The server holds exactly this 1 answer.")).to_be_visible()


def test_who_signs_out_leaves_no_receipts_on_the_machine(sitting: Page) -> None:
    """They hold answers, and the next user of the machine could read them."""
    text_box(sitting).fill("my own words")
    saved(sitting)
    names = "async () => (await indexedDB.databases()).map(d => d.name)"
    assert "chainrule-receipts" in sitting.evaluate(names)
    sitting.goto("/")
    sitting.locator("details.who summary").click()
    sitting.get_by_role("button", name="Sign out").click()
    expect(sitting.get_by_role("link", name="Sign in").first).to_be_visible()
    assert "chainrule-receipts" not in sitting.evaluate(names)


def test_without_a_place_to_keep_them_the_page_has_its_own(
    page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]
) -> None:
    page = page_of(next(students), quiz_day)
    page.add_init_script("""
        const refuse = () => { throw new DOMException("no storage here", "SecurityError"); };
        for (const name of ["indexedDB", "localStorage"]) Object.defineProperty(window, name, {get: refuse});
    """)
    begin(page)
    choose(page, 1)
    saved(page)
    assert len(downloaded(page)["answers"]) == 1


def test_the_page_of_receipts_reads_well_and_works_without_javascript(
    page_of: Callable[..., Page], quiz_day: Any, students: Iterator[str]
) -> None:
    page = page_of(next(students), quiz_day, java_script_enabled=False)
    page.goto(QUIZ)
    page.get_by_role("button", name="Begin Quiz 1").click()
    choose(page, 1)
    page.get_by_role("button", name="Save all answers").click()
    expect(page.get_by_text(re.compile(r"1 change\. Receipt: [0-9a-f]{8}\."))).to_be_visible()
    page.goto(f"{QUIZ}receipts/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Save the server’s list").click()
    receipts = json.loads(Path(started.value.path()).read_text())
    upload(page, receipts)
    expect(page.get_by_text("The server holds exactly this 1 answer.")).to_be_visible()


def test_the_page_of_receipts_passes_axe_with_good_and_bad_news(sitting: Page) -> None:
    choose(sitting, 1)
    saved(sitting)
    receipts = downloaded(sitting)
    waiting = {"client": "another", "sequence": 40, "item": 2, "answer": {"text": "x" * 300}}
    for body in (receipts, receipts | {"answers": [*receipts["answers"], waiting]}, {"no": "list"}):
        sitting.set_viewport_size({"width": 1280, "height": 900})
        upload_and_look(sitting, body)


def upload_and_look(page: Page, body: Any) -> None:
    upload(page, body)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert not found, [(v["id"], v["nodes"][0]["html"][:200]) for v in found]
    page.set_viewport_size({"width": 360, "height": 760})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
