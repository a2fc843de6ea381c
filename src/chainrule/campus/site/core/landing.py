"""What a visitor sees first: a graph that can be stepped through, what the course is, and how to take it."""

from datetime import datetime
from functools import cache
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from chainrule.campus.lectures import explorable_html
from chainrule.campus.site.core import schedule, scripts
from chainrule.campus.site.course import course, folder
from chainrule.course import lecture_folders

STEPPER = "graph-stepper"
GRAPH = {"expression": "e = w*x - y; e * e", "w": "2", "x": "3", "y": "9"}
FITS_A_TELEPHONE = {"show": "expression player table"}
ITS_LECTURE = 3  # where such graphs are explained


@cache
def stepper() -> SafeString:
    """The explorable, with its static picture inside until the script runs."""
    return mark_safe(explorable_html(STEPPER, GRAPH | FITS_A_TELEPHONE, "begin"))


def context(now: datetime) -> dict[str, Any]:
    """What the page is made of."""
    folders = lecture_folders(folder())
    texts = [number for number, path in sorted(folders.items()) if (path / "lecture.md").is_file()]
    return {
        "stepper": stepper(),
        "explorables": scripts.of_explorables([STEPPER]),
        "explained": ITS_LECTURE if ITS_LECTURE in texts else None,
        "texts": len(texts),
        "labs": sum((path / "lab.toml").is_file() for path in folders.values()),
        "coming": schedule.coming(course(), now, own={}),
    }
