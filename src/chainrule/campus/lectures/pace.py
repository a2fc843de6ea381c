"""How long a lecture takes to read, section by section: its core path, what goes deeper, and its exercises.

The measure is a rule, the same for every lecture, so that an author can hold a length and a reader can plan an evening.
"""

from collections.abc import Iterator
from pathlib import Path

from markdown_it.token import Token

from chainrule.campus.lectures import exercises
from chainrule.campus.lectures.markdown import parse, slug, take_heading_id
from chainrule.campus.lectures.markdown import plain_text as words_of
from chainrule.campus.lectures.model import CodeBlock, Pace

WORDS_PER_MINUTE = 180
PER_BLOCK, PER_FORMULA, PER_FIGURE, PER_EXPLORABLE, PER_TRY = 0.5, 0.05, 0.5, 3.0, 0.5  # minutes
DEEPER = "deeper"  # the box whose inside is not on the core path
EXERCISES = exercises.SECTION  # which is worked, not read: its boxes say their minutes
SOURCES = "sources"  # and the one that is looked up


def paces(body: str, blocks: tuple[CodeBlock, ...], path: Path) -> tuple[Pace, ...]:
    """The pace of what stands before the first section, whose id is empty, and of each section of the second level."""
    by_line = {block.line - 1: block for block in blocks}
    found, depth = [Pace("")], 0
    for token, heading in with_headings(parse(body, path)):
        if heading is not None:
            found.append(Pace(heading))
        if token.type in ("box_open", "box_close") and token.info == DEEPER:
            depth += 1 if token.type == "box_open" else -1
        if found[-1].section == EXERCISES:
            found[-1] += Pace("", exercises=token.meta.get("minutes", 0) if token.type == "box_open" else 0)
        else:
            found[-1] += counted(found[-1].section, minutes_of(token, by_line), is_deeper=depth > 0)
    return tuple(found)


def counted(section: str, minutes: float, *, is_deeper: bool) -> Pace:
    """Minutes where they count."""
    if section == SOURCES:
        return Pace("")
    return Pace("", deeper=minutes) if is_deeper else Pace("", core=minutes)


def with_headings(tokens: list[Token]) -> Iterator[tuple[Token, str | None]]:
    """Each token, and the id of the section of the second level that begins with it."""
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        section = None
        if token.type == "heading_open" and token.tag == "h2" and following is not None:
            section = take_heading_id(following) or slug(words_of(following))
        yield token, section


def minutes_of(token: Token, blocks: dict[int, CodeBlock]) -> float:
    """What one token costs: words of text, formulas, code that is shown, pictures, and answers to be thought of."""
    if token.type == "inline":
        formulas = sum(child.type.startswith("math") for child in token.children or ())
        texts = [child.content for child in token.children or () if not child.type.startswith("math")]
        return len(" ".join(texts).split()) / WORDS_PER_MINUTE + formulas * PER_FORMULA
    if token.type == "math_block":
        return PER_FORMULA
    if token.type == "fence":
        block = blocks.get((token.map or [0])[0] + 1)
        return 0.0 if block is not None and (block.hide_code or block.fold) else PER_BLOCK
    if token.type == "directive":
        return PER_FIGURE if token.info == "figure" else PER_EXPLORABLE
    return PER_TRY if token.type == "box_open" and token.info == "try" else 0.0
