"""QTI 2.1: a package of items, written and read. Formulas are MathML with their TeX in it, pictures are files.

An item is one interaction. Markers' texts are a rubric block that only scorers see; reasons are modal feedback. 2.2 is
read too, where it says the same.
"""

import posixpath
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from chainrule.campus.questions.exchange.express import number
from chainrule.campus.questions.exchange.item import Item, Note, NotExpressed, one_line, plain_name
from chainrule.campus.questions.exchange.markup import markdown, markdown_line, words
from chainrule.campus.questions.exchange.package import MANIFEST, Package, child, document, inside, packed, put
from chainrule.campus.questions.exchange.tree import Setting, Writer, as_mathml
from chainrule.campus.questions.kinds.multiple_choice import Option
from chainrule.course import CourseError

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
LISTING = "not-expressed.txt"
REASON = "REASON"
EXACT = "exact"  # the label of a field where the way to write a number counts
EXAMPLES = "Answers, each behind its points by criterion:"
ANSWERED = ("choiceInteraction", "textEntryInteraction", "extendedTextInteraction")


# --- written ----------------------------------------------------------------------------------------------------------


def write(items: Sequence[Item], setting: Setting, listing: str = "") -> tuple[bytes, list[Note]]:
    """A package of these items, and those that could not be written into it.

    Args:
        listing: what the package does not say, as text; it stands in the package as `not-expressed.txt`.
    """
    writer = Writer(setting, as_mathml(setting), lambda name: f"../pictures/{name}")
    files: dict[str, str | bytes] = {}
    left: list[Note] = []
    for item in items:
        try:
            files[f"items/{item.name}.xml"] = document(assessment_item(item, writer))
        except (NotExpressed, CourseError) as error:
            left.append(Note(item.name, error.reason if isinstance(error, NotExpressed) else error.problem))
    names = list(files)
    files |= {f"pictures/{name}": content for name, content in writer.pictures.items()}
    if listing:
        files[LISTING] = listing
    return packed({MANIFEST: manifest(names, [*files][len(names) :]), **files}), left


def manifest(items: Sequence[str], others: Sequence[str]) -> str:
    """The list of the package's files."""
    root = ET.Element("manifest", {"xmlns": CONTENT, "identifier": "chainrule-questions"})
    about = child(root, "metadata")
    child(about, "schema", "QTIv2.1 Package")
    child(about, "schemaversion", "1.0.0")
    child(root, "organizations")
    resources = child(root, "resources")
    for kind, names in (("imsqti_item_xmlv2p1", items), ("webcontent", others)):
        for name in names:
            stem = name.rpartition("/")[2].removesuffix(".xml")
            one = child(resources, "resource", identifier=f"r-{stem}", type=kind, href=name)
            child(one, "file", href=name)
    return document(root)


def assessment_item(item: Item, writer: Writer) -> ET.Element:
    """An item as the root of its file."""
    attributes = {"xmlns": NAMESPACE, "identifier": f"i-{item.name}", "title": one_line(item.title) or item.name}
    root = ET.Element("assessmentItem", attributes | {"adaptive": "false", "timeDependent": "false"})
    base = {"choice": "identifier", "number": "float"}.get(item.form, "string")
    declared = child(root, "responseDeclaration", identifier="RESPONSE", cardinality="single", baseType=base)
    if item.form != "open":
        key = right_choice(item) if item.form == "choice" else item.accepted[0]
        child(child(declared, "correctResponse"), "value", key)
    if item.form == "text":
        mapping = child(declared, "mapping", defaultValue="0")
        for text in item.accepted:
            child(mapping, "mapEntry", mapKey=text, mappedValue="1", caseSensitive="true")
    score = child(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    child(child(score, "defaultValue"), "value", "0")
    child(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier")
    body = put(child(root, "itemBody"), writer.blocks(item.stem))
    interaction(body, item, writer)
    processing(root, item)
    for name, text in reasons(item):
        told = child(root, "modalFeedback", outcomeIdentifier="FEEDBACK", showHide="show", identifier=name)
        told.append(writer.line(text))
    return root


def choice_name(place: int) -> str:
    """The identifier of an option."""
    return f"choice-{place + 1}"


def right_choice(item: Item) -> str:
    """The identifier of the right option."""
    return next(choice_name(place) for place, option in enumerate(item.options) if option.is_right)


def reasons(item: Item) -> Iterator[tuple[str, str]]:
    """What is said afterwards, by the identifier that asks for it."""
    for place, option in enumerate(item.options):
        yield choice_name(place), option.because
    if item.feedback:
        yield REASON, item.feedback


def interaction(body: ET.Element, item: Item, writer: Writer) -> None:
    """What a student answers in, at the end of the body, and what a marker reads."""
    if item.form == "choice":
        shuffle = "true" if item.shuffle else "false"
        asked = child(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle=shuffle, maxChoices="1")
        for place, option in enumerate(item.options):
            choice = writer.line(option.text, "simpleChoice")
            choice.set("identifier", choice_name(place))
            asked.append(choice)
    elif item.form == "open":
        child(body, "extendedTextInteraction", responseIdentifier="RESPONSE")
        marking = [*item.marking, *([EXAMPLES, *item.examples] if item.examples else [])]
        if marking:
            block = child(body, "rubricBlock", view="scorer")
            for line in marking:
                child(block, "p", line)
    else:
        label = {"label": EXACT} if item.exact else {}
        child(child(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE", **label)


def processing(root: ET.Element, item: Item) -> None:
    """How an answer becomes points, and which reason is shown. An open answer is marked by a person."""
    rules = child(root, "responseProcessing")
    if item.form == "text":
        score = child(rules, "setOutcomeValue", identifier="SCORE")
        child(score, "mapResponse", identifier="RESPONSE")
    elif item.form != "open":
        condition = child(rules, "responseCondition")
        right = child(condition, "responseIf")
        if item.form == "choice":
            compared = child(right, "match")
        else:
            width = format(item.tolerance, "f")
            compared = child(right, "equal", toleranceMode="absolute", tolerance=f"{width} {width}")
        child(compared, "variable", identifier="RESPONSE")
        child(compared, "correct", identifier="RESPONSE")
        for part, points in ((right, "1"), (child(condition, "responseElse"), "0")):
            child(child(part, "setOutcomeValue", identifier="SCORE"), "baseValue", points, baseType="float")
    if item.form == "choice":
        child(child(rules, "setOutcomeValue", identifier="FEEDBACK"), "variable", identifier="RESPONSE")
    elif item.feedback:
        told = child(rules, "setOutcomeValue", identifier="FEEDBACK")
        child(told, "baseValue", REASON, baseType="identifier")


# --- read -------------------------------------------------------------------------------------------------------------


def is_item(kind: str) -> bool:
    """Whether a manifest's type of resource is an item of QTI 2."""
    return kind.startswith("imsqti_item_xmlv2p")


def read_package(package: Package, resources: Iterable[ET.Element]) -> tuple[list[Item], list[Note]]:
    """The items of a package, and what of it could not be read."""
    items: list[Item] = []
    left: list[Note] = []
    for resource in resources:
        name = inside("", resource.get("href", ""))
        read_into(package.path, package.xml(name), posixpath.basename(name), items, left)
    return items, left


def read_into(path: Path, root: ET.Element, file: str, items: list[Item], left: list[Note]) -> None:
    """One item's file, to the items or to what is left out."""
    title = one_line(root.get("title", ""))[:200]
    try:
        if root.tag != "assessmentItem":
            raise NotExpressed(f"its file begins with <{root.tag}>, not with <assessmentItem>")
        items.append(read_item(root, file, title))
    except NotExpressed as error:
        left.append(Note(title or file, error.reason))


def read_item(root: ET.Element, file: str, title: str) -> Item:
    """An item from the root of its file. Raises `NotExpressed`."""
    body = root.find("itemBody")
    asked = [] if body is None else [e for e in body.iter() if e.tag.endswith("Interaction")]
    if body is None or len(asked) != 1:
        raise NotExpressed(f"it asks for {len(asked)} answers; here a question takes one")
    [one] = asked
    if one.tag not in ANSWERED:
        raise NotExpressed(f"it is a {one.tag.removesuffix('Interaction')} question; there is no such kind here")
    declared = next(
        (d for d in root.iter("responseDeclaration") if d.get("identifier") == one.get("responseIdentifier")), None
    )
    if declared is None or declared.get("cardinality") != "single":
        raise NotExpressed("several answers are right together; here one is")
    told = {e.get("identifier", ""): e for e in root.iter("modalFeedback") if e.get("showHide", "show") == "show"}
    marking = [line for block in scorers(body) for line in map(words, block) if line]
    name = plain_name(root.get("identifier", "").removeprefix("i-")) or plain_name(file.removesuffix(".xml"))
    if one.tag == "choiceInteraction":
        options = read_options(one, declared, told)
        shuffle = one.get("shuffle", "false") == "true"
        return Item(name, title, "choice", stem_of(body, one), options=options, shuffle=shuffle)
    feedback = markdown_line(told[REASON]) if REASON in told else ""
    if one.tag == "extendedTextInteraction":
        place = marking.index(EXAMPLES) if EXAMPLES in marking else len(marking)
        lines, examples = tuple(marking[:place]), tuple(marking[place + 1 :])
        return Item(name, title, "open", stem_of(body, one), feedback=feedback, marking=lines, examples=examples)
    return read_entry(Item(name, title, "text", stem_of(body, one), feedback=feedback), root, one, declared)


def scorers(body: ET.Element) -> Iterator[ET.Element]:
    """The rubric blocks that a candidate does not see."""
    for block in body.iter("rubricBlock"):
        if "candidate" not in block.get("view", "").split():
            yield block


def stem_of(body: ET.Element, one: ET.Element) -> str:
    """The text around the interaction, as Markdown."""
    hidden = {id(block) for block in scorers(body)}
    for holder in list(body.iter()):
        for element in list(holder):
            if element is one or id(element) in hidden:
                taken_out(holder, element)
    return markdown(body)


def taken_out(holder: ET.Element, element: ET.Element) -> None:
    """Replace an element by what of it belongs to the stem: a prompt, or the blank of a field in a line."""
    place = list(holder).index(element)
    stays = ET.Element("div") if element.tag != "textEntryInteraction" else ET.Element("span")
    prompt = element.find("prompt") if element.tag != "rubricBlock" else None
    if prompt is not None:
        prompt.tail = None
        prompt.tag = "p"
        stays.append(prompt)
    alone = len(holder) == 1 and not (holder.text or "").strip() and not (element.tail or "").strip()
    if element.tag == "textEntryInteraction" and not alone:
        stays.text = "____"
    stays.tail = element.tail
    holder.remove(element)
    holder.insert(place, stays)


def read_options(one: ET.Element, declared: ET.Element, told: dict[str, ET.Element]) -> tuple[Option, ...]:
    """The options of a choice."""
    keys = [(value.text or "").strip() for value in declared.findall("correctResponse/value")]
    if len(keys) != 1:
        raise NotExpressed(f"{len(keys)} options are right; here one is")
    options = []
    for choice in one.findall("simpleChoice"):
        name = choice.get("identifier", "")
        because = markdown_line(told[name]) if name in told else ""
        for inner in choice.findall(".//feedbackInline"):
            because = because or markdown_line(inner)
            for holder in list(choice.iter()):
                if inner in list(holder):
                    holder.remove(inner)
        options.append(Option(markdown_line(choice), because, name == keys[0]))
    if not any(option.is_right for option in options):
        raise NotExpressed("none of its options is the key")
    return tuple(options)


def read_entry(item: Item, root: ET.Element, one: ET.Element, declared: ET.Element) -> Item:
    """A text or a number that is typed."""
    entries = declared.findall("mapping/mapEntry")
    keys = [(value.text or "").strip() for value in declared.findall("correctResponse/value")]
    if declared.get("baseType") in ("float", "integer"):
        if len(keys) != 1:
            raise NotExpressed(f"{len(keys)} numbers are right; here one is")
        low, high = tolerance(root, number(keys[0]))
        if low != high:
            raise NotExpressed("its tolerance is another one below the key than above it")
        return replace(item, form="number", accepted=(keys[0],), tolerance=low)
    worth = {entry.get("mapKey", ""): number(entry.get("mappedValue", "0")) for entry in entries}
    best = max(worth.values(), default=Decimal(0))
    if any(0 < points < best for points in worth.values()):
        raise NotExpressed("some of its answers are worth a part of the points")
    accepted = tuple(dict.fromkeys([*keys, *(text for text, points in worth.items() if points == best > 0)]))
    if not accepted:
        raise NotExpressed("it has no key")
    return replace(item, accepted=accepted, exact=one.get("label") == EXACT)


def tolerance(root: ET.Element, key: Decimal) -> tuple[Decimal, Decimal]:
    """By how much a number may lie below the key, and above it."""
    compared = root.find(".//responseProcessing//equal")
    if compared is None or compared.get("toleranceMode", "exact") == "exact":
        return Decimal(0), Decimal(0)
    widths = [number(word) for word in compared.get("tolerance", "").split()]
    if not widths:
        raise NotExpressed("its tolerance is not said")
    low, high = widths[0], widths[-1]
    if compared.get("toleranceMode") == "relative":
        return low * abs(key) / 100, high * abs(key) / 100
    return low, high
