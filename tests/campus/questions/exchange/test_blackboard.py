"""A Blackboard pool as it is written, in the form of those that Blackboard exports, and such a one read."""

import io
import xml.etree.ElementTree as ET
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest

from chainrule.campus.questions.exchange import Item, Setting, blackboard, read

BB = "{http://www.blackboard.com/content-packaging/}"


@pytest.fixture
def package(items: list[Item], setting: Setting) -> zipfile.ZipFile:
    content, left = blackboard.write(items, setting, "Left out:\n")
    assert left == []
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def pool(package: zipfile.ZipFile) -> ET.Element:
    [resource] = ET.fromstring(package.read("imsmanifest.xml")).iter("resource")
    assert resource.get("type") == "assessment/x-bb-qti-pool"
    assert resource.get("identifier") == resource.get("{http://www.w3.org/XML/1998/namespace}base") == "res00001"
    return ET.fromstring(package.read(str(resource.get(f"{BB}file"))))


def test_each_question_is_of_a_kind_that_blackboard_names(pool: ET.Element) -> None:
    assert pool.findtext("assessment/assessmentmetadata/bbmd_assessmenttype") == "Pool"
    kinds = [item.findtext("itemmetadata/bbmd_questiontype") for item in pool.iter("item")]
    assert kinds == ["Multiple Choice", "Multiple Choice", "Numeric", "Fill in the Blank", "Essay"]
    identities = [each.text for each in pool.iter("bbmd_asi_object_id")]
    assert len(set(identities)) == len(identities)


def test_what_an_answer_leads_to_is_there(pool: ET.Element) -> None:
    for item in pool.iter("item"):
        labels = {label.get("ident") for label in item.iter("response_label")}
        told = {feedback.get("ident") for feedback in item.iter("itemfeedback")}
        assert labels <= told
        right = [c for c in item.iter("respcondition") if c.get("title") == "correct"]
        if labels:
            assert next(e.text for c in right for e in c.iter("varequal")) in labels
            assert {s.text for c in right for s in c.iter("setvar")} == {"SCORE.max"}


def test_a_number_has_its_bounds(pool: ET.Element) -> None:
    [item] = [item for item in pool.iter("item") if item.findtext("itemmetadata/bbmd_questiontype") == "Numeric"]
    low, high, key = (Decimal(str(item.findtext(f".//{tag}"))) for tag in ("vargte", "varlte", "varequal"))
    assert (key - low, high - key) == (Decimal("2.0e-9"), Decimal("2.0e-9"))


def test_texts_are_html_with_tex_and_code_keeps_its_blanks(pool: ET.Element) -> None:
    stem = str(pool.findtext(".//flow[@class='QUESTION_BLOCK']//mat_formattedtext"))
    assert "\\(x_1 &lt; y \\&amp; z\\)" in stem
    assert "\\[\\frac{1}{2}" in stem
    assert 'range(3):\n\n    print("&lt;&amp;&gt;", x)  #  two  blanks</code></pre>' in stem


def test_a_figure_travels_with_its_number(package: zipfile.ZipFile, pool: ET.Element) -> None:
    stem = str(pool.findtext(".//flow[@class='QUESTION_BLOCK']//mat_formattedtext"))
    assert 'src="@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-1000001_1"' in stem
    name = "csfiles/home_dir/autograd.chain_rule__xid-1000001_1.svg"
    assert package.read(name).startswith(b"<svg")
    assert b"1000001_1#" in package.read(f"{name}.xml")


def test_students_see_no_answer_of_the_examples(package: zipfile.ZipFile) -> None:
    """Blackboard shows the example of an answer to students after marking: what markers calibrate on stays here."""
    text = package.read("res00001.dat").decode()
    assert "Counts: x" in text
    assert "no idea" not in text


ITEM = """<item title="{title}"><itemmetadata><bbmd_questiontype>{kind}</bbmd_questiontype></itemmetadata><presentation>
<flow class="Block"><flow class="QUESTION_BLOCK"><flow class="FORMATTED_TEXT_BLOCK"><material><mat_extension>
<mat_formattedtext type="SMART_TEXT">{stem}</mat_formattedtext></mat_extension></material></flow></flow>
<flow class="RESPONSE_BLOCK">{response}</flow></flow></presentation><resprocessing>{rules}</resprocessing></item>"""
TEXT = "&lt;p&gt;Which is &lt;b&gt;two&lt;/b&gt;?&lt;br&gt;&amp;nbsp;Say $$x^2$$.&lt;/p&gt;"
LID = """<response_lid ident="response" rcardinality="{many}">
<render_choice shuffle="Yes">{labels}</render_choice></response_lid>"""
LABEL = """<response_label ident="{n}"><flow_mat><material>
<mattext>{n} &amp; more</mattext></material></flow_mat></response_label>"""
LABELS = "".join(LABEL.format(n=n) for n in ("one", "two", "three"))
CORRECT = '<respcondition title="correct"><conditionvar>{}</conditionvar></respcondition>'
EQUAL = '<varequal respident="response">{}</varequal>'
BOUNDS = (
    '<respcondition title="b1"><conditionvar><vargte>1.9</vargte><varlte>{}</varlte></conditionvar></respcondition>'
)


def pool_of(kind: str, response: str = "", rules: str = "", stem: str = TEXT) -> bytes:
    item = ITEM.format(title="From elsewhere", kind=kind, stem=stem, response=response, rules=rules)
    return f"<questestinterop><assessment><section>{item}</section></assessment></questestinterop>".encode()


def test_a_choice_from_elsewhere_is_read() -> None:
    content = pool_of("Multiple Choice", LID.format(many="Single", labels=LABELS), CORRECT.format(EQUAL.format("two")))
    [found] = read(Path("res00001.dat"), content).items
    assert found.stem == "Which is **two**?\\\nSay $$x^2$$."
    assert [(o.text, o.is_right) for o in found.options] == [
        ("one & more", False),
        ("two & more", True),
        ("three & more", False),
    ]


def test_a_number_from_elsewhere_is_read() -> None:
    [found] = read(Path("p.dat"), pool_of("Numeric", rules=BOUNDS.format("2.1"))).items
    assert (found.form, found.accepted, found.tolerance) == ("number", ("2.0",), Decimal("0.1"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (pool_of("Matching"), "Matching"),
        (pool_of("Essay", stem=""), "no text"),
        (pool_of("Multiple Choice"), "0 options"),
        (
            pool_of("Multiple Choice", LID.format(many="Multiple", labels=LABELS), CORRECT.format(EQUAL.format("two"))),
            "here one is",
        ),
        (pool_of("Fill in the Blank"), "no key"),
        (pool_of("Fill in the Blank", rules=CORRECT.format("<varsubset>a.*</varsubset>")), "pattern"),
        (pool_of("Numeric"), "0 numbers"),
        (pool_of("Numeric", rules=BOUNDS.format("x")), "no number"),
    ],
)
def test_what_has_no_place_here_is_listed_with_the_reason(content: bytes, words: str) -> None:
    found = read(Path("pool.dat"), content)
    assert found.items == ()
    [note] = found.left
    assert note.name == "From elsewhere"
    assert words in note.reason
