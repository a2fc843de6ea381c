"""Whether milestones can be fetched here, how many wait for that, and how many could not be."""

from __future__ import annotations

from chainrule import machine
from chainrule.campus.site.core.health import Line
from chainrule.campus.site.milestones.models import HandIn, Try
from chainrule.campus.site.milestones.receiving import GIVEN_UP, WAITING
from chainrule.campus.site.milestones.standings import asked


def lines() -> list[Line]:
    """One line, where the course has milestones."""
    if not asked():
        return []
    waiting = sum(model.objects.filter(state__in=WAITING).count() for model in (HandIn, Try))
    failed = HandIn.objects.filter(state__in=GIVEN_UP).count()
    value = f"{waiting} wait to be fetched and checked" if waiting else "nothing waits to be fetched"
    if failed:
        fix = "their pages say why, and have a button to try again"
        return [Line("Milestones", f"{value}; {failed} could not be", ok=False, fix=fix)]
    if not machine.part("git").find():
        return [Line("Milestones", f"{value}; there is no git", ok=False, fix=machine.part("git").word)]
    return [Line("Milestones", value)]
