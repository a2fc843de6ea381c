"""The file of a backup: a ZIP with a manifest, which names every other file in it with its size and SHA-256.

manifest.json       version of this form and of Chainrule, when, which database, its migrations, the course
database.sqlite3    or database.sql, as `pg_dump` writes it
secret_key          the key of seals and sessions
files/...           what else the site keeps in its folder, but for what it can make again
"""

import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from chainrule.campus.site.safekeeping.problems import Refused
from chainrule.campus.site.safekeeping.swap import synced

FORM = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 2**26  # bytes
BLOCK = 2**20
NOT_A_BACKUP = "take a file that `chainrule backup` wrote"


@dataclass(frozen=True)
class Backup:
    """A backup that was opened: its file, and what its manifest says."""

    path: Path
    says: Mapping[str, Any]

    @property
    def files(self) -> Mapping[str, Mapping[str, Any]]:
        """By the name of each file its `sha256` and `bytes`."""
        found: Mapping[str, Mapping[str, Any]] = self.says["files"]
        return found


def write(path: Path, files: Mapping[str, Path], says: Mapping[str, Any]) -> Backup:
    """Write a backup that only its owner can read. Raises `Refused` where there is a file already."""
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}", "name a file in a folder that is yours") from error
    try:
        with os.fdopen(descriptor, "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
                listed = {name: _packed(packed, name, source) for name, source in files.items() if source.is_file()}
                manifest = {"chainrule backup": FORM, **says, "files": listed}
                packed.writestr(MANIFEST, json.dumps(manifest, indent=1, sort_keys=True))
            out.flush()
            os.fsync(out.fileno())
        _placed(part, path)
    finally:
        part.unlink(missing_ok=True)
    return Backup(path, manifest)


def _placed(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        raise Refused(f"{path} is there already, and a backup is never written over", "name another file") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}", "name a file on another disk") from error
    synced(path.absolute().parent)


def _packed(packed: zipfile.ZipFile, name: str, source: Path) -> dict[str, Any]:
    """Pack a file, and say what was packed: it may change meanwhile."""
    with source.open("rb") as content, packed.open(name, "w", force_zip64=True) as target:
        return _copied(content, target)


def _copied(source: IO[bytes], target: IO[bytes]) -> dict[str, Any]:
    """Copy to the end; size and SHA-256 of what was copied."""
    hashed, size = hashlib.sha256(), 0
    while block := source.read(BLOCK):
        hashed.update(block)
        size += len(block)
        target.write(block)
    return {"sha256": hashed.hexdigest(), "bytes": size}


@contextmanager
def _unpacked(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as packed:
            yield packed
    except OSError as error:
        raise Refused(
            f"{path} cannot be read: {error.strerror or error}", "check the file and its permissions"
        ) from error
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(f"{path} is no whole backup: {error}", NOT_A_BACKUP) from error


def opened(path: Path) -> Backup:
    """The backup in a file, by its manifest alone. Raises `Refused`."""
    with _unpacked(path) as packed:
        try:
            with packed.open(MANIFEST) as content:
                says = json.loads(content.read(LARGEST_MANIFEST))
            names = {entry.filename for entry in packed.infolist()} - {MANIFEST}
            whole = says["chainrule backup"] == FORM and set(says["files"]) == names
        except (KeyError, TypeError, ValueError, AttributeError):
            raise Refused(f"{path} has no manifest of a backup", NOT_A_BACKUP) from None
    if not whole:
        raise Refused(f"{path} does not hold what its manifest says, or has another form", NOT_A_BACKUP)
    if wrong := [name for name in says["files"] if not is_plain(name)]:
        raise Refused(f"{path} holds a file with an odd name: {wrong[0][:80]!r}", NOT_A_BACKUP)
    return Backup(path, says)


def is_plain(name: str) -> bool:
    """Whether a name stays below the folder that it is unpacked in."""
    parts = PurePosixPath(name).parts
    return bool(parts) and not name.startswith("/") and ".." not in parts and "\\" not in name and "\0" not in name


def unpack(backup: Backup, folder: Path) -> None:
    """Write every file of a backup into a folder, and see that each is what the manifest says. Raises `Refused`."""
    with _unpacked(backup.path) as packed:
        for name, said in backup.files.items():
            target = folder / name
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with packed.open(name) as source, os.fdopen(descriptor, "wb") as out:
                found = _copied(source, out)
                out.flush()
                os.fsync(out.fileno())
            if found != said:
                raise Refused(f"{backup.path}: {name} is not what the manifest says", "take another backup")
