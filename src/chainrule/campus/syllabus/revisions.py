"""The reader of `revisions.md`: which version of the syllabus holds since when, and what changed."""

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path

from chainrule.course import CourseError

HEADING = re.compile(r"##\s+(?P<version>v\d+)(?:\s*[(,:]?\s*(?P<date>[\d-]+)\)?)?\s*")
EXAMPLE = "write a heading like `## v1 (2026-02-14)` and the changes below it"


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of the syllabus: `text` is Markdown; the first version, v0, needs no date."""

    version: str
    date: dt.date | None
    text: str


def load_revisions(path: Path) -> tuple[Revision, ...]:
    """The revisions in `path`, oldest first.

    Raises `CourseError` with the line where a heading is none, a date is wrong, or versions do not count up.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise CourseError(path, "the file is missing", "write `## v0` and `- No revisions yet` into it") from None
    except UnicodeDecodeError as error:
        raise CourseError(path, f"the file is not UTF-8 text (byte {error.start})", "save it as UTF-8") from None
    sections: list[tuple[int, str, list[str]]] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("##") and not line.startswith("###"):
            sections.append((number, line, []))
        elif sections:
            sections[-1][2].append(line)
    if not sections:
        raise CourseError(path, "there is no revision in this file", EXAMPLE)
    revisions = tuple(_revision(path, number, heading, "\n".join(body)) for number, heading, body in sections)
    _check_order(path, [number for number, _, _ in sections], revisions)
    return revisions


def _revision(path: Path, line: int, heading: str, body: str) -> Revision:
    match = HEADING.fullmatch(heading)
    if not match:
        raise CourseError(path, f"`{heading[:80]}` is no heading of a revision", EXAMPLE, line)
    date = None
    if match["date"]:
        try:
            date = dt.date.fromisoformat(match["date"])
        except ValueError:
            raise CourseError(path, f"{match['date']} is no date", "write it as 2026-02-14", line) from None
    if not body.strip():
        raise CourseError(
            path, f"revision {match['version']} does not say what changed", "list the changes below it", line
        )
    return Revision(match["version"], date, body.strip())


def _check_order(path: Path, lines: list[int], revisions: tuple[Revision, ...]) -> None:
    last_date = None
    for count, (line, revision) in enumerate(zip(lines, revisions, strict=True)):
        if revision.version != f"v{count}":
            raise CourseError(
                path, f"expected v{count} here, found {revision.version}", "count from v0, oldest first", line
            )
        if count and revision.date is None:
            raise CourseError(path, f"revision {revision.version} has no date", EXAMPLE, line)
        if revision.date and last_date and revision.date < last_date:
            problem = f"{revision.version} is dated {revision.date}, before the one above it ({last_date})"
            raise CourseError(path, problem, "list revisions oldest first", line)
        last_date = revision.date or last_date
