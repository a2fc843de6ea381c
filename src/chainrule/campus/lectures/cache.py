"""Results that are expensive to make, kept by the content that they came from."""

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from chainrule.campus.lectures.model import CodeBlock
from chainrule.uses import content_hash, uses

RUNNER = Path(__file__).with_name("runner.py")


def blocks_hash(blocks: Sequence[CodeBlock], limit: int) -> str:
    """A hash of all on which the outputs of blocks depend: their code, and what it uses. Prose is not among it."""
    parts = [[block.source, block.raises, block.index] for block in blocks]
    used = uses(*(block.source for block in blocks)).digest
    return hashlib.sha256(json.dumps([used, content_hash(RUNNER), limit, parts]).encode()).hexdigest()


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
