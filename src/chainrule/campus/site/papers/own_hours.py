"""What papers tell the calendar: the hours that one student was granted for a paper, in place of the class's."""

from typing import Any

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.papers import sitting, status
from chainrule.campus.syllabus import OwnSitting


def own_hours(user: Any) -> dict[str, OwnSitting]:
    """By paper the latest sitting that was granted to a student; nothing for anybody else."""
    if not (user.is_authenticated and allows(user, "papers.sit")):
        return {}
    granted = {one.paper: one for one in user.sittings.order_by("id")}  # the latest of a paper is the last
    chances = [sitting.chance_of(paper.id, granted[paper.id]) for paper in status.papers() if paper.id in granted]
    return {one.sitting.paper: OwnSitting(one.window, one.minutes) for one in chances if one.sitting}
