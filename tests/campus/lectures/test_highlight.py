"""Code in colours, within bounds: what would hold up the whole server is shown without them."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from pygments.token import Text

from chainrule.campus.lectures.highlight import LONGEST, LONGEST_LINE, TakesTooLong, coloured, in_time

HONEST = "def f(x):\n    # double\n    return 2 * x\n" * 100


def shown(source: str, lexer: Any = None) -> str:
    return coloured(source, lexer or PythonLexer(stripnl=False), HtmlFormatter(nowrap=True))


def text_of(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


class Endless(PythonLexer):  # type: ignore[misc]
    """Never comes to an end, as a hostile text seems to."""

    def get_tokens_unprocessed(self, text: str, *_: Any) -> Iterator[Any]:
        while True:
            yield 0, Text, "x"


class NeverAsked(PythonLexer):  # type: ignore[misc]
    def get_tokens_unprocessed(self, text: str, *_: Any) -> Iterator[Any]:
        raise AssertionError("it is not even begun")
        yield


def test_what_a_person_writes_has_colours() -> None:
    html = shown(HONEST)
    assert '<span class="k">def</span>' in html
    assert text_of(html) == HONEST


def test_what_takes_too_long_is_shown_without_colours() -> None:
    source = "if a < b:\n    'it & that'\n"
    assert "class=" not in shown(source, Endless())
    assert text_of(shown(source, Endless())) == source


@pytest.mark.parametrize("source", ["a = 1\n" * LONGEST, "'%" + "0" * LONGEST_LINE, HONEST + "x" * LONGEST_LINE + "y"])
def test_what_no_person_writes_is_not_even_begun(source: str) -> None:
    assert text_of(shown(source, NeverAsked())) == source + "\n" * (not source.endswith("\n"))


@pytest.mark.parametrize(
    "source",
    [
        " \n" * 25_000,
        "\\\n" * 25_000,
        '"""\n' * 12_000,
        "@a\n" * 16_000,
        ("'" + "\\N{" * 300 + "\n") * 60,
        "'''%(a" * 160,
    ],
)
def test_hostile_code_is_shown_whole(source: str) -> None:
    """The first would take a minute: each of its lines is looked at together with all that follow."""
    assert text_of(shown(source)).rstrip("\n") == source.rstrip("\n")


def test_time_is_what_this_thread_has_worked() -> None:
    assert list(in_time(iter([(Text, "a")]), 60)) == [(Text, "a")]
    with pytest.raises(TakesTooLong):
        list(in_time(iter([(Text, "a")]), -1))
