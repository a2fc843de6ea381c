"""What practice may not show a student: while they sit a paper nothing, and until its release not what it asked."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.papers.attempt_marks import released_papers
from chainrule.campus.site.papers.models import Attempt

View = Callable[..., HttpResponse]


def under_way(student: Any) -> Attempt | None:
    """The paper that a student sits now: of those that ended housekeeping knows within a second."""
    return Attempt.objects.filter(student=student, closed_at=None).first()


def kept_back(student: User) -> set[str]:
    """The questions that papers of theirs asked whose keys are not released yet: others may still have to sit them."""
    attempts = list(student.attempts.all())
    released = released_papers() if attempts else {}
    papers = (attempt.questions for attempt in attempts if attempt.paper not in released)
    return {item.question for paper in papers for item in paper.items}


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
