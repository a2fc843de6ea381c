"""The static picture that stands in an explorable's place until (or unless) its script runs."""

import math
import re
from collections.abc import Callable, Mapping
from html import escape

from chainrule import autograd
from chainrule.campus.lectures.expression import build_graph, names_in, parse_expression
from chainrule.campus.lectures.safe import safe_svg


class ExplorableError(ValueError):
    """Arguments from which no picture can be made; the message says why."""


def explorable_html(name: str, options: Mapping[str, str], identity: str) -> str:
    """`<div class="explorable" data-explorable=...>`: arguments as `data-` attributes, a static picture inside.

    Raises `ExplorableError` for an unknown name, and `ValueError` for arguments that do not fit.
    """
    if name not in FALLBACKS:
        raise ExplorableError(f"there is no explorable `{name}`")
    fallback = FALLBACKS[name](options, identity)
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in options.items())
    return f'<div class="explorable" id="{identity}" data-explorable="{escape(name)}"{data}>{fallback}</div>\n'


def graph_stepper(options: Mapping[str, str], identity: str) -> str:
    """The computational graph of `expression` at the given numbers, after the backward pass."""
    expression = options.get("expression", "")
    if not expression:
        raise ExplorableError('it needs an expression: expression="(a*b + c).tanh()" a=2 b=-3 c=10')
    tree = parse_expression(expression)
    names = names_in(tree)
    for key in options:
        if key not in (*names, "expression"):
            raise ExplorableError(f"`{key}` does not stand in the expression {expression}")
    for name in names:
        # A data- attribute's name has no capitals.
        if not re.fullmatch(r"[a-z][a-z0-9]*", name) or name in ("expression", "explorable"):
            raise ExplorableError(f"`{name}` cannot name a variable here: use small letters and digits")
    numbers = {name: _number(name, options[name]) for name in names if name in options}
    result = build_graph(tree, numbers)
    result.backward()
    at = ", ".join(f"{name} = {options[name]}" for name in names)
    label = f"Computational graph of {expression} at {at}"
    picture = safe_svg(autograd.draw(result), identity, label)
    caption = f"The graph of <code>{escape(expression)}</code> at {escape(at)}, after the backward pass."
    return (
        f'<figure class="explorable-fallback"><div class="figure-picture" data-scroll="">{picture}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        raise ExplorableError(f"{name}={text} is not a number") from None
    if not math.isfinite(number) or abs(number) > 1e6:
        raise ExplorableError(f"{name}={text} is too large to be shown")
    return number


FALLBACKS: dict[str, Callable[[Mapping[str, str], str], str]] = {"graph-stepper": graph_stepper}
