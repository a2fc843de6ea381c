"""What a lecture's sections say, as plain text for the search.

Left out is what a reader does not read there: pictures, buttons, formulas a second time; and the answers of questions,
which a search should not tell.
"""

from dataclasses import dataclass
from html.parser import HTMLParser

HEADINGS = {"h2", "h3", "h4"}
UNREAD = {"svg", "button", "annotation", "script", "style", "form"}
UNREAD_CLASSES = {"katex-html", "permalink", "box-answer", "footnote-backref", "explorable-fallback"}
ALONE = {"br", "hr", "img", "input", "wbr", "col"}
INLINE = {"a", "b", "code", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup"}
MATH = {"math", "semantics", "mrow", "mi", "mo", "mn", "msub", "msup", "msubsup", "mfrac", "mtext", "mstyle", "mover"}


@dataclass(frozen=True)
class Section:
    id: str
    title: str
    text: str


class _Reading(HTMLParser):
    """Gathers the text under each heading."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.made: list[tuple[str, list[str], list[str]]] = []  # id, words of the title, words of the text
        self.open: list[tuple[str, bool]] = []  # the tags around, and whether each is one that nobody reads

    @property
    def unread(self) -> bool:
        return any(is_unread for _, is_unread in self.open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in HEADINGS and given.get("id") and not self.unread:
            self.made.append((str(given["id"]), [], []))
        if tag not in INLINE | MATH:
            self.handle_data(" ")
        if tag not in ALONE:
            classes = set((given.get("class") or "").split())
            self.open.append((tag, tag in UNREAD or bool(classes & UNREAD_CLASSES)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is inside of it."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag not in INLINE | MATH:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.made and not self.unread:
            in_heading = any(tag in HEADINGS for tag, _ in self.open)
            self.made[-1][1 if in_heading else 2].append(data)


def sections(html: str) -> list[Section]:
    """The sections of a lecture's page, in order.

    >>> sections('<h2 id="a">A <em>head</em></h2><p>One.</p><p>Two.</p>')
    [Section(id='a', title='A head', text='One. Two.')]
    """
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return [Section(id, _line(title), _line(text)) for id, title, text in reading.made]


def _line(parts: list[str]) -> str:
    return " ".join("".join(parts).split())
