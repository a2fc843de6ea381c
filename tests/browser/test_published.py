"""What `chainrule publish` wrote, walked in a browser: from a folder of a host, and from a folder of the disk."""

import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import watch
from tests.patience import patience
from tests.together import outputs_of_the_run

pytestmark = pytest.mark.browser
BELOW = "name/course"  # a repository's pages stand in a folder of their host
LOOKED_AT = {"exclude": [[".katex-html"]]}
CLICK = 30_000  # milliseconds


class Host(SimpleHTTPRequestHandler):
    """A host of files as those of repositories are: what is not there is answered by 404.html."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        page = Path(self.directory, BELOW, "404.html").read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The written site, in a sub-folder of what the host serves."""
    root, var = tmp_path_factory.mktemp("host"), tmp_path_factory.mktemp("var")
    (var / "lectures").symlink_to(outputs_of_the_run(tmp_path_factory))
    word = [sys.executable, "-c", "from chainrule.cli import main; main()", "publish", str(root / BELOW)]
    subprocess.run(word, env={"CHAINRULE_VAR": str(var)}, check=True, stdout=subprocess.DEVNULL, timeout=patience(300))
    return root


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/{BELOW}"
        server.shutdown()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page on a published site; what it complains about, and what it asks for elsewhere, fails the test."""
    complaints: list[str] = []
    contexts = []

    def show(site: str, allow: tuple[str, ...] = (), **options: object) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1280, "height": 900}} | options))  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(CLICK)
        watch(page, site, complaints, allow)
        return page

    yield show
    for context in contexts:
        context.close()
    assert not complaints, "\n".join(complaints)


def walk(page: Page, site: str) -> None:
    """Search, choose dark, answer a question, step a graph, present, and turn to the next lecture."""
    page.goto(f"{site}/index.html")
    page.get_by_role("button", name="Dark").click()
    page.get_by_label("Search the lectures").fill("chain rule")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text(re.compile(r"^(\d+|The \d+ best) sections:$"))).to_be_visible()
    expect(page.locator("mark").first).to_have_text(re.compile("chain", re.IGNORECASE))
    page.get_by_label("Search the lectures").fill("zebra")
    expect(page.get_by_text("No section has all of “zebra”")).to_be_visible()
    page.get_by_label("Search the lectures").fill("chain rule")
    expect(page.locator("[data-search-found] a").first).to_have_attribute("href", re.compile("#chain-rule$"))
    page.locator("[data-search-found] a[href$='/03/index.html#chain-rule']").click()
    expect(page).to_have_url(re.compile(r"/lectures/03/index\.html#chain-rule$"))
    expect(page.locator("#chain-rule")).to_be_in_viewport()

    # The theme was kept, without a server.
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Dark")).to_have_attribute("aria-pressed", "true")

    form = page.locator("form.ask[data-number]").first
    form.get_by_role("textbox").fill(form.get_attribute("data-number") or "")
    form.get_by_role("button", name="Check").click()
    expect(form.locator(".ask-said")).to_have_text("Right.")
    page.reload()
    expect(page.locator("form.ask[data-number]").first.locator(".ask-said")).to_have_text("Right.")

    own = page.locator("form.own-answer").first
    own.get_by_role("textbox").fill("The forward pass comes first.")
    own.get_by_role("button", name="Compare with the answer").click()
    page.reload()
    expect(page.locator("form.own-answer").first.get_by_role("textbox")).to_have_value("The forward pass comes first.")
    expect(page.locator(".box-exercise:has(form.own-answer) > .box-answer").first).to_have_attribute("open", "")

    stepper = page.locator("[data-explorable]").first
    stepper.get_by_role("button", name="Step", exact=True).click()
    expect(page).to_have_url(re.compile(r"index\.html\?"))

    page.get_by_role("link", name="Present it").click()
    expect(page.locator("[data-present-place]")).to_have_text(re.compile("^1 of"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-present-place]")).to_have_text(re.compile("^2 of"))
    page.get_by_role("link", name="End").click()
    expect(page).to_have_url(re.compile(r"/lectures/03/index\.html#"))
    page.get_by_role("link", name="with answers", exact=True).click()
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    expect(page.locator(".box-try > .box-answer").first).to_have_attribute("open", "")
    page.get_by_role("link", name="Back to the lecture").click()
    page.locator("[rel=next]").click()
    expect(page).to_have_url(re.compile(r"/lectures/04/index\.html$"))
    page.get_by_role("link", name="Chainrule").click()
    expect(page.get_by_role("heading", name="Contents")).to_be_visible()


def test_it_works_below_the_address_of_a_host(address: str, open_page: Callable[..., Page]) -> None:
    walk(open_page(address), address)


def test_it_works_from_the_disk(folder: Path, open_page: Callable[..., Page]) -> None:
    site = (folder / BELOW).as_uri()
    walk(open_page(site), site)


def test_a_wrong_address_leads_home_however_deep(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address, allow=("status of 404",))  # it looks for the beginning from the end of the address
    page.goto(f"{address}/lectures/03/no/such/page")
    page.get_by_role("link", name="To the lectures").click()
    expect(page).to_have_url(f"{address}/index.html")


def test_its_pages_are_accessible_and_fit_a_telephone(address: str, open_page: Callable[..., Page]) -> None:
    page = open_page(address)
    for path in ("index.html", "search/index.html?q=gradient", "lectures/index.html"):
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            page.goto(f"{address}/{path}")
            violations = Axe().run(page, context=LOOKED_AT).response["violations"]
            assert [(each["id"], each["nodes"][0]["html"]) for each in violations] == [], (path, theme)
    page.set_viewport_size({"width": 360, "height": 760})
    for path in ("index.html", "search/index.html?q=gradient", "lectures/index.html", "lectures/03/index.html"):
        page.goto(f"{address}/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path


def test_without_javascript_one_reads_and_nothing_is_there_that_does_not_work(
    address: str, open_page: Callable[..., Page]
) -> None:
    page = open_page(address, java_script_enabled=False)
    page.goto(f"{address}/search/index.html")
    expect(page.get_by_text("The search needs JavaScript")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    page.get_by_role("link", name="The contents").click()
    page.get_by_role("link", name="Local derivatives", exact=True).click()
    expect(page).to_have_url(re.compile(r"/lectures/03/index\.html#local-derivatives$"))
    expect(page.locator(".explorable-fallback").first).to_be_visible()
