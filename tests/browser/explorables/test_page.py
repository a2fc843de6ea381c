"""The stepper on the page: small screens, touch, zoom, both themes, no script, no failure, and what axe says."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
ZOOMED = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}  # 1280 by 800 at 200%
LONG = "first_long_name * second_long_name + (first_long_name + " + " + ".join(["third"] * 12) + ").tanh()"


def states(stepper: Any) -> Any:
    """Bring a stepper into every kind of state, one after the other."""
    yield "before the first step"
    stepper.root.locator("summary", has_text="Gradient descent").click()
    stepper.root.locator("summary", has_text="All values").click()
    stepper.click("Step")
    yield "forward, all open"
    stepper.root.get_by_label("Bug:").check()
    stepper.field("Expression").fill("d = a*b\nd + d*c")
    stepper.click("To the end")
    stepper.click("Ten steps")
    yield "the bug, after gradient descent"
    stepper.field("a").fill("")
    stepper.field("Expression").fill("d = a*b\nd + + d*c")
    expect(stepper.root.locator(".gs-problem")).to_contain_text("column")
    yield "errors"
    stepper.field("Expression").fill("log(0 - a*a)")
    assert stepper.graph["phase"] == "refused"
    yield "a domain error"
    stepper.field("Expression").fill(LONG)
    yield "a large graph"


@pytest.mark.parametrize(
    ("theme", "device"),
    [("light", {}), ("dark", {}), ("dark", PHONE)],
    ids=["light", "dark", "dark phone"],
)
def test_axe_finds_nothing_in_any_state(theme: str, device: dict[str, Any], open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5, page={"theme": theme, "reduced_motion": "reduce"} | device)
    for state in states(stepper):
        results = Axe().run(stepper.page)
        assert results.violations_count == 0, f"{state}: {results.generate_report()}"


@pytest.mark.parametrize("device", [PHONE, ZOOMED], ids=["phone", "200 percent"])
def test_no_state_scrolls_the_page_sideways(device: dict[str, Any], open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5, page=device)
    for state in states(stepper):
        assert stepper.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), state


def test_everything_to_touch_is_44_pixels_high_and_wide(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5, descend=0.1, page=PHONE)
    targets = stepper.root.locator("button, summary, select, textarea, .ex-tick, input:not([type=checkbox])")
    boxes = {each.evaluate("e => e.outerHTML.slice(0, 60)"): each.bounding_box() for each in targets.all()}
    assert len(boxes) > 15
    small = {name: box for name, box in boxes.items() if box and (box["height"] < 44 or box["width"] < 44)}
    assert not small


def test_a_narrow_graph_runs_from_top_to_bottom(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b", a=2, b=3, page=PHONE)
    nodes = [node.bounding_box() for node in stepper.root.locator(".gs-node").all()]
    assert nodes[0]["y"] == nodes[1]["y"] < nodes[2]["y"]
    stepper.page.set_viewport_size({"width": 1100, "height": 800})
    stepper.page.wait_for_function("document.querySelectorAll('.gs-node')[2].getBoundingClientRect().x > 300")
    nodes = [node.bounding_box() for node in stepper.root.locator(".gs-node").all()]
    assert nodes[0]["x"] == nodes[1]["x"] < nodes[2]["x"]


def test_nodes_do_not_overlap_and_stand_after_their_parents(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a")
    programs = [LONG, "a*b + (a*b)**2", "d = a*b\ne = d + a\ne*d + b*e*a", "(a + b)*(b + c)*(c + a)*(a + b + c)"]
    for program in programs:
        stepper.field("Expression").fill(program)
        boxes = [node.bounding_box() for node in stepper.root.locator(".gs-node .gs-box").all()]
        for at, node in enumerate(stepper.graph["nodes"]):
            assert all(boxes[parent]["x"] + 100 < boxes[at]["x"] for parent in node["parents"])
            for other in boxes[:at]:
                apart_x = abs(other["x"] - boxes[at]["x"]) >= boxes[at]["width"]
                apart_y = abs(other["y"] - boxes[at]["y"]) >= boxes[at]["height"]
                assert apart_x or apart_y, program


def test_reduced_motion_is_respected(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(a=2, b=-3, c=5, page={"reduced_motion": "reduce"})
    duration = "element => getComputedStyle(element).transitionDuration"
    assert stepper.root.locator(".gs-node .gs-box").first.evaluate(duration) == "0s"
    stepper.page.emulate_media(reduced_motion="no-preference")
    assert stepper.root.locator(".gs-node .gs-box").first.evaluate(duration) != "0s"


def test_without_script_the_static_picture_stays(open_page: Callable[..., Page]) -> None:
    page = open_page({"expression": "a*b"}, java_script_enabled=False)
    expect(page.locator("#stepper-1")).to_have_text("A picture.")


def test_the_table_lists_every_node_with_all_digits(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("tanh(a) * a", a=0.1, step=999)
    stepper.root.locator("summary", has_text="All values").click()
    table = stepper.root.get_by_role("group", name="Values and gradients").locator("tbody tr")
    expect(table).to_have_count(3)
    rows = [row.inner_text().split("\t") for row in table.all()]
    assert [row[0] for row in rows] == ["a", "v1", "v2"]
    for row, node in zip(rows, stepper.graph["nodes"], strict=True):
        assert [float(text.replace("−", "-")) for text in row[2:4]] == [node["data"], node["grad"]]


def test_show_picks_the_parts(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b", a=2, b=3, show="expression player table")
    stepper.click("To the end")
    assert stepper.grads() == {"a": 3, "b": 2, "v1": 1}
    expect(stepper.root.locator("summary")).to_have_text(["All values and gradients, with all digits"])
    expect(stepper.root.get_by_label("Bug:")).to_have_count(0)
    assert "show" not in stepper.address_settles()
