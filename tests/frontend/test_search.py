"""What the search of published lectures finds, in the engine of a browser, without one."""

import json
import re
from pathlib import Path

import pytest

V8 = pytest.importorskip("py_mini_racer").MiniRacer
SOURCE = Path(__file__).resolve().parents[2] / "frontend/search/find.js"
SECTIONS = [
    {"at": "a", "lecture": "3. Backpropagation I", "title": "Local derivatives", "text": "A product passes on."},
    {"at": "b", "lecture": "3. Backpropagation I", "title": "The chain rule", "text": "Multiply, add: a product."},
    {"at": "c", "lecture": "4. The engine", "title": "Élan", "text": "By-products of the chain. Naïve Bayes."},
]


@pytest.fixture(scope="module")
def js():
    engine = V8()
    engine.eval(re.sub(r"^export ", "", SOURCE.read_text(encoding="utf-8"), flags=re.MULTILINE))
    return engine


def asked(js, what: str, *arguments: object):
    given = ", ".join(map(json.dumps, arguments))
    return json.loads(js.eval(f"JSON.stringify({what}({given}))"))


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("", []),
        ("   ", []),
        ("chain", ["b", "c"]),  # a title before a text
        ("PRODUCT", ["a", "b", "c"]),
        ("product add", ["b"]),  # every word must be there
        ("backprop", ["a", "b"]),  # the beginning of a word; of the lecture's title too
        ("elan", ["c"]),
        ("naive", ["c"]),
        ("nothing", []),
        (".*", []),  # no pattern
        ("chain chain", ["b", "c"]),
    ],
)
def test_sections_with_every_word_are_found_the_best_first(js, query: str, at: list[str]) -> None:
    assert [section["at"] for section in asked(js, "found", SECTIONS, query)] == at


def test_a_word_that_begins_so_is_better_than_one_that_has_it_inside(js) -> None:
    inside, begins = ({"at": at, "lecture": "", "title": "", "text": at} for at in ("backward", "ward"))
    assert [section["at"] for section in asked(js, "found", [inside, begins], "ward")] == ["ward", "backward"]


def test_no_more_than_asked_for(js) -> None:
    many = [{"at": str(n), "lecture": "", "title": "x", "text": ""} for n in range(50)]
    assert [section["at"] for section in asked(js, "found", many, "x")] == [str(n) for n in range(30)]


@pytest.mark.parametrize("query", ["chain rule", "rule", "zebra", ""])
@pytest.mark.parametrize(
    "text", ["", "The chain rule.", "word " * 200 + "the Chain of the chain rule " + "more " * 200]
)
def test_an_excerpt_is_a_piece_of_the_text_with_the_words_marked(js, text: str, query: str) -> None:
    parts = asked(js, "excerpt", text, query)
    shown = "".join(piece for piece, _ in parts)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert len(shown) <= 190
    words = set(query.split())
    assert {piece.lower() for piece, is_word in parts if is_word} == {word for word in words if word in text}
    if text and query.startswith("chain"):
        assert "chain rule" in shown  # where the words stand together
