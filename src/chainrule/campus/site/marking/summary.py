"""What marking puts on the home page of staff: answers that want a second mark of theirs, marks to decide between."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Summary, Waiting
from chainrule.campus.site.course import course
from chainrule.campus.site.marking.pairs import standing_of
from chainrule.campus.site.marking.plans import plans
from chainrule.campus.site.marking.second_views import is_for, may_decide


def summary(user: Any, now: datetime) -> Summary:
    """What waits for a member of staff."""
    return Summary(waiting=list(_waiting(user))) if allows(user, "marking.mark") else Summary()


def _waiting(user: Any) -> Iterator[Waiting]:
    for paper, plan in sorted(plans().items()):
        if not course().has_assessment(paper):
            continue
        stands, title = standing_of(paper, plan=plan), course().assessment(paper).title
        address = reverse("marking:twice", args=[paper])
        mine = sum(is_for(answer, user) for _, answer in stands.wanted)
        text = f"short answer{pluralize(mine)} of {title} want{pluralize(mine, 's,')} a second mark"
        yield Waiting(mine, text, address, "Give second marks")
        two = sum(may_decide(pair, user) for pair in stands.waiting)
        yield Waiting(two, f"short answer{pluralize(two)} of {title} with two marks that differ", address, "Decide")
