"""From a file as it is served to its members: sizes are known beforehand, so that no archive can grow past them."""

import gzip
import hashlib
import os
import tarfile
import uuid
import zlib
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from chainrule.data.cards import Download, Member
from chainrule.data.http_file import Refused

CHUNK = 2**20
SPARE = 2**20  # bytes that an archive may hold beside its members: headers, a read-me


def unpack(download: Download, packed: Path, home: Path) -> tuple[Path, ...]:
    """Write the members that `packed` holds into `home`, each whole and with the digest of its card, or not at all.

    Raises `Refused` where the bytes are not those of the card, OSError where they cannot be written.
    """
    if download.sha256 is not None and _sha256(packed) != download.sha256:
        raise Refused(f"what came is not {download.name} (SHA-256 differs)")
    try:
        if download.packing == "tar.gz":
            return _from_tar(download, packed, home)
        with gzip.open(packed) if download.packing == "gzip" else packed.open("rb") as file:
            return (_write(download.members[0], file, home),)
    except (EOFError, zlib.error, gzip.BadGzipFile, tarfile.TarError) as error:
        raise Refused(f"what came cannot be unpacked ({error})") from error


def sweep(home: Path) -> None:
    """Remove what a process that was killed in the middle left behind. For who holds the lock."""
    for leftover in home.glob(".*.new"):
        leftover.unlink(missing_ok=True)


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Bounded:
    """A stream that refuses to give more than `most` bytes."""

    def __init__(self, stream: Readable, most: int) -> None:
        self._stream, self._left = stream, most

    def read(self, size: int) -> bytes:
        chunk = self._stream.read(min(size, self._left + 1))
        self._left -= len(chunk)
        if self._left < 0:
            raise Refused("the archive unpacks to more than its members can be")
        return chunk


def _from_tar(download: Download, packed: Path, home: Path) -> tuple[Path, ...]:
    """The members of a tar archive; nothing else in it is written, and no name in it becomes a path."""
    wanted = {f"{download.inside}/{member.name}": member for member in download.members}
    most = sum(member.size for member in download.members) + SPARE
    written: dict[str, Path] = {}
    with gzip.open(packed) as stream:
        bounded = cast("BinaryIO", Bounded(stream, most))  # of which only `read` is called
        archive = tarfile.open(fileobj=bounded, mode="r|")  # noqa: SIM115 - closing it would close nothing
        for entry in archive:
            path = PurePosixPath(entry.name)
            if path.is_absolute() or ".." in path.parts or not (entry.isfile() or entry.isdir()):
                raise Refused(f"the archive holds {entry.name[:200]!r}, which is no file inside it")
            member = wanted.get(str(path))
            if member is None or str(path) in written:
                continue
            content = archive.extractfile(entry)
            assert content is not None  # an entry that is a file has content
            written[str(path)] = _write(member, content, home)
    if missing := [name for name in wanted if name not in written]:
        raise Refused(f"the archive does not hold {missing[0]}")
    return tuple(written[name] for name in wanted)


def _write(member: Member, file: Readable, home: Path) -> Path:
    part = home / f".{member.name}.{uuid.uuid4().hex}.new"
    try:
        with part.open("xb") as out:
            _copy(member, file, out)
            out.flush()
            os.fsync(out.fileno())
        part.replace(home / member.name)
    finally:
        part.unlink(missing_ok=True)
    return home / member.name


def _copy(member: Member, file: Readable, out: BinaryIO) -> None:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(min(CHUNK, member.size + 1 - size)):
        size += len(chunk)
        if size > member.size:
            raise Refused(f"it holds more than the {member.size:,} bytes of {member.name}")
        digest.update(chunk)
        out.write(chunk)
    if size < member.size:
        raise Refused(f"it holds only {size:,} of the {member.size:,} bytes of {member.name}")
    if digest.hexdigest() != member.sha256:
        raise Refused(f"its bytes are not those of {member.name} (SHA-256 differs)")


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
