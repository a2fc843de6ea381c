"""Template filters for questions: `{% load papers %}`.

{{ code|python_code }}      Python, coloured by classes
{{ code|numbered_code }}    the same with the line numbers that an answer names
{{ 5|line_numbers }}        1, 2, 3, 4, 5
{{ list|at:0 }}             an item of a list
{{ 0|letter }}              A
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from chainrule.campus.lectures.highlight import coloured
from chainrule.campus.questions.sheets import letter_of

register = template.Library()
LONGEST_KEPT = 4_000  # characters of code whose HTML is kept: questions and small labs, not all that is handed in


def _coloured(code: str, linenos: str | bool) -> SafeString:
    formatter = HtmlFormatter(cssclass="highlight question-code", linenos=linenos)
    return mark_safe(coloured(code, PythonLexer(stripnl=False), formatter))


_kept = lru_cache(maxsize=1024)(_coloured)


def _shown(code: str, linenos: str | bool) -> SafeString:
    return (_kept if len(code) <= LONGEST_KEPT else _coloured)(code, linenos)


@register.filter
def python_code(code: str) -> SafeString:
    return _shown(code, False)


@register.filter
def numbered_code(code: str) -> SafeString:
    return _shown(code, "inline")


@register.filter
def line_numbers(count: int) -> range:
    return range(1, count + 1)


@register.filter
def at(items: Sequence[Any], place: int) -> Any:
    return items[place] if place < len(items) else None


@register.filter
def letter(place: int) -> str:
    return letter_of(place)
