"""The course for one, walked in a browser: read, practise, build, stop, and go on where one was."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import CLICK, watch
from tests.browser.page_walk import problems
from tests.patience import patience
from tests.together import outputs_of_the_run
from tests.written import WRITTEN

from chainrule.course import find_course, lecture_folders
from chainrule.labs import load_lab, solution, starter

pytestmark = pytest.mark.browser
LABS = [folder for folder in lecture_folders(find_course()).values() if (folder / "lab.toml").exists()]
LAB = load_lab(find_course(), 3)
ALL_PASS = f"All checks pass: {LAB.points} of {LAB.points} points"
ONE_DONE = f"1 of {len(WRITTEN)} lectures read, 1 of {len(LABS)} labs passed, 1 of"
Start = Callable[[], str]
NONE_RIGHT = re.compile(r"\b0 of \d+ right")


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The learner's folder, in which what the lectures' code gives is at hand already."""
    made = tmp_path / "my-course"
    (made / ".chainrule-site").mkdir(parents=True, mode=0o700)
    (made / ".chainrule-site/lectures").symlink_to(outputs_of_the_run(tmp_path_factory))
    return made


@pytest.fixture
def start(folder: Path) -> Iterator[Start]:
    """`start()` runs `chainrule learn` on the folder and gives its address; called again, it stops that one first."""
    running: list[subprocess.Popen[str]] = []

    def stop() -> None:
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            said, _ = process.communicate(timeout=patience(60))
            assert process.returncode == 0
            assert said.splitlines()[-1] == "Stopped. Your progress is kept."
        running.clear()

    def begin() -> str:
        stop()
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("CHAINRULE_", "DJANGO_"))}
        word = [sys.executable, "-c", "from chainrule.cli import main; main()", "learn", str(folder)]
        process = subprocess.Popen(
            [*word, "--port", "0", "--no-browser"],
            env=clean,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        running.append(process)
        assert process.stdout
        for line in process.stdout:
            if match := re.search(r"Your course is at (http://\S+)/", line):
                return match.group(1)
        pytest.fail("the course did not start")

    yield begin
    stop()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """A page on an address; what it complains about fails the test."""
    complaints: list[str] = []
    contexts = []

    def show(address: str, **options: bool) -> Page:
        context = browser.new_context(base_url=address, viewport={"width": 1280, "height": 900}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(patience(CLICK))
        watch(page, address, complaints, ("status of 400",))  # an empty answer is sent on purpose
        return page

    yield show
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def test_the_walk_of_a_self_learner(start: Start, folder: Path, open_page: Callable[..., Page]) -> None:
    address = start()
    page = open_page(address)

    page.goto("/")
    page.get_by_role("link", name=re.compile(f"Read lecture {WRITTEN[0]}")).click()
    expect(page.locator("[data-lecture-text]")).to_be_visible(timeout=patience(60_000))
    page.goto("/lectures/03/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("backpropagation", timeout=patience(60_000))
    with page.expect_response(lambda response: "/place/" in response.url and response.status == 204):
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")

    page.get_by_role("link", name="practise").click()
    expect(page.get_by_text(NONE_RIGHT)).to_be_visible()
    page.get_by_role("button", name="Check my answer").click()  # nothing is chosen
    expect(page.get_by_text("Choose or write an answer first.")).to_be_visible()
    tries = 0
    wrong = False
    while page.get_by_text(NONE_RIGHT).is_visible():  # each variant once more, another option
        page.get_by_role("radio").nth(tries % 4).check()
        page.get_by_role("button", name="Check my answer").click()
        page.wait_for_url("**/practice/answers/**")
        wrong = wrong or page.get_by_text("Not right").is_visible()
        expect(page.locator(".is-right")).to_have_count(1)
        tries += 1
        assert tries < 20
        if page.get_by_text(NONE_RIGHT).is_visible():
            page.get_by_role("link", name="Try it again with other numbers").click()
    assert wrong or tries == 1
    page.get_by_role("link", name="Next question").click()
    expect(page.get_by_text(re.compile(r"Question \d+ of \d+"))).to_be_visible()

    page.get_by_role("link", name="Labs").first.click()
    page.get_by_role("link", name=re.compile("Lab 3")).first.click()
    expect(page.get_by_text("Nothing is written yet")).to_be_visible()
    (folder / "lab03.py").write_text(solution(LAB).replace("a.data * b.data", "a.data + b.data"))
    expect(page.get_by_text(re.compile(rf"\d+ of {LAB.points} points")).first).to_be_visible(timeout=patience(30_000))
    expect(page.get_by_text("should be").first).to_be_visible()
    page.locator("#verdict summary", has_text="Hints for its").first.click()
    page.locator("#verdict").get_by_role("button", name="Hint for Value.__mul__").first.click()
    expect(page.locator("#hint-Value-__mul__ p")).to_have_count(1)
    (folder / "lab03.py").write_text(solution(LAB))
    expect(page.get_by_text(ALL_PASS)).to_be_visible(timeout=patience(30_000))
    expect(page.get_by_role("link", name="Read the verified solution")).to_be_visible()  # came with the verdict

    page.get_by_role("link", name="Progress").first.click()
    expect(page.get_by_text(ONE_DONE)).to_be_visible()

    again = open_page(start())  # stopped by Ctrl-C, and started
    again.goto("/progress/")
    expect(again.get_by_text(ONE_DONE)).to_be_visible()
    again.goto("/labs/03/")  # what was saved before is checked as the page opens
    expect(again.get_by_text(ALL_PASS)).to_be_visible(timeout=patience(30_000))


def test_its_pages_are_accessible_and_fit_a_telephone(
    start: Start, folder: Path, open_page: Callable[..., Page]
) -> None:
    page = open_page(start())
    page.goto("/practice/03/1/")
    page.get_by_role("button", name="Show the answer").click()
    page.wait_for_url("**/practice/answers/**")
    shown = page.url.removeprefix(page.evaluate("location.origin"))
    (folder / "lab03.py").write_text(starter(LAB).replace("NotImplementedError", "ValueError", 1))
    page.goto("/practice/")
    page.get_by_role("button", name=re.compile("Practice paper.*lecture 3")).click()
    page.wait_for_url("**/practice/papers/**")
    asked = page.url.removeprefix(page.evaluate("location.origin"))
    found = []
    addresses = ["/", "/labs/", "/labs/03/", "/practice/", "/practice/03/1/", shown, "/progress/", "/lectures/"]
    addresses += ["/practice/plan/", asked, asked.rstrip("/").rpartition("/")[0] + "/"]
    for address in addresses:
        page.goto(address)
        if address == "/labs/03/":
            expect(page.get_by_text(re.compile(rf"\d+ of {LAB.points} points")).first).to_be_visible(
                timeout=patience(30_000)
            )
        found += problems(page, address)
    assert found == []


@pytest.mark.slow
def test_after_a_lab_is_passed_its_writer_is_asked_about_it(
    start: Start, folder: Path, open_page: Callable[..., Page]
) -> None:
    lab = load_lab(find_course(), 5)
    page = open_page(start())
    (folder / lab.file_name).write_text(solution(lab))
    page.goto("/labs/05/")
    way = page.get_by_role("link", name="Questions about your own code")
    expect(way).to_be_visible(timeout=patience(60_000))  # it comes with the verdict
    way.click()
    page.get_by_role("button", name="Make five questions").click()
    expect(page.get_by_role("heading", name="Question 5")).to_be_visible(timeout=patience(90_000))
    expect(page.locator(".reasons, .answer")).to_have_count(0)
    assert list(problems(page, "questions about own code")) == []
    card = page.locator(".card.question", has=page.get_by_role("radio")).first
    card.get_by_role("radio").first.check()
    card.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".is-right")).to_have_count(1)
    expect(page.get_by_text(re.compile("[01] of 1 right, 5 questions"))).to_be_visible()


def test_without_javascript_a_lab_is_checked_and_a_question_answered(
    start: Start, open_page: Callable[..., Page]
) -> None:
    page = open_page(start(), java_script_enabled=False)
    page.goto("/labs/03/")
    page.get_by_role("button", name="Check what is saved now").click()
    none = re.compile(rf"\b0 of {LAB.points} points")
    for _ in range(60):
        if page.get_by_text(none).first.is_visible():
            break
        page.wait_for_timeout(500)
        page.goto("/labs/03/")
    expect(page.get_by_text(none).first).to_be_visible()
    page.goto("/practice/03/1/")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.locator(".is-right")).to_have_count(1)
