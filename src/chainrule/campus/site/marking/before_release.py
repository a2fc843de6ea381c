"""What of marking speaks against releasing a paper: see `core.parts`."""

from __future__ import annotations

from django.template.defaultfilters import pluralize

from chainrule.campus.site.marking.pairs import standing_of
from chainrule.campus.site.marking.plans import plans


def speaks_against(paper: str) -> list[str]:
    """Second marks that are missing, and marks that somebody has to decide between."""
    plan = plans().get(paper)
    if plan is None:
        return []
    stands, against = standing_of(paper, plan=plan), []
    if wanted := len(stands.wanted):
        against.append(f"{wanted} short answer{pluralize(wanted, ' waits,s wait')} for a second mark")
    if waiting := len(stands.waiting):
        against.append(f"somebody has to decide between two marks of {waiting} short answer{pluralize(waiting)}")
    return against
