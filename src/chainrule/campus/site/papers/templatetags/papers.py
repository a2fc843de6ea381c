"""Template filters for questions: `{% load papers %}`.

{{ code|python_code }}      Python, coloured by classes
{{ code|numbered_code }}    the same with the line numbers that an answer names
{{ 5|line_numbers }}        1, 2, 3, 4, 5
{{ list|at:0 }}             an item of a list
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

register = template.Library()


def _coloured(code: str, **options: Any) -> SafeString:
    return mark_safe(
        highlight(code, PythonLexer(stripnl=False), HtmlFormatter(cssclass="highlight question-code", **options))
    )


@register.filter
@lru_cache(maxsize=2048)
def python_code(code: str) -> SafeString:
    return _coloured(code)


@register.filter
@lru_cache(maxsize=2048)
def numbered_code(code: str) -> SafeString:
    return _coloured(code, linenos="inline")


@register.filter
def line_numbers(count: int) -> range:
    return range(1, count + 1)


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    return items[place] if place < len(items) else None
