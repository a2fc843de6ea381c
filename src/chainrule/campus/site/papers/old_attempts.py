"""Attempts from before questions were frozen: they are frozen from the files of today."""

from __future__ import annotations

from dataclasses import replace

from chainrule.campus.questions import Paper, Variant, name_of
from chainrule.campus.site.course import bank
from chainrule.campus.site.papers.keys import version_of_files
from chainrule.course import CourseError


def freeze_now(paper: Paper, files: str) -> tuple[Paper, dict[str, tuple[str, Variant]]]:
    """The paper with its items frozen as the bank has them, and what is to be kept: name -> (question, variant).

    `files` is the version of the questions' files that was stored when the paper was drawn. Where it is another today,
    a key may have been edited since: the items are marked as unsure. A question that is gone stays as it is.
    """
    try:
        unsure = version_of_files(paper) != files
    except CourseError:
        return paper, {}  # the bank cannot be read
    items, kept = [], {}
    for item in paper.items:
        try:
            variant = bank().variant_of(item)
        except CourseError:
            items.append(item)
            continue
        kept[name_of(variant)] = item.question, variant
        items.append(replace(item, frozen=name_of(variant), unsure=unsure))
    return replace(paper, items=tuple(items)), kept
