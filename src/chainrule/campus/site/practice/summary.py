"""What practice puts on a student's home page: how much is due to be repeated today."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Summary, Todo
from chainrule.campus.site.practice import records


def summary(user: Any, now: datetime) -> Summary:
    """The outcomes that are due; nothing where none is."""
    if not (user.is_authenticated and allows(user, "practice.work")):
        return Summary()
    due = len(records.to_repeat(user, now).due)
    if not due:
        return Summary()
    note = f"{due} outcome{pluralize(due)} that {pluralize(due, 'was,were')} not right the last time"
    return Summary(todo=[Todo("Repeat what is due today", reverse("practice:plan"), "Repeat", note=note)])
