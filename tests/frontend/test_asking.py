"""How an answer to a `try` box is read and judged, in the engine of a browser, without one."""

import json
import re
from pathlib import Path

import pytest

V8 = pytest.importorskip("py_mini_racer").MiniRacer
SOURCE = Path(__file__).resolve().parents[2] / "frontend/asking.js"


@pytest.fixture(scope="module")
def js():
    engine = V8()
    engine.eval(re.sub(r"^export ", "", SOURCE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    return engine


READ = [
    ("-4", -4.0),
    (" −4 ", -4.0),
    ("–7,33", -7.33),
    ("-22/3", -22 / 3),
    ("2 / -3", -2 / 3),
    ("3e-4", 3e-4),
    (".5", 0.5),
    ("5.", 5.0),
    ("+1", 1.0),
    ("1 000", 1000.0),
    ("", None),
    ("four", None),
    ("1/2/3", None),
    ("--4", None),
    ("4 m", None),
    ("0x10", None),
    ("Infinity", None),
]


@pytest.mark.parametrize(("typed", "number"), READ)
def test_a_number_is_read_as_people_write_it(js, typed, number):
    found = js.eval(f"String(numberIn({json.dumps(typed)}))")
    if number is None:
        assert found == "NaN"
    else:
        assert float(found) == pytest.approx(number, rel=1e-15)


@pytest.mark.parametrize(
    ("typed", "key", "within", "right"),
    [
        ("-4", -4, 0, True),
        ("-4.0", -4, 0, True),
        ("4", -4, 0, False),
        ("-4.1", -4, 0, False),
        ("-22/3", -7.333, 0.0005, True),
        ("-7.3", -7.333, 0.0005, False),
        ("0.3", 0.1 + 0.2, 0, True),
        ("0.045", 0.04, 0.005, True),
        ("1/0", 4, 0, False),
        ("0/0", 4, 0, False),
    ],
)
def test_what_is_right_by_the_key(js, typed, key, within, right):
    assert js.eval(f"isRight(numberIn({json.dumps(typed)}), {key!r}, {within!r})") is right
