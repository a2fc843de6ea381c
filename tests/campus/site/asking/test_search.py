"""The search: what it finds, hostile strings as themselves, and nothing that its reader may not see."""

from typing import Any

import pytest
from django.core.cache import cache

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.asking import board
from chainrule.campus.site.asking.models import Thread

from .conftest import answer, ask

TEXTS = {
    "percent": "a 50% share", "underscore": "a_b", "quotes": "it's \"so\"", "emoji": "🎓 done", "back": "a\\b",
    "plain": "aXb 50 share", "tags": "<b>bold</b>", "sql": "'; DROP TABLE x; --", "formula": "$\\frac{a}{b}$",
}  # fmt: skip


def found(client: Any, words: str) -> set[str]:
    answered = client.get("/asking/", {"q": words})
    assert answered.status_code == 200
    return {name for name in TEXTS if f">{name}</a>" in answered.text}


@pytest.fixture
def texts(asked: Thread, student: User) -> None:
    for name, text in TEXTS.items():
        cache.clear()
        ask(student, title=name, text=text)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("%", {"percent"}),
        ("50%", {"percent"}),
        ("_", {"underscore"}),
        ("a_b", {"underscore"}),
        ('it\'s "so"', {"quotes"}),
        ("'", {"quotes", "sql"}),
        ("🎓", {"emoji"}),
        ("a\\b", {"back"}),
        ("'; DROP TABLE", {"sql"}),
        ("<b>", {"tags"}),
        ("SHARE", {"percent", "plain"}),
        ("\\frac", {"formula"}),
        ("PERCENT", {"percent"}),
        ("no such words", set()),
    ],
)
def test_each_sign_is_itself(words: str, names: set[str], texts: None, classmate: User, client_of: Any) -> None:
    assert found(client_of(classmate), words) == names


@pytest.mark.parametrize("words", ["x" * 101, "a\0b", "a\u202eb"])
def test_what_cannot_be_searched_for_is_said(words: str, student: User, client_of: Any) -> None:
    assert client_of(student).get("/asking/", {"q": words}).status_code == 400


def test_what_was_edited_away_is_found_no_more(asked: Thread, student: User, client_of: Any) -> None:
    board.edit(student, asked.posts.get(), "Other words.", clock.now())
    client = client_of(student)
    assert "Nothing found" in client.get("/asking/?q=Why+does").text
    assert "Why add?" in client.get("/asking/?q=other+words").text


def test_a_hidden_answer_is_found_by_staff_and_its_author(
    asked: Thread, student: User, classmate: User, assistant: User, client_of: Any
) -> None:
    board.hide(assistant, answer(classmate, asked, "Zanzibar."), "Off the topic.", clock.now())
    assert "Nothing found" in client_of(student).get("/asking/?q=zanzibar").text
    for who in (classmate, assistant):
        assert "Why add?" in client_of(who).get("/asking/?q=zanzibar").text
