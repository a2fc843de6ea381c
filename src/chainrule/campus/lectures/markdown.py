"""The Markdown of the course: CommonMark, tables, footnotes, `$math$` and `:::` directives."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.dollarmath.index import math_inline_dollar
from mdit_py_plugins.footnote import footnote_plugin

from chainrule.campus.lectures.asking import CHOICE, CODE, NUMBER, asked_of, read_choice, read_code, read_number
from chainrule.campus.lectures.exercises import BOX as EXERCISE
from chainrule.campus.lectures.exercises import own_id, read_head
from chainrule.campus.lectures.words import did_you_mean
from chainrule.course import CourseError

BOXES = {
    # directive: the label before its title
    "note": "Note",
    "key": "Key idea",
    "definition": "Definition",
    "example": "Example",
    "warning": "Watch out",
    "aside": "",
    "deeper": "Deeper",
    "try": "Try it",
    "answer": "Answer",
    "exercise": "Exercise",
    "hint": "Hint",
}
DEEPEST = 12  # levels; the parser drops what is nested deeper than 20
LEAVES = ("figure", "explorable", "number")
DIRECTIVE = re.compile(r":::+[ \t]*(?P<name>[A-Za-z][\w-]*)?[ \t]*(?P<rest>.*?)[ \t:]*$")
FENCE = re.compile(r"(?P<mark>`{3,}|~{3,})")
QUOTE_PREFIX = re.compile(r"^[\s>]*(?:[-*+]|\d+[.)])?\s*")
HEADING_ID = re.compile(r"\s*\{#(?P<id>[^}\s]*)\}\s*$")


def _line_text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _closing_line(state: StateBlock, start: int, end: int) -> int | None:
    """The line of the `:::` that closes the box opened at `start`; boxes nest, fenced code is skipped."""
    depth, fence = 1, ""
    for line in range(start + 1, end):
        text = _line_text(state, line)
        if text and state.sCount[line] < state.blkIndent:
            return None
        if fence:
            if text.startswith(fence) and not text.strip(fence[0] + " \t"):
                fence = ""
        elif opened := FENCE.match(text):
            fence = opened["mark"]
        elif text.startswith(":::") and (found := DIRECTIVE.match(text)):
            if found["name"] is None:
                depth -= 1
                if depth == 0:
                    return line
            elif found["name"] not in LEAVES:
                depth += 1
    return None


def _directive(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Block rule for `::: name title` ... `:::` (boxes) and for the one-line figure and explorable."""
    if not state.env.get("boxes", True) or state.is_code_block(start):
        return False
    text = _line_text(state, start)
    match = DIRECTIVE.match(text) if text.startswith(":::") else None
    if match is None:
        return False
    if silent:
        return True
    name, rest, path = match["name"], match["rest"], state.env["path"]
    if name is None:
        raise CourseError(
            path, "this `:::` closes nothing", "remove it, or open a box above it: `::: note Title`", start + 1
        )
    if name in LEAVES:
        token = state.push("ask" if name == NUMBER else "directive", "", 0)
        token.map, token.info, token.content = [start, start + 1], name, rest
        state.line = start + 1
        if state.line < end and re.fullmatch(r":::+\s*", _line_text(state, state.line)):
            state.line += 1
        return True
    if name not in BOXES and name not in (CHOICE, CODE):
        known = (*BOXES, *LEAVES, CHOICE, CODE)
        raise CourseError(
            path,
            f"there is no directive `::: {name}`",
            f"{did_you_mean(name, known)}; there are {', '.join(known)}",
            start + 1,
        )
    if state.level >= DEEPEST:
        raise CourseError(path, f"the box `::: {name}` is nested too deep", "put it outside of another box", start + 1)
    closing = _closing_line(state, start, end)
    if closing is None:
        raise CourseError(path, f"the box `::: {name}` is never closed", "end it with a line `:::`", start + 1)
    if name in (CHOICE, CODE):
        token = state.push("ask", "", 0)
        token.map, token.info, token.content = [start, closing + 1], name, state.getLines(start + 1, closing, 0, False)
        state.line = closing + 1
        return True
    _push_box(state, name, rest, start, closing)
    return True


def _push_box(state: StateBlock, name: str, title: str, start: int, closing: int) -> None:
    old_parent, old_line_max = state.parentType, state.lineMax
    state.parentType, state.lineMax = "container", closing
    opening = state.push("box_open", "div", 1)
    opening.map, opening.info = [start, closing + 1], name
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = title, [start, start + 1], []
    titled = state.push("box_title_close", "", 0)
    state.md.block.tokenize(state, start + 1, closing)
    ending = state.push("box_close", "div", -1)
    ending.info = name
    within = slice(state.tokens.index(titled) + 1, -1)
    inside = state.tokens[within]
    if name == "try":
        state.tokens[within] = inside = take_answer(inside, title, state.env["path"], start + 1)
    has_answer = any(token.type == "box_open" and token.info == "answer" for token in inside)
    folded = name in ("answer", "deeper", "hint") or (name == "try" and not has_answer)
    meta: dict[str, Any] = {"folded": folded, "titled": bool(title or BOXES[name]), "title": title}
    if name == EXERCISE:
        tier, minutes, inline.content = read_head(title, state.env["path"], start + 1)
        state.env["exercises"] = number = state.env.get("exercises", 0) + 1
        meta |= {"number": number, "tier": tier, "minutes": minutes, "has_answer": has_answer}
        meta["id"] = own_id(inline.content)
        if has_answer:
            answer = next(n for n, one in enumerate(inside) if one.type == "box_open" and one.info == "answer")
            state.tokens[within] = [*inside[:answer], Token("own_answer", "", 0, meta=meta), *inside[answer:]]
    for token in (opening, titled, ending):
        token.meta = meta
    state.parentType, state.lineMax, state.line = old_parent, old_line_max, closing + 1


def take_answer(inside: list[Token], question: str, path: Path, line: int) -> list[Token]:
    """The inside of a `try` box: where it asks for an answer, what stands below that becomes an `answer` box.

    Raises `CourseError` for a second answer that is asked for, and for a question without words or without a reason.
    """
    asks = [token for token in inside if token.type == "ask" and "asked" not in token.meta]
    if not asks:
        return inside
    ask, *more = asks
    at = (ask.map or [0])[0] + 1
    if more:
        second = (more[0].map or [0])[0] + 1
        raise CourseError(path, "this box asks twice", "write a `try` box for each question", second)
    if not question:
        raise CourseError(path, "this `try` box has no question", "write it behind `::: try`", line)
    if ask.info == NUMBER:
        ask.meta["asked"] = read_number(question, ask.content, path, at)
    else:
        read = read_code if ask.info == CODE else read_choice
        ask.meta["asked"] = read(question, ask.content.rstrip("\n").split("\n"), path, at + 1)
    place = inside.index(ask) + 1
    below = inside[place:]
    if not below:
        raise CourseError(path, "this question gives no reason", "write below it why the answer is right", at)
    if any(token.type == "box_open" and token.info == "answer" for token in below):
        return inside
    meta = {"folded": True, "titled": True, "title": ""}
    opening, title, middle, ending = (
        Token("box_open", "div", 1, info="answer", meta=meta, map=below[0].map),
        Token("inline", "", 0, content="", children=[], map=below[0].map),
        Token("box_title_close", "", 0, info="answer", meta=meta),
        Token("box_close", "div", -1, info="answer", meta=meta),
    )
    code = [Token("ask_lines", "", 0, content=asked_of(ask).solved)] if ask.info == CODE else []
    return [*inside[:place], opening, title, middle, *code, *below, ending]


_dollar = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def _formula(state: StateInline, silent: bool) -> bool:
    """A formula in a line. Before the first character the plugin looks at the last one, which may be a digit."""
    text = state.src
    if state.pos == 0:
        state.src = text + "\n"
    found = _dollar(state, silent)
    state.src = text
    return found


def new_parser() -> MarkdownIt:
    """A parser without render rules. It keeps no state between texts."""
    md = MarkdownIt("commonmark", {"html": True, "breaks": False}).enable(["table", "strikethrough"])
    md.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False, double_inline=True)
    md.inline.ruler.at("math_inline", _formula)
    md.use(footnote_plugin)
    md.block.ruler.before("fence", "directive", _directive, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    return md


@cache
def _parser() -> MarkdownIt:
    return new_parser()


def parse(text: str, path: Path, *, boxes: bool = True) -> list[Token]:
    """Tokens of a text whose first line is line 1 of the file `path`; without `boxes` a `:::` is text like any other.

    Raises `CourseError` for an unknown directive, and for a box or a code fence that is never closed.
    """
    tokens = _parser().parse(text, {"path": path, "boxes": boxes})
    lines = text.split("\n")
    for token in tokens:
        if token.type == "ask" and "asked" not in token.meta:
            fix = "put it into a box `::: try The question`, and the reason below it"
            raise CourseError(path, f"`::: {token.info}` stands in no `try` box", fix, (token.map or [0])[0] + 1)
        if token.type == "fence" and token.map:
            last = QUOTE_PREFIX.sub("", lines[min(token.map[1], len(lines)) - 1]).rstrip()
            if token.map[1] - token.map[0] < 2 or not (
                last.startswith(token.markup) and not last.strip(token.markup[0])
            ):
                raise CourseError(
                    path, "this code block is never closed", f"end it with a line `{token.markup}`", token.map[0] + 1
                )
    return tokens


def walk(tokens: list[Token]) -> Iterator[tuple[Token, int]]:
    """Every token, block and inline, with the line of the file on which it stands."""
    line = 1
    for token in tokens:
        if token.map:
            line = token.map[0] + 1
        yield token, line
        at = line
        for child in token.children or ():
            yield child, at
            at += 1 if child.type in ("softbreak", "hardbreak") else child.content.count("\n")


def plain_text(token: Token) -> str:
    """The words of an inline token without its markup."""
    keep: list[str] = []
    for child in token.children or ():
        if child.type in ("text", "code_inline", "math_inline", "text_special"):
            keep.append(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            keep.append(" ")
    return "".join(keep).strip()


def take_heading_id(inline: Token) -> str | None:
    """Remove `{#id}` from the end of a heading and return the id; None where there is none."""
    children: list[Any] = inline.children or []
    if not children or children[-1].type != "text":
        return None
    match = HEADING_ID.search(children[-1].content)
    if match is None:
        return None
    children[-1].content = children[-1].content[: match.start()]
    inline.content = HEADING_ID.sub("", inline.content)
    return match["id"]


def slug(text: str) -> str:
    """The id made from a heading's words: lower case, words joined by hyphens.

    >>> slug("Forward and backward: the chain rule")
    'forward-and-backward-the-chain-rule'
    """
    return re.sub(r"[^\w]+", "-", text.casefold()).strip("-_")
