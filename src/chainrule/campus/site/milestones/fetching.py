"""What the server may fetch from where, and what it makes of what came: the verdicts of the checks."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings

from chainrule.campus.project.checks import Verdict, check, main_notebook
from chainrule.campus.project.executed import Executed, execute
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.repositories import address as addresses
from chainrule.campus.repositories import archive as archives
from chainrule.campus.repositories.fetch import fetch
from chainrule.campus.repositories.model import Archive, Limits, Policy, Refused, Repository
from chainrule.campus.site.jobs import boxes
from chainrule.campus.site.milestones import shelf
from chainrule.labs import CannotStart

LONGEST_PATH = 300


@dataclass(frozen=True)
class Found:
    """What a look at an address and a ZIP gave. No commit: the repository could not be read, and a verdict says why."""

    commit: str
    branch: str
    snapshot: str
    main: str
    verdicts: list[dict[str, Any]]
    notebook: dict[str, Any] | None = None


def policy() -> Policy:
    """The hosts that the server's setting names beside the public ones."""
    return Policy(frozenset(settings.GIT_HOSTS))


def limits(milestone: Milestone) -> Limits:
    """What one hand-in may take."""
    asked = milestone.limits
    return replace(
        Limits(), files=asked.files, total_bytes=asked.repository, archive_bytes=asked.archive, file_bytes=asked.file
    )


def look(milestone: Milestone, address: str, archive: str, members: list[str], *, keep: bool) -> Found:
    """Fetch, read the ZIP of this name, check. Raises `CannotFetch` where that is no fault of the team's.

    Args:
        archive: its SHA-256, "" where none was sent.
        keep: whether a snapshot of what was fetched is kept.
    """
    may = limits(milestone)
    opened, said = _opened(archive, may)
    try:
        repository = fetch(addresses.parse(address, policy()), policy(), may)
    except Refused as refused:
        verdict = Verdict("fetched", "The repository can be read", "problem", str(refused))
        return Found("", "", "", "", [asdict(verdict), *said])
    verdicts = [asdict(one) for one in check(milestone, repository, opened, members)]
    snapshot = shelf.keep(shelf.packed(repository.files)) if keep else ""
    main = (main_notebook(repository.files) or "")[:LONGEST_PATH]
    ran = run(milestone, repository, main) if milestone.notebook_seconds and main else None
    return Found(repository.commit, repository.branch[:200], snapshot, main, [*said, *verdicts], ran)


def run(milestone: Milestone, repository: Repository, main: str) -> dict[str, Any]:
    """What came out of the main notebook, or why it was not run; the checks stand without it."""
    try:
        executed = execute(repository.files, main, boxes.launcher(boxes.TORCH), milestone.notebook_seconds)
    except (CannotStart, boxes.NoSandbox):
        executed = Executed((), "It was not run: this server has no sandbox for it now.")
    return executed.as_dict()


def _opened(archive: str, may: Limits) -> tuple[Archive | None, list[dict[str, Any]]]:
    """The ZIP's files; where it cannot be read, what to say of it."""
    if not archive:
        return None, []
    try:
        return archives.read(shelf.path_of(archive).read_bytes(), may), []
    except Refused as refused:
        return None, [asdict(Verdict("opened", "The ZIP can be read", "problem", str(refused)))]
