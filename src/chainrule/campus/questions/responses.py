"""What one student did with one question, in a form that all variants of it share: what statistics are made of."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from chainrule.campus.questions.kinds.find_error import FindError
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.kinds.short_answer import ShortAnswer
from chainrule.campus.questions.marking import AttemptResult, ItemResult
from chainrule.campus.questions.variant import Variant

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


@dataclass(frozen=True)
class Response:
    """One student's answer to one question, as it was marked.

    Args:
        attempt: names the attempt.
        question: the id of the question.
        share: which part of its points it got, from 0 to 1; None while it waits, and where a regrade took the question
            out or gave its points to everybody: such marks say nothing about it.
        answered: whether there was an answer.
        chose: what was answered, by a name that is the same in every variant; "" where nothing was.
        said: the same as a person reads it: what was typed, or an option as Markdown.
        offered: the name of each option and its words as Markdown; none where the student writes.
        right: the name of the right option, or "".
        seconds: how long it took, or None where the records do not tell.
    """

    attempt: int
    question: str
    share: float | None
    answered: bool
    chose: str = ""
    said: str = ""
    offered: tuple[tuple[str, str], ...] = ()
    right: str = ""
    seconds: float | None = None


def alike(text: str) -> str:
    """A text without its numbers: variants of a question differ in these.

    >>> alike("the input has 28 x 28 pixels, not 3.5"), alike("of 1,000 units")
    ('the input has # x # pixels, not #', 'of # units')
    """
    return NUMBER.sub("#", " ".join(text.split()))


def responses(
    attempt: int,
    result: AttemptResult,
    variant_of: Callable[[ItemResult], Variant],
    seconds: Mapping[int, float] | None = None,
) -> list[Response]:
    """The responses of a marked attempt. `seconds` by item number: see `seconds_by_item`."""
    return [_response(attempt, item, variant_of(item), (seconds or {}).get(item.number)) for item in result.items]


def _response(attempt: int, item: ItemResult, variant: Variant, seconds: float | None) -> Response:
    mark = item.mark
    chose, said = chosen(variant, item.answer)
    return Response(
        attempt,
        item.question,
        None if mark.points is None or item.rule in ("drop", "everyone") else float(mark.points / mark.out_of),
        variant.read(item.answer) is not None,
        chose,
        said,
        tuple((name, text) for name, text, _ in _options(variant)),
        next((name for name, _, right in _options(variant) if right), ""),
        seconds,
    )


def _options(variant: Variant) -> list[tuple[str, str, bool]]:
    """A name, the words and the rightness of what a student chooses among.

    An option goes by its reason, in which variants differ least. Where two reasons of a question differ in their
    numbers alone, they are told apart by these, and variants with other numbers are not compared.
    """
    if isinstance(variant, MultipleChoice):
        given = [(option.because, option.text, option.is_right) for option in variant.options]
    elif isinstance(variant, FindError):
        given = [(edit.because, f"`{edit.text}`", edit.is_right) for edit in variant.edits]
    else:
        return []
    names = [alike(because) for because, _, _ in given]
    if len(set(names)) < len(names):
        names = [f"{because}: {text}" for because, text, _ in given]
    return [(name, text, right) for name, (_, text, right) in zip(names, given, strict=True)]


def chosen(variant: Variant, answer: object) -> tuple[str, str]:
    """A name for what was answered, and its words."""
    read = variant.read(answer)
    if read is None:
        return "", ""
    if options := _options(variant):
        place = read[1] if isinstance(read, tuple) else read
        return options[place][:2] if place is not None else ("", "")
    text = " ".join(str(read).split())
    return (text.casefold() if isinstance(variant, ShortAnswer) else text), text


def seconds_by_item(times: Iterable[tuple[datetime, int]], began: datetime) -> dict[int, float]:
    """Seconds that went by before each save, counted for the item that was saved.

    Args:
        times: when the server had a change, and of which item.
        began: when the attempt began.

    It is an estimate: who thinks about one question and types into another is counted for the other. Where changes of
    several items came at one moment (a network that was away, a form sent as a whole), nobody knows which of them the
    time before went to: it is counted for none, and an item that was only saved so has no time.
    """
    at_once: defaultdict[datetime, set[int]] = defaultdict(set)
    for at, item in times:
        at_once[at].add(item)
    spent: defaultdict[int, float] = defaultdict(float)
    before = began
    for at in sorted(at_once):
        if len(at_once[at]) == 1:
            [item] = at_once[at]
            spent[item] += max((at - before).total_seconds(), 0.0)
        before = max(before, at)
    return dict(spent)
