"""What a reader sees of an option: the page that it becomes, without what only says how it is set."""

import re
from functools import lru_cache
from html.parser import HTMLParser

from chainrule.campus.lectures import render_markdown
from chainrule.campus.questions.text import ALIKE

# Of a formula its MathML is read, where a fraction is a fraction. These elements and all attributes only set it.
SETS_ONLY = frozenset(
    [
        "math",
        "semantics",
        "mrow",
        "mstyle",
        "mpadded",
        "mphantom",
        "mi",
        "mn",
        "mo",
        "mtext",
        "span",
        "code",
        "em",
        "strong",
        "p",
        "a",
    ]
)
NOT_SEEN = frozenset({"annotation", "mspace"})
TWICE = "katex-html"  # the same formula once more, for the eye
VOID = frozenset({"br", "img", "hr", "wbr"})
SAME = str.maketrans({"\u22c5": "*", "\u2217": "*", "\u00d7": "*", "\u2061": None, "\u2062": None})


class _Page(HTMLParser):
    """Collects texts, and the elements that change what they mean."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[str] = []
        self.skipped = 0  # how deep inside of what is not seen

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hidden = tag in NOT_SEEN or TWICE in (dict(attrs).get("class") or "").split()
        if (self.skipped or hidden) and tag not in VOID:
            self.skipped += 1
        elif tag not in SETS_ONLY:
            self.seen.append(f"<{tag}>")

    def handle_endtag(self, tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
        elif tag not in SETS_ONLY:
            self.seen.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.seen.append(data)


@lru_cache(maxsize=16_384)
def rendered(text: str) -> str:
    """The texts of an option on its page, and of a formula its structure: two that look the same give the same.

    >>> rendered(r"$\\dfrac{1}{2}$") == rendered(r"$\\frac12$"), rendered("`x`") == rendered("**x**")
    (True, True)
    """
    page = _Page()
    page.feed(render_markdown(text, inline=True))
    page.close()
    return re.sub(r"\s+", " ", "".join(page.seen).translate(SAME).translate(ALIKE)).strip()
