"""The static picture that stands in an explorable's place until (or unless) its script runs."""

import re
from collections.abc import Callable, Mapping
from html import escape

from chainrule import autograd
from chainrule.campus.lectures.expression import Expression
from chainrule.campus.lectures.safe import safe_svg

NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")
LARGEST = 1e6
STEPPER_OPTIONS = ("expression", "values", "step", "bug", "upstream", "descend", "brief")
RESERVED = (*STEPPER_OPTIONS, "explorable", "id")


class ExplorableError(ValueError):
    """Arguments from which no picture can be made; the message says why."""


def explorable_html(name: str, options: Mapping[str, str], identity: str) -> str:
    """`<div class="explorable" data-explorable=...>`: arguments as `data-` attributes, a static picture inside.

    Raises `ExplorableError` for an unknown name, and `ValueError` for arguments that do not fit.
    """
    if name not in FALLBACKS:
        raise ExplorableError(f"there is no explorable `{name}`")
    fallback = FALLBACKS[name](options, identity)
    expression = re.sub(r";\s*", "\n", options["expression"])  # the page has a line for each result
    shown = {**options, "expression": expression}
    data = "".join(f' data-{key}="{escape(value)}"' for key, value in shown.items())
    return f'<div class="explorable" id="{identity}" data-explorable="{escape(name)}"{data}>{fallback}</div>\n'


def graph_stepper(options: Mapping[str, str], identity: str) -> str:
    """The computational graph of `expression` at the given numbers, after the backward pass.

    Numbers are given as `a=2 b=-3`, and where a name has capitals, which attributes do not keep, as `values="W=2"`.
    """
    text = options.get("expression", "")
    if not text:
        raise ExplorableError('it needs an expression: expression="(a*b + c).tanh()" a=2 b=-3 c=10')
    expression = Expression(text)
    given = _given(options, expression.inputs)
    if options.get("bug", "overwrite") != "overwrite":
        raise ExplorableError(f'bug={options["bug"]}: the one bug is called "overwrite"')
    if options.get("brief", "yes") != "yes":
        raise ExplorableError(f"brief={options['brief']}: write brief=yes, or leave it out")
    if not re.fullmatch(r"\d{1,3}", options.get("step", "0")):
        raise ExplorableError(f"step={options['step']} is no number of steps")
    result = expression.graph({name: _number(name, value) for name, value in given.items()})
    _number("descend", options.get("descend", "0.1"))
    result.backward(_number("upstream", options.get("upstream", "1")))
    at = ", ".join(f"{name} = {value}" for name, value in given.items())
    picture = safe_svg(autograd.draw(result), identity)
    caption = f"The graph of <code>{escape(text)}</code> at {escape(at)}, after the backward pass."
    return (
        f'<figure class="explorable-fallback"><div class="figure-picture" data-scroll="">{picture}</div>'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _given(options: Mapping[str, str], inputs: tuple[str, ...]) -> dict[str, str]:
    """The text of each input's number. Raises for options that are neither an input nor a setting."""
    given: dict[str, str] = {}
    for pair in re.split(r"[\s,]+", options.get("values", "").strip()):
        name, equals, value = pair.partition("=")
        if pair and not equals:
            raise ExplorableError(f'values="{options["values"]}" is read as pairs: values="W=2 b=1"')
        given |= {name: value} if pair else {}
    for name, value in options.items():
        if name in STEPPER_OPTIONS:
            continue
        if name != name.lower():
            raise ExplorableError(f'an attribute keeps no capitals: write values="{name}={value}"')
        given[name] = value
    for name in given:
        if name not in inputs or name in RESERVED:
            known = f"its inputs are {', '.join(inputs)}; the settings are {', '.join(STEPPER_OPTIONS)}"
            raise ExplorableError(f"`{name}` cannot be given a number here: {known}")
    return given


def _number(name: str, text: str) -> float:
    if not NUMBER.fullmatch(text):
        raise ExplorableError(f"{name}={text} is not a number")
    if abs(float(text)) > LARGEST:
        raise ExplorableError(f"{name}={text} is too large to be shown")
    return float(text)


FALLBACKS: dict[str, Callable[[Mapping[str, str], str], str]] = {"graph-stepper": graph_stepper}
