"""Code in colours, by class names; the colours are the style sheet's.

What people hand in is coloured too, in the server, whose threads all stand still while a regular expression runs. So
code that is far from what a person writes is shown without colours: very long, with very long lines, or slow to read.
"""

import time
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pygments
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import TextLexer, get_lexer_by_name

LANGUAGES = {
    "python": "Python",
    "text": "Text",
    "bash": "Shell",
    "console": "Terminal",
    "toml": "TOML",
    "json": "JSON",
    "yaml": "YAML",
    "html": "HTML",
    "pycon": "Python session",
    "pytb": "Error",
}
LONGEST = 60_000  # characters
LONGEST_LINE = 1_000  # some expressions take time by the square of a line
CPU_SECONDS = 0.4


class TakesTooLong(Exception):
    """The code is not read in the time that it may take."""


def language_label(language: str) -> str:
    """What stands above a block: `python` -> `Python`."""
    return LANGUAGES.get(language, language.capitalize())


@lru_cache(maxsize=2048)
def code_to_html(source: str, language: str) -> str:
    """The inside of a `<code>`: spans with Pygments' short class names, everything else escaped."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return coloured(source, lexer, HtmlFormatter(nowrap=True)).rstrip("\n")


def coloured(source: str, lexer: Lexer, formatter: "HtmlFormatter[str]") -> str:
    """The source as HTML, without colours where these would take too long."""
    if len(source) <= LONGEST and max(map(len, source.split("\n"))) <= LONGEST_LINE:
        try:
            return str(pygments.format(in_time(lexer.get_tokens(source), CPU_SECONDS), formatter))
        except TakesTooLong:
            pass
    return str(pygments.format(TextLexer(stripnl=False).get_tokens(source), formatter))


def in_time(tokens: Iterator[tuple[Any, str]], seconds: float) -> Iterator[tuple[Any, str]]:
    """The tokens, as long as this thread has not worked for so many seconds since. Raises `TakesTooLong`."""
    until = time.thread_time() + seconds
    for token in tokens:
        if time.thread_time() > until:
            raise TakesTooLong
        yield token
