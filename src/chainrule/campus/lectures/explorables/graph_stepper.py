"""The graph stepper: a computational graph at given numbers, after the backward pass."""

import re
from collections.abc import Mapping
from html import escape

from chainrule import autograd
from chainrule.autograd import topological_order
from chainrule.campus.lectures.explorables import settings
from chainrule.campus.lectures.explorables.kind import Explorable, ExplorableError, Still, Values
from chainrule.campus.lectures.expression import Expression

MOST_STEPS = 999


def lines(text: str) -> str:
    """The page has a line for each result."""
    return re.sub(r";\s*", "\n", text)


def still(values: Values) -> Still:
    """The graph of `expression`, drawn by the library.

    Numbers are given as `a=2 b=-3`, and where a name has capitals, which attributes do not keep, as `values="W=2"`.
    """
    result, at = _graph(values)
    result.backward(values["upstream"])
    numbers = ", ".join(f"{name} = {value}" for name, value in at.items())
    expression = escape(values["expression"])
    caption = f"The graph of <code>{expression}</code> at {escape(numbers)}, after the backward pass."
    return Still(autograd.draw(result), caption)


def links(values: Values) -> tuple[str, ...]:
    """The names of the nodes."""
    result, _ = _graph(values)
    return tuple(node.label for node in topological_order(result) if node.label)


def _graph(values: Values) -> tuple[autograd.Value, dict[str, str]]:
    if not values["expression"]:
        raise ExplorableError('it needs an expression: expression="(a*b + c).tanh()" a=2 b=-3 c=10')
    expression = Expression(values["expression"])
    given = _given(values["values"], values["numbers"], expression.inputs)
    return expression.graph({name: _number(name, value) for name, value in given.items()}), given


def _number(name: str, text: str) -> float:
    try:
        return settings.number_of(text)
    except ValueError as error:
        raise ExplorableError(f"{name}={text} {error}") from None


def _given(pairs: str, numbers: Mapping[str, str], inputs: tuple[str, ...]) -> dict[str, str]:
    """The text of each input's number. Raises for names that are neither an input nor a setting."""
    given: dict[str, str] = {}
    for pair in re.split(r"[\s,]+", pairs.strip()):
        name, equals, value = pair.partition("=")
        if pair and not equals:
            raise ExplorableError(f'values="{pairs}" is read as pairs: values="W=2 b=1"')
        given |= {name: value} if pair else {}
    for name, value in numbers.items():
        if name != name.lower():
            raise ExplorableError(f'an attribute keeps no capitals: write values="{name}={value}"')
        given[name] = value
    for name in given:
        if name not in inputs or name in RESERVED:
            known = f"its inputs are {', '.join(inputs)}; the settings are {', '.join(GRAPH_STEPPER.settings)}"
            raise ExplorableError(f"`{name}` cannot be given a number here: {known}")
    return given


GRAPH_STEPPER = Explorable(
    settings={
        "expression": settings.text("", shown=lines),
        "values": settings.text(""),
        "step": settings.count(0, MOST_STEPS),
        "bug": settings.choice("", ["", "overwrite"]),
        "upstream": settings.number(1),
        "descend": settings.number(0.1),
    },
    still=still,
    parts=("expression", "player", "backward", "descent", "table"),
    links=links,
    takes_numbers=True,
)
RESERVED = (*GRAPH_STEPPER.settings, "explorable", "id", "show")
