"""What the course reads and sets with, as the command has it, and items that hold what is hard to carry over."""

from decimal import Decimal

import pytest

from chainrule.campus.questions import right, wrong
from chainrule.campus.questions.exchange import Item, Setting
from chainrule.cli.exchange import setting as of_the_command

OPTIONS = (wrong("$4$", because="Not squared."), right("`16`", because="$4^2$."), wrong("*eight*", because="Doubled."))
STEM = """\
A **net** has `a  b` and $x_1 < y \\& z$; it costs 5 \\$, or 3 * 4 or f_x or __init__ or \\<b>.

| *a* | `x\\|y` |
|---|---|
| $1$ | 2 |

```python
for x in range(3):

    print("<&>", x)  #  two  blanks
```

1. one
2. two

- a
- b

$$\\frac{1}{2} \\qquad x' = "y"$$

::: figure autograd.chain_rule "The chain rule"
"""


@pytest.fixture(scope="session")
def setting() -> Setting:
    return of_the_command()


@pytest.fixture
def items() -> list[Item]:
    program = "What does this program print?\n\n```python\nprint(2.0)\n```"
    return [
        Item("a_choice_0", "Squares, and <tags> & signs", "choice", STEM, options=OPTIONS),
        Item("a_choice_1", "In an order", "choice", "Which comes **first**?", options=OPTIONS, shuffle=False),
        Item("a_number_0", "A number", "number", program, accepted=("2.0",), tolerance=Decimal("0.0000000020")),
        Item(
            "a_text_0", "A text", "text", program, accepted=("(1, 2)", "(1,2)"), exact=True, feedback="It is a `tuple`."
        ),
        Item(
            "an_open_0",
            "An open one",
            "open",
            "Why? One sentence.",
            feedback="Because $x > 0$.",
            marking=("Criterion: sign", "Points: 1", "Counts: x > 0", "Does not count: *anything*"),
            examples=("1: x is <positive>", "0: no idea"),
        ),
    ]
