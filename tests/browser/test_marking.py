"""Marking in a browser, by keyboard: a group of answers, answers one by one, a second mark, a decision."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.page_walk import problems

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Five more students hand in the same quiz 1; four of their answers to one question are alike.
CLASS = """
import django
django.setup()
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import bank
from chainrule.campus.site.marking.models import Plan
from chainrule.campus.site.papers import saving, sitting
from chainrule.campus.site.papers.models import Attempt
Plan.objects.create(paper="quiz-1", second=100, allowed=0.5, by=User.objects.get(email="instructor@example.edu"))
drawn = None
texts = ["Each path adds its part.", "each path adds it's part", "Each path ads its part.", "Each path adds its parts",
         "I do not know."]
with clock.set_to("2026-02-03T12:00"):
    for place, text in enumerate(texts):
        one = User.objects.create_user(f"one{place}@example.edu", f"One More {place}", "student")
        begun = sitting.begin(one, "quiz-1", clock.now())
        drawn = begun.drawn = drawn or begun.drawn
        begun.save(update_fields=["drawn"])
        number = next(i.number for i in begun.questions.items if bank()[i.question].group == "short_answer")
        saving.save(begun, saving.Batch("t", "t", [(1, number, {"text": text})]), clock.now())
        sitting.submit(begun, clock.now())
print(begun.questions.item(number).question)
"""


def write_answers(site: Any) -> str:
    """The class writes; the question that they answered."""
    environment = os.environ | {
        "CHAINRULE_VAR": str(site.var),
        "DJANGO_SETTINGS_MODULE": "chainrule.campus.site.settings",
    }
    ran = subprocess.run([sys.executable, "-c", CLASS], env=environment, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.split()[-1]


def give_all_points(page: Page) -> None:
    """By keys alone: the letter beside the last step of each criterion."""
    for criterion in page.locator("[data-criterion]").all():
        criterion.get_by_role("radio").first.focus()
        page.keyboard.press(criterion.locator("kbd").last.inner_text())
        expect(criterion.get_by_role("radio").last).to_be_checked()


def give_nothing(page: Page) -> None:
    """The letter of no points, again and again: it goes on to the next criterion by itself."""
    page.evaluate("document.activeElement.blur()")
    for _ in page.locator("[data-criterion]").all():
        page.keyboard.press("a")
    expect(page.get_by_role("status").filter(has_text="All criteria have points")).to_have_count(1)


def looks_right(page: Page) -> None:
    """The page that is open is accessible, in the dark and on a phone too."""
    assert list(problems(page, page.url)) == []


def test_a_class_is_marked_by_keyboard_alone(page_of: Callable[..., Page], start_site: Callable[..., Any]) -> None:
    site = start_site(fresh=True)
    question = write_answers(site)
    first, second = page_of("assistant", site), page_of("second.assistant@example.edu", site)

    first.goto(f"/marking/quiz-1/{question}/groups/")
    looks_right(first)
    first.get_by_role("listitem").filter(has_text="4 answers").get_by_role("link").focus()
    first.keyboard.press("Enter")
    expect(first.get_by_role("heading", name="One mark for 4 answers")).to_be_visible()
    looks_right(first)
    first.locator("[data-read]").first.focus()
    for _ in range(3):
        first.keyboard.press("x")
    expect(first.locator("[data-read]:checked")).to_have_count(3)
    give_all_points(first)
    first.keyboard.press("c")
    first.keyboard.type("Well said.")
    first.keyboard.press("Control+Enter")
    expect(first.get_by_text("3 answers marked.")).to_be_visible()

    first.goto(f"/marking/quiz-1/{question}/")
    expect(first.locator("main")).not_to_contain_text("One More")
    looks_right(first)
    first.get_by_label("Use these keys").uncheck()
    first.evaluate("document.activeElement.blur()")
    first.keyboard.press("a")
    expect(first.locator("[data-criterion] input:checked")).to_have_count(0)
    first.get_by_label("Use these keys").check()
    give_nothing(first)
    first.keyboard.press("Escape")
    first.locator("[data-criterion]").first.get_by_role("radio").first.focus()
    first.keyboard.press("Enter")
    expect(first.get_by_text("1 to mark")).to_be_visible()

    second.goto("/marking/quiz-1/twice/")
    looks_right(second)
    second.get_by_role("link").filter(has_text=re.compile(re.escape(question))).click()
    expect(second.get_by_text("The first mark is not shown.")).to_be_visible()
    expect(second.locator("main")).not_to_contain_text("Well said.")
    looks_right(second)
    give_nothing(second)
    second.locator("[data-criterion]").first.get_by_role("radio").first.focus()
    second.keyboard.press("Enter")
    expect(second.get_by_role("heading", level=1)).to_contain_text("Second marks")

    page = page_of("instructor", site)
    page.goto("/marking/quiz-1/twice/")
    page.get_by_role("link", name="See both marks and decide").last.click()
    expect(page.get_by_label("Why")).to_be_visible()
    looks_right(page)
    give_all_points(page)
    page.get_by_label("Why").fill("It says why.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Decided. This mark counts.")).to_be_visible()
    for address in ("/marking/quiz-1/plan/", "/marking/quiz-1/agreement/", "/marking/"):
        page.goto(address)
        looks_right(page)
