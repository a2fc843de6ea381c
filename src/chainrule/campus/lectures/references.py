"""Links to the figures of a page, by the name that the author wrote: `[](#figure:images.training)` shows "figure 5"."""

import re
from collections.abc import Sequence
from html import escape
from urllib.parse import unquote

from markdown_it.token import Token

from chainrule.campus.lectures.page import Page
from chainrule.campus.lectures.words import did_you_mean

FIGURE = "#figure:"
SENTENCE_ENDS = re.compile(r"[.!?]\W*\s$")


def identity_of(name: str) -> str:
    """The id of a figure's element on the page.

    >>> identity_of("images.random_split")
    'figure-images-random_split'
    """
    return "figure-" + re.sub(r"[^\w-]", "-", name)


def figure_link(page: Page, tokens: Sequence[Token], idx: int) -> str:
    """The start of the link at `idx`, with the figure's number where the author wrote no words."""
    token = tokens[idx]
    name = unquote(str(token.attrs["href"])).removeprefix(FIGURE)
    uses = page.shown.count(name)
    if uses != 1:
        known = ", ".join(dict.fromkeys(page.shown)) or "none"
        problem = f"the link leads to the figure {name}, which " + (
            f"stands {uses} times on this page" if uses else "is not on this page"
        )
        fix = "name a figure that stands once" if uses else did_you_mean(name, page.shown)
        return page.fail(token, problem, f"{fix}; there are {known}", name)
    number = page.shown.index(name) + 1
    wordless = tokens[idx + 1].type == "link_close"
    words = (
        f"{'Figure' if _begins_a_sentence(tokens[:idx]) else 'figure'}\N{NO-BREAK SPACE}{number}" if wordless else ""
    )
    return f'<a href="#{escape(identity_of(name))}">{words}'


def _begins_a_sentence(before: Sequence[Token]) -> bool:
    text = "".join(" " if token.type.endswith("break") else token.content for token in before)
    return not text or bool(SENTENCE_ENDS.search(text))
