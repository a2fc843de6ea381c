"""Names of the keys that a paper is marked with: an edit of the course leaves them as they are."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from chainrule.campus.questions import Paper
from chainrule.campus.questions.ruling import Ruling
from chainrule.campus.site.course import Shelf, bank


def key_version(paper: Paper, rulings: Mapping[int, Ruling] | None = None) -> str:
    """A short hash over what the paper's items were frozen as, and over what was ruled about them since."""
    ruled = "".join(f"{number}:{one.rule}:{one.key}" for number, one in sorted((rulings or {}).items()))
    frozen = "".join(item.frozen for item in paper.items)
    return hashlib.sha256((frozen + ruled).encode()).hexdigest()[:16]


def _digests() -> dict[str, str]:
    return {id: hashlib.sha256(question.path.read_bytes()).hexdigest() for id, question in bank().items()}


digests = Shelf(_digests)


def version_of_files(paper: Paper) -> str:
    """A short hash over the files of the paper's questions: what attempts kept before questions were frozen."""
    of_questions = "".join(digests().get(item.question, "") for item in paper.items)
    return hashlib.sha256(of_questions.encode()).hexdigest()[:16]
