"""How answers are compared on this site: by their letters, or by a model of sentences, where the operators name one."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from chainrule.campus.questions import sentences, similar

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class How:
    """What makes vectors of texts, how far two of a group may be apart, and what it is called on the page."""

    embed: similar.Embed | None
    farthest: float
    name: str


BY_LETTERS = How(None, similar.FARTHEST, "by their letters")


@cache
def how_alike() -> How:
    """The model that CHAINRULE_SENTENCES names; where there is none, or it cannot be read, by letters."""
    if not settings.SENTENCES:
        return BY_LETTERS
    folder = Path(settings.SENTENCES)
    try:
        return How(sentences.model_in(folder), sentences.FARTHEST, f"by the sentence model {folder.name}")
    except sentences.NoModel as problem:
        log.warning("CHAINRULE_SENTENCES: %s. Answers are grouped by their letters.", problem)
        return BY_LETTERS
