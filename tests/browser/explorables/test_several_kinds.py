"""Explorables of different kinds on one page: each has its own ids, follows its keys, and is fit for a small screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.browser.explorables.conftest import ORIGIN, serve

from chainrule.campus.lectures.explorables import explorable_html

pytestmark = pytest.mark.browser
NAMES = ["plane-map", "slope-map", "product-shapes", "activations", "half-plane"]
PAGE = """<!doctype html><html lang="en" data-theme="{theme}"><head><meta charset="utf-8"><title>Explorables</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="stylesheet" href="/built/css/site.css">
{scripts}</head><body><main class="layout reading"><h1>A lecture</h1>{body}</main></body></html>"""


@pytest.fixture(params=[("light", 1100), ("dark", 360)], ids=["light", "small and dark"])
def page(browser: Browser, request: pytest.FixtureRequest):
    theme, width = request.param
    body = "".join(explorable_html(name, {}, name) for name in NAMES)
    scripts = "".join(f'<script type="module" src="/built/explorables/{name}.js"></script>' for name in NAMES)
    context = browser.new_context(viewport={"width": width, "height": 900})
    serve(context, PAGE.format(theme=theme, scripts=scripts, body=body))
    page = context.new_page()
    log: list[str] = []
    page.on("console", lambda message: log.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: log.append(str(error)))
    page.goto(ORIGIN)
    yield page
    context.close()
    assert log == []


def shown(page: Page, name: str):
    return page.locator(f'[data-explorable="{name}"]').evaluate("element => element.explorable")


def test_all_of_them_work_side_by_side(page: Page) -> None:
    assert page.locator(".ex").count() == len(NAMES)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)")
    assert len(ids) == len(set(ids)), "two elements with one id"
    violations = Axe().run(page).response["violations"]
    assert not violations, [(each["id"], each["nodes"][0]["html"][:150]) for each in violations]


def test_each_follows_the_keys(page: Page) -> None:
    page.get_by_role("slider", name="First column of A").press("ArrowRight")
    assert shown(page, "plane-map")["state"]["a"] == [[1.75, 1], [0.5, 2]]
    page.get_by_role("group", name="A map of the plane").press("Home")
    assert shown(page, "plane-map")["image"] == [-1, 2]
    page.get_by_role("slider", name="The prices w").press("ArrowUp")
    assert shown(page, "slope-map")["state"] == {"w": [1.5, 1.05], "to": [1.77, 0.99]}
    page.get_by_role("checkbox", name="Transpose D").uncheck()
    page.get_by_role("button", name="Row 3, column 2").click()
    assert shown(page, "product-shapes")["place"] == [2, 1]
    page.get_by_role("slider", name="z, on the function").press("Shift+ArrowLeft")
    assert shown(page, "activations")["a"] == 0.5
    page.get_by_role("slider", name="The tip of w").press("ArrowLeft")
    assert shown(page, "half-plane")["state"]["w"] == [-1.1, 0.5]


def test_what_does_not_fit_is_said_in_the_librarys_words(page: Page) -> None:
    root = page.locator('[data-explorable="product-shapes"]')
    root.get_by_role("spinbutton", name="Columns of C").fill("5")
    words = "ValueError: (3, 5) @ (2, 2): a row of the first has 5 numbers and a column of the second has 2"
    assert root.get_by_role("status").filter(has_text=words).count() == 1
