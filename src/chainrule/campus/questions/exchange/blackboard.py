"""Blackboard: a package with a pool of questions, written and read. Formulas are TeX between `\\(` and `\\)`.

The form is what Blackboard exports and imports as a pool: QTI 1.2 with names of its own. Texts are HTML inside of XML;
pictures are files in the content collection's folder, which a text names by number.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from chainrule.campus.questions.exchange.express import number
from chainrule.campus.questions.exchange.item import Item, Note, NotExpressed, one_line, plain_name
from chainrule.campus.questions.exchange.markup import from_html, markdown, markdown_line, words
from chainrule.campus.questions.exchange.package import MANIFEST, Package, child, document, inside, packed
from chainrule.campus.questions.exchange.tree import Setting, Writer, as_tex, html
from chainrule.campus.questions.kinds.multiple_choice import Option
from chainrule.course import CourseError

PREFIX = "http://www.blackboard.com/content-packaging/"
INFO = (
    "#Bb PackageInfo Property File\n"
    "cx.package.info.version=6.0\n"
    "cx.config.operation=blackboard.apps.cx.CxConfig$Operation\\:EXPORT\n"
)
LISTING = "not-expressed.txt"
TITLE = "Questions from chainrule"
EXACT = "The way in which a number is written counts."
TYPES = {"choice": "Multiple Choice", "text": "Fill in the Blank", "number": "Numeric", "open": "Essay"}
FORMS = {name: form for form, name in TYPES.items()} | {
    "Short Response": "open",
    "True/False": "choice",
    "Either/Or": "choice",
}
FIRST_FILE = 1_000_001  # the number of the first picture
ROUNDING = Decimal("1e-12")  # by which bounds that were computed in floats differ
STUB = "@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-"
METADATA = {
    "bbmd_assessmenttype": "Pool",
    "bbmd_sectiontype": "Subsection",
    "bbmd_questiontype": "Multiple Choice",
    "bbmd_is_from_cartridge": "false",
    "bbmd_is_disabled": "false",
    "bbmd_negative_points_ind": "N",
    "bbmd_canvas_fullcrdt_ind": "false",
    "bbmd_all_fullcredit_ind": "false",
    "bbmd_numbertype": "none",
    "bbmd_partialcredit": "false",
    "bbmd_orientationtype": "vertical",
    "bbmd_is_extracredit": "false",
    "qmd_absolutescore_max": "1.0",
    "qmd_weighting": "0",
    "qmd_instructornotes": "",
}


# --- written ----------------------------------------------------------------------------------------------------------


class _Pictures:
    """The numbers under which a package keeps its pictures."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def address(self, name: str) -> str:
        """How a text names a picture."""
        return f"{STUB}{self.number(name)}_1"

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, FIRST_FILE + len(self.numbers))


def write(items: Sequence[Item], setting: Setting, listing: str = "") -> tuple[bytes, list[Note]]:
    """A package with one pool of these items, and those that could not be written into it.

    Args:
        listing: what the package does not say, as text; it stands in the package as `not-expressed.txt`.
    """
    pictures = _Pictures()
    writer = Writer(setting, as_tex, pictures.address)
    root = ET.Element("questestinterop")
    assessment = child(root, "assessment", title=TITLE)
    metadata(child(assessment, "assessmentmetadata"), "Assessment", 1)
    material(child(child(assessment, "rubric", view="All"), "flow_mat", class_="Block"), "")
    material(child(child(assessment, "presentation_material"), "flow_mat", class_="Block"), "")
    section = child(assessment, "section")
    metadata(child(section, "sectionmetadata"), "Section", 2)
    left: list[Note] = []
    for place, item in enumerate(items):
        try:
            section.append(written(item, writer, place + 3))
        except (NotExpressed, CourseError) as error:
            left.append(Note(item.name, error.reason if isinstance(error, NotExpressed) else error.problem))
    files: dict[str, str | bytes] = {MANIFEST: manifest(), ".bb-package-info": INFO, "res00001.dat": document(root)}
    for name, content in writer.pictures.items():
        stem, _, ending = name.rpartition(".")
        file = f"csfiles/home_dir/{stem}__xid-{pictures.number(name)}_1.{ending}"
        files |= {file: content, f"{file}.xml": described(pictures.number(name), name)}
    if listing:
        files[LISTING] = listing
    return packed(files), left


def manifest() -> str:
    """The list of the package's resources: one pool."""
    root = ET.Element("manifest", {"identifier": "man00001", "xmlns:bb": PREFIX})
    child(root, "organizations")
    about = {"identifier": "res00001", "type": "assessment/x-bb-qti-pool", "xml:base": "res00001"}
    ET.SubElement(child(root, "resources"), "resource", about | {"bb:file": "res00001.dat", "bb:title": TITLE})
    return document(root)


def described(identity: int, name: str) -> str:
    """What stands beside a picture: its number and where it was."""
    root = ET.Element("lom", {"xmlns": "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"})
    child(child(child(root, "relation"), "resource"), "identifier", f"{identity}_1#/courses/IMPORT/{name}")
    return document(root)


def metadata(holder: ET.Element, kind: str, identity: int, **changed: str) -> None:
    """What Blackboard wants to know of everything."""
    child(holder, "bbmd_asi_object_id", f"_{identity}_1")
    child(holder, "bbmd_asitype", kind)
    for name, value in (METADATA | changed).items():
        child(holder, name, value)


def material(holder: ET.Element, text: str) -> None:
    """A text of HTML."""
    child(child(child(holder, "material"), "mat_extension"), "mat_formattedtext", text, type="HTML")


def formatted(holder: ET.Element, text: str) -> None:
    """A text of HTML where a block of it is expected."""
    material(child(holder, "flow_mat", class_="FORMATTED_TEXT_BLOCK"), text)


def written(item: Item, writer: Writer, identity: int) -> ET.Element:
    """An item of the pool."""
    root = ET.Element("item", {"title": one_line(item.title) or item.name, "maxattempts": "0"})
    notes = {"qmd_instructornotes": EXACT} if item.exact else {}
    metadata(child(root, "itemmetadata"), "Item", identity, bbmd_questiontype=TYPES[item.form], **notes)
    flow = child(child(root, "presentation"), "flow", class_="Block")
    question = child(child(flow, "flow", class_="QUESTION_BLOCK"), "flow", class_="FORMATTED_TEXT_BLOCK")
    material(question, html(writer.blocks(item.stem)))
    response = child(flow, "flow", class_="RESPONSE_BLOCK")
    rules = child(root, "resprocessing", scoremodel="SumOfScores")
    child(child(rules, "outcomes"), "decvar", varname="SCORE", vartype="Decimal", defaultval="0.0", minvalue="0.0")
    if item.form == "choice":
        choices(item, response, rules, writer)
    else:
        field(item, response, rules)
    told = html([writer.line(item.feedback)], inside=True) if item.feedback else ""
    for name in () if item.form == "open" else ("correct", "incorrect"):
        formatted(child(child(root, "itemfeedback", ident=name, view="All"), "flow_mat", class_="Block"), told)
    if item.form == "choice":
        for place, option in enumerate(item.options):
            solution(root, choice_name(place), html([writer.line(option.because)], inside=True))
    if item.form == "open":
        solution(root, "solution", html([writer.line(item.feedback), *map(paragraph, item.marking)]))
    return root


def paragraph(text: str) -> ET.Element:
    """A plain text as a paragraph."""
    made = ET.Element("p")
    made.text = text
    return made


def solution(root: ET.Element, name: str, text: str) -> None:
    """What is said of one answer."""
    told = child(root, "itemfeedback", ident=name, view="All")
    holder = child(child(child(told, "solution", view="All", feedbackstyle="Complete"), "solutionmaterial"), "flow_mat")
    holder.set("class", "Block")
    formatted(holder, text)


def choice_name(place: int) -> str:
    """The name of an option: 32 digits, as Blackboard gives them."""
    return f"{place + 1:032x}"


def choices(item: Item, response: ET.Element, rules: ET.Element, writer: Writer) -> None:
    """The options, and which is right."""
    asked = child(response, "response_lid", ident="response", rcardinality="Single", rtiming="No")
    shown = child(asked, "render_choice", shuffle="Yes" if item.shuffle else "No", minnumber="0", maxnumber="0")
    for place, option in enumerate(item.options):
        block = child(shown, "flow_label", class_="Block")
        label = child(block, "response_label", ident=choice_name(place), shuffle="Yes", rarea="Ellipse", rrange="Exact")
        formatted(label, html([writer.line(option.text)], inside=True))
    key = next(place for place, option in enumerate(item.options) if option.is_right)
    correct = child(rules, "respcondition", title="correct")
    child(child(correct, "conditionvar"), "varequal", choice_name(key), respident="response", case="No")
    scored(correct, "SCORE.max", "correct")
    otherwise(rules)
    for place, option in enumerate(item.options):
        one = child(rules, "respcondition")
        child(child(one, "conditionvar"), "varequal", respident=choice_name(place), case="No")
        scored(one, "100" if option.is_right else "0", choice_name(place))


def field(item: Item, response: ET.Element, rules: ET.Element) -> None:
    """What is typed, and what of it is right."""
    kind, rows = {"number": ("response_num", "0"), "text": ("response_str", "0"), "open": ("response_str", "8")}[
        item.form
    ]
    asked = child(response, kind, ident="response", rcardinality="Single", rtiming="No")
    form = "Decimal" if item.form == "number" else "String"
    size = {"rows": rows, "columns": "127" if item.form == "open" else "0", "maxchars": "0"}
    more = {"prompt": "Box", "fibtype": form, "minnumber": "0", "maxnumber": "0"}
    ET.SubElement(asked, "render_fib", {"charset": "us-ascii", "encoding": "UTF_8", **size, **more})
    if item.form == "open":
        correct = child(rules, "respcondition", title="correct")
        child(correct, "conditionvar")
        scored(correct, "SCORE.max", "correct")
    for place, text in enumerate(item.accepted):
        one = child(rules, "respcondition", title=choice_name(place))
        condition = child(one, "conditionvar")
        if item.form == "number":
            key = number(text)
            child(condition, "vargte", format(key - item.tolerance, "f"), respident="response")
            child(condition, "varlte", format(key + item.tolerance, "f"), respident="response")
            child(condition, "varequal", text, respident="response", case="No")
        else:
            child(condition, "varequal", text, respident="response", case="Yes")
        scored(one, "SCORE.max", "correct")
    otherwise(rules)


def scored(condition: ET.Element, points: str, told: str) -> None:
    """What an answer is worth, and what is said of it."""
    child(condition, "setvar", points, variablename="SCORE", action="Set")
    child(condition, "displayfeedback", linkrefid=told, feedbacktype="Response")


def otherwise(rules: ET.Element) -> None:
    """Any other answer is worth nothing."""
    rest = child(rules, "respcondition", title="incorrect")
    child(child(rest, "conditionvar"), "other")
    scored(rest, "0.0", "incorrect")


# --- read -------------------------------------------------------------------------------------------------------------


def is_pool(kind: str) -> bool:
    """Whether a manifest's type of resource is a pool, or a test, whose questions are written in the same form."""
    return kind in ("assessment/x-bb-qti-pool", "assessment/x-bb-qti-test")


def read_package(package: Package, resources: Iterable[ET.Element]) -> tuple[list[Item], list[Note]]:
    """The items of the pools of a package, and what of them could not be read."""
    items: list[Item] = []
    left: list[Note] = []
    for resource in resources:
        read_into(package.xml(inside("", resource.get("file", ""))), items, left)
    return items, left


def read_into(root: ET.Element, items: list[Item], left: list[Note]) -> None:
    """The items of one pool, to the items or to what is left out."""
    for place, one in enumerate(root.iter("item"), 1):
        title = one_line(one.get("title", ""))[:200]
        try:
            items.append(read_item(one, title, place))
        except NotExpressed as error:
            left.append(Note(title or f"question {place}", error.reason))


def read_item(root: ET.Element, title: str, place: int) -> Item:
    """An item of a pool. Raises `NotExpressed`."""
    kind = (root.findtext("itemmetadata/bbmd_questiontype") or "").strip()
    if kind not in FORMS:
        raise NotExpressed(f"it is of the kind {kind[:40] or 'that no name is given of'}; there is no such kind here")
    block = next((flow for flow in root.iter("flow") if flow.get("class") == "QUESTION_BLOCK"), None)
    stem = markdown(text_in(block)) if block is not None else ""
    if not stem:
        raise NotExpressed("it has no text")
    item = Item(plain_name(title) or f"question_{place}", title, "open", stem)
    if FORMS[kind] == "choice":
        return read_choice(item, root)
    told = {name: markdown_line(text_in(e)) for e in root.iter("itemfeedback") if (name := e.get("ident")) == "correct"}
    item = replace(item, feedback=told.get("correct", ""))
    conditions = [c for c in root.iter("respcondition") if c.get("title") != "incorrect"]
    if kind == "Numeric":
        return read_number(item, conditions)
    if kind == "Fill in the Blank":
        return read_text(item, root, conditions)
    paragraphs = list(solution_of(root))
    full = markdown_line(paragraphs[0]) if paragraphs else item.feedback
    return replace(item, feedback=full, marking=tuple(map(words, paragraphs[1:])))


def text_in(holder: ET.Element | None) -> ET.Element:
    """The text that stands in an element: HTML, or plain."""
    if holder is None:
        return ET.Element("div")
    found = holder.find(".//mat_formattedtext")
    if found is not None:
        return from_html(found.text or "")
    plain = ET.Element("div")
    plain.text = " ".join("".join(each.itertext()) for each in holder.iter("mattext"))
    return plain


def solution_of(root: ET.Element) -> Iterator[ET.Element]:
    """The paragraphs of the example of an answer."""
    told = next((e for e in root.iter("itemfeedback") if e.get("ident") == "solution"), None)
    text = text_in(told)
    paragraphs = text.findall("p")
    yield from (p for p in (paragraphs or [text]) if words(p))


def read_choice(item: Item, root: ET.Element) -> Item:
    """A choice of one."""
    asked = root.find(".//response_lid")
    correct = [c for c in root.iter("respcondition") if c.get("title") == "correct"]
    keys = [(e.text or "").strip() for c in correct for e in c.findall("./conditionvar//varequal")]
    if asked is None or asked.get("rcardinality", "Single") != "Single" or len(keys) != 1:
        raise NotExpressed(f"{len(keys)} options are right; here one is")
    told = {e.get("ident", ""): e for e in root.iter("itemfeedback")}
    options = []
    for label in asked.iter("response_label"):
        name = label.get("ident", "")
        options.append(Option(markdown_line(text_in(label)), markdown_line(text_in(told.get(name))), name == keys[0]))
    if not any(option.is_right for option in options):
        raise NotExpressed("none of its options is the key")
    shown = asked.find("render_choice")
    shuffle = shown is None or shown.get("shuffle", "No") == "Yes"
    return replace(item, form="choice", options=tuple(options), shuffle=shuffle)


def read_number(item: Item, conditions: Sequence[ET.Element]) -> Item:
    """A number with its bounds."""
    if len(conditions) != 1:
        raise NotExpressed(f"{len(conditions)} numbers are right; here one is")
    low, high, key = (conditions[0].findtext(f".//{tag}") for tag in ("vargte", "varlte", "varequal"))
    if low is None or high is None:
        raise NotExpressed("its bounds are not said")
    middle = (number(low) + number(high)) / 2
    value = middle if key is None else number(key)
    below, above = value - number(low), number(high) - value
    if abs(below - above) > ROUNDING * max(abs(value), Decimal(1)):
        raise NotExpressed("its tolerance is another one below the key than above it")
    return replace(item, form="number", accepted=((key or str(middle)).strip(),), tolerance=above)


def read_text(item: Item, root: ET.Element, conditions: Sequence[ET.Element]) -> Item:
    """A text that is typed."""
    if any(c.find(".//varsubset") is not None for c in conditions):
        raise NotExpressed("its answers are compared by a pattern, or by a part of them")
    accepted = tuple(dict.fromkeys(e.text or "" for c in conditions for e in c.iter("varequal")))
    if not accepted or not all(accepted):
        raise NotExpressed("it has no key")
    exact = EXACT in (root.findtext("itemmetadata/qmd_instructornotes") or "")
    return replace(item, form="text", accepted=accepted, exact=exact)
