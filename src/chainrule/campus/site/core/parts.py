"""How an app takes part in what `core` gathers: it has a module of an agreed name with an agreed function.

    home page      summary.py       summary(user, now) -> core.home.Summary
    calendar       own_hours.py     own_hours(user) -> {paper: syllabus.OwnSitting}, what one student was granted
    feed           dates.py         dates(user) -> list[Event], what stands in the .ics feed beside the course's dates
    demo class     demo.py          populate(course, users, now) -> None
    housekeeping   housekeeping.py  tick(now) -> None
    health page    health.py        lines() -> list[core.health.Line]
    papers         own_questions.py ready(student, paper, round) -> list[Variant], about the student's own code
    papers         guard.py         refusal, news, noticed: see `papers.guards`
    sandbox        job.py           kinds() -> list[jobs.kinds.Kind], of what waits for a sandbox
    grades         team_records.py    records(students, now) -> {student's key: {item: syllabus.Record}}, of teams
                   team_sources.py    sources(student, viewer), history(student, item): where such a mark comes from
    excuses        told.py          excuses() -> {(student, paper)}, which excuses the app itself asks staff about
    below          below.py         section(request, kind, *which) -> html, below a lecture, a lab, a reviewed question
    release        before_release.py   speaks_against(paper) -> list[str], why it may be too early

Nothing else needs to be edited.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

# In this order: grades reads what papers wrote, who is in which team, and what teams handed in.
APPS = (
    "people", "lectures", "labs", "papers", "jobs", "project", "proposals", "milestones", "rubrics", "grades",
    "practice", "viva", "invigilation", "marking", "absences", "news", "asking", "revising", "records_out",
)  # fmt: skip


@cache
def functions(module: str, name: str) -> tuple[tuple[str, Callable[..., Any]], ...]:
    """(app, its function `name` in `module`.py) for each app that has it."""
    homes = ((app, f"chainrule.campus.site.{app}.{module}") for app in APPS)
    return tuple((app, getattr(import_module(home), name)) for app, home in homes if find_spec(home))
