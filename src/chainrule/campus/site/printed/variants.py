"""The variants of a paper that are printed: drawn, frozen, and numbered from 1."""

from __future__ import annotations

from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.papers import drawing, shown
from chainrule.campus.site.printed.models import PrintedPaper

MOST = 60


def printed(paper: str) -> list[PrintedPaper]:
    """The variants of a paper that were made, by their numbers."""
    return list(PrintedPaper.objects.filter(paper=paper))


def make(paper: str, count: int, by: User | None) -> list[PrintedPaper]:
    """The variants 1 to `count`: those that are there stay as they were made, the others are drawn now.

    Raises `CourseError` where the course has not enough questions for the paper.
    """
    if missing := drawing.what_is_missing(paper):
        raise missing
    there = {one.number for one in printed(paper)}
    wanted = [number for number in range(1, count + 1) if number not in there]
    drawn = {number: drawing.draw_for(f"print/{number}", paper) for number in wanted}
    with transaction.atomic():
        for one in drawn.values():
            shown.keep(one)
        rows = [PrintedPaper(paper=paper, number=n, drawn=one.as_dict(), made_by=by) for n, one in drawn.items()]
        PrintedPaper.objects.bulk_create(rows, ignore_conflicts=True)  # two may make the same variant at one moment
        if rows:
            audit.record(by, "papers.print", paper, variants=sorted(drawn))
    return [one for one in printed(paper) if one.number <= count]
