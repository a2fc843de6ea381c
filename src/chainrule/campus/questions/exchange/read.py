"""What a file is, and the questions in it: a QTI 2.1 package or item, a Blackboard pool, or a quiz in Markdown."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chainrule.campus.questions.exchange import blackboard, qti, quiz
from chainrule.campus.questions.exchange.item import Item, Note
from chainrule.campus.questions.exchange.package import LARGEST, MANIFEST, Package, xml
from chainrule.course import CourseError

KNOWN = "bring a QTI 2.1 package or item, a Blackboard pool, or a quiz in Markdown"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
WIDE = (b"\xff\xfe", b"\xfe\xff")  # how a text in UTF-16 begins


@dataclass(frozen=True)
class Found:
    """The items of a file, what it is, and what of it could not be read."""

    kind: str
    items: tuple[Item, ...]
    left: tuple[Note, ...]


def read(path: Path, content: bytes) -> Found:
    """The questions of a file. Raises `CourseError` for what is no file of questions, or not a whole one."""
    if not content.strip():
        raise CourseError(path, "the file is empty", KNOWN)
    if len(content) > LARGEST:
        raise CourseError(path, f"the file has {len(content):,} bytes", f"cut it into parts of at most {LARGEST:,}")
    if content.startswith(ZIP):
        return of_package(Package(path, content))
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return of_xml(path, content)
    kind, (items, left) = "a quiz in Markdown", quiz.read_quiz(path, as_text(path, content))
    return found(path, kind, items, left)


def found(path: Path, kind: str, items: Sequence[Item], left: Sequence[Note]) -> Found:
    """What was read. Raises `CourseError` where that is nothing at all."""
    if not items and not left:
        raise CourseError(path, f"{kind} without a question", KNOWN)
    return Found(kind, tuple(items), tuple(left))


def of_package(package: Package) -> Found:
    """The questions of a package, of whichever kind it is."""
    if MANIFEST not in package:
        raise CourseError(package.path, f"the package has no {MANIFEST}, so it is no package of questions", KNOWN)
    resources = list(package.xml(MANIFEST).iter("resource"))
    if pools := [one for one in resources if blackboard.is_pool(one.get("type", ""))]:
        return found(package.path, "a Blackboard pool", *blackboard.read_package(package, pools))
    if items := [one for one in resources if qti.is_item(one.get("type", ""))]:
        return found(package.path, "a QTI 2.1 package", *qti.read_package(package, items))
    kinds = ", ".join(sorted({one.get("type", "")[:40] for one in resources})[:5]) or "nothing"
    old = any("xmlv1p2" in one.get("type", "") for one in resources)
    fix = "this is QTI 1.2: export it again as QTI 2.1" if old else KNOWN
    raise CourseError(package.path, f"the package holds {kinds}, and no questions that can be read", fix)


def of_xml(path: Path, content: bytes) -> Found:
    """The questions of one file of XML."""
    root = xml(path, content)
    items: list[Item] = []
    left: list[Note] = []
    if root.tag == "assessmentItem":
        qti.read_into(path, root, path.name, items, left)
        return found(path, "a QTI 2.1 item", items, left)
    if root.tag == "questestinterop":
        blackboard.read_into(root, items, left)
        return found(path, "a Blackboard pool", items, left)
    raise CourseError(path, f"the file begins with <{root.tag[:40]}>, which is no question", KNOWN)


def as_text(path: Path, content: bytes) -> str:
    """A text in UTF-8."""
    if content.startswith(WIDE):
        raise CourseError(path, "the text is in UTF-16", "save it as UTF-8")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise CourseError(path, "the text is not in UTF-8", "save it as UTF-8", line) from error
