"""Stepping through a graph by button, key and slider, and what is said at each step."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

# (a*b + c).tanh() has three operations: three steps forward, one for the seed, three backward.
LAST = 7


@pytest.fixture
def stepper(open_stepper: Callable[..., Any]) -> Any:
    return open_stepper(a=2, b=-3, c=5)


def test_values_appear_forward_one_at_a_time_and_gradients_backward(stepper: Any) -> None:
    seen = []
    for step in range(LAST + 1):
        if step:
            stepper.click("Step")
        nodes = stepper.graph["nodes"]
        seen.append((sum(n["data"] is not None for n in nodes), sum(bool(n["grad"]) for n in nodes)))
    assert seen == [(3, 0), (4, 0), (5, 0), (6, 0), (6, 1), (6, 2), (6, 4), (6, 6)]


def test_each_step_is_written_out(stepper: Any) -> None:
    said = []
    for _ in range(LAST):
        stepper.click("Step")
        said.append(stepper.said())
    assert "Forward, step 1 of 3" in said[0]
    assert "v1 = 2 × (−3) = −6" in said[0]
    assert "∂v1/∂a = b = −3" in said[0]
    assert "v3 = tanh(−1) = −0.7616" in said[2]
    assert "∂v3/∂v2 = 1 − v3² = 0.4200" in said[2]
    assert "Backward, step 1 of 4" in said[3]
    assert "v3.grad = 1" in said[3]
    assert "v2.grad = 0 + 0.4200 × 1 = 0.4200" in said[4]
    assert "a.grad = 0 + (−3) × 0.4200 = −1.260" in said[6]
    assert "Every node has its gradient." in said[6]


def test_the_panel_is_read_out_and_marks_the_code(stepper: Any) -> None:
    expect(stepper.root.locator(".gs-spoken")).to_have_attribute("role", "status")
    stepper.click("Step")
    expect(stepper.root.locator(".gs-source mark")).to_have_text("a*b")


def test_a_sum_of_two_uses_shows_what_was_there_before(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper("a*b + a", a=2, b=-3, step=999)
    assert "a.grad = 1 + (−3) × 1 = −2" in stepper.said()


def test_keys_step_play_and_jump(stepper: Any) -> None:
    stage = stepper.root.get_by_role("group", name="Computational graph")
    stage.focus()
    places = []
    for key in ["ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowRight", "Home", "ArrowLeft", "Space"]:
        stepper.page.keyboard.press(key)
        places.append(stepper.graph["step"])
    assert places == [1, 2, 1, LAST, LAST, 0, 0, 1]
    expect(stepper.root.get_by_role("button", name="Pause")).to_be_visible()
    stepper.page.keyboard.press("Space")
    expect(stepper.root.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_keys_in_a_field_stay_in_the_field(stepper: Any) -> None:
    stepper.field("Expression").focus()
    for key in ["Home", "ArrowRight", "Space", "End"]:
        stepper.page.keyboard.press(key)
    assert stepper.graph["step"] == 0
    assert stepper.graph["expression"] == "( a*b + c).tanh()"


def test_the_slider_goes_to_a_step_and_says_which(stepper: Any) -> None:
    slider = stepper.root.get_by_role("slider", name="Step")
    slider.focus()
    for _ in range(4):
        stepper.page.keyboard.press("ArrowRight")
    assert stepper.graph["step"] == 4
    expect(slider).to_have_attribute("aria-valuetext", "Backward, step 1 of 4; 4 of 7")


def test_playing_runs_to_the_end_and_stops(stepper: Any) -> None:
    stepper.page.clock.install()
    stepper.click("Play")
    stepper.page.clock.run_for(60_000)
    assert stepper.graph["step"] == LAST
    stepper.click("Play")  # at the end it starts again
    assert stepper.graph["step"] == 0


def test_a_button_that_has_nothing_to_do_keeps_the_focus(stepper: Any) -> None:
    back = stepper.root.get_by_role("button", name="One step back")
    stepper.click("Step")
    back.click()
    expect(back).to_be_focused()
    expect(back).to_have_attribute("aria-disabled", "true")


def test_a_large_graph_scrolls_to_the_active_node(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(" + ".join(["a"] * 20), a=1)
    stepper.page.emulate_media(reduced_motion="reduce")
    stepper.click("To the end")
    stage = stepper.root.locator(".gs-stage")
    assert stage.evaluate("stage => stage.scrollWidth > stage.clientWidth")
    for button in ["To the start", "Step", "To the end"]:
        stepper.click(button)
        node = stage.locator(".gs-node.gs-active" if button != "To the start" else ".gs-node").first.bounding_box()
        frame = stage.bounding_box()
        assert frame["x"] <= node["x"]
        assert node["x"] + node["width"] <= frame["x"] + frame["width"]


def test_a_large_graph_moves_by_mouse_and_by_shifted_arrows(open_stepper: Callable[..., Any]) -> None:
    stepper = open_stepper(" + ".join(["a"] * 20), a=1)
    stage = stepper.root.locator(".gs-stage")
    frame = stage.bounding_box()
    mouse = stepper.page.mouse
    mouse.move(frame["x"] + 400, frame["y"] + 40)
    mouse.down()
    mouse.move(frame["x"] + 100, frame["y"] + 40)
    mouse.up()
    mouse.move(frame["x"] + 300, frame["y"] + 40)
    assert stage.evaluate("stage => stage.scrollLeft") == 300
    for key in ["Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowLeft"]:
        stepper.page.keyboard.press(key)
    assert stage.evaluate("stage => stage.scrollLeft > 300")
    assert stepper.graph["step"] == 0


def test_examples_fill_the_form(stepper: Any) -> None:
    menu = stepper.root.get_by_label("Examples")
    titles = menu.locator("option").all_inner_texts()[1:]
    assert len(titles) == 5
    for title in titles:
        menu.select_option(label=title)
        stepper.click("To the end")
        graph = stepper.graph
        assert graph["error"] is None
        assert graph["step"] == graph["steps"] > 0
        assert any(node["grad"] for node in graph["nodes"])


SHOWN = {
    "0.5": "0.5",
    "-6": "−6",
    "0.123456": "0.1235",
    "24.7": "24.7",
    "24.7041": "24.70",
    "1234.5": "1235",
    "9999.7": "10000",
    "123456.7": "123457",
    "0.00001": "1e−5",
    "12345678": "1.235e7",
    "-1.23456e-170": "−1.235e−170",
}


def test_numbers_have_four_digits_a_true_minus_and_all_digits_in_the_title(
    open_page: Callable[..., Page], stepper_on: Any
) -> None:
    page = open_page(*({"expression": "a", "a": number} for number in SHOWN))
    for at, (number, shown) in enumerate(SHOWN.items(), 1):
        value = stepper_on(page, at).root.locator(".gs-row-value.gs-data")
        assert value.evaluate("text => text.firstChild.data") == shown
        title = value.locator("title").evaluate("title => title.textContent")
        assert float(title.removeprefix("data ").replace("−", "-")) == float(number)
