"""A variant of the bank as an item for other systems, or the reason why it can be none."""

import re
import textwrap
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from chainrule.campus.questions.exchange.item import Item, NotExpressed, one_line, plain_name
from chainrule.campus.questions.exchange.markup import fence
from chainrule.campus.questions.kinds.find_error import FindError
from chainrule.campus.questions.kinds.multiple_choice import MultipleChoice
from chainrule.campus.questions.kinds.predict_output import PredictOutput
from chainrule.campus.questions.kinds.short_answer import ShortAnswer
from chainrule.campus.questions.question import Question
from chainrule.campus.questions.running import Runs
from chainrule.campus.questions.text import as_read, imports
from chainrule.campus.questions.variant import Variant
from chainrule.chance import Draw

TWO_ANSWERS = "it takes two answers, a line and a change, for half of the points each; there a question takes one"
IS_RUN = "what a student writes is run and compared; there no code is run"
MANY_LINES = "what the program prints has several lines; there an answer that is typed has one"
NOT_RUN = "its program was not run"

VARIANTS = "each student gets a variant of its own; the package holds the seeds that were asked for, as fixed questions"
COMPARED = "here blanks, typographic signs and the way to write a number do not count; there each sign counts"
FORESEEN = "the reasons for wrong predictions that were foreseen; there one reason stands for all"
RUBRIC = "partial credit by criterion; there the rubric is a text for whoever marks"
CALIBRATION = "the marked answers that markers calibrate on; a Blackboard pool has no place that students never see"

RELATIVE = Decimal("1e-9")
"""The share by which a printed number may differ; see `text.same_output`."""
MOST_DIGITS = 400  # before or behind the point: more than a float has
NUMBER = re.compile(r"-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?")
WHOLE = re.compile(r"(?<![\w.])(\d+)\.0+(?![\d.eE])")


def express(question: Question, variant: Variant, runs: Runs) -> Item:
    """The item that asks what this variant asks. Raises `NotExpressed` with the reason where other systems cannot.

    Args:
        runs: the results of the variant's `author_programs`: what a program printed is a key.
    """
    name, title = f"{plain_name(question.id)}_{variant.seed}", opening_of(variant)
    if isinstance(variant, MultipleChoice):
        made = question.author(Draw(question.id, variant.seed))
        shuffle = bool(getattr(made, "shuffle", True))
        return Item(name, title, "choice", variant.stem, options=variant.options, shuffle=shuffle)
    if isinstance(variant, ShortAnswer):
        marking, examples = tuple(rubric(variant)), tuple(marked(variant))
        return Item(name, title, "open", variant.stem, feedback=variant.model, marking=marking, examples=examples)
    if isinstance(variant, PredictOutput):
        return predicted(name, title, variant, runs)
    raise NotExpressed(TWO_ANSWERS if isinstance(variant, FindError) else IS_RUN)


def opening_of(variant: Variant) -> str:
    """The first words of what is asked: what the question's own title says it tests may say what its key is."""
    return textwrap.shorten(as_read(variant.opening), 80, placeholder=" ...")


def predicted(name: str, title: str, variant: PredictOutput, runs: Runs) -> Item:
    """A program whose output is predicted: a number where it prints one, else a text."""
    key = variant.key(runs)
    if key is None:
        raise NotExpressed(NOT_RUN)
    if "\n" in key:
        raise NotExpressed(MANY_LINES)
    stem = f"{variant.stem}\n\n{fenced(program_shown(variant))}"
    if NUMBER.fullmatch(key) and not variant.exact:
        tolerance = abs(number(key)) * RELATIVE
        return Item(name, title, "number", stem, accepted=(key,), tolerance=tolerance, feedback=variant.because)
    accepted = tuple(spellings(key, variant.exact))
    return Item(name, title, "text", stem, accepted=accepted, exact=variant.exact, feedback=variant.because)


def program_shown(variant: PredictOutput) -> str:
    """The program with the imports that stand above it on the page."""
    return "\n".join([*imports(variant.code), variant.code])


def fenced(code: str) -> str:
    """Code as a block of Markdown."""
    return f"{fence(code)}python\n{code}\n{fence(code)}"


def number(text: str) -> Decimal:
    """The value of a number as it is written. Raises `NotExpressed` for what is none."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > MOST_DIGITS:
        raise NotExpressed(f"`{text.strip()[:40]}` is no number")
    return value


def spellings(key: str, exact: bool) -> Iterator[str]:
    """Ways to type an output that count as the same here: as printed, without blanks, whole numbers without `.0`.

    >>> list(spellings("[2.0, 4.5]", exact=False))
    ['[2.0, 4.5]', '[2.0,4.5]', '[2, 4.5]', '[2,4.5]']
    """
    texts = [key] if exact else [key, WHOLE.sub(r"\1", key)]
    # A blank between two words or numbers separates them.
    yield from dict.fromkeys(each for text in texts for each in (text, re.sub(r"(?<!\w) | (?![\w.-])", "", text)))


def rubric(variant: ShortAnswer) -> Iterator[str]:
    """A rubric as lines of plain text."""
    for criterion in variant.rubric:
        yield f"Criterion: {one_line(criterion.name)}"
        yield f"Points: {criterion.points:g}"
        yield f"Counts: {one_line(criterion.counts)}"
        yield f"Does not count: {one_line(criterion.does_not)}"


def marked(variant: ShortAnswer) -> Iterator[str]:
    """The answers that markers calibrate on, each behind its points by criterion."""
    for example in variant.examples:
        yield f"{', '.join(f'{points:g}' for points in example.points)}: {one_line(example.text)}"


def differences(question: Question, variant: Variant, item: Item, *, blackboard: bool) -> Iterator[str]:
    """What of a question an item does not say."""
    if question.draws(variant.seed):
        yield VARIANTS
    if item.form == "text":
        yield COMPARED
    if isinstance(variant, PredictOutput) and variant.wrong:
        yield FORESEEN
    if item.form == "open":
        yield RUBRIC
        if blackboard:
            yield CALIBRATION
