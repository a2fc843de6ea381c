"""A printed paper as HTML, with an answer sheet or with its keys; and as a PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from chainrule.campus.questions import Ran, ShortAnswer, Variant
from chainrule.campus.questions.sheets import key_of, letter_of
from chainrule.campus.site import pdf
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.runs import runner
from chainrule.campus.site.papers.shown import Shown, named, names
from chainrule.campus.site.printed.models import PrintedPaper
from chainrule.campus.syllabus import Assessment
from chainrule.course import CourseError

STYLES = "built/css/site.css"
SECONDS = 120.0


def html(assessment: Assessment, variants: Sequence[PrintedPaper], *, keys: bool, styles: str) -> str:
    """The page of these variants, each beginning on a sheet of its own. `styles` is the address of the style sheet."""
    context = {
        "assessment": assessment,
        "course": course(),
        "rules": course().paper_rules(assessment.id),
        "papers": papers(variants, keys=keys),
        "keys": keys,
        "styles": styles,
    }
    return render_to_string("printed/papers.html", context)


def as_pdf(assessment: Assessment, variants: Sequence[PrintedPaper], *, keys: bool) -> bytes:
    """The same as a PDF. Raises `pdf.NoPrinter` where no Chromium prints it."""
    program = pdf.printer()
    found = finders.find(STYLES)
    if found is None:
        raise CourseError(STYLES, "the front end is not built", "python frontend/build.py")
    with tempfile.TemporaryDirectory(prefix="paper-") as folder:
        page = Path(folder, "paper.html")
        page.write_text(html(assessment, variants, keys=keys, styles=Path(str(found)).as_uri()), encoding="utf-8")
        return pdf.print_page(program, page, SECONDS)


def papers(variants: Sequence[PrintedPaper], *, keys: bool) -> list[dict[str, Any]]:
    """What the page shows of each variant: its number and its questions."""
    shown = Shown(named(names(one.questions for one in variants)))
    asked = {one.pk: [shown.variant_of(item) for item in one.questions.items] for one in variants}
    programs = [program for each in asked.values() for variant in each for program in variant.author_programs()]
    runs = runner().run_cached(programs) if keys else {}
    return [
        {
            "number": one.number,
            "questions": [
                question(item.number, item.points, variant, runs, keys=keys)
                for item, variant in zip(one.questions.items, asked[one.pk], strict=True)
            ],
        }
        for one in variants
    ]


def question(number: int, points: float, variant: Variant, runs: dict[str, Ran], *, keys: bool) -> dict[str, Any]:
    """One question for paper: its options have letters. With keys also the key, the reasons, and what markers need."""
    shown = variant.for_student()
    shown |= {"number": number, "points": points}
    shown["lettered"] = [(letter_of(place), text) for place, text in enumerate(shown.get("options", []))]
    if isinstance(variant, ShortAnswer):
        shown["criteria"] = len(variant.rubric)
    if keys:
        shown["key"] = key_of(variant, runs)
        shown["feedback"] = variant.feedback(None, runs)
        shown["guide"] = variant.for_marker() if isinstance(variant, ShortAnswer) else None
    return shown
