"""What revisions put on the instructor's home page: that course.toml has rules which are not in force."""

from datetime import datetime
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Summary, Waiting
from chainrule.campus.site.revising import keeping


def summary(user: Any, now: datetime) -> Summary:
    """For the instructor, as the server read the file when it started."""
    if not allows(user, "course.revise"):
        return Summary()
    count = len(keeping.waiting())
    text = f"rule{pluralize(count)} in course.toml {pluralize(count, 'is,are')} not in force"
    return Summary(waiting=[Waiting(count, text, reverse("revising:preview"), "See what would change")])
