"""What was asked, kept as it was: a variant as JSON that no edit of the course reaches, and back.

The JSON holds the key. It is for the database and for marking; a student gets `Variant.for_student`.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Protocol

from chainrule.campus.questions.question import KINDS
from chainrule.campus.questions.variant import Variant

FORM = 1
"""The form of the JSON. Who changes what a kind keeps raises it, and teaches `thaw` the old form."""


class NotReadable(ValueError):
    """What was kept is no variant of a form that is known."""


class Asked(Protocol):
    """One question on a paper, as far as finding its variant goes: see `papers.Item`."""

    @property
    def question(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def frozen(self) -> str: ...


class Variants(Protocol):
    """Where a paper's variants come from: what was frozen when it was drawn, or the bank as it is today."""

    def variant_of(self, item: Asked) -> Variant: ...


def freeze(variant: Variant) -> dict[str, Any]:
    """The variant as JSON: all that showing it again and marking it needs."""
    about = {"form": FORM, "kind": variant.kind, "seed": variant.seed, "minutes": variant.minutes}
    return {**about, **variant.kept()}


def thaw(kept: Mapping[str, Any]) -> Variant:
    """The variant from its JSON. Raises `NotReadable` where that is none, or of another form."""
    try:
        if kept["form"] != FORM:
            raise NotReadable(f"it has the form {kept['form']!r}, this version of the site reads {FORM}")
        variant = KINDS[kept["kind"]].from_kept(kept["seed"], kept["minutes"], kept)
    except (KeyError, TypeError, AttributeError) as error:
        raise NotReadable(f"a frozen question cannot be read: {type(error).__name__}: {error}") from error
    assert isinstance(variant, Variant)
    return variant


def name_of(variant: Variant) -> str:
    """A name that two variants share exactly when they show and mark the same."""
    text = json.dumps(freeze(variant), sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
