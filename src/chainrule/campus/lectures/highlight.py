"""Code in colours, by class names; the colours are the style sheet's."""

from functools import lru_cache

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name

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


def language_label(language: str) -> str:
    """What stands above a block: `python` -> `Python`."""
    return LANGUAGES.get(language, language.capitalize())


@lru_cache(maxsize=2048)
def code_to_html(source: str, language: str) -> str:
    """The inside of a `<code>`: spans with Pygments' short class names, everything else escaped."""
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    return str(highlight(source, lexer, HtmlFormatter(nowrap=True))).rstrip("\n")
