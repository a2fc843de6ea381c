"""What grades put on the home page: records made in the last two weeks."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import News, Summary
from chainrule.campus.site.course import course

FRESH = timedelta(days=14)


def summary(user: Any, now: datetime) -> Summary:
    """For a student: what was recorded lately."""
    if not (user.is_authenticated and allows(user, "grades.read_own")):
        return Summary()
    recent = user.records.filter(recorded_at__gte=now - FRESH, recorded_at__lte=now)
    titles = {a.id: a.title for a in course().assessments}
    return Summary(
        news=[
            News(row.recorded_at, f"{titles.get(row.item, row.item)}: {row.what}", reverse("grades:mine"))
            for row in recent
        ]
    )
