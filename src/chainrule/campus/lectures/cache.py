"""Outputs of blocks, kept by the content that they came from."""

import hashlib
import json
import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from chainrule import __version__
from chainrule.campus.lectures.model import BlockOutput, CodeBlock
from chainrule.course import PACKAGE

PLATFORM = ("campus", "cli")  # rooms that a lecture's code does not use


def library_files() -> list[Path]:
    """The source files of the library, on which the output of a block may depend."""
    runner = Path(__file__).with_name("runner.py")
    inside = (path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in PLATFORM)
    return [runner, *sorted(inside)]


def fingerprint(blocks: Sequence[CodeBlock]) -> str:
    """A hash of the blocks, the library's source, and the versions of what it stands on."""
    digest = hashlib.sha256(f"{__version__} {platform.python_version()}".encode())
    for package in ("numpy", "torch"):
        try:
            digest.update(f"{package} {version(package)}".encode())
        except PackageNotFoundError:
            digest.update(f"no {package}".encode())
    for path in library_files():
        digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for block in blocks:
        digest.update(json.dumps([block.source, block.raises, block.index]).encode())
    return digest.hexdigest()


class OutputCache:
    """One lecture's outputs in a folder. What cannot be read is made again; what cannot be written is not kept."""

    def __init__(self, folder: Path, key: str) -> None:
        self.file = folder / f"{key}.json"

    def read(self) -> tuple[BlockOutput, ...] | None:
        """The outputs, or None where there are none."""
        try:
            return tuple(BlockOutput(**record) for record in json.loads(self.file.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def write(self, outputs: Sequence[BlockOutput]) -> None:
        """Keep the outputs; a reader sees all of them or none."""
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=self.file.parent, delete=False, encoding="utf-8") as file:
                json.dump([asdict(output) for output in outputs], file)
            os.replace(file.name, self.file)  # noqa: PTH105
        except OSError:
            return
