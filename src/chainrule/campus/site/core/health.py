"""What operators ask for: does the site answer, and in what state is it.

An app adds lines to the health page by a module `health.py` with a function `lines() -> list[Line]`. What takes more
than moments it finds by `in_time`: the page is wanted most when the machine is slow.
"""

import platform
import shutil
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.defaultfilters import pluralize

from chainrule import __version__
from chainrule.campus.site import clock
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.core import parts
from chainrule.campus.site.core.looking import Looking
from chainrule.campus.site.core.templatetags.site import clock_time
from chainrule.campus.site.course import bank, course, folder
from chainrule.campus.site.front import limits
from chainrule.course import CourseError, lecture_folders

LOW_DISK = 2 * 1024**3  # bytes
WAITS = 1.0  # seconds, for lines that take long


@dataclass(frozen=True)
class Line:
    """One fact: `Line("Sandbox", "all layers work")`, or with ok=False something to be mended; `fix` says how."""

    name: str
    value: str
    ok: bool = True
    fix: str = ""


def in_time(name: str, looking: Looking[list[Line]]) -> list[Line]:
    """Lines that take long: of a server, what is known after a moment, with its time where it is not new."""
    if not settings.SERVING:
        return looking.look()
    seen = looking.seen(WAITS)
    if seen is None:
        return [Line(name, "being looked at; load this page again in a minute")]
    if seen.is_new:
        return seen.found
    return [*seen.found, Line(name, f"as of {clock_time(seen.at)}; being looked at again")]


@requires("site.use")
def liveness(request: HttpRequest) -> HttpResponse:
    """`{"status": "ok"}` when the database answers, 503 when it does not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        return JsonResponse({"status": "the database does not answer"}, status=503)
    return JsonResponse({"status": "ok"})


@requires("health.read")
def health(request: HttpRequest) -> HttpResponse:
    """Versions, database, disk, course, and what each app adds."""
    sections = [("This installation", installation()), ("The course", of_course())]
    added = [(app.replace("_", " ").capitalize(), lines()) for app, lines in parts.functions("health", "lines")]
    sections += [(title, lines) for title, lines in added if lines]
    wrong = sum(not line.ok for _, lines in sections for line in lines)
    return render(request, "core/health.html", {"sections": sections, "wrong": wrong})


def installation() -> list[Line]:
    """Versions, database, accounts, clock and disk."""
    free = shutil.disk_usage(settings.VAR).free
    counts = [(User.objects.filter(role=role).count(), role) for role in User.Role.values]
    people = ", ".join(f"{count} {role}{pluralize(count)}" for count, role in counts)
    shifted = clock.is_shifted()
    lines = [
        Line("Chainrule", __version__),
        Line("Python", platform.python_version()),
        Line("Libraries", ", ".join(f"{name} {_version(name)}" for name in ("django", "torch", "numpy", "waitress"))),
        _database(),
        Line("Accounts", people),
        _connections(),
        Line("Disk", f"{free / 1024**3:.1f} GiB free", free > LOW_DISK, "free some space: answers are kept here"),
        Line(
            "Clock",
            "shifted, for a demo" if shifted else "the machine's own",
            not shifted or settings.DEMO,
            "unset CHAINRULE_AT: deadlines follow this clock",
        ),
        Line("Debug pages", "on" if settings.DEBUG else "off", not settings.DEBUG, "unset CHAINRULE_DEBUG"),
    ]
    if settings.HTTPS and not settings.PROXIES:
        fix = "set CHAINRULE_PROXIES to the proxy's address: else one guesser pauses the sign-in of whom he guesses at"
        lines.append(Line("Visitors' addresses", "all of them the proxy's own", ok=False, fix=fix))
    if settings.DEMO:
        lines.append(Line("Demo", "made-up accounts with a known password can sign in"))
    return lines


def _connections() -> Line:
    have = limits.connections_to_have()
    return Line("Connections", f"{have} at once", not limits.shortage(have), limits.shortage(have))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "is not installed"


def _database() -> Line:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version(), (SELECT journal_mode FROM pragma_journal_mode)")
            number, journal = cursor.fetchone()
            return Line("Database", f"SQLite {number}, journal {journal}")
        cursor.execute("SHOW server_version")
        return Line("Database", f"PostgreSQL {cursor.fetchone()[0]}")


def of_course() -> list[Line]:
    """Which course is served, and whether its questions load."""
    texts = sum((path / "lecture.md").is_file() for path in lecture_folders(folder()).values())
    lines = [
        Line("Course", f"{course().code}: {course().title}, revision {course().revision}"),
        Line(
            "Lectures with a text",
            str(texts),
        ),
    ]
    try:
        private = sum(question.private for question in bank().values())
        lines.append(Line("Questions", f"{len(bank())}, {private} of them private" if private else str(len(bank()))))
        for error in bank().broken:
            lines.append(Line(f"Question {error.path.name}", error.problem, ok=False, fix=error.fix))
    except CourseError as error:
        lines.append(Line("Questions", error.problem, ok=False, fix=f"{error.path.name}: {error.fix}"))
    return lines
