"""The front page in a browser: a visitor steps through the graph, a student begins what is open."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from chainrule.course import find_course

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 760}}


@pytest.mark.parametrize("size", [{}, PHONE], ids=["wide", "phone"])
def test_a_visitor_steps_through_a_graph_that_fits(page_of: Callable[..., Page], size: dict[str, Any]) -> None:
    page = page_of("visitor", **size)
    page.goto("/")
    stepper = page.locator("#begin")
    stepper.get_by_role("button", name="Step", exact=True).click()
    expect(stepper.locator(".gs-spoken")).to_contain_text("v1 = 2 × 3 = 6")
    stepper.get_by_role("button", name="To the end").click()
    graph = stepper.evaluate("element => element.explorable")
    assert {node["label"]: node["grad"] for node in graph["nodes"]}["w"] == -18
    assert stepper.locator(".gs-stage").evaluate("stage => stage.scrollWidth <= stage.clientWidth")


def test_without_javascript_the_graph_is_a_picture(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor", java_script_enabled=False)
    page.goto("/")
    expect(page.locator("#begin svg")).to_be_visible()
    expect(page.locator("#begin figcaption")).to_contain_text("after the backward pass")
    expect(page.get_by_role("button", name="Step", exact=True)).to_have_count(0)


def test_a_student_begins_what_is_open_from_home(page_of: Callable[..., Page]) -> None:
    page = page_of("student")
    page.goto("/")
    first = page.get_by_role("region", name="You can do this now").get_by_role("listitem").first
    expect(first.get_by_role("heading")).to_have_text("Quiz 1")
    first.get_by_role("link", name="Begin: Quiz 1").click()
    expect(page.get_by_role("button", name="Begin Quiz 1")).to_be_visible()


def test_what_waits_for_staff_leads_to_where_it_is_done(
    page_of: Callable[..., Page], start_site: Callable[..., Any], tmp_path: Path
) -> None:
    """In a course whose bank lacks the questions of the next quiz."""
    shutil.copytree(find_course(), tmp_path / "course", ignore=shutil.ignore_patterns("questions"))
    page = page_of("instructor", start_site(fresh=True, CHAINRULE_COURSE=str(tmp_path / "course")))
    page.goto("/")
    page.get_by_role("region", name="Waiting for you").get_by_role("link", name="See what is missing").click()
    expect(page.get_by_role("region", name="Papers")).to_contain_text("cannot be drawn")
    expect(page.get_by_role("region", name="Papers")).to_be_in_viewport()


def test_weeks_that_are_over_unfold_and_are_printed(page_of: Callable[..., Page]) -> None:
    page = page_of("visitor")
    page.goto("/calendar/")
    over = page.locator("#week-1")
    expect(over).to_be_hidden()
    page.emulate_media(media="print")
    expect(over).to_be_visible()
    page.emulate_media(media="screen")
    page.get_by_text("3 weeks are over").click()
    expect(over).to_be_visible()
