"""A ZIP from a team, read strictly. Nothing is written anywhere, and no size that it claims is believed.

A ZIP tells of each file twice, in a list at its end and before its bytes, and readers differ in which they believe. So
both must agree, the list must be the last thing but its end mark, no two files may share bytes, and each must become
exactly as many bytes as it says, with its checksum. What ordinary tools write is so.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from chainrule.campus.repositories.model import MIB, Archive, Limits, Refused
from chainrule.campus.repositories.names import clean_path, megabytes, refuse_clashes, visible

TO_DO = "make it anew with `git archive --format=zip --output=hand-in.zip HEAD`"
NOT_WHOLE = f"this is no whole ZIP: {TO_DO}"
_END = struct.Struct("<4s4H2LH")
_LISTED = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW, _HIDDEN = 0x1, 0x8, 0x2000
_OF_64_BITS = 0xFFFFFFFF
_KIND, _LINK, _FOLDER, _FILE = 0o170000, 0o120000, 0o040000, 0o100000
_OF_THE_MAC = "__MACOSX/"  # what Finder adds about each file


@dataclass(frozen=True)
class Entry:
    """A file as the list at the end tells of it."""

    raw: bytes
    path: str
    folder: bool
    flags: int
    method: int
    checksum: int
    packed: int
    size: int
    offset: int


def read(content: bytes | BinaryIO, limits: Limits | None = None) -> Archive:
    """The files of the ZIP `content`. Raises `Refused`, whatever the bytes are."""
    limits = limits or Limits()
    data = content if isinstance(content, bytes) else content.read(limits.archive_bytes + 1)
    if len(data) > limits.archive_bytes:
        raise Refused(f"the ZIP is larger than {megabytes(limits.archive_bytes)}: leave data and weights out")
    entries = list(listed(data, limits))
    check_places(data, entries)
    kept = [entry for entry in entries if not entry.path.startswith(_OF_THE_MAC)]
    refuse_clashes(entry.path for entry in kept if not entry.folder)
    check_sizes(entries, limits)
    files = {entry.path: unpacked(data, entry) for entry in kept if not entry.folder}
    if not files:
        raise Refused(f"the ZIP holds no file: {TO_DO}")
    return without_top(files)


def listed(data: bytes, limits: Limits) -> Iterator[Entry]:
    """The entries of the list at the end."""
    at = data.rfind(b"PK\5\6", max(0, len(data) - _END.size - 0xFFFF))
    if at < 0 or len(data) - at < _END.size:
        raise Refused(NOT_WHOLE)
    _, disk, first_disk, here, count, size, start, comment = _END.unpack_from(data, at)
    if _OF_64_BITS in (size, start) or count == 0xFFFF:
        raise Refused(f"the ZIP is in the form for more than 4 GB: {TO_DO}")
    if disk or first_disk or here != count or start + size != at or at + _END.size + comment != len(data):
        raise Refused(f"the ZIP has more in it than its list of files says, or is in parts: {TO_DO}")
    if count > 2 * limits.files:  # folders are entries too
        raise Refused(f"the ZIP holds more than {limits.files:,} files: leave out what a program has made")
    place = start
    for _ in range(count):
        if at - place < _LISTED.size:
            raise Refused(NOT_WHOLE)
        entry, length = listed_entry(data, place, limits)
        place += length
        if place > at:
            raise Refused(NOT_WHOLE)
        yield entry
    if place != at:
        raise Refused(NOT_WHOLE)


def listed_entry(data: bytes, place: int, limits: Limits) -> tuple[Entry, int]:
    """The entry of the list at `place`, and its length."""
    fields = _LISTED.unpack_from(data, place)
    signature, made_by, _, flags, method, _, _, checksum, packed, size = fields[:10]
    named, extra, comment, disk, _, attributes, offset = fields[10:]
    if signature != b"PK\1\2" or disk:
        raise Refused(NOT_WHOLE)
    raw = data[place + _LISTED.size :][:named]
    folder = raw.endswith(b"/")
    path = clean_path(raw[:-1] if folder else raw, limits)
    check_kind(path, folder, made_by, attributes)
    if flags & (_ENCRYPTED | _HIDDEN):
        raise Refused(f"{visible(path)} is encrypted: make the ZIP without a password")
    if method not in (_STORED, _DEFLATED):
        raise Refused(f"{visible(path)} is compressed in an uncommon way (method {method}): {TO_DO}")
    if _OF_64_BITS in (packed, size, offset):
        raise Refused(f"the ZIP is in the form for more than 4 GB: {TO_DO}")
    if folder and size:
        raise Refused(f"{visible(path)} is a folder with a content: {TO_DO}")
    entry = Entry(raw, path, folder, flags, method, checksum, packed, size, offset)
    return entry, _LISTED.size + named + extra + comment


def check_kind(path: str, folder: bool, made_by: int, attributes: int) -> None:
    """Files and folders only: the upper half of the attributes is a mode of Unix, where it is one."""
    mode = (attributes >> 16) & _KIND
    if mode == _LINK:
        raise Refused(f"{visible(path)} is a symbolic link: put the file itself in its place")
    if mode not in (0, _FOLDER, _FILE) or (mode == _FOLDER and not folder and made_by >> 8 == 3):
        raise Refused(f"{visible(path)} is neither a file nor a folder: leave it out")


def check_places(data: bytes, entries: list[Entry]) -> None:
    """What stands before each file's bytes agrees with the list, and no two share a byte."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.offset):
        if entry.offset < end:
            raise Refused(f"{visible(entry.path)} shares its bytes with another file of the ZIP: {TO_DO}")
        end = first_byte(data, entry) + entry.packed
        if end > len(data):
            raise Refused(NOT_WHOLE)


def first_byte(data: bytes, entry: Entry) -> int:
    """Where the bytes of the file begin."""
    if entry.offset + _LOCAL.size > len(data):
        raise Refused(NOT_WHOLE)
    signature, _, flags, method, _, _, checksum, packed, size, named, extra = _LOCAL.unpack_from(data, entry.offset)
    start = entry.offset + _LOCAL.size
    told = (checksum, packed, size)
    agreed = told == (entry.checksum, entry.packed, entry.size) or (flags & _SIZES_FOLLOW and not any(told))
    same = data[start : start + named] == entry.raw and method == entry.method and flags == entry.flags
    if signature != b"PK\3\4" or not same or not agreed:
        raise Refused(f"the ZIP tells of {visible(entry.path)} in two ways that differ: {TO_DO}")
    return int(start + named + extra)


def check_sizes(entries: list[Entry], limits: Limits) -> None:
    """What the files claim to become, before any is unpacked: `unpacked` then holds them to it."""
    files = [entry for entry in entries if not entry.folder]
    if len(files) > limits.files:
        raise Refused(f"the ZIP holds more than {limits.files:,} files: leave out what a program has made")
    for entry in files:
        if entry.size > limits.file_bytes:
            raise Refused(
                f"{visible(entry.path)} is larger than {megabytes(limits.file_bytes)}: leave data and weights out, "
                "and say in the README where they are"
            )
        if entry.size > max(MIB, limits.ratio * entry.packed):
            raise Refused(f"{visible(entry.path)} would become {limits.ratio} times as large: leave it out")
    if sum(entry.size for entry in files) > limits.total_bytes:
        raise Refused(f"the ZIP would become more than {megabytes(limits.total_bytes)}: leave data and weights out")


def unpacked(data: bytes, entry: Entry) -> bytes:
    """The file's bytes, exactly as many as it says."""
    start = first_byte(data, entry)
    packed = data[start : start + entry.packed]
    if entry.method == _STORED:
        content, whole = packed, True
    else:
        unpack = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = unpack.decompress(packed, entry.size + 1)
        except zlib.error:
            raise Refused(f"{visible(entry.path)} cannot be unpacked: {TO_DO}") from None
        whole = unpack.eof and not unpack.unused_data
    if not whole or len(content) != entry.size or zlib.crc32(content) != entry.checksum:
        raise Refused(f"{visible(entry.path)} is not as large as the ZIP says, or was damaged: {TO_DO}")
    return content


def without_top(files: dict[str, bytes]) -> Archive:
    """The files without the one folder that holds them all, if there is one."""
    tops = {path.partition("/")[0] for path in files}
    if len(tops) > 1 or any("/" not in path for path in files):
        return Archive(files)
    prefix = f"{tops.pop()}/"
    return Archive({path.removeprefix(prefix): content for path, content in files.items()}, prefix)
