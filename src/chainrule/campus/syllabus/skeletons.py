"""What a new lecture and a new lab begin with: files that stand as they are, made of what course.toml says.

The lab is small, whole and proven, so that an author changes something that works. docs/labs.md walks through it.
"""

import json
import re
import unicodedata

from chainrule.campus.syllabus.model import ClassMeeting

LECTURE = """\
---
outcomes:
{outcomes}
symbols:
  "x": "any number"
draft: true
---
# {topic}

Begin with a question that a student would ask. Say what they need to know, and what they can do at the end.
{sections}
## Summary {{#summary}}

- One sentence per idea.

## Sources {{#sources}}

- Where to read on.
"""
SECTION = """
## {title} {{#{id}}}

The smallest example that still shows the idea: here the square of $x = {number}$.

```python
{number} ** 2          # -> {square}
```

::: try What is the square of $x = {next}$?
::: number {answer}
Why it is so.

```python
{next} ** 2
```
:::
"""
LAB = """\
title = "Means"
minutes = 20
# What is to be built: "module:name", of the library or, without a dot, of a file beside this one.
builds = ["means:mean", "means:centred"]
# The checks of what the lecture does not solve.
transfer = ["centring"]

# Three levels for each name: a question, the idea, the way to write it.
[hints]
"mean" = [
    "What would each number be, if all were the same and their sum stayed as it is?",
    "The mean is the sum over how many numbers there are.",
    "Raise ValueError where there are none, then return sum(numbers) / len(numbers).",
]
"centred" = [
    "By how much must every number move, so that their mean becomes zero?",
    "The mean falls by as much as every number falls: subtract the mean from each.",
    "Compute middle = mean(numbers) once, and return [number - middle for number in numbers].",
]

# Each outcome of the class: the checks that show it, or in words why none can.
[outcomes]
{outcomes}
"""
OWN = '''\
"""Means: a small module of this lab's own. A lab may as well build names of the library."""


def mean(numbers):
    """The mean of a list of numbers: their sum over how many there are. Raises `ValueError` for an empty list."""
    if not numbers:
        raise ValueError("the mean of no numbers is not defined")
    return sum(numbers) / len(numbers)


def centred(numbers):
    """Each number minus the mean of all."""
    middle = mean(numbers)
    return [number - middle for number in numbers]
'''
CHECKS = '''\
"""Lab {number}: what right means are."""

from chainrule.labs import check


@check("The mean is the sum over how many numbers there are", points=1, about="mean")
def sum_over_count(student, draw):
    numbers = [draw.floats(1, 3) for _ in range(4)]
    student.mean(numbers).should_be(
        sum(numbers) / 4,
        hint={{
            sum(numbers): "This is the sum: divide it by how many numbers there are.",
            sum(numbers) / 3: "Divided by one too few: there are as many numbers as the list is long.",
        }},
    )


@check("The mean of one number is that number, and of none it is refused", points=1, about="mean")
def one_or_none(student, draw):
    alone = draw.floats(1, 3)
    student.mean([alone]).should_be(alone)
    student.mean([]).should_raise(ValueError, hint="Ask first whether there are any numbers.")


@check("Centred numbers have the mean zero, and keep their distances", points=2, about="centred")
def centring(student, draw):
    numbers = [draw.floats(1, 3) for _ in range(4)]
    middle = sum(numbers) / 4
    centred = student.centred(numbers)
    for place, number in enumerate(numbers):
        centred[place].should_be(
            number - middle,
            hint={{
                number + middle: "The mean is added: it has to be subtracted.",
                number: "The numbers are as they were: subtract their mean from each.",
                number - numbers[0]: "This is the distance from the first number, not from the mean.",
            }},
        )
'''
MUTANTS = '''\
"""Mistakes that students of lab {number} make, each planted in the solution and caught by the check that it names."""

from chainrule.labs import mutant


@mutant("the mean is the sum", caught_by="sum_over_count", says="This is the sum")
def not_divided(source):
    return source.replace("sum(numbers) / len(numbers)", "sum(numbers)")


@mutant("one number is not counted", caught_by="sum_over_count", says="one too few")
def one_too_few(source):
    return source.replace("/ len(numbers)", "/ (len(numbers) - 1)")


@mutant("the mean of no numbers is zero", caught_by="one_or_none", says="whether there are any")
def none_is_zero(source):
    return source.replace('raise ValueError("the mean of no numbers is not defined")', "return 0.0")


@mutant("centring adds the mean", caught_by="centring", says="has to be subtracted")
def added(source):
    return source.replace("number - middle", "number + middle")


@mutant("centring means from the first number", caught_by="centring", says="from the first number")
def from_the_first(source):
    return source.replace("middle = mean(numbers)", "middle = numbers[0]")
'''


def folder_name(meeting: ClassMeeting) -> str:
    """The name of a class's folder, from the first part of its topic.

    >>> import datetime as dt
    >>> folder_name(ClassMeeting(7, dt.date(2026, 2, 12), "Images as Tensors / MLP on MNIST", ()))
    '07-images-as-tensors'
    """
    return f"{meeting.number:02d}-{slug(re.sub(r'[(].*?[)]', '', meeting.topics[0]))}"


def lecture(meeting: ClassMeeting) -> str:
    """A `lecture.md` with a section for each outcome that is not optional."""
    needed = [outcome for outcome in meeting.outcomes if not outcome.optional]
    ids = {outcome.text: short(outcome.text) for outcome in needed}
    names = "\n".join(f"  {json.dumps(text, ensure_ascii=False)}: {id}" for text, id in ids.items())
    sections = "".join(
        SECTION.format(
            title=outcome.text.rstrip("."),
            id=ids[outcome.text],
            number=n,
            square=n * n,
            next=n + 1,
            answer=(n + 1) ** 2,
        )
        for n, outcome in enumerate(needed, start=2)
    )
    return LECTURE.format(outcomes=names, topic=meeting.topic, sections=sections)


def lab(meeting: ClassMeeting) -> dict[str, str]:
    """The files of a lab, by name."""
    first, *others = [outcome.text for outcome in meeting.outcomes if not outcome.optional] or [""]
    lines = [f'{json.dumps(first, ensure_ascii=False)} = ["sum_over_count", "centring"]'] if first else []
    why = '"say here why no check can show it, or name checks"'
    lines += [f"{json.dumps(text, ensure_ascii=False)} = {why}" for text in others]
    return {
        "lab.toml": LAB.format(outcomes="\n".join(lines)),
        "means.py": OWN,
        "checks.py": CHECKS.format(number=meeting.number),
        "mutants.py": MUTANTS.format(number=meeting.number),
    }


def short(sentence: str) -> str:
    """An id of three or four words of a sentence.

    >>> short("Compute gradients efficiently using the chain rule.")
    'compute-gradients-efficiently-using'
    """
    return "-".join(slug(sentence).split("-")[:4])


def slug(text: str) -> str:
    """Letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
