"""QTI 2.1 as it is written, by the rules of its information model, and as other systems write it."""

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from chainrule.campus.questions.exchange import Item, Setting, qti, read

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
NAME = re.compile(r"[A-Za-z_][\w.-]*")
PHRASES = {
    "em",
    "strong",
    "code",
    "sub",
    "sup",
    "kbd",
    "small",
    "b",
    "i",
    "a",
    "span",
    "br",
    "img",
    "math",
    "textEntryInteraction",
}
BLOCKS = {"p", "pre", "ul", "ol", "table", "blockquote", "div", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}
ANSWERS = {"choiceInteraction", "extendedTextInteraction", "rubricBlock"}
# What the information model lets an element hold, for those that are written.
MAY_HOLD = {
    "itemBody": BLOCKS | ANSWERS,
    "rubricBlock": BLOCKS,
    "div": BLOCKS | PHRASES,
    "li": BLOCKS | PHRASES,
    "td": BLOCKS | PHRASES,
    "th": BLOCKS | PHRASES,
    "modalFeedback": BLOCKS | PHRASES,
    "simpleChoice": BLOCKS | PHRASES,
    "p": PHRASES,
    "pre": PHRASES - {"img", "sub", "sup"},
    "blockquote": BLOCKS,
    "ul": {"li"},
    "ol": {"li"},
    "table": {"thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "choiceInteraction": {"prompt", "simpleChoice"},
}
ORDER = ["responseDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing", "modalFeedback"]
ATTRIBUTES = {
    "class",
    "src",
    "alt",
    "href",
    "label",
    "identifier",
    "responseIdentifier",
    "shuffle",
    "maxChoices",
    "view",
}


@pytest.fixture
def package(items: list[Item], setting: Setting) -> zipfile.ZipFile:
    content, left = qti.write(items, setting, "Left out:\n")
    assert left == []
    return zipfile.ZipFile(io.BytesIO(content))


def roots(package: zipfile.ZipFile) -> dict[str, ET.Element]:
    return {name: ET.fromstring(package.read(name)) for name in package.namelist() if name.startswith("items/")}


def local(element: ET.Element) -> str:
    return element.tag.removeprefix(QTI).removeprefix(MATHML)


def test_the_manifest_names_every_file_once(package: zipfile.ZipFile) -> None:
    manifest = ET.fromstring(package.read("imsmanifest.xml"))
    resources = list(manifest.iter(f"{CP}resource"))
    names = [resource.get("href") for resource in resources]
    assert sorted(names, key=str) == sorted(name for name in package.namelist() if name != "imsmanifest.xml")
    assert [file.get("href") for file in manifest.iter(f"{CP}file")] == names
    identifiers = [str(resource.get("identifier")) for resource in resources]
    assert len(set(identifiers)) == len(identifiers)
    assert all(NAME.fullmatch(identifier) for identifier in identifiers)
    kinds = {str(r.get("href")).partition("/")[0]: r.get("type") for r in resources}
    assert kinds == {"items": "imsqti_item_xmlv2p1", "pictures": "webcontent", "not-expressed.txt": "webcontent"}
    assert package.read("not-expressed.txt") == b"Left out:\n"


def test_the_parts_of_an_item_stand_in_the_order_of_the_model(package: zipfile.ZipFile) -> None:
    for name, root in roots(package).items():
        assert root.tag == f"{QTI}assessmentItem"
        assert root.get("adaptive") == root.get("timeDependent") == "false"
        assert NAME.fullmatch(str(root.get("identifier")))
        assert root.get("title")
        places = [ORDER.index(local(child)) for child in root]
        assert places == sorted(places), name
        declared = root.findall(f"{QTI}outcomeDeclaration")
        assert {one.get("identifier") for one in declared} == {"SCORE", "FEEDBACK"}


def test_elements_stand_where_the_model_lets_them(package: zipfile.ZipFile) -> None:
    for root in roots(package).values():
        for holder in [root.find(f"{QTI}itemBody"), *root.findall(f"{QTI}modalFeedback")]:
            assert holder is not None
            for element in holder.iter():
                if element.tag.startswith(MATHML):
                    continue
                allowed = MAY_HOLD.get(local(element), PHRASES)
                assert {local(child) for child in element} <= allowed, local(element)
                if local(element) != "modalFeedback":
                    assert set(element.attrib) <= ATTRIBUTES
                if allowed >= {"p"} and "em" not in allowed:
                    assert not (element.text or "").strip()  # text stands in a paragraph


def test_what_is_referred_to_is_there(package: zipfile.ZipFile) -> None:
    for root in roots(package).values():
        [response] = [one.get("identifier") for one in root.iter(f"{QTI}responseDeclaration")]
        assert [e.get("responseIdentifier") for e in root.iter() if e.get("responseIdentifier")] == [response]
        choices = [choice.get("identifier") for choice in root.iter(f"{QTI}simpleChoice")]
        assert len(set(choices)) == len(choices)
        keys = [value.text for value in root.findall(f"{QTI}responseDeclaration/{QTI}correctResponse/{QTI}value")]
        told = [feedback.get("identifier") for feedback in root.iter(f"{QTI}modalFeedback")]
        if choices:
            assert set(keys) <= set(choices)
            assert told == choices
        for image in root.iter(f"{QTI}img"):
            assert str(image.get("src")).removeprefix("../") in package.namelist()
            assert image.get("alt")


def test_a_formula_is_mathml_with_its_tex(package: zipfile.ZipFile) -> None:
    body = roots(package)["items/a_choice_0.xml"]
    tex = [annotation.text for annotation in body.iter(f"{MATHML}annotation")]
    assert "x_1 < y \\& z" in tex
    assert [math.get("display") for math in body.iter(f"{MATHML}math")].count("block") == 1


def test_code_keeps_its_blanks_and_a_figure_travels(package: zipfile.ZipFile) -> None:
    body = roots(package)["items/a_choice_0.xml"]
    [code] = ["".join(pre.itertext()) for pre in body.iter(f"{QTI}pre")]
    assert code == 'for x in range(3):\n\n    print("<&>", x)  #  two  blanks'
    assert package.read("pictures/autograd.chain_rule.svg").startswith(b"<svg")


def test_the_same_items_are_the_same_bytes(items: list[Item], setting: Setting) -> None:
    assert qti.write(items, setting) == qti.write(items, setting)


def test_what_only_this_course_shows_is_named_and_left_out(items: list[Item], setting: Setting) -> None:
    odd = [
        ("::: note\nA box.\n:::", "a box"),
        ("<details>x</details>", "HTML"),
        ("$\\undefinedmacro$", "cannot be set"),
        ("![a cat](cat.png)", "a picture"),
        ("a[^1]\n\n[^1]: b", "a footnote"),
        ("3. a\n4. b", "begin with 1"),
        ('::: figure no.such "x"', "no.such"),
    ]
    content, left = qti.write([replace(items[1], name=f"n{n}", stem=stem) for n, (stem, _) in enumerate(odd)], setting)
    assert [note.name for note in left] == [f"n{n}" for n in range(len(odd))]
    assert [words for note, (_, words) in zip(left, odd, strict=True) if words not in note.reason] == []
    assert roots(zipfile.ZipFile(io.BytesIO(content))) == {}


ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="x" title="From elsewhere">
<responseDeclaration identifier="R" cardinality="{cardinality}" baseType="{base}">{key}</responseDeclaration>
<itemBody><p>Which?</p>{body}</itemBody>{after}</assessmentItem>"""
KEY = "<correctResponse><value>b</value></correctResponse>"
CHOICE = """<choiceInteraction responseIdentifier="R" shuffle="true" maxChoices="1">
<prompt>Choose <em>one</em>.</prompt>
<simpleChoice identifier="a">one
<feedbackInline outcomeIdentifier="F" identifier="a" showHide="show">No.</feedbackInline>
</simpleChoice><simpleChoice identifier="b"><p>two</p></simpleChoice><simpleChoice identifier="c">three</simpleChoice>
</choiceInteraction>"""
ENTRY = '<p>It is <textEntryInteraction responseIdentifier="R"/> metres.</p>'
NUMBER = "<correctResponse><value>-4.5</value></correctResponse>"
EQUAL = """<responseProcessing><responseCondition><responseIf><equal toleranceMode="{mode}" tolerance="{width}">
<variable identifier="R"/><correct identifier="R"/></equal></responseIf></responseCondition></responseProcessing>"""


def item(body: str, key: str = KEY, base: str = "identifier", cardinality: str = "single", after: str = "") -> bytes:
    return ITEM.format(body=body, key=key, base=base, cardinality=cardinality, after=after).encode()


def test_a_choice_from_elsewhere_is_read() -> None:
    [found] = read(Path("item.xml"), item(CHOICE)).items
    assert found.stem == "Which?\n\nChoose *one*."
    assert [(o.text, o.because, o.is_right) for o in found.options] == [
        ("one", "No.", False),
        ("two", "", True),
        ("three", "", False),
    ]


@pytest.mark.parametrize(
    ("mode", "width", "tolerance"), [("absolute", "0.1 0.1", "0.1"), ("relative", "10", "0.45"), ("exact", "", "0")]
)
def test_a_tolerance_is_read_as_it_was_meant(mode: str, width: str, tolerance: str) -> None:
    [found] = read(Path("i.xml"), item(ENTRY, NUMBER, "float", after=EQUAL.format(mode=mode, width=width))).items
    assert (found.form, found.accepted, found.tolerance) == ("number", ("-4.5",), Decimal(tolerance))
    assert found.stem == "Which?\n\nIt is \\_\\_\\_\\_ metres."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (item(CHOICE + ENTRY), "2 answers"),
        (item("<p/>"), "0 answers"),
        (item('<hottextInteraction responseIdentifier="R"/>'), "hottext"),
        (item(CHOICE, cardinality="multiple"), "several answers"),
        (item(CHOICE, key=""), "0 options"),
        (item(CHOICE.replace('"b"', '"d"')), "none of its options"),
        (item(ENTRY, "", "string"), "no key"),
        (item(ENTRY, "<correctResponse><value>four</value></correctResponse>", "float"), "no number"),
        (item(ENTRY, NUMBER, "float", after=EQUAL.format(mode="absolute", width="1 2")), "below the key"),
        (item(f'{CHOICE}<p><img src="cat.png" alt=""/></p>'), "cat.png"),
    ],
)
def test_what_has_no_place_here_is_listed_with_the_reason(content: bytes, words: str) -> None:
    found = read(Path("item.xml"), content)
    assert found.items == ()
    [note] = found.left
    assert note.name == "From elsewhere"
    assert words in note.reason
