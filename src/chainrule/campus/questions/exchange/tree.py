"""Markdown of the course as a tree of plain HTML, in the elements that QTI 2.1 and Blackboard know."""

import re
import shlex
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from chainrule.campus.questions.exchange.item import NotExpressed

PLAIN = {  # a token that opens an element, and the element
    "paragraph_open": "p",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "blockquote_open": "blockquote",
    "table_open": "table",
    "thead_open": "thead",
    "tbody_open": "tbody",
    "tr_open": "tr",
    "th_open": "th",
    "td_open": "td",
    "em_open": "em",
    "strong_open": "strong",
}
PHRASES = frozenset({"sub", "sup", "kbd", "small", "b", "i", "br"})
"""Tags that an author may write and that other systems know."""
FIGURE = "figure"  # the class of what holds a picture of the catalogue and its caption
STRUCK = "struck"  # the class of a text that is struck through
WHERE = "text"


@dataclass(frozen=True)
class Setting:
    """How the course reads its Markdown and sets its formulas: this room is told, it does not know.

    Args:
        parser: reads Markdown into tokens, as the course's pages do.
        mathml: gives a formula of TeX (in a line of its own where the flag says so) as HTML that holds MathML with its
            TeX. Raises an error whose words say what is wrong with the formula.
        picture: draws a figure of the course by its name, as SVG. Raises LookupError for a name that there is not.
    """

    parser: MarkdownIt
    mathml: Callable[[str, bool], str]
    picture: Callable[[str], str]


Mathematics = Callable[[str, bool], ET.Element | str]
"""How a target takes a formula: as an element, or as text."""


@dataclass
class Writer:
    """Makes trees of Markdown, and collects the pictures that they show.

    Args:
        address: where a package keeps a picture of this file's name.
        pictures: the pictures so far, by file name.
    """

    setting: Setting
    mathematics: Mathematics
    address: Callable[[str], str]
    pictures: dict[str, bytes] = field(default_factory=dict)

    def blocks(self, text: str) -> list[ET.Element]:
        """A text of several paragraphs. Raises `NotExpressed` for what the course shows and other systems do not."""
        return list(self._grown("div", self.setting.parser.parse(text, {"path": WHERE})))

    def line(self, text: str, tag: str = "p") -> ET.Element:
        """A text of one line, in an element."""
        return self._grown(tag, self.setting.parser.parseInline(text, {"path": WHERE}))

    def _grown(self, tag: str, tokens: Sequence[Token]) -> ET.Element:
        root = ET.Element(tag)
        open_ = [root]
        for token in tokens:
            self._grow(open_, token)
        return root

    def _grow(self, open_: list[ET.Element], token: Token) -> None:
        """Let one token grow on the element that is open."""
        kind, here = token.type, open_[-1]
        if token.hidden:  # the paragraph in an item of a close list
            return
        if kind == "inline":
            for child in token.children or ():
                self._grow(open_, child)
        elif kind in PLAIN or kind in ("heading_open", "s_open", "link_open"):
            open_.append(ET.SubElement(here, *opened(token)))
        elif kind.endswith("_close") and kind.replace("_close", "_open") in (
            *PLAIN,
            "heading_open",
            "s_open",
            "link_open",
        ):
            open_.pop()
        elif kind in ("text", "text_special"):
            add(here, token.content)
        elif kind == "softbreak":
            add(here, "\n")
        elif kind == "hardbreak":
            ET.SubElement(here, "br")
        elif kind == "hr":
            ET.SubElement(here, "hr")
        elif kind == "code_inline":
            ET.SubElement(here, "code").text = token.content
        elif kind in ("fence", "code_block"):
            self._code(here, token)
        elif kind in ("math_inline", "math_inline_double"):
            add(here, self._formula(token.content, kind == "math_inline_double"))
        elif kind == "math_block":
            add(ET.SubElement(here, "p"), self._formula(token.content, True))
        elif kind == "html_inline":
            raw(open_, token.content)
        elif kind == "directive" and token.info == "figure":
            self._figure(here, token.content)
        else:
            raise NotExpressed(f"its text holds {NAMED.get(kind, kind.removesuffix('_open'))}")

    def _code(self, here: ET.Element, token: Token) -> None:
        language = (token.info.split() or [""])[0]
        code = ET.SubElement(ET.SubElement(here, "pre"), "code", {"class": f"language-{language}"} if language else {})
        code.text = token.content.removesuffix("\n")

    def _formula(self, tex: str, display: bool) -> ET.Element | str:
        return self.mathematics(" ".join(tex.split()), display)

    def _figure(self, here: ET.Element, written: str) -> None:
        try:
            name, caption, *_ = [*shlex.split(written), ""]
        except ValueError:
            raise NotExpressed("its text holds a figure that cannot be read") from None
        file = f"{name}.svg"
        try:
            self.pictures[file] = self.setting.picture(name).encode()
        except LookupError as error:
            raise NotExpressed(str(error)) from None
        holder = ET.SubElement(here, "div", {"class": FIGURE})
        ET.SubElement(ET.SubElement(holder, "p"), "img", {"src": self.address(file), "alt": caption, "class": name})
        holder.append(self.line(caption))


NAMED: Mapping[str, str] = {
    "box_open": "a box (`:::`)",
    "ask": "a question that is asked in a lecture (`:::`)",
    "directive": "an explorable (`:::`)",
    "html_block": "HTML",
    "footnote_ref": "a footnote",
    "footnote_block_open": "a footnote",
    "image": "a picture that is no figure of the course",
}


def opened(token: Token) -> tuple[str, dict[str, str]]:
    """The element that a token opens, and its attributes."""
    if token.type == "heading_open":
        return f"h{min(int(token.tag[1]) + 2, 6)}", {}
    if token.type == "s_open":
        return "span", {"class": STRUCK}
    if token.type == "link_open":
        return "a", {"href": str(token.attrs.get("href", ""))}
    start = str(token.attrs.get("start", "1"))
    if token.type == "ordered_list_open" and start != "1":
        raise NotExpressed("its text holds a list that does not begin with 1")
    return PLAIN[token.type], {}


def raw(open_: list[ET.Element], written: str) -> None:
    """A tag that the author wrote."""
    found = re.fullmatch(r"<(/?)([a-z]+)\s*/?>", written)
    if not found or found[2] not in PHRASES:
        raise NotExpressed("its text holds HTML")
    if found[2] == "br":
        ET.SubElement(open_[-1], "br")
    elif not found[1]:
        open_.append(ET.SubElement(open_[-1], found[2]))
    elif open_[-1].tag == found[2]:
        open_.pop()
    else:
        raise NotExpressed("its text holds HTML that is not closed")


def add(here: ET.Element, what: ET.Element | str) -> None:
    """Put a text or an element at the end of an element."""
    if isinstance(what, ET.Element):
        here.append(what)
    elif len(here):
        here[-1].tail = (here[-1].tail or "") + what
    else:
        here.text = (here.text or "") + what


def html(elements: Sequence[ET.Element], *, inside: bool = False) -> str:
    """Elements as HTML; `inside` leaves the elements themselves out."""
    return "".join(
        (escaped(each.text or "") + html(list(each))) if inside else ET.tostring(each, "unicode", method="html")
        for each in elements
    )


def escaped(text: str) -> str:
    """A text as it stands in HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_mathml(setting: Setting) -> Mathematics:
    """Formulas as MathML that carries its TeX: what QTI 2.1 names."""

    def mathematics(tex: str, display: bool) -> ET.Element:
        try:
            found = re.search(r"<math\b.*?</math>", setting.mathml(tex, display), re.DOTALL)
        except Exception as error:
            raise NotExpressed(f"the formula `{tex[:60]}` cannot be set: {error}") from error
        if found is None:
            raise NotExpressed(f"the formula `{tex[:60]}` has no MathML")
        math = ET.fromstring(found[0])
        for element in math.iter():
            element.tag = element.tag.rpartition("}")[2]
        math.set("xmlns", "http://www.w3.org/1998/Math/MathML")
        if display:
            math.set("display", "block")
        return math

    return mathematics


def as_tex(tex: str, display: bool) -> str:
    """Formulas as TeX between the marks that Blackboard knows."""
    return f"\\[{tex}\\]" if display else f"\\({tex}\\)"
