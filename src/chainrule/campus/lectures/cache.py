"""Results that are expensive to make, kept by the content that they came from."""

import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from chainrule import __version__
from chainrule.campus.lectures.model import CodeBlock
from chainrule.course import PACKAGE

PLATFORM = ("campus", "cli")  # rooms that neither a lecture's code nor a lab uses


def library_files() -> list[Path]:
    """The source files of the library, on which what a course's code does may depend."""
    return sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in PLATFORM)


def library_hash() -> str:
    """A hash of the library's source, and of the versions of what it stands on."""
    digest = hashlib.sha256(f"{__version__} {platform.python_version()} {platform.machine()}".encode())
    for package in ("numpy", "torch"):
        try:
            digest.update(f"{package} {version(package)}".encode())
        except PackageNotFoundError:
            digest.update(f"no {package}".encode())
    for path in library_files():
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def blocks_hash(blocks: Sequence[CodeBlock], limit: int) -> str:
    """A hash of all on which the outputs of blocks depend. Prose is not among it."""
    runner = Path(__file__).with_name("runner.py").read_text(encoding="utf-8")
    parts = [[block.source, block.raises, block.index] for block in blocks]
    return hashlib.sha256(json.dumps([library_hash(), runner, limit, parts]).encode()).hexdigest()


class Kept:
    """A JSON value in a folder under a key. What cannot be read is made again; what cannot be written is not kept."""

    def __init__(self, folder: Path, key: str) -> None:
        self.file = folder / f"{key}.json"

    def read(self) -> Any:
        """The value, or None where there is none."""
        try:
            return json.loads(self.file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def write(self, value: Any) -> None:
        """Keep a value; a reader sees all of it or nothing."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.file.parent, delete=False, encoding="utf-8") as file:
                json.dump(value, file)
            os.replace(file.name, self.file)  # noqa: PTH105
        except OSError:
            return
