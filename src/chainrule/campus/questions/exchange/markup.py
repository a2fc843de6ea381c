"""HTML of other systems as Markdown of the course. What it cannot say raises, so that nothing is dropped in silence."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html.parser import HTMLParser

from chainrule.campus.questions.exchange.item import NotExpressed
from chainrule.campus.questions.exchange.tree import FIGURE, STRUCK, add

DEEPEST = 60  # elements inside of one another
LONGEST = 50_000  # characters of one text
VOID = frozenset({"br", "hr", "img", "wbr", "col", "input", "embed", "source", "track", "link", "meta", "base", "area"})
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
MORE_THAN_A_LINE = frozenset({"pre", "ul", "ol", "table", "blockquote", "hr", *HEADINGS})
BLOCKS = MORE_THAN_A_LINE | {"p", "div", "section", "article", "center", "address"}
MARKS = {"em": "*", "i": "*", "cite": "*", "dfn": "*", "var": "*", "strong": "**", "b": "**", "s": "~~", "del": "~~"}
CODE = frozenset({"code", "tt", "samp"})
RAW = frozenset({"sub", "sup", "kbd", "small"})
# What only says how its inside is set, or wraps it.
AROUND = frozenset(
    ["span", "font", "u", "big", "abbr", "acronym", "q", "label", "tbody", "thead", "tfoot", "body", "html"]
)
ENDED_BY = {"li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th")}
ROOM = ("table", "ul", "ol")  # an element that ends another one ends none outside of these
TEX = re.compile(
    r"\\\((?P<inline>.{1,2000}?)\\\)|\\\[(?P<display>.{1,2000}?)\\\]|\$\$(?P<dollars>.{1,2000}?)\$\$", re.DOTALL
)
SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")
SPECIAL = re.compile(
    r"[\\*`$]|~(?=~)|(?<![^\W_])_|_(?![^\W_])"  # an underscore between letters or digits marks nothing
    r"|<(?=[A-Za-z/!?])|&(?=#?\w+;)|\](?=[(:\[])|\[(?=\^)"
)
STARTS = re.compile(r"^(?=#{1,6}(?:\s|$)|>|[-+](?:\s|$)|[-=]+\s*$)|^:(?=::)|^\d{1,9}(?=[.)](?:\s|$))")
BREAK = "\\\n"


# --- HTML as a tree ---------------------------------------------------------------------------------------------------


class _Tree(HTMLParser):
    """Builds a tree of whatever is sent: elements that are never closed end with what holds them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = ET.Element("div")
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in BLOCKS:
            self._end(("p",), ("li", "td", "th", "blockquote", "div"))
        if tag in ENDED_BY:
            self._end(ENDED_BY[tag], ROOM)
        made = ET.SubElement(self.open[-1], tag, {name: value or "" for name, value in attrs})
        if tag not in VOID:
            self.open.append(made)
            if len(self.open) > DEEPEST:
                raise NotExpressed(f"its text holds more than {DEEPEST} elements inside of one another")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if any(element.tag == tag for element in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def _end(self, tags: tuple[str, ...], within: tuple[str, ...]) -> None:
        """End these elements, with all inside of them, as far out as the nearest of those within which they stand."""
        last = None
        for place in range(len(self.open) - 1, 0, -1):
            if self.open[place].tag in tags:
                last = place
            elif self.open[place].tag in within:
                break
        if last is not None:
            del self.open[last:]

    def handle_data(self, data: str) -> None:
        add(self.open[-1], data)


def from_html(text: str) -> ET.Element:
    """HTML, however careless, as the inside of one element."""
    if len(text) > LONGEST:
        raise NotExpressed(f"its text has {len(text):,} characters; here at most {LONGEST:,} are read")
    tree = _Tree()
    tree.feed(text)
    tree.close()
    return tree.root


# --- a tree as Markdown -----------------------------------------------------------------------------------------------


def bounded(holder: ET.Element) -> None:
    """Raise `NotExpressed` for a tree that is too deep or too long to be a question."""
    waiting = [(holder, 0)]
    while waiting:
        element, depth = waiting.pop()
        if depth > DEEPEST:
            raise NotExpressed(f"its text holds more than {DEEPEST} elements inside of one another")
        waiting += [(child, depth + 1) for child in element]
    if (long := sum(map(len, holder.itertext()))) > LONGEST:
        raise NotExpressed(f"its text has {long:,} characters; here at most {LONGEST:,} are read")


def markdown(holder: ET.Element) -> str:
    """The inside of an element as Markdown. Raises `NotExpressed` for what Markdown of the course cannot say."""
    bounded(holder)
    return "\n\n".join(_blocks(holder)).strip()


def markdown_line(holder: ET.Element) -> str:
    """The inside of an element as Markdown of one line. Raises `NotExpressed` also where it holds more than a line."""
    bounded(holder)
    if any(element.tag in MORE_THAN_A_LINE or element.get("class") == FIGURE for element in holder.iter()):
        raise NotExpressed("an option or a reason holds a list, a table or a block of code; here it is one line")
    return " ".join(" ".join(_blocks(holder)).replace(BREAK, " ").split())


def words(holder: ET.Element) -> str:
    """The plain text of an element, in one line."""
    return " ".join("".join(holder.itertext()).split())


def _blocks(holder: ET.Element) -> Iterator[str]:
    """The blocks inside of an element; what stands between them in a line is a paragraph."""
    run = ET.Element("p")
    run.text = holder.text
    for child in holder:
        if child.tag in BLOCKS or (child.tag in AROUND and any(inner.tag in BLOCKS for inner in child.iter())):
            yield from _paragraph(run)
            yield from _block(child)
            run = ET.Element("p")
            run.text = child.tail
        else:
            run.append(child)
    yield from _paragraph(run)


def _paragraph(holder: ET.Element) -> Iterator[str]:
    text = re.sub(r"(?:\\\n\s*)+$", "", _inside(holder).rstrip(" ")).strip()
    if text:
        yield "\n".join(STARTS.sub(lambda found: f"{found[0]}\\", line.strip()) for line in text.split("\n"))


def _block(element: ET.Element) -> Iterator[str]:
    tag = element.tag
    if tag == "pre":
        yield _code(element)
    elif tag in ("ul", "ol"):
        yield _list(element, "1. " if tag == "ol" else "- ")
    elif tag == "blockquote":
        yield "\n".join(f"> {line}".rstrip() for line in "\n\n".join(_blocks(element)).split("\n"))
    elif tag == "table":
        yield _table(element)
    elif tag == "hr":
        yield "---"
    elif tag in HEADINGS:
        yield f"{'#' * max(1, int(tag[1]) - 2)} {' '.join(_inside(element).split())}"
    elif element.get("class") == FIGURE:
        yield _figure(element)
    else:
        yield from _blocks(element)


def _code(element: ET.Element) -> str:
    named = " ".join(each.get("class") or "" for each in element.iter() if each.tag in ("pre", "code"))
    language = re.search(r"\blanguage-([\w+-]+)", named)
    for br in element.iter("br"):
        br.text = "\n"
    text = "".join(element.itertext()).replace("\u00a0", " ").removeprefix("\n").rstrip("\n")
    return f"{fence(text)}{language[1] if language else ''}\n{text}\n{fence(text)}"


def fence(code: str) -> str:
    """What a block of this code begins and ends with: more backticks than stand in it one after another."""
    return "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", code)), default=0))


def _list(element: ET.Element, mark: str) -> str:
    if element.get("start", "1") != "1":
        raise NotExpressed("its text holds a list that does not begin with 1")
    between = "\n\n" if element.find("li/p") is not None else "\n"
    items = []
    for child in element:
        if child.tag != "li":
            raise NotExpressed(f"its text holds a list with <{child.tag}> in it")
        lines = between.join(_blocks(child)).split("\n")
        items.append("\n".join(((mark if n == 0 else " " * len(mark)) + line).rstrip() for n, line in enumerate(lines)))
    return between.join(items)


def _table(element: ET.Element) -> str:
    rows = [[cell for cell in row if cell.tag in ("td", "th")] for row in element.iter("tr")]
    cells = [cell for row in rows for cell in row]
    if not cells or any(cell.get("colspan", "1") != "1" or cell.get("rowspan", "1") != "1" for cell in cells):
        raise NotExpressed("its text holds a table without cells, or with cells that span others")
    if element.find("caption") is not None or any(e.tag in MORE_THAN_A_LINE for cell in cells for e in cell.iter()):
        raise NotExpressed("its text holds a table with a caption, or with a list, a table or code in a cell")
    texts = [[" ".join(_inside(cell).split()).replace("|", "\\|") for cell in row] for row in rows]
    wide = max(map(len, texts))
    lines = [f"| {' | '.join([*row, *[''] * (wide - len(row))])} |" for row in texts]
    return "\n".join([lines[0], f"|{'---|' * wide}", *lines[1:]])


def _figure(element: ET.Element) -> str:
    image = element.find(".//img")
    name, caption = ("", "") if image is None else (image.get("class", ""), image.get("alt", ""))
    if not re.fullmatch(r"[a-z_]+\.[a-z0-9_]+", name):
        raise NotExpressed(f"its text shows the picture {name[:60]}, which is no figure of the course")
    caption = " ".join(caption.split()).replace('"', "'")
    return f'::: figure {name} "{caption}"'


def _inside(holder: ET.Element) -> str:
    """What stands in a line, as Markdown."""
    parts = [_text(holder.text or "")]
    for child in holder:
        parts += [_phrase(child), _text(child.tail or "")]
    return _joined(parts)


def _phrase(element: ET.Element) -> str:
    """One element in a line, as Markdown."""
    tag = element.tag
    if tag == "br":
        return BREAK
    if tag == "math":
        return _formula(element)
    if tag in CODE:
        return _span(SPACES.sub(" ", "".join(element.itertext())))
    if tag == "a":
        return _link(element)
    if tag == "img":
        what = element.get("src", "").rpartition("/")[2][:60]
        raise NotExpressed(f"its text shows the picture {what}; a question here shows figures of the course alone")
    if tag in RAW:
        return f"<{tag}>{_inside(element)}</{tag}>"
    mark = "~~" if element.get("class") == STRUCK else MARKS.get(tag)
    if mark:
        return _marked(mark, _inside(element))
    if tag in BLOCKS and tag not in MORE_THAN_A_LINE:
        return f" {_inside(element)} "
    if tag in AROUND or tag == "wbr":
        return _inside(element)
    raise NotExpressed(f"its text holds <{tag}>")


def _link(element: ET.Element) -> str:
    address = element.get("href", "").strip()
    if not re.match(r"(?i)https?:|mailto:", address):
        return _inside(element)
    address = re.sub(r"[\s()<>\\]", lambda found: f"%{ord(found[0]):02X}", address)
    return f"[{_inside(element).strip()}]({address})"


def _marked(mark: str, text: str) -> str:
    """A text between marks, which may touch no blank."""
    inner = text.strip()
    if not inner:
        return text
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{mark}{inner}{mark}{after}"


def _span(code: str) -> str:
    """Code in a line."""
    if not code.strip():
        return code
    mark = "`" * (1 + max((len(run) for run in re.findall(r"`+", code)), default=0))
    pad = " " if code.startswith("`") or code.endswith("`") or (code[0] == code[-1] == " ") else ""
    return f"{mark}{pad}{code}{pad}{mark}"


def _formula(element: ET.Element) -> str:
    """A formula in MathML, by the TeX that it carries."""
    tex = next((a.text or "" for a in element.iter("annotation") if "tex" in a.get("encoding", "").lower()), "")
    if not tex.strip():
        raise NotExpressed("its text holds a formula in MathML without its TeX")
    return _tex(tex, element.get("display") == "block")


def _tex(tex: str, display: bool) -> str:
    mark = "$$" if display else "$"
    return f"{mark}{' '.join(tex.split())}{mark}"


def _text(text: str) -> str:
    """Text with what Markdown would read as marks escaped, and the formulas that stand in it between marks of TeX."""
    parts, end = [], 0
    for found in TEX.finditer(text):
        parts.append(_escaped(text[end : found.start()]))
        parts.append(_tex(found[found.lastgroup or 0], found.lastgroup != "inline"))
        end = found.end()
    return _joined([*parts, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return SPECIAL.sub(lambda found: f"\\{found[0]}", SPACES.sub(" ", text))


def _joined(parts: list[str]) -> str:
    """Parts of a line one after another: a formula that touches a digit would not be read as one."""
    line = ""
    for part in parts:
        touches = (part.startswith("$") and line[-1:].isdigit()) or (line.endswith("$") and part[:1].isdigit())
        line += f" {part}" if touches else part
    return line
