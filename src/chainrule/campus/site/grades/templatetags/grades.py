"""Template filters for grades: `{% load grades %}`.

{{ node.percent|grade:decimals }}   83.33, rounded as the course says; a dash where there is none
"""

from django import template

from chainrule.campus.site.course import course
from chainrule.campus.syllabus import rounded

register = template.Library()


@register.filter
def grade(value: float | None) -> str:
    """A number as the course shows it: half up, with its number of decimals."""
    return "–" if value is None else f"{rounded(value, course().grade_rules.decimals)}"


@register.filter
def signed(value: float | None) -> str:
    """A number with a true minus sign."""
    return grade(value).replace("-", "−")


@register.filter
def is_open(status: str) -> bool:
    """Whether a node of this status is still to come."""
    return status in ("not-yet", "awaiting")
