"""The body of the grade book's table as HTML, written row by row.

A class of 500 has 20,000 cells, so nothing stands in a cell but its number and a letter that says how it stands; what
is the same for all is in the head, and what leads on is added by the page's script or lies behind the name. End tags
that HTML lets out are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from chainrule.campus.site.course import course
from chainrule.campus.site.grades.class_book import Cell, Row
from chainrule.campus.syllabus import rounded

NONE = "–"
# (class, letter, what the letter says) by status.
SIGNS = {
    "missed": ("m", "M", "missed, counts zero"),
    "dropped": ("d", "D", "discarded as the lowest"),
    "excused": ("x", "E", "excused"),
    "awaiting": ("w", "W", "waits to be marked"),
    "provisional": ("p", "P", "provisional"),
    "late": ("l", "L", "less for being late"),
}
LEGEND = tuple((letter, words) for _, letter, words in SIGNS.values())


@lru_cache(maxsize=16384)
def shown(value: float | None, decimals: int) -> str:
    """A number as the course shows it; a dash where there is none."""
    return NONE if value is None else f"{rounded(value, decimals)}"


def rows(found: Iterable[Row]) -> SafeString:
    """All rows, one below the other."""
    return mark_safe("\n".join(map(row, found)))


def row(one: Row) -> SafeString:
    """One row: the name, which leads to how all of it came about, the grade so far and at best, and the marks."""
    decimals, pk = course().grade_rules.decimals, one.student.pk
    flag = "<b>at risk</b>" if one.risks else ""
    name = f'<a href="{reverse("grades:student", args=[pk])}">{escape(one.student.name)}</a>'
    grade = f"<td>{shown(one.so_far.percent, decimals)}<td>{shown(one.at_best.value, decimals)}"
    return mark_safe(
        f"<tr id=s{pk}><th scope=row>{name}{flag}{grade}" + "".join(cell(mark, decimals) for mark in one.cells)
    )


def cell(mark: Cell, decimals: int) -> str:
    """One cell."""
    number = shown(mark.percent, decimals)
    sign = SIGNS.get("late" if mark.late and mark.status == "counted" else mark.status)
    return f"<td class={sign[0]}>{number}<i>{sign[1]}</i>" if sign else f"<td>{number}"
