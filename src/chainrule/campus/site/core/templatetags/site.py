"""Template tags of the site: `{% load site %}`.

{{ at|when }}                 Tue 3 Feb 2026, 23:00       (course time zone)
{{ at|day }}                  Tue 3 Feb
{{ at|clock_time }}           23:00
{{ opens|hours:closes }}      08:00–23:00
{{ at|away:now }}             in 3 days / 20 minutes ago
{% moment at %}               Tue 3 Feb 2026, 23:00, and beside it the reader's own time where it is another
{% moment at until=closes beside=True %}   the reader's own time alone, after a text that has the course's
{{ at|days_away:now }}        today / tomorrow / in 3 days, by the calendar
{{ 12.5|points }}             12.5      {{ 12.0|points }}  12
{% if "grades.record"|allowed:user %}
{% icon "check" %}            see ICONS
{{ text|markdown }}           an author's Markdown with $math$, safe; `|markdown_line` without a paragraph around it
{% below "lecture" 3 %}       what apps put there: see `core.parts`
{{ text|markdown_of_student }}   somebody else's: what cannot be shown stands as it was typed
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from chainrule.campus.lectures import render_markdown
from chainrule.campus.site.accounts import permissions
from chainrule.campus.site.core import parts, schedule
from chainrule.campus.syllabus import Assessment, Course, Event, dated_label

register = template.Library()

# Paths on a 24 x 24 grid, drawn with a stroke.
ICONS = {
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "cross": "M6.5 6.5l11 11M17.5 6.5l-11 11",
    "clock": "M12 7v5l3.5 2M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z",
    "arrow": "M5 12h14M13 6l6 6-6 6",
    "back": "M19 12H5M11 6l-6 6 6 6",
    "copy": "M9 9h10v11H9zM15 9V4H5v11h4",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "sun": "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8z"
    "M12 2v2.5M12 19.5V22M2 12h2.5M19.5 12H22M5 5l1.7 1.7M17.3 17.3L19 19M19 5l-1.7 1.7M6.7 17.3L5 19",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z",
    "half": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 3v18M12 8l7-1M12 12h9M12 16l7 1",
    "calendar": "M4 6h16v14H4zM4 10h16M8 3v4M16 3v4",
    "warning": "M12 4L2.5 20h19zM12 10v4.5M12 17.2v.3",
    "info": "M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0zM12 11v5.5M12 7.5v.3",
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small decorative picture; the words beside it say the same."""
    path = mark_safe(ICONS[name])
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>', path
    )


@register.filter
@lru_cache(maxsize=4096)
def markdown(text: str) -> SafeString:
    return mark_safe(render_markdown(text))


@register.filter
@lru_cache(maxsize=4096)
def markdown_line(text: str) -> SafeString:
    return mark_safe(render_markdown(text, inline=True))


@register.filter
def markdown_of_student(text: str) -> SafeString:
    return mark_safe(render_markdown(text, strict=False))


@register.simple_tag(takes_context=True)
def below(context: template.Context, kind: str, *which: Any) -> SafeString:
    """What apps put below a lecture, a lab, or a question of a reviewed paper, for whoever asks for the page."""
    request = context.get("request")
    sections = parts.functions("below", "section") if request else ()
    return mark_safe("".join(section(request, kind, *which) for _, section in sections))


@register.filter
def allowed(action: str, user: Any) -> bool:
    """`"labs.work"|allowed:user`: whether the permission table lets them."""
    return permissions.allows(user, action)


def _local(at: datetime) -> datetime:
    return timezone.localtime(at) if at.tzinfo else at


@register.filter
def when(at: datetime) -> str:
    """`Tue 3 Feb 2026, 23:00`."""
    at = _local(at)
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


@register.simple_tag(takes_context=True)
def moment(context: template.Context, at: datetime, until: datetime | None = None, beside: bool = False) -> SafeString:
    """An instant, or the hours from one to another, to which a script adds the reader's own time (`own-time.js`)."""
    end = format_html(' data-until="{}"', _local(until).isoformat()) if until and until != at else ""
    return format_html(
        '<time datetime="{}"{} data-zone="{}"{}>{}</time>',
        _local(at).isoformat(),
        end,
        context.get("timezone_city", ""),
        mark_safe(' class="own-time quiet"') if beside else "",
        "" if beside else when(at),
    )


@register.filter
def clock_time(at: datetime) -> str:
    """`23:00`."""
    return f"{_local(at):%H:%M}"


@register.filter
def day(at: date) -> str:
    """`Tue 3 Feb`."""
    if isinstance(at, datetime):
        at = _local(at)
    return f"{at:%a} {at.day} {at:%b}"


@register.filter
def hours(opens: datetime, closes: datetime) -> str:
    """`08:00–23:00`; with their days, `Tue 3 Feb, 08:00 to Thu 5 Feb, 23:00`, where they reach over midnight."""
    if _local(opens).date() == _local(closes).date():
        return f"{clock_time(opens)}–{clock_time(closes)}"
    return f"{day(opens)}, {clock_time(opens)} to {day(closes)}, {clock_time(closes)}"


@register.filter
def away(at: datetime, now: datetime) -> str:
    """How far an instant is from now, in one unit: `in 3 days`, `20 minutes ago`."""
    seconds = (at - now).total_seconds()
    size = abs(seconds)
    for unit, length in (("week", 604800), ("day", 86400), ("hour", 3600), ("minute", 60)):
        if size >= length * (2 if unit == "week" else 1):
            count = int(size // length)
            text = f"{count} {unit}{'s' if count != 1 else ''}"
            return f"in {text}" if seconds > 0 else f"{text} ago"
    return "in less than a minute" if seconds > 0 else "just now"


@register.filter
def days_away(at: datetime, now: datetime) -> str:
    """How many days an instant is from now by the calendar, whatever its hour: `today`, `tomorrow`, `in 7 days`."""
    days = (_local(at).date() - _local(now).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days" if days > 0 else f"since {day(at)}")


@register.filter
def percent(share: float) -> str:
    """`0.455` -> `46%`."""
    return f"{share:.0%}"


@register.filter
def two_digits(number: int) -> str:
    """`3` -> `03`, as in addresses."""
    return f"{number:02d}"


@register.filter
def points(value: float | None) -> str:
    """A number without needless zeros; a dash where there is none."""
    if value is None:
        return "–"
    return f"{value:.2f}".rstrip("0").rstrip(".")


@register.filter
def duration(minutes: float) -> str:
    """`45 minutes`, `1 hour`, `1 hour 30 minutes`."""
    hours, rest = divmod(timedelta(minutes=float(minutes)) // timedelta(minutes=1), 60)
    parts = [f"{n} {unit}{'s' if n != 1 else ''}" for n, unit in ((hours, "hour"), (rest, "minute")) if n]
    return " ".join(parts) or "0 minutes"


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """`{{ titles|of:id }}`: what a mapping holds for a key; nothing where it holds none."""
    return mapping.get(key, "")


@register.filter
def months(course: Course) -> str:
    """The months of the term: `January to May 2026`."""
    first, last = course.classes[0].date, max(a.date for a in course.assessments)
    year = f" {first.year}" if first.year != last.year else ""
    return f"{first:%B}{year} to {last:%B} {last.year}"


@register.filter
def event_address(event: Event) -> str:
    """The page that an event of the calendar leads to."""
    return schedule.address(event)


@register.filter
def dated(assessment: Assessment) -> SafeString:
    """What the outline says of an assessment: **Feb 3:** Quiz 1 [1-3]."""
    return markdown_line(dated_label(assessment))
