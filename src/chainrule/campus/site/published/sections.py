"""What a lecture's sections say, as plain text for the search.

Left out is what a reader does not read there: pictures, buttons, formulas a second time; and the answers of questions,
which a search should not tell.
"""

from dataclasses import dataclass
from html.parser import HTMLParser

HEADINGS = {"h2", "h3", "h4"}
UNREAD = {"svg", "button", "annotation", "script", "style", "form"}
UNREAD_CLASSES = {
    "katex-html",
    "permalink",
    "box-answer",
    "box-hint",
    "footnote-backref",
    "explorable-fallback",
    "code-label",
}
ALONE = {"br", "hr", "img", "input", "wbr", "col"}
INLINE = {"a", "b", "code", "em", "i", "mark", "s", "small", "span", "strong", "sub", "sup"}
MATH = {
    "annotation", "math", "mfrac", "mi", "mn", "mo", "mover", "mrow", "mstyle", "msub", "msubsup", "msup", "mtext",
    "munder", "semantics",
}  # fmt: skip


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
        self.open: list[tuple[str, str]] = []  # the tags around, and what each makes of its text

    def around(self, what: str) -> bool:
        return any(made == what for _, made in self.open)

    @property
    def is_read(self) -> bool:
        return not self.around("unread") and (self.around("question") or not self.around("folded"))

    def _made_by(self, tag: str, classes: set[str]) -> str:
        if tag in UNREAD or classes & UNREAD_CLASSES:
            return "unread"
        if tag == "details" and "box-try" in classes:
            return "folded"
        return "question" if tag == "summary" and self.open and self.open[-1][1] == "folded" else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        makes = self._made_by(tag, set(given.get("class", "").split()))
        if tag in HEADINGS and given.get("id") and self.is_read:
            self.made.append((given["id"], [], []))
            makes = "title"
        if tag not in INLINE | MATH:
            self.handle_data(" ")
        if tag not in ALONE:
            self.open.append((tag, makes))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Nothing is inside of it."""

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag not in INLINE | MATH:
            self.handle_data(" ")

    def handle_data(self, data: str) -> None:
        if self.made and self.is_read:
            self.made[-1][1 if self.around("title") else 2].append(data)


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
