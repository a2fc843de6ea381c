"""What a reader did to an explorable: kept in the address, done by a finger as by a mouse, and still accessible."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from safetensors.torch import save, save_file

from chainrule import nn
from chainrule.models.lenet import LeNet

pytestmark = pytest.mark.browser

PHONE = {"viewport": {"width": 400, "height": 900}, "has_touch": True, "is_mobile": True}
DROP = """([bytes, name]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([new Uint8Array(bytes)], name));
  return transfer;
}"""


def model(page: Page) -> Any:
    return page.locator(".explorable").evaluate("element => element.explorable")


def pressed(role: str, name: str, key: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role(role, name=name).first.press(key)  # type: ignore[arg-type]


CHANGES: dict[str, Callable[[Page], None]] = {
    "plane-map": pressed("slider", "First column of A", "ArrowRight"),
    "slope-map": pressed("slider", "The prices w", "ArrowUp"),
    "product-shapes": lambda page: page.get_by_role("spinbutton", name="Columns of C").fill("5"),
    "activations": pressed("slider", "z, on the function", "Shift+ArrowLeft"),
    "half-plane": pressed("slider", "The tip of w", "ArrowLeft"),
    "image-tensor": lambda page: page.get_by_label("Python").select_option("x.permute(0, 2, 3, 1)") and None,
    "lenet-features": lambda page: page.get_by_role("button", name="Clear").click(),
    "distributions": pressed("slider", "Upper end of the range", "Shift+ArrowRight"),
    "draw-a-pmf": pressed("slider", "Bar of 0", "Shift+ArrowUp"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_the_address_keeps_what_a_reader_changed(name: str, open_all: Callable[..., Page]) -> None:
    page = open_all(name)
    begun = model(page)
    CHANGES[name](page)
    changed = model(page)
    assert changed != begun
    page.wait_for_function("() => document.querySelector('.explorable').addressFollows")
    assert "?" in page.url
    page.reload()
    page.locator(".ex").wait_for()
    assert model(page) == changed


@pytest.mark.parametrize(("name", "handle"), [
    ("plane-map", "First column of A"),
    ("slope-map", "The prices w"),
    ("descent-map", "The start, w and b"),
    ("activations", "z, on the function"),
    ("half-plane", "The tip of w"),
    ("distributions", "Upper end of the range"),
    ("bayes-square", "Share of the good that is thrown out"),
    ("draw-a-pmf", "Bar of 0"),
])  # fmt: skip
def test_a_finger_drags_and_the_page_stays_where_it_is(name: str, handle: str, open_all: Callable[..., Page]) -> None:
    page = open_all(name, **PHONE)
    begun, slider = model(page), page.get_by_role("slider", name=handle).first
    slider.scroll_into_view_if_needed()
    box, before = slider.bounding_box(), page.locator(".ex svg").first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 6):
        moved = {"x": x - 6 * step, "y": y - 6 * step}
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [moved]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function(
        "begun => JSON.stringify(document.querySelector('.explorable').explorable) !== JSON.stringify(begun)", arg=begun
    )
    after = page.locator(".ex svg").first.bounding_box()
    assert before
    assert after
    assert after["y"] == pytest.approx(before["y"], abs=1)


def test_a_digit_is_drawn_by_a_finger(open_all: Callable[..., Page]) -> None:
    page = open_all("lenet-features", **PHONE)
    pad = page.locator(".lf-pad canvas")
    pad.scroll_into_view_if_needed()
    box, before = pad.bounding_box(), page.evaluate("scrollY")
    assert box
    x, finger = box["x"] + box["width"] / 2, page.context.new_cdp_session(page)
    heights = [box["y"] + box["height"] * (0.2 + 0.06 * step) for step in range(11)]
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": heights[0]}]})
    for y in heights[1:]:
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("() => document.querySelector('.explorable').explorable.sample === 'own'")
    assert page.evaluate("scrollY") == before


def weights(name: str) -> dict[str, torch.Tensor]:
    draw = torch.Generator().manual_seed(1)
    if name == "mlp-playground":
        net = nn.Sequential(nn.Linear(2, 3, generator=draw), nn.Tanh(), nn.Linear(3, 1, generator=draw))
        return net.state_dict()
    return LeNet(generator=draw).state_dict()


@pytest.mark.parametrize("name", ["mlp-playground", "lenet-features"])
def test_weights_are_chosen_or_dropped_and_a_wrong_file_is_refused(
    name: str, open_all: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_all(name)
    begun = model(page)
    save_file(weights(name), tmp_path / "mine.safetensors")
    page.get_by_label("Your own").set_input_files(tmp_path / "mine.safetensors")
    expect(page.locator(".ex-file .ex-said")).to_contain_text("mine.safetensors is shown")
    chosen = model(page)
    assert chosen != begun
    page.reload()
    page.locator(".ex").wait_for()
    dropped = page.evaluate_handle(DROP, [list(save(weights(name))), "mine.safetensors"])
    page.locator(".ex").first.dispatch_event("drop", {"dataTransfer": dropped})
    expect(page.locator(".ex-file .ex-said")).to_contain_text("mine.safetensors is shown")
    assert model(page) == chosen
    wrong = page.evaluate_handle(DROP, [[1, 2, 3], "song.mp3"])
    page.locator(".ex").first.dispatch_event("drop", {"dataTransfer": wrong})
    expect(page.locator(".ex-file .ex-said.error")).to_contain_text("song.mp3: ")
    assert model(page) == chosen
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


LATER: dict[str, tuple[str, Callable[[Page], None]]] = {
    "the program is open": ("mlp-playground", lambda page: page.locator("summary", has_text="Python").click()),
    "shapes that do not fit": (
        "product-shapes",
        lambda page: page.get_by_role("spinbutton", name="Columns of C").fill("5"),
    ),
    "a question is asked": ("descent-map", lambda page: asked(page)),
    "nothing is drawn": ("lenet-features", lambda page: page.get_by_role("button", name="Clear").click()),
}


def asked(page: Page) -> None:
    page.get_by_label("Ask me before each step").check()
    page.get_by_role("button", name="Step", exact=True).click()


@pytest.mark.parametrize("state", LATER)
def test_axe_finds_nothing_in_later_states_either(state: str, open_all: Callable[..., Page]) -> None:
    name, change = LATER[state]
    page = open_all(name, reduced_motion="reduce")
    change(page)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_the_playground_asks_which_border_it_can_draw_before_it_plays(open_all: Callable[..., Page]) -> None:
    page = open_all("mlp-playground")  # 2-4-1 with tanh
    page.get_by_label("Ask me before it trains").check()
    page.get_by_role("button", name="Play").click()
    page.get_by_role("button", name="straight lines only").click()
    expect(page.get_by_text("No. Try again, or let it be shown.")).to_be_visible()
    assert model(page)["epoch"] == 0
    page.get_by_role("button", name="a closed line, around a region").click()
    expect(page.get_by_text("Right. Three lines can enclose a region.")).to_be_visible()
    page.wait_for_function("() => document.querySelector('.explorable').explorable.epoch > 8")
    expect(page.get_by_text("Right. Three lines can enclose a region.")).to_be_visible()
    page.get_by_role("button", name="Pause").click()
    before = model(page)["epoch"]
    page.get_by_role("button", name="Step", exact=True).click()
    page.get_by_role("button", name="lower").click()
    expect(page.get_by_text("Right.", exact=True)).to_be_visible()
    assert model(page)["epoch"] == before + 10


def test_a_network_as_wide_as_the_lectures_is_shown(open_all: Callable[..., Page], tmp_path: Path) -> None:
    page = open_all("mlp-playground")
    draw = torch.Generator().manual_seed(0)
    layers = [nn.Linear(*sizes, generator=draw) for sizes in ((2, 16), (16, 16), (16, 1))]
    net = torch.nn.Sequential(layers[0], nn.ReLU(), layers[1], nn.ReLU(), layers[2])
    save_file(net.state_dict(), tmp_path / "model.safetensors")
    page.get_by_label("Your own").set_input_files(tmp_path / "model.safetensors")
    expect(page.locator(".ex-file .ex-said")).to_contain_text("model.safetensors is shown")
    expect(page.locator(".mlp-units [data-part]")).to_have_count(32)
