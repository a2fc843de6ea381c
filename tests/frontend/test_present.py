"""What a presentation decides, in the engine of a browser, without one."""

import json
import re
from pathlib import Path

import pytest

V8 = pytest.importorskip("py_mini_racer").MiniRacer
SOURCE = Path(__file__).resolve().parents[2] / "frontend/present/parts.js"


@pytest.fixture(scope="module")
def js():
    engine = V8()
    engine.eval(re.sub(r"^export ", "", SOURCE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    return engine


@pytest.mark.parametrize(
    ("tags", "parts"),
    [
        ([], []),
        (["HEADER", "P"], [["HEADER", "P"]]),
        (["HEADER", "H2", "P", "H3", "H2"], [["HEADER"], ["H2", "P", "H3"], ["H2"]]),
        (["H2", "P"], [["H2", "P"]]),
    ],
)
def test_a_part_begins_at_each_section(js, tags, parts):
    found = js.eval(f"JSON.stringify(parted({json.dumps([{'tagName': tag} for tag in tags])}))")
    assert [[node["tagName"] for node in part] for part in json.loads(found)] == parts


@pytest.mark.parametrize(
    ("top", "height", "direction", "step"),
    [
        (0, 900, 1, 0),  # it fits the screen
        (0, 901, 1, 0),  # up to a fraction of a pixel
        (0, 3000, 1, 765),
        (0, 1000, 1, 100),
        (2100, 3000, 1, 0),
        (0, 3000, -1, 0),
        (50, 3000, -1, -50),
        (2100, 3000, -1, -765),
    ],
)
def test_a_page_is_turned_by_most_of_a_screen_and_then_the_part_is_over(js, top, height, direction, step):
    place = json.dumps({"top": top, "view": 900, "height": height})
    assert js.eval(f"turn({place}, {direction})") == step


@pytest.mark.parametrize(("seconds", "shown"), [(0, "0:00"), (59.9, "0:59"), (3725, "62:05"), (-1, "0:00")])
def test_the_clock_counts_minutes_and_seconds(js, seconds, shown):
    assert js.eval(f"clock({seconds})") == shown
