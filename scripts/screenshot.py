"""Make the README's screenshot from the running demo: `make run`, then `.venv/bin/python scripts/screenshot.py`."""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from chainrule import machine

PICTURE = Path(__file__).resolve().parent.parent / "docs/screenshot.png"


def main(address: str) -> None:
    """Lecture 3 with its graph stepper half-way through the backward pass."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=1.5)
        page.goto(f"{address}/lectures/03/")
        stepper = page.locator("[data-explorable=graph-stepper]").first
        stepper.scroll_into_view_if_needed()
        stepper.locator("[tabindex='0']").first.focus()
        for _ in range(7):
            page.keyboard.press("ArrowRight")
        page.evaluate(
            "element => scrollTo(0, element.getBoundingClientRect().top + scrollY - 110)", stepper.element_handle()
        )
        page.wait_for_timeout(600)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
