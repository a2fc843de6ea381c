"""An item as a question's file of the course, in the form that its authors write.

Every text becomes a string of Python, whatever is in it: nothing that a package holds is ever code of the file.
"""

import builtins
import json
import keyword
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import count

from chainrule.campus import questions
from chainrule.campus.questions.exchange.express import NUMBER, RELATIVE, number
from chainrule.campus.questions.exchange.item import Item, NotExpressed, one_line, plain_name
from chainrule.campus.questions.kinds.multiple_choice import Option
from chainrule.campus.questions.kinds.predict_output import STEM
from chainrule.campus.questions.kinds.short_answer import FEWEST_EXAMPLES, Criterion
from chainrule.campus.questions.text import IMPORTS

FEWEST = 3  # options
PROGRAM = re.compile(
    rf"(?P<stem>.*){re.escape(STEM)}\s*\n(?P<mark>`{{3,}})(?:python|py)?\n(?P<code>.*)\n(?P=mark)\s*", re.DOTALL
)
LABELS = ("Criterion", "Points", "Counts", "Does not count")
NO_REASON = "No reason came with this question."
NO_KEY = "imported, without a program that gets it"
MINUTES = {"choice": 2, "text": 2, "number": 2, "open": 4}
STEPS = 4 * " "


@dataclass(frozen=True)
class About:
    """What a question's file says of itself that no other system keeps."""

    class_number: int
    outcome: str
    section: str = ""


def source(item: Item, name: str, about: About) -> str:
    """The text of the file `name`.py. Raises `NotExpressed` where no kind of question here asks what the item asks."""
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name) or hasattr(questions, name):
        raise NotExpressed(f"`{name}` is no name for a question")
    if item.form == "choice":
        return file(item, name, about, "multiple_choice", "Choices", choices(item), "multiple_choice, right, wrong")
    if item.form == "open":
        return file(item, name, about, "short_answer", "OpenQuestion", open_question(item), "short_answer")
    return file(item, name, about, "predict_output", "Program", program(item), "predict_output")


def file(item: Item, name: str, about: About, kind: str, made: str, arguments: Iterator[str], imported: str) -> str:
    """A question's file: the imports, the decorator, and what the function returns."""
    names = sorted([made, *imported.split(", "), *(["Criterion"] if kind == "short_answer" else [])])
    said = {"class_": str(about.class_number), "outcome": quoted(about.outcome), "minutes": str(MINUTES[item.form])}
    if about.section:
        said["section"] = quoted(about.section)
    inside = "".join(f"{2 * STEPS}{argument},\n" for argument in arguments)
    text = (
        f"from chainrule.campus.questions import {', '.join(names)}\n\n\n"
        f"@{kind}(\n{''.join(f'{STEPS}{key}={value},{chr(10)}' for key, value in said.items())})\n"
        f"def {name}(draw):\n"
        f"{STEPS}{docstring(item)}\n"
        f"{STEPS}return {made}(\n{inside}{STEPS})\n"
    )
    return f"# ruff: noqa: E501\n{text}" if any(len(line) > 120 for line in text.split("\n")) else text


# --- the kinds --------------------------------------------------------------------------------------------------------


def choices(item: Item) -> Iterator[str]:
    """The arguments of `Choices`."""
    if len(item.options) < FEWEST:
        raise NotExpressed(f"it has {len(item.options)} options; here a choice has at least three")
    yield written(item.stem)
    for option in sorted(item.options, key=lambda option: not option.is_right) if item.shuffle else item.options:
        yield of(option)
    if not item.shuffle:
        yield "shuffle=False"
    yield f"no_key={quoted(NO_KEY)}"


def of(option: Option) -> str:
    """An option as its author writes it."""
    call = "right" if option.is_right else "wrong"
    return f"{call}({quoted(option.text)}, because={quoted(option.because if option.because.strip() else NO_REASON)})"


def program(item: Item) -> Iterator[str]:
    """The arguments of `Program`: the key is what it prints, so it is not written down."""
    found = PROGRAM.fullmatch(item.stem)
    if found is None:
        typed = "number" if item.form == "number" else "text"
        raise NotExpressed(
            f"a {typed} is typed and compared; here what is typed is the output of a program that is shown"
        )
    if item.form == "number" and item.tolerance > abs(number(item.accepted[0])) * RELATIVE:
        raise NotExpressed(f"its tolerance is {item.tolerance}; here printed numbers are compared to nine digits")
    lines = found["code"].split("\n")
    while lines and lines[0] in IMPORTS.values():
        del lines[0]
    yield written("\n".join(lines))
    yield f"because={quoted(item.feedback or NO_REASON)}"
    if stem := found["stem"].strip():
        yield f"stem={written(stem)}"
    last = item.accepted[0].split()[-1:]
    if last and isinstance(raised := getattr(builtins, last[0], None), type) and issubclass(raised, Exception):
        yield f"raises={quoted(last[0])}"
    if item.exact or (item.form == "text" and NUMBER.fullmatch(item.accepted[0])):
        yield "exact=True"


def open_question(item: Item) -> Iterator[str]:
    """The arguments of `OpenQuestion`."""
    criteria = rubric(item)
    if not item.feedback or not criteria or len(item.examples) < FEWEST_EXAMPLES:
        raise NotExpressed(f"a short answer here has a full answer, a rubric and {FEWEST_EXAMPLES} marked answers")
    yield written(item.stem)
    yield f"model={quoted(one_line(item.feedback))}"
    inside = "".join(f"{3 * STEPS}{criterion},\n" for criterion in map(of_rubric, criteria))
    yield f"rubric=[\n{inside}{2 * STEPS}]"
    yield f"examples={written(chr(10).join(item.examples))}"


def rubric(item: Item) -> list[Criterion]:
    """The criteria that the lines for markers name; none where the lines say something else."""
    lines = [line.partition(": ") for line in item.marking]
    labels = [label for label, _, _ in lines]
    if not lines or len(lines) % len(LABELS) or labels != [*LABELS] * (len(lines) // len(LABELS)):
        return []
    found = []
    for place in range(0, len(lines), len(LABELS)):
        name, points, counts, does_not = (value for _, _, value in lines[place : place + len(LABELS)])
        found.append(Criterion(name, float(number(points)), counts, does_not))
    return found


def of_rubric(criterion: Criterion) -> str:
    """A criterion as its author writes it."""
    points = format(Decimal(str(criterion.points)).normalize(), "f")
    texts = f"counts={quoted(criterion.counts)}, does_not={quoted(criterion.does_not)}"
    return f"Criterion({quoted(criterion.name)}, {points}, {texts})"


# --- strings ----------------------------------------------------------------------------------------------------------


def quoted(text: str) -> str:
    """A text as a string of Python in double quotes. Signs that cannot be seen are written as numbers."""
    return "".join(map(seen, json.dumps(text, ensure_ascii=False)))


def seen(sign: str) -> str:
    """A sign, or how Python writes one that cannot be seen."""
    if sign == " " or unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zs", "Zl", "Zp"):
        return sign
    return f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}"


def written(text: str) -> str:
    """A text as an argument: a string, of three quotes where it has several lines."""
    if "\n" not in text:
        return quoted(text)
    lines = (quoted(line)[1:-1].replace('\\"', '"').replace('"""', '\\"\\"\\"') for line in text.split("\n"))
    ends = (re.sub(r" $", r"\\x20", line) for line in lines)  # a blank at the end of a line is not seen
    inside = "\n".join(f"{2 * STEPS}{line}" if line else "" for line in ends)
    return f'"""\n{inside}\n{2 * STEPS}"""'


def docstring(item: Item) -> str:
    """What the question tests, as its file says it."""
    title = one_line(item.title) or "Imported; say here in one line what it tests."
    inside = quoted(title)[1:-1].replace('\\"', "'")
    return f'"""{inside}"""'


def file_name(item: Item, taken: set[str]) -> str:
    """A name for an item's file, which is then taken: that which it had in a bank, or one made of its title."""
    own = re.fullmatch(r"\d\d_(.+)_\d+", item.name)
    base = own[1] if own else plain_name(item.title)[:40].rstrip("_") or item.name
    if not re.match(r"[a-z]", base) or keyword.iskeyword(base) or hasattr(questions, base):
        base = f"question_{base}"
    name = next(name for n in count(1) if (name := base if n == 1 else f"{base}_{n}") not in taken)
    taken.add(name)
    return name
