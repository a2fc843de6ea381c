"""A question as other systems know it: one variant, with its key, and what is said of those that cannot be one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from chainrule.campus.questions.kinds.multiple_choice import Option

Form = Literal["choice", "text", "number", "open"]


class NotExpressed(Exception):
    """This question cannot be carried over; `reason` says why, in words for its author."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Note:
    """What an author must know about a question: that it is left out, or in what it differs where it went."""

    name: str
    reason: str


@dataclass(frozen=True)
class Item:
    """One question with its key. Texts are Markdown of the course, but for `accepted` and `marking`, which are plain.

    Args:
        name: letters, digits and `_`; of two items of a package never the same.
        title: what the question tests, in one line.
        form: a choice of one, a text or a number that is typed, or an open answer that a person marks.
        options: of a choice, in the order in which they are shown; one is right.
        shuffle: whether the order of the options may be changed.
        accepted: of a text each one that is right, the key first; of a number the key alone.
        tolerance: by how much a number may differ from the key.
        exact: of a text, that the way to write a number counts.
        feedback: why the key is the key; of an open question a full answer.
        marking: what a person marks by, line for line; `examples` are answers, each behind its points.
    """

    name: str
    title: str
    form: Form
    stem: str
    options: tuple[Option, ...] = ()
    shuffle: bool = True
    accepted: tuple[str, ...] = ()
    tolerance: Decimal = Decimal(0)
    exact: bool = False
    feedback: str = ""
    marking: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


def by_reason(notes: Iterable[Note]) -> Mapping[str, list[str]]:
    """The names that each reason holds for, in the order in which they came."""
    found: dict[str, list[str]] = {}
    for note in notes:
        found.setdefault(note.reason, []).append(note.name)
    return found


def listed(left: Iterable[Note], other: Iterable[Note] = ()) -> str:
    """What is left out, and what differs, as text: each reason with the names that it holds for; "" for nothing."""
    lines = []
    for heading, notes in (("Left out:", left), ("Carried over with a difference:", other)):
        if reasons := by_reason(notes):
            lines.append(heading)
            lines += [f"  {reason}:\n    {', '.join(dict.fromkeys(names))}" for reason, names in reasons.items()]
    return "".join(f"{line}\n" for line in lines)


def plain_name(text: str) -> str:
    """A name of small letters, digits and `_` made of any text; "" where nothing of it can stand in one.

    >>> plain_name("03/Shared subgraph!")
    '03_shared_subgraph'
    """
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60].rstrip("_")


def one_line(text: str) -> str:
    """A text without its line ends."""
    return " ".join(text.split())
