from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from chainrule.campus.lectures import Lecture, load_lecture

FRONT = '---\noutcomes:\n  "Perform forward and backward passes.": one\n---\n'
Write = Callable[..., Lecture]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a lecture with a title and a section `one`, and load it. The given text begins on line 9 of the file."""

    def write(text: str = "", *, front: str = FRONT, title: str = "# Title\n\n## One\n\n") -> Lecture:
        folder = tmp_path / "03-backpropagation-1"
        folder.mkdir(exist_ok=True)
        (folder / "lecture.md").write_text(front + title + dedent(text), encoding="utf-8")
        return load_lecture(folder)

    return write
