"""The whole state of a stepper is in the address: a reload and a link restore it exactly."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def everything(stepper: Any) -> dict[str, Any]:
    """What the page has computed and what its fields show."""
    boxes = stepper.root.locator("input[type=checkbox]").evaluate_all("boxes => boxes.map(box => box.checked)")
    fields = stepper.root.locator("input[type=number]").evaluate_all("fields => fields.map(field => field.value)")
    return stepper.graph | {"boxes": boxes, "fields": fields, "said": stepper.said()}


def test_a_reload_restores_the_whole_state(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5)
    stepper.field("Expression").fill("d = a*größe + 1e-3\nd += d*d  # twice\n(d + b).tanh()")
    stepper.field("größe").fill("0.1")
    stepper.field("b").fill("-0.30000000000000004")
    stepper.field("Upstream gradient").fill("-1.5")
    stepper.root.get_by_label("twice").check()
    stepper.root.get_by_label("Bug:").check()
    stepper.root.locator("summary", has_text="Gradient descent").click()
    stepper.field("Step size").fill("0.07")
    stepper.root.get_by_role("checkbox", name="a", exact=True).uncheck()
    for _ in range(3):
        stepper.click("One step")
    stepper.click("One step back")
    before = everything(stepper)
    assert (before["iterations"], before["parameters"]) == (3, ["größe", "b"])
    stepper.address_settles()
    stepper.page.reload()
    assert everything(stepper) == before
    expect(stepper.root.get_by_role("button", name="One step", exact=True)).to_be_visible()


def test_the_page_as_its_author_wrote_it_has_a_plain_address(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5, bug="overwrite", upstream=2)
    plain = stepper.page.url
    for button, changed in [("Step", True), ("One step back", False), ("To the end", True), ("Start over", False)]:
        stepper.click(button)
        assert (stepper.address_settles() != plain) is changed, button


def test_stepping_leaves_no_trail_in_the_history(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5)
    before = stepper.page.evaluate("history.length")
    for _ in range(4):
        stepper.click("Step")
        stepper.address_settles()
    assert stepper.page.evaluate("history.length") == before


def test_back_returns_to_the_state_that_the_address_tells(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5)
    stepper.click("Step")
    stepper.address_settles()
    stepper.page.evaluate("location.hash = 'after'")
    stepper.click("To the end")
    stepper.address_settles()
    stepper.page.go_back()
    stepper.reaches(1)
    stepper.page.go_forward()
    stepper.reaches(7)


def test_two_steppers_on_a_page_keep_out_of_each_others_way(open_page: Callable[..., Page], stepper_on: Any) -> None:
    settings = ({"expression": "a*b", "a": 2, "b": 3}, {"expression": "a + b", "a": 5, "b": 7, "id": "sum"})
    page = open_page(*settings, query="?page=2#after")
    first, second = stepper_on(page, 1), stepper_on(page, 2)
    first.field("a").fill("11")
    second.click("To the end")
    url = first.address_settles()
    assert "page=2" in url
    assert url.endswith("#after")
    page.reload()
    assert first.graph["inputs"] == {"a": 11, "b": 3}
    assert first.graph["step"] == 0
    assert second.graph["inputs"] == {"a": 5, "b": 7}
    assert second.graph["step"] == second.graph["steps"]
    first.click("Start over")
    assert "graph1" not in first.address_settles()
    assert "sum=" in page.url


def test_the_link_can_be_copied_and_leads_to_the_stepper(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5, page={"permissions": ["clipboard-read", "clipboard-write"]})
    stepper.click("Step")
    stepper.click("Copy link to this state")
    expect(stepper.root.get_by_text("Copied.")).to_be_visible()
    link = stepper.page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("#stepper-1")
    stepper.page.goto(link)
    assert stepper.graph["step"] == 1


def test_where_copying_is_not_allowed_the_link_is_shown(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5)
    stepper.page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('denied')); }")
    stepper.click("Copy link to this state")
    expect(stepper.root.get_by_label("The link to this state")).to_have_value(f"{stepper.page.url}#stepper-1")


HOSTILE: list[dict[str, str]] = [
    {"graph1": "a*", "graph1.step": "4"},
    {"graph1": "<script>alert(1)</script>"},
    {"graph1": "a", "graph1.values": "a:Infinity", "graph1.step": "99999999999999999999", "graph1.rate": "-"},
    {"graph1": "a*b", "graph1.values": "a:1e400,b,::,:,b:x", "graph1.upstream": "NaN", "graph1.passes": "1000000"},
    {"graph1": "a*a", "graph1.iterations": "999999999", "graph1.parameters": "a,__proto__,zzz", "graph1.rate": "1e308"},
    {"graph1": "", "graph1.bug": "yes"},
    {"graph1": "a+" * 4000},
    {"__proto__": "1", "graph1.__proto__": "2", "graph1": "__proto__ + 1", "graph1.values": "__proto__:3"},
]


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_an_address_that_nobody_wrote_by_stepping_does_no_harm(
    query: dict[str, str], open_page: Callable[..., Page], stepper_on: Any
) -> None:
    stepper = stepper_on(open_page({"expression": "a*b", "a": 2, "b": 3}, query=f"?{urlencode(query)}"), 1)
    graph = stepper.graph
    assert 0 <= graph["step"] <= graph["steps"]
    assert graph["iterations"] <= 500
    assert stepper.page.locator("script").count() == 1
    stepper.click("Start over")
    assert stepper.graph["expression"] == "a*b"
    assert stepper.graph["inputs"] == {"a": 2, "b": 3}
