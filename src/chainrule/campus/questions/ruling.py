"""How a question is marked in place of its own key: by a mended key, not at all, or with all points for everybody."""

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal, get_args

from chainrule.campus.questions.variant import Mark

Rule = Literal["key", "drop", "everyone"]
RULES: tuple[Rule, ...] = get_args(Rule)


@dataclass(frozen=True)
class Ruling:
    """What was decided about a question as somebody was asked it; under "key", the name of what marks it."""

    rule: Rule
    key: str = ""


def ruled(found: Mark, ruling: Ruling | None) -> Mark:
    """The mark that stands: under "everyone" full points, answered or not; under "drop" none, and it waits for nobody.

    What it says about the answer stays: a student reads it. How much the question is worth is the paper's affair: what
    is dropped is worth nothing.
    """
    if ruling is None or ruling.rule == "key":
        return found
    if ruling.rule == "everyone":
        return replace(found, state="marked", points=found.out_of)
    return replace(found, state="marked", points=Fraction(0))
