"""What the kit does for every explorable in a real browser: links, questions, dragging, files, drawing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from playwright.sync_api import Page, expect
from safetensors.torch import save_file

from chainrule import nn

pytestmark = pytest.mark.browser

WORDS = '<p>From <a href="#one-descent-map" data-part="start">the start</a> along the path.</p>'


def model(page: Page) -> Any:
    return page.locator(".explorable").evaluate("element => element.explorable")


def test_words_and_parts_light_each_other_up(open_all: Callable[..., Page]) -> None:
    page = open_all("descent-map", words=WORDS)
    word, point = page.get_by_role("link", name="the start"), page.locator(".ex-point[data-part=start]")
    word.focus()
    expect(point).to_have_class("ex-point ex-drag ex-lit")
    word.blur()
    expect(point).to_have_class("ex-point ex-drag")
    point.focus()
    expect(word).to_have_class("ex-lit")
    expect(page.locator("[data-part=path]")).not_to_have_class("ex-lit")


def test_a_question_comes_before_the_step_and_its_answer_is_judged(open_all: Callable[..., Page]) -> None:
    page = open_all("descent-map")
    page.get_by_label("Ask me before each step").check()
    page.get_by_role("button", name="Step", exact=True).click()
    field = page.get_by_role("textbox", name="Where does w go?")
    expect(field).to_be_focused()
    assert model(page)["step"] == 0
    field.fill("1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No. Try again, or let it be shown.")).to_be_visible()
    assert model(page)["step"] == 0
    field.fill("3")  # 0 - 0.05 * (-60)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("Right.")).to_be_visible()
    assert model(page)["step"] == 1
    page.get_by_role("button", name="Step", exact=True).click()
    page.get_by_role("button", name="Show it").click()
    expect(page.get_by_text("It is 2.2")).to_be_visible()
    assert model(page)["step"] == 2


def test_a_value_is_dragged_by_its_name_and_a_point_by_hand_and_by_keys(open_all: Callable[..., Page]) -> None:
    page = open_all("descent-map")
    box = page.get_by_text("rate η").bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 25, box["y"] + 10)
    page.mouse.up()
    assert model(page)["rate"] == pytest.approx(0.07)
    point = page.get_by_role("slider", name="The start, w and b")
    point.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowUp")
    assert model(page)["start"] == pytest.approx([0.05, 0.5])
    assert model(page)["step"] == 0, "the player must not take the arrow for a step"
    box = point.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2, steps=3)
    page.mouse.up()
    assert model(page)["start"][0] > 0.5


@pytest.mark.parametrize("name", ["descent-map", "cross-correlation", "mlp-playground"])
def test_the_address_keeps_what_the_player_shows_and_start_over_forgets_it(
    name: str, open_all: Callable[..., Page]
) -> None:
    page = open_all(name)
    for _ in range(3):
        page.get_by_role("button", name="Step", exact=True).click()
    before = model(page)
    page.wait_for_function("() => document.querySelector('.explorable').addressFollows")
    assert "?" in page.url
    page.reload()
    page.locator(".ex").wait_for()
    assert model(page) == before
    page.get_by_role("button", name="Start over").click()
    page.wait_for_function("() => document.querySelector('.explorable').addressFollows")
    assert "?" not in page.url


def test_a_file_of_weights_is_shown_or_refused_in_words(open_all: Callable[..., Page], tmp_path: Path) -> None:
    page = open_all("mlp-playground")
    good = nn.Sequential(nn.Linear(2, 3), nn.Tanh(), nn.Linear(3, 1))
    save_file(good.state_dict(), tmp_path / "good.safetensors")
    save_file({"0.weight": torch.zeros(3, 7), "0.bias": torch.zeros(3)}, tmp_path / "other.safetensors")
    field = page.get_by_label("Your own weights")
    field.set_input_files(tmp_path / "good.safetensors")
    expect(page.get_by_text("good.safetensors is shown")).to_be_visible()
    assert model(page)["weights"][0]["weight"] == good[0].weight.flatten().tolist()
    field.set_input_files(tmp_path / "other.safetensors")
    expect(page.get_by_text("other.safetensors: 0.weight takes 7 numbers, but the plane has 2")).to_be_visible()
    assert model(page)["weights"][0]["weight"] == good[0].weight.flatten().tolist()


def test_points_are_added_by_a_click_and_by_the_pen(open_all: Callable[..., Page]) -> None:
    page = open_all("mlp-playground")
    page.get_by_label("Points", exact=True).select_option("own")
    page.locator(".mlp-answer svg").click(position={"x": 50, "y": 60})
    page.get_by_role("slider", name="Pen.").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert len(model(page)["points"]) == 4
    page.get_by_role("button", name="Take the last back").click()
    assert len(model(page)["points"]) == 3
    page.locator("summary", has_text="The same as Python").click()
    expect(page.get_by_role("group", name="The program")).to_contain_text("points = [(-1, 0), (1, 0), ")


def test_a_digit_is_drawn_by_hand_and_by_keys(open_all: Callable[..., Page]) -> None:
    page = open_all("lenet-features")
    assert model(page)["answer"] == 7
    pad = page.locator(".lf-pad canvas")
    box = pad.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=6)
    page.mouse.up()
    drawn = model(page)
    assert drawn["sample"] == "own"
    assert drawn["answer"] == 1
    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Nothing is drawn yet.")).to_be_visible()
    pad.focus()
    page.keyboard.press("Space")
    assert sum(model(page)["picture"]) > 1


def test_a_cell_is_edited_and_an_output_is_pressed(open_all: Callable[..., Page]) -> None:
    page = open_all("cross-correlation")
    page.get_by_role("textbox", name="Kernel, row 0, column 0").fill("-2")
    page.get_by_role("button", name="Output, row 1, column 2: not yet").click()
    shown = model(page)
    assert shown["state"]["kernel"][0][0] == -2
    assert shown["state"]["step"] == 7
    expect(page.get_by_role("button", name="Output, row 1, column 2")).to_contain_text(str(shown["current"]["sum"])[-1])


def test_a_place_in_memory_and_a_pixel_lead_to_the_same_element(open_all: Callable[..., Page]) -> None:
    page = open_all("image-tensor")
    page.get_by_label("Python").select_option("x.permute(0, 2, 3, 1)")
    page.get_by_role("button", name="place 18:").click()
    assert model(page)["index"] == [0, 1, 2, 1]
    page.get_by_role("button", name="Picture 1, row 2, column 3: red").click()
    assert model(page)["index"] == [1, 2, 3, 0]
