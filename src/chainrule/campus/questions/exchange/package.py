"""Packages (zip) and XML that come from anywhere: opened within bounds, and made the same for the same content."""

import io
import posixpath
import re
import stat
import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from chainrule.course import CourseError

LARGEST = 50_000_000  # bytes of a package, as it comes
UNPACKED = 200_000_000  # bytes of all that is in one
LARGEST_FILE = 10_000_000  # bytes of one file in it
MOST_FILES = 5_000
MANIFEST = "imsmanifest.xml"
WHEN = (2000, 1, 1, 0, 0, 0)  # the date of every file: the same content is the same package
AGAIN = "export it again, or copy it again: it is damaged, or only a part of it arrived"


class Package:
    """The files of a zip. Nothing is unpacked to the disk, and no more is unpacked than was asked for.

    Raises `CourseError`, with what to do, for what is no whole package, or one that is made to do harm.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        self.path, self.left = path, UNPACKED
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(content))
            self.entries = {info.filename: info for info in self.zip.infolist() if not info.is_dir()}
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError) as error:
            raise CourseError(path, f"the package cannot be opened: {error}", AGAIN) from error
        if len(self.entries) > MOST_FILES:
            raise CourseError(path, f"the package holds {len(self.entries):,} files", f"bring at most {MOST_FILES:,}")
        if len(self.entries) < sum(not info.is_dir() for info in self.zip.infolist()):
            raise CourseError(path, "the package holds two files of one name", "export it again")
        for name, info in self.entries.items():
            if unsafe(name) or stat.S_ISLNK(info.external_attr >> 16):
                raise CourseError(path, f"the package holds {name[:80]!r}, a name that leads out of it", DO_NOT_TRUST)
            if info.flag_bits & 0x1:
                raise CourseError(path, "the package is encrypted", "export it without a password")

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def read(self, name: str) -> bytes:
        """A file of the package."""
        if name not in self.entries:
            raise CourseError(self.path, f"the package names {name[:80]!r} and does not hold it", AGAIN)
        most = min(LARGEST_FILE, self.left)
        try:
            with self.zip.open(self.entries[name]) as file:
                content = file.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
            raise CourseError(self.path, f"{name[:80]} in the package cannot be unpacked: {error}", AGAIN) from error
        if len(content) > most:
            what = f"{name[:80]} in the package unpacks to more than {most:,} bytes"
            raise CourseError(self.path, what, DO_NOT_TRUST)
        self.left -= len(content)
        return content

    def xml(self, name: str) -> ET.Element:
        """A file of the package, as XML."""
        return xml(self.path, self.read(name), f"{name[:80]} in the package")


DO_NOT_TRUST = "do not open it elsewhere either; ask whoever sent it"


def unsafe(name: str) -> bool:
    """Whether a name in a zip leads out of the folder into which it would be unpacked."""
    parts = re.split(r"[/\\]", name)
    return (
        not name or name.startswith(("/", "\\")) or ".." in parts or bool(re.match(r"[A-Za-z]:", name)) or "\0" in name
    )


def xml(path: Path, content: bytes, what: str = "the file") -> ET.Element:
    """XML as a tree, names without their namespaces. No entity is declared in it, and nothing outside is fetched."""
    try:
        root: ET.Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException as error:
        raise CourseError(path, f"{what} declares a document type or entities, as bombs do", DO_NOT_TRUST) from error
    except (ET.ParseError, ValueError, LookupError) as error:
        raise CourseError(path, f"{what} is not well-formed XML: {error}", AGAIN) from error
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
        for name in [name for name in element.attrib if name.startswith("{")]:
            element.attrib[name.rpartition("}")[2]] = element.attrib.pop(name)
    return root


def inside(base: str, name: str) -> str:
    """The name in a package of a file that another one, in the folder `base`, refers to."""
    return posixpath.normpath(posixpath.join(base, name.split("#")[0])).lstrip("/")


def packed(files: Mapping[str, str | bytes]) -> bytes:
    """A zip of these files: the same bytes for the same content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            package.writestr(info, content)
    return made.getvalue()


def document(root: ET.Element) -> str:
    """A tree as a file of XML."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, "unicode")}\n'


def child(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new element in another. A name that is a word of Python ends in `_`; `__` stands for the colon of a prefix."""
    names = {name.rstrip("_").replace("__", ":"): value for name, value in attributes.items()}
    made = ET.SubElement(parent, tag, names)
    if text:
        made.text = text
    return made


def put(parent: ET.Element, elements: list[ET.Element]) -> ET.Element:
    """The parent with these elements at its end."""
    parent.extend(elements)
    return parent
