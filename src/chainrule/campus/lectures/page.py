"""What is known while one page is rendered, and the preparation of its tokens."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from markdown_it.token import Token

from chainrule.campus.lectures.markdown import plain_text, slug, take_heading_id, walk
from chainrule.campus.lectures.model import BlockOutput, CodeBlock
from chainrule.campus.lectures.safe import Trusted
from chainrule.campus.lectures.symbols import Formula
from chainrule.course import CourseError


@dataclass
class Page:
    """The state of one rendering.

    What cannot be shown raises where the page is `strict`, is noted where there is a list of `problems`, and is shown
    as it was typed where neither is so.
    """

    path: Path
    strict: bool = True
    problems: list[CourseError] | None = None
    blocks: Mapping[int, CodeBlock] = field(default_factory=dict)  # by the line of the opening fence
    outputs: Mapping[int, BlockOutput] = field(default_factory=dict)  # by the block's index
    runnable: frozenset[int] = frozenset()  # the indices of blocks that a reader can run
    anchors: frozenset[str] = frozenset()
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)  # of each explorable with an id: what links name
    shown: tuple[str, ...] = ()  # the names of the figures, in the order of their numbers
    asset_url: Callable[[str], str] | None = None
    permalinks: bool = False
    trusted: Trusted = field(default_factory=Trusted)
    lines: dict[int, int] = field(default_factory=dict)  # id(token) -> line in the file
    figures: int = 0
    pictures: int = 0
    outside: list[str] = field(default_factory=list)  # the addresses that words link to, for paper
    formulas: list[Formula] = field(default_factory=list)

    def line(self, token: Token) -> int | None:
        """The line of the file on which a token stands."""
        return self.lines.get(id(token))

    def note(self, address: str) -> int:
        """The number that an address has in the list of links, which stands at the end on paper."""
        if address not in self.outside:
            self.outside.append(address)
        return self.outside.index(address) + 1

    def fail(self, token: Token, problem: str, fix: str, typed: str = "") -> str:
        """Say that a token cannot be shown; where that does not end the rendering, what stands there instead."""
        error = CourseError(self.path, problem, fix, self.line(token))
        if self.problems is not None:
            self.problems.append(error)
        elif self.strict:
            raise error
        return escape(typed)

    def number_lines(self, tokens: list[Token]) -> None:
        """Note the line of every token before any is moved or changed."""
        self.lines |= {id(token): line for token, line in walk(tokens)}


def without_title(tokens: list[Token]) -> tuple[list[Token], Token | None]:
    """The tokens without the page's `#` heading, and that heading's words."""
    for index, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            return tokens[:index] + tokens[index + 3 :], tokens[index + 1]
    return tokens, None


def place_headings(tokens: list[Token], top: int) -> None:
    """Give headings their ids, and levels from `top` down without gaps, so that a page has one outline."""
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        inline, level = tokens[index + 1], int(token.tag[1])
        while stack and stack[-1] >= level:
            stack.pop()
        stack.append(level)
        tag = f"h{min(top + len(stack) - 1, 6)}"
        token.tag = tokens[index + 2].tag = tag
        given = take_heading_id(inline)
        token.attrSet("id", given or slug(plain_text(inline)))
