"""What a hostile team may try by its ZIP. Each case is made by code; its docstring says what it tries.

`@case(says)` is refused in words that match; `@case()` is contained, and returns what must hold of what was read.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from chainrule.campus.repositories.model import MIB, Archive, Limits

LIMITS = Limits(files=200, file_bytes=4 * MIB, total_bytes=16 * MIB, archive_bytes=8 * MIB)
Holds = Callable[[Archive], object]
Made = bytes | tuple[bytes, Holds]


@dataclass(frozen=True)
class Case:
    """One attack."""

    name: str
    tries: str
    says: str
    make: Callable[[], Made]
    layer: str = "archive"


CASES: list[Case] = []


def case(says: str = "") -> Callable[[Callable[[], Made]], None]:
    def keep(make: Callable[[], Made]) -> None:
        CASES.append(Case(make.__name__, " ".join((make.__doc__ or "").split()), says, make))

    return keep


def zipped(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP as Python makes it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def of_mode(name: str, mode: int, made_by: int = 3) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = made_by
    return info


def renamed(content: bytes, old: bytes, new: bytes) -> bytes:
    assert len(old) == len(new)
    assert content.count(old) == 2
    return content.replace(old, new)


def listed_field(content: bytes, offset: int, form: str, value: int) -> bytes:
    """The same, with a field of the first entry of the list at the end changed."""
    at = content.index(b"PK\1\2") + offset
    return content[:at] + struct.pack(form, value) + content[at + struct.calcsize(form) :]


def local_field(content: bytes, offset: int, form: str, value: int) -> bytes:
    """The same, with a field before the first file changed."""
    return content[:offset] + struct.pack(form, value) + content[offset + struct.calcsize(form) :]


@case("times as large")
def zip_bomb() -> Made:
    """A few KB become 3 MB of zeros."""
    return zipped(("bomb", bytes(3 * MIB)))


@case("would become more than 16 MB")
def zip_bomb_of_many() -> Made:
    """Many files, each of them small enough, are too much together."""
    return zipped(*((f"f{number}", bytes(MIB)) for number in range(20)))


@case()
def zip_bomb_in_a_zip() -> Made:
    """A ZIP holds a ZIP that holds a bomb: none but the outer one is opened."""
    inner = zipped(("bomb", bytes(MIB)))
    for _ in range(5):
        inner = zipped(("inner.zip", inner), method=zipfile.ZIP_STORED)
    return inner, lambda got: list(got.files) == ["inner.zip"] and len(got.files["inner.zip"]) < 4096


@case("shares its bytes")
def zip_bomb_of_overlapping_files() -> Made:
    """A hundred names share one file's bytes."""
    packed = zlib.compress(bytes(MIB), 9, wbits=-15)
    sum_ = zlib.crc32(bytes(MIB))
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, sum_, len(packed), MIB, 2, 0) + b"f0" + packed
    entry = struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, sum_, len(packed), MIB, 2, 0, 0, 0, 0, 0, 0)
    listed = b"".join(entry + b"f%d" % (number % 10) for number in range(100))
    return local + listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 100, 100, len(listed), len(local), 0)


@case("more than 200 files")
def zip_of_many_files() -> Made:
    """More files than anybody writes."""
    return zipped(*((f"f{number}", b"") for number in range(300)))


@case("larger than 8 MB")
def zip_too_large() -> Made:
    """More bytes than are read at all."""
    return bytes(9 * MIB)


@case("larger than 4 MB")
def zip_of_a_large_file() -> Made:
    """One file is too large, and does not compress."""
    return zipped(("w", bytes(range(256)) * (5 * MIB // 256)), method=zipfile.ZIP_STORED)


@case("leads out")
def zip_traversal() -> Made:
    """A path leads out of the folder."""
    return zipped(("a/../../etc/cron.d/x", b"x"))


@case("backslash")
def zip_traversal_on_windows() -> Made:
    """A path leads out of the folder, with backslashes."""
    return zipped(("..\\..\\x", b"x"))


@case("does not begin in the folder")
def zip_absolute_path() -> Made:
    """A path begins at the root."""
    return zipped(("/etc/passwd", b"x"))


@case("does not begin in the folder")
def zip_drive_letter() -> Made:
    """A path begins with a drive."""
    return zipped(("C:x", b"x"))


@case("symbolic link")
def zip_symbolic_link() -> Made:
    """An entry is a link to a file of the server."""
    return zipped((of_mode("link", 0o120777), b"/etc/passwd"))


@case("neither a file nor a folder")
def zip_device() -> Made:
    """An entry is a device."""
    return zipped((of_mode("null", 0o020666), b""))


@case("same name on some machines")
def zip_duplicate_names() -> Made:
    """Two files have one name: who checks sees the first, who runs it the second."""
    return renamed(zipped(("a.py", b"1"), ("b.py", b"2")), b"b.py", b"a.py")


@case("same name on some machines")
def zip_names_that_clash() -> Made:
    """Two names are one where letters are composed otherwise, or case does not count."""
    return zipped(("é.py", b"1"), ("E\u0301.py", b"2"))


@case("is a file, and a folder")
def zip_file_and_folder() -> Made:
    """A path goes through a file."""
    return zipped(("a", b"1"), ("a/b", b"2"))


@case("encrypted")
def zip_encrypted() -> Made:
    """A file has a password."""
    content = zipped(("a", b"secret"))
    return listed_field(local_field(content, 6, "<H", 1), 8, "<H", 1)


@case("two ways that differ")
def zip_of_two_stories() -> Made:
    """The list names another file than stands before the bytes."""
    content = zipped(("a.py", b"1"))
    at = content.index(b"PK\1\2") + 46
    return content[:at] + b"b.py" + content[at + 4 :]


@case("two ways that differ")
def zip_of_two_sizes() -> Made:
    """The list gives a smaller size than stands before the bytes."""
    return listed_field(zipped(("a", b"x" * 1000)), 24, "<L", 10)


@case("not as large as the ZIP says")
def zip_that_lies() -> Made:
    """Both places give a smaller size than the bytes become."""
    content = zipped(("a", b"x" * 100_000))
    return listed_field(local_field(content, 22, "<L", 10), 24, "<L", 10)


@case("not as large as the ZIP says")
def zip_with_a_wrong_sum() -> Made:
    """The checksum is another's."""
    content = zipped(("a", b"x"))
    return listed_field(local_field(content, 14, "<L", 7), 16, "<L", 7)


@case("more than 4 GB")
def zip_of_64_bits() -> Made:
    """The sizes are said to be in a field for 64 bits."""
    return listed_field(zipped(("a", b"x")), 24, "<L", 0xFFFFFFFF)


@case("more in it than its list")
def zip_with_something_before() -> Made:
    """A program stands before the ZIP."""
    return b"#!/bin/sh\ntouch x\n" + zipped(("a", b"x"))


@case("more in it than its list")
def zip_with_two_ends() -> Made:
    """Two ZIPs, one behind the other: readers differ in which they open."""
    return zipped(("a", b"x")) + zipped(("b", b"y"))


@case("uncommon way")
def zip_of_another_method() -> Made:
    """A file is compressed by what few can read."""
    return zipped(("a", b"x"), method=zipfile.ZIP_LZMA)


@case("belongs to Git")
def zip_with_a_folder_of_git() -> Made:
    """The folder .git is in it, with hooks."""
    return zipped(("team/.git/hooks/post-checkout", b"#!/bin/sh\n"))


@case("cannot be seen")
def zip_name_that_paints() -> Made:
    """A name holds codes for terminals."""
    return zipped(("a\x1b[2J.py", b"x"))


@case("folders deep")
def zip_of_deep_folders() -> Made:
    """A file lies below a hundred folders."""
    return zipped(("a/" * 100 + "b", b"x"))


@case("no whole ZIP")
def zip_cut_off() -> Made:
    """The end is missing."""
    return zipped(("a", b"x" * 1000))[:-30]


@case("no whole ZIP")
def zip_that_is_none() -> Made:
    """It is a page."""
    return b"<html>" * 100
