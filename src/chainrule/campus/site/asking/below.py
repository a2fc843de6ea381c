"""The section "Questions and answers" below a lecture, a lab, and a question of a released paper."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.asking import places, shown
from chainrule.campus.site.asking.models import Thread
from chainrule.campus.site.asking.places import Place, Reader

LATEST = 3


def section(request: HttpRequest, kind: str, *which: Any) -> str:
    """The section for `("lecture", 3)`, `("lab", 3)` or `("question", "quiz-1", 4)`; "" where there is none.

    Of a lecture or a lab it takes two queries. The questions of one paper share theirs.
    """
    if not allows(request.user, "asking.read"):
        return ""
    reader = Reader(request.user, clock.now())
    if kind == Thread.Kind.QUESTION:
        return of_question(request, reader, *which)
    place = places.lecture(*which) if kind == Thread.Kind.LECTURE else places.lab(*which)
    if place is None:
        return ""
    found = list(shown.threads(reader, place.here)[: LATEST + 1])
    rows = shown.rows(reader, found[:LATEST])
    return html(request, place, rows, "asking/below.html", more=len(found) > LATEST)


def of_question(request: HttpRequest, reader: Reader, paper: str, item: int) -> str:
    """The section below one question of the reader's own paper."""
    kept: dict[str, tuple[Reader, list[shown.Row]]] = vars(request).setdefault("asked_of_papers", {})
    if paper not in kept:
        found = shown.threads(reader, reader.may_read & Q(paper=paper))
        kept[paper] = reader, shown.rows(reader, found)
    reader, rows = kept[paper]
    place = reader.question(paper, item)
    if place is None:
        return ""
    return html(request, place, [row for row in rows if row.place == place], "asking/below_question.html")


def html(request: HttpRequest, place: Place, rows: list[shown.Row], template: str, more: bool = False) -> str:
    """The section, with the latest threads."""
    whole = f"{reverse('asking:list')}?{urlencode({'kind': place.kind, 'number': place.number})}"
    return render_to_string(template, {"place": place, "rows": rows, "whole": whole, "more": more}, request)
