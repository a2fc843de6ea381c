"""Labs in a browser: files handed in by a form, and an instructor who runs a lab again after its checks changed."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.patience import patience

from chainrule import __version__
from chainrule.course import find_course
from chainrule.labs import load_lab, solution, starter
from chainrule.labs.notebook import notebook_of

pytestmark = pytest.mark.browser
LAB = load_lab(find_course(), "03")
SECONDS = 60_000  # milliseconds that a verdict may take on a busy machine


def looks_right(page: Page) -> None:
    """axe finds nothing, and nothing is wider than a telephone."""
    violations = Axe().run(page).response["violations"]
    assert not violations, [(each["id"], each["nodes"][0]["html"][:150]) for each in violations]
    before = page.viewport_size
    page.set_viewport_size({"width": 360, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    page.set_viewport_size(before or {"width": 1280, "height": 900})


def upload(page: Page, name: str, content: bytes) -> None:
    page.goto("/labs/03/")
    page.get_by_text("Hand in a file instead").click()
    file: Any = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    page.get_by_label("A Python file (.py), or this lab’s notebook (.ipynb)").set_input_files(file)
    page.get_by_role("button", name="Hand it in").click()


def test_a_notebook_is_downloaded_worked_on_and_handed_in(page_of: Callable[..., Page], tmp_path: Path) -> None:
    page = page_of("student")
    page.goto("/labs/03/")
    with page.expect_download() as started:
        page.get_by_role("link", name="Download the notebook").click()
    notebook = json.loads(Path(started.value.path()).read_text())
    address = f"{page.url.split('/labs/')[0]}/wheel/chainrule-{__version__}-py3-none-any.whl"
    assert notebook == notebook_of(LAB, address)
    hostile = {"output_type": "display_data", "data": {"text/html": "<img src=x onerror=alert(1)>"}, "metadata": {}}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [hostile]
        if cell["id"] == "lab03-Value-exp":
            cell["source"] = "def exp(self):\n    raise ValueError('<img src=x onerror=alert(1)>')\n"
    page.on("dialog", lambda dialog: pytest.fail(f"something ran: {dialog.message}"))
    upload(page, "<img src=x onerror=alert(1)>.ipynb", json.dumps(notebook).encode())
    expect(page.locator(".verdict-sum")).to_be_visible(timeout=patience(SECONDS))
    expect(page.get_by_role("heading", level=1)).to_contain_text("<img src=x onerror=alert(1)>.ipynb")
    assert page.locator("main img").count() == 0
    looks_right(page)


WRONG = [
    ("lab.txt", b"x = 1", "ends in .py or .ipynb"),
    ("lab.py", b"", "is empty"),
    ("lab.ipynb", b"\x89PNG\r\n", "not UTF-8 text"),
]


def test_a_wrong_file_is_told_and_the_editor_keeps_what_was_there(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    for name, content, words in WRONG:
        upload(page, name, content)
        expect(page.locator(".messages")).to_contain_text(words)
        expect(page.get_by_role("heading", level=1)).to_contain_text("Lab 3")
        assert page.locator("#source").input_value().strip()


@pytest.mark.slow
def test_after_a_check_changes_an_instructor_runs_the_lab_again(
    page_of: Callable[..., Page], start_site: Callable[..., Any], tmp_path: Path
) -> None:
    course = Path(shutil.copytree(find_course(), tmp_path / "course"))
    checks = next(course.glob("lectures/03-*/checks.py"))
    checks.write_text(checks.read_text().replace("points=3", "points=4", 1))
    site = start_site(fresh=True, CHAINRULE_COURSE=str(course))
    page = page_of("instructor", site)
    page.goto("/labs/class/")
    expect(page.get_by_role("main")).to_contain_text("checks changed")
    looks_right(page)
    page.get_by_role("link", name="Lab 3: Backpropagation").last.click()
    expect(page.get_by_role("heading", name="The checks have changed")).to_be_visible()
    looks_right(page)
    page.get_by_role("button", name="Run all").click()
    expect(page.get_by_role("status")).to_contain_text("something changed", timeout=patience(SECONDS))
    expect(page.get_by_role("main")).to_contain_text("3 → 4 points")
    expect(page.locator("tbody tr").first).to_contain_text(f"of {LAB.points + 1}")
    looks_right(page)
    page.get_by_role("link", name="Lab 3").click()
    expect(page.get_by_role("main")).not_to_contain_text("The checks have changed")
    page.goto("/audit/")
    expect(page.get_by_role("main")).to_contain_text("labs.rerun")
    page.goto("/labs/class/")
    page.locator("tbody td a").first.click()
    expect(page.locator("pre.diff").first).to_be_visible()


def test_a_layer_is_one_step_from_the_attack_that_it_stops(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/containment/")
    page.get_by_role("link", name="read-only system").first.click()
    layer = page.locator("#layer-system")
    expect(layer).to_be_in_viewport()
    layer.get_by_text("Stops").click()
    expect(layer.get_by_role("listitem").first).to_be_visible()
    while page.locator(".attack-group:not([open])").count():
        page.locator(".attack-group:not([open]) summary").first.click()
    page.set_viewport_size({"width": 360, "height": 760})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def write(page: Page, text: str) -> None:
    """Put a text into the editor, as by pasting."""
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)


def run(page: Page) -> None:
    """Run the checks, and wait for the verdict of this run."""
    page.get_by_role("button", name="Run the checks").click()
    expect(page.locator("#said")).to_contain_text("points", timeout=patience(SECONDS))


def test_the_editor_opens_at_the_first_empty_body_with_long_docstrings_folded(page_of: Callable[..., Page]) -> None:
    page = page_of("elvin.hasanov@example.edu")
    text = starter(LAB)
    first = 'raise NotImplementedError("write Value.__mul__")'
    half = text[: text.index(first)].replace("raise NotImplementedError", "return print") + text[text.index(first) :]
    page.goto("/labs/03/")
    write(page, half)
    expect(page.locator("#draft-state")).to_contain_text("Draft kept", timeout=patience(SECONDS))
    page.goto("/labs/03/")
    expect(page.locator(".cm-activeLine")).to_contain_text(first)
    expect(page.locator(".cm-activeLine")).to_be_in_viewport()
    assert page.evaluate("scrollY") == 0, "the page moved with the editor"
    assert page.evaluate("document.activeElement === document.body"), "the editor took the focus"
    scroller = page.locator(".cm-scroller")
    scroller.evaluate("box => box.scrollTop = 0")
    inside = page.locator(".cm-content").get_by_text("Arithmetic on Values builds the graph")
    expect(page.locator(".cm-content").get_by_text("One number in a computational graph.")).to_be_visible()
    expect(inside).to_have_count(0)
    page.locator(".cm-content").get_by_text("… more").first.click()
    expect(inside).to_be_visible()
    page.keyboard.press("Control+z")  # folding is no change of the text
    assert page.locator("#source").input_value() == half


def test_a_docstring_is_unfolded_by_key(page_of: Callable[..., Page]) -> None:
    page = page_of("elvin.hasanov@example.edu")
    page.goto("/labs/03/")
    page.get_by_role("button", name="Back to the starter").click()
    page.locator(".cm-scroller").evaluate("box => box.scrollTop = 0")
    page.locator(".cm-content").get_by_text("One number in a computational graph.").click()
    page.keyboard.press("Control+Shift+BracketRight")
    expect(page.locator(".cm-content").get_by_text("Arithmetic on Values builds the graph")).to_be_visible()
    looks_right(page)


def test_the_hints_of_the_body_at_the_cursor_are_below_the_editor(page_of: Callable[..., Page]) -> None:
    page = page_of("elvin.hasanov@example.edu")
    page.goto("/labs/03/?at=Value.tanh")
    here, code = page.locator("#hints-here"), page.locator(".cm-content")
    expect(page.locator(".cm-activeLine")).to_contain_text("write Value.tanh")
    expect(here.locator("code").first).to_have_text("Value.tanh")
    here.get_by_role("button", name="hint for Value.tanh").or_(here.get_by_role("button", name="Hint for")).click()
    expect(here).to_contain_text("tanh is steepest at 0")
    code.get_by_text('"write Value.log"').click()
    expect(here.locator("li")).to_have_count(1)
    expect(here.locator("code").first).to_have_text("Value.log")
    looks_right(page)
    listed = page.locator("[aria-labelledby=hints] li > code").all_inner_texts()
    assert listed == [name for name in LAB.names if name != "Value.log"]
    page.locator(".cm-scroller").evaluate("box => box.scrollTop = 0")
    code.get_by_text("import math").click()
    expect(here).to_be_hidden()


@pytest.mark.parametrize(("width", "who"), [(360, "mateus.carvalho"), (1440, "katarina.lindqvist")])
def test_a_run_renews_the_page_and_its_verdict_is_in_view(page_of: Callable[..., Page], width: int, who: str) -> None:
    page = page_of(f"{who}@example.edu", viewport={"width": width, "height": 900})
    page.goto("/labs/03/")
    before = page.locator("#hand-ins li").count()
    write(page, solution(LAB).replace("1.0 - y * y", "1.0 - self.data * self.data"))
    run(page)
    expect(page.locator(".verdict-sum")).to_be_in_viewport()
    expect(page.locator("#hand-ins li")).to_have_count(before + 1)
    failed = page.locator(".checks .failed").filter(has_text="The local derivative of tanh is right")
    failed.get_by_role("button", name="Hint for Value.tanh").click()
    expect(failed).to_contain_text("tanh is steepest at 0")
    expect(page.locator("#hint-Value-tanh")).to_contain_text("tanh is steepest at 0")
    expect(failed.get_by_role("button", name="Next hint for Value.tanh")).to_be_focused()
    write(page, solution(LAB))
    run(page)
    expect(page.get_by_role("heading", name="Lab 3 is done")).to_be_in_viewport()
    expect(page.locator("#standing")).to_contain_text("Passed")
    expect(page.locator("#hand-ins li").first).to_contain_text(f"{LAB.points} of {LAB.points}")
    expect(page.get_by_role("link", name="Read the verified solution")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    looks_right(page)
    page.get_by_role("link", name="Lecture 4").click()
    expect(page).to_have_url(re.compile("/lectures/04/$"))


def test_a_run_is_cancelled_and_the_next_one_counts(page_of: Callable[..., Page]) -> None:
    page = page_of("sevda.mirzayeva@example.edu")
    page.goto("/labs/03/")
    write(page, "while True: pass\n")
    page.get_by_role("button", name="Run the checks").click()
    page.get_by_role("button", name="Cancel this run").click()
    expect(page.locator("#verdict")).to_contain_text("You cancelled this run")
    expect(page.locator("#hand-ins li").first).to_contain_text("cancelled")
    looks_right(page)
    write(page, solution(LAB))
    run(page)
    expect(page.get_by_role("heading", name="Lab 3 is done")).to_be_visible()
    page.goto("/labs/")
    expect(page.get_by_role("main")).to_contain_text("Passed")
    looks_right(page)
