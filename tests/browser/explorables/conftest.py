"""A page of its own for every test, served to a real Chromium under a strict policy, with the built bundle in it."""

import inspect
import mimetypes
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route
from tests.patience import patience

from chainrule.autograd import value as value_module
from chainrule.campus.lectures.explorables import explorable_html

BUILT = Path(__file__).resolve().parents[3] / "src/chainrule/campus/site/static/built"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; base-uri 'none'"
)
ORIGIN = "http://localhost"  # a secure context, so that a link can be copied; no server: requests are answered here
PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Explorable</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/built/css/site.css">
<script type="module" src="/built/explorables/graph-stepper.js"></script></head>
<body><main class="layout reading"><h1>A lecture</h1><p>Text before.</p>
{steppers}
<p id="after">Text after.</p></main></body></html>"""


class Stepper:
    """One stepper on a page: what a test does with it and reads from it."""

    def __init__(self, page: Page, identity: str) -> None:
        self.page = page
        self.root = page.locator(f"#{identity}")

    @property
    def graph(self) -> dict[str, Any]:
        """Everything that the page has computed."""
        return self.root.evaluate("element => element.explorable")

    def click(self, button: str) -> None:
        self.root.get_by_role("button", name=button, exact=True).click()

    def field(self, label: str) -> Locator:
        """The field of a value or a setting, or the one of the expression."""
        is_text = label == "Expression"
        return self.root.get_by_role("textbox" if is_text else "spinbutton", name=label, exact=True)

    def grads(self) -> dict[str, float]:
        return {node["label"]: node["grad"] for node in self.graph["nodes"]}

    def said(self) -> str:
        """What the panel says about the step, which a screen reader speaks."""
        return self.root.locator(".gs-spoken").inner_text()

    def reaches(self, step: int) -> None:
        """Wait until the stepper is at a step."""
        self.page.wait_for_function(
            "([element, step]) => element.explorable.step === step", arg=[self.root.element_handle(), step]
        )

    def address_settles(self) -> str:
        """The address, once it has followed the state."""
        every = "() => [...document.querySelectorAll('.explorable')].every(element => element.addressFollows)"
        self.page.wait_for_function(every)
        return self.page.evaluate("location.href")


def stepper_html(number: int, settings: dict[str, Any]) -> str:
    data = "".join(f' data-{name}="{escape(str(value))}"' for name, value in settings.items())
    return f'<div class="explorable" id="stepper-{number}" data-explorable="graph-stepper"{data}>A picture.</div>'


def serve(context: BrowserContext, html: str) -> None:
    """Answer every request of a context from the page and the bundle, under the policy of the site."""

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0]
        file = BUILT / path.removeprefix("/built/")
        headers = {"Content-Security-Policy": POLICY}
        if path == "/":
            route.fulfill(body=html, content_type="text/html", headers=headers)
        elif path.startswith("/built/") and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind, headers=headers)
        else:
            route.fulfill(status=404, body="")

    context.route("**/*", answer)


@pytest.fixture(scope="session")
def load_page(browser: Browser) -> Callable[..., Page]:
    """Load a page, in a context of its own, with one stepper for each given dictionary of settings."""
    assert (BUILT / "explorables/graph-stepper.js").is_file(), "no bundle: run `python frontend/build.py`"

    def load(*steppers: dict[str, Any], query: str = "", theme: str = "light", log: list[str], **options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1100, "height": 900}} | options))
        html = "\n".join(stepper_html(number, settings) for number, settings in enumerate(steppers, 1))
        serve(context, PAGE.format(theme=theme, steppers=html))
        page = context.new_page()
        page.set_default_timeout(patience(60_000))  # a page of eighty steppers
        page.on("console", lambda message: log.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: log.append(str(error)))
        page.goto(f"{ORIGIN}/{query}")
        return page

    return load


@pytest.fixture
def open_page(load_page: Callable[..., Page]) -> Iterator[Callable[..., Page]]:
    """`load_page`, closed after the test. No page may have complained in the console."""
    pages: list[Page] = []
    log: list[str] = []

    def open_it(*steppers: dict[str, Any], **options: Any) -> Page:
        pages.append(load_page(*steppers, log=log, **options))
        return pages[-1]

    yield open_it
    for page in pages:
        page.context.close()
    assert log == [], "the console of the browser must stay empty"


@pytest.fixture
def open_stepper(open_page: Callable[..., Page]) -> Callable[..., Stepper]:
    """Open a page with one stepper: the expression, then its other settings as in the data attributes."""

    def open_it(
        expression: str = "(a*b + c).tanh()", /, page: dict[str, Any] | None = None, **settings: Any
    ) -> Stepper:
        return Stepper(open_page({"expression": expression, **settings}, **(page or {})), "stepper-1")

    return open_it


@pytest.fixture(scope="session")
def broken_value() -> type:
    """The library's own Value with the bug planted: `=` in place of `+=` in backward()."""
    source = inspect.getsource(value_module)
    backward = source[source.index("    def backward") : source.index("def topological_order")]
    assert backward.count(".grad += ") == 2
    namespace: dict[str, Any] = {"__name__": "broken_value"}
    exec(source.replace(backward, backward.replace(".grad += ", ".grad = ")), namespace)
    return namespace["Value"]


@pytest.fixture(scope="session")
def stepper_on() -> Callable[[Page, int], Stepper]:
    """The stepper with a number, from 1, on a page that has several."""
    return lambda page, number: Stepper(page, f"stepper-{number}")


WRITTEN = {"graph-stepper": {"expression": "a*b", "a": "2", "b": "3"}}
ANY_PAGE = """<!doctype html>
<html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Explorables</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/built/css/site.css">{scripts}</head>
<body><main class="layout reading"><h1>A lecture</h1>{explorables}</main></body></html>"""


@pytest.fixture
def open_all(browser: Browser) -> Iterator[Callable[..., Page]]:
    """A page with explorables of these names. Nothing may have complained in the console."""
    log: list[str] = []
    contexts = []

    def open_it(*names: str, theme: str = "light", words: str = "", **options: Any) -> Page:
        context = browser.new_context(**({"viewport": {"width": 1100, "height": 900}} | options))
        contexts.append(context)
        scripts = "".join(f'<script defer src="/built/explorables/{name}.js"></script>' for name in names)
        made = "\n".join(explorable_html(name, WRITTEN.get(name, {}), f"one-{name}") for name in names)
        serve(context, ANY_PAGE.format(theme=theme, scripts=scripts, explorables=words + made))
        page = context.new_page()
        page.set_default_timeout(patience(60_000))
        page.on("console", lambda message: log.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: log.append(str(error)))
        page.goto(ORIGIN)
        for name in names:
            page.locator(f"#one-{name} .ex").wait_for()
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert log == [], "the console of the browser must stay empty"
