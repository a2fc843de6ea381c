"""While somebody sits a paper, pages that show keys are shut to them: what they ask may be what the paper asks."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chainrule.campus.site.course import course
from chainrule.campus.site.papers.models import Attempt

View = Callable[..., HttpResponse]


def under_way(student: Any) -> Attempt | None:
    """The paper that a student sits now: of those that ended housekeeping knows within a second."""
    return Attempt.objects.filter(student=student, closed_at=None).first()


def shut_while_sitting(view: View) -> View:
    """The view, but for whoever sits a paper now: they are sent to its page, in words."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        attempt = under_way(request.user)
        if attempt is None:
            return view(request, *args, **kwargs)
        known = course().has_assessment(attempt.paper)
        title = course().assessment(attempt.paper).title if known else attempt.paper
        messages.info(request, f"Practice is closed while you sit {title}. It opens again when you have handed in.")
        return redirect("papers:paper", paper=attempt.paper)

    return guarded
