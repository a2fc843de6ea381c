"""Questions about a file as JSON, and back: with their keys, for a database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chainrule.campus.questions.frozen import NotReadable, freeze, thaw
from chainrule.campus.questions.viva.asking import OwnQuestion


def kept(question: OwnQuestion) -> dict[str, Any]:
    """One question as JSON."""
    return {"about": question.about, "variant": freeze(question.variant)}


def thawed(kept: Mapping[str, Any]) -> OwnQuestion:
    """The question from its JSON. Raises `NotReadable`."""
    try:
        return OwnQuestion(str(kept["about"]), thaw(kept["variant"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise NotReadable(f"a question about a file cannot be read: {type(error).__name__}: {error}") from error
