"""What may stand on a page: cleaned HTML, and fragments of our own making that an author cannot forge."""

import re
import secrets
import xml.etree.ElementTree as ET
from html import escape

import nh3

PHRASES = frozenset({"kbd", "sub", "sup", "mark", "small", "abbr", "br", "ins", "del", "b", "i", "u", "q", "wbr"})
"""Raw HTML tags that an author may write, without attributes."""

TAGS = PHRASES | {
    *(
        "a",
        "aside",
        "blockquote",
        "code",
        "details",
        "div",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
    ),
    *("img", "li", "ol", "p", "pre", "s", "samp", "section", "span", "strong", "summary"),
    *("table", "tbody", "td", "th", "thead", "tr", "ul"),
}
EVERYWHERE = {"class", "id", "aria-label", "aria-hidden", "role", "data-copy", "data-scroll", "data-block", "tabindex"}
ATTRIBUTES = {
    "*": EVERYWHERE,
    "a": {"href", "title", "rel", "data-part", "data-note"},
    "img": {"src", "alt", "title", "loading"},
    "ol": {"start"},
    "th": {"scope"},
}
SCHEMES = {"http", "https", "mailto"}
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"
LARGEST_SVG = 2_000_000  # characters


NAMED = {"aria-label", "aria-labelledby", "aria-hidden"}


class UnsafeSvg(Exception):
    """A picture that is not SVG, or that holds more than a picture."""


class Trusted:
    """Fragments that are put into the page after it was cleaned.

    Each is stood in for by a mark with a random number of this page, so that no text can pass for one.
    """

    def __init__(self) -> None:
        self.nonce = secrets.token_hex(16)
        self.fragments: list[str] = []

    def hold(self, html: str) -> str:
        """Keep a fragment; what is returned stands in for it."""
        self.fragments.append(html)
        return f"[{self.nonce}:{len(self.fragments) - 1}]"

    def restore(self, html: str) -> str:
        """Put the fragments, which may hold others, back."""
        mark = re.compile(rf"\[{self.nonce}:(\d+)\]")
        while mark.search(html):
            html = mark.sub(lambda match: self.fragments[int(match[1])], html)
        return html


def clean(html: str) -> str:
    """HTML with only the tags, attributes and addresses that a page uses."""
    return nh3.clean(html, tags=set(TAGS), attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)


def allowed_phrase(tag: str) -> bool:
    """Whether a raw HTML tag is one that an author may write."""
    match = re.fullmatch(r"</?([a-z]+)\s*/?>", tag)
    return match is not None and match[1] in PHRASES


def safe_svg(svg: str, prefix: str, label: str = "Picture") -> str:
    """An SVG for a page of HTML: shapes and text only, its ids begun with `prefix`, named `label` if it has no name.

    Raises `UnsafeSvg` for text that is no SVG, scripts, event handlers, style sheets, foreign content, and for
    addresses outside the picture.
    """
    if len(svg) > LARGEST_SVG:
        raise UnsafeSvg(f"it has {len(svg):,} characters; at most {LARGEST_SVG:,} fit a page")
    if "<!DOCTYPE" in svg.upper() or "<!ENTITY" in svg.upper():
        svg = re.sub(r"<!DOCTYPE[^\[>]*>", "", svg, count=1, flags=re.IGNORECASE)
        if "<!" in svg.replace("<!--", ""):
            raise UnsafeSvg("it declares entities")
    try:
        root = ET.fromstring(svg)
    except ET.ParseError as error:
        raise UnsafeSvg(f"it is not well-formed: {error}") from None
    if root.tag != f"{SVG}svg":
        raise UnsafeSvg('its root is not <svg xmlns="http://www.w3.org/2000/svg">')
    for element in root.iter():
        _check_element(element)
        _own_ids(element, prefix)
    root.set("xmlns", SVG[1:-1])
    root.set("role", root.get("role", "img"))
    if root.find("title") is None and not NAMED & set(root.attrib):
        root.set("aria-label", label)
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


FORBIDDEN = {"script", "foreignObject", "style", "iframe", "image", "animate", "set", "handler", "a"}


def _check_element(element: ET.Element) -> None:
    if not isinstance(element.tag, str) or not element.tag.startswith(SVG):
        raise UnsafeSvg(f"<{element.tag}> is not SVG")
    element.tag = element.tag.removeprefix(SVG)
    if element.tag in FORBIDDEN:
        fix = "; set attributes or classes instead" if element.tag == "style" else ""
        raise UnsafeSvg(f"<{element.tag}> may not stand on a page{fix}")
    for name, value in list(element.attrib.items()):
        plain = name.removeprefix(XLINK)
        if plain.startswith("{"):
            del element.attrib[name]  # xml:space, xml:lang: no effect in a page
            continue
        if plain.lower().startswith("on"):
            raise UnsafeSvg(f"the event handler {plain} may not stand on a page")
        if plain == "href" and not value.startswith("#"):
            raise UnsafeSvg(f"it refers to {value[:80]}, which is outside the picture")
        if re.search(r"url\(\s*(?!['\"]?#)", value) or re.search(r"(?i)javascript:|expression\(|@import", value):
            raise UnsafeSvg(f"{plain}={escape(value[:80])!r} refers to something outside the picture")
        if plain != name:
            element.attrib[plain] = element.attrib.pop(name)


def _own_ids(element: ET.Element, prefix: str) -> None:
    """Make ids, and references to them, unlike those of any other picture on the page."""
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{prefix}-{value}")
        elif name == "href":
            element.set(name, f"#{prefix}-{value[1:]}")
        elif name in ("aria-labelledby", "aria-describedby"):
            element.set(name, " ".join(f"{prefix}-{one}" for one in value.split()))
        elif "url(" in value:
            element.set(name, re.sub(r"url\((['\"]?)#", rf"url(\1#{prefix}-", value))
