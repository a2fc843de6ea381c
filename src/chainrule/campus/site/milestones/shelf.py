"""The ZIPs of hand-ins in the site's folder. A file's name is its SHA-256: no word of a client is part of a path."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import zipfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings

FOLDER = "milestones"
NAME = re.compile(r"[0-9a-f]{64}")
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # what a ZIP says of every file: the same files make the same ZIP


def path_of(sha256: str) -> Path:
    """Where the file of this name is, or would be."""
    if not NAME.fullmatch(sha256):
        raise ValueError(f"{sha256[:80]!r} is no SHA-256")
    folder: Path = settings.VAR / FOLDER / sha256[:2]
    return folder / f"{sha256}.zip"


def keep(content: bytes) -> str:
    """Keep a file so that it survives a power cut; its name. What is there already is not written again."""
    name = hashlib.sha256(content).hexdigest()
    path = path_of(name)
    if path.is_file():
        os.utime(path)  # it was sent again: nobody clears it away now
        return name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f".{name}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        part.rename(path)
    finally:
        part.unlink(missing_ok=True)
    return name


def packed(files: Mapping[str, bytes]) -> bytes:
    """Files as a ZIP; the same files are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(files):
            target.writestr(zipfile.ZipInfo(name, LONG_AGO), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def older_than(moment: datetime) -> set[str]:
    """The names of the files that were last sent before a moment."""
    folder: Path = settings.VAR / FOLDER
    if not folder.is_dir():
        return set()
    files = (path for path in folder.glob("??/*.zip") if NAME.fullmatch(path.stem))
    return {path.stem for path in files if path.stat().st_mtime < moment.timestamp()}


def remove(name: str) -> bool:
    """Take a file away; whether it was there."""
    path = path_of(name)
    there = path.is_file()
    path.unlink(missing_ok=True)
    return there
