"""What the pages of a lab show: hints beside the check that they help with, what a run renews, the way on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import pluralize

from chainrule.campus.site import course
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.labs import desk, grading, overview
from chainrule.campus.site.labs.models import Submission
from chainrule.course import lecture_folders
from chainrule.labs import Lab
from chainrule.labs.lab import next_lab
from chainrule.labs.mine import can_be_trained

SHOWN = 20  # hand-ins beside the editor


@dataclass(frozen=True)
class Hinted:
    """A name to write, with the hints that were shown for it, and how many are left."""

    name: str
    shown: tuple[str, ...]
    left: int

    @property
    def anchor(self) -> str:
        return self.name.replace(".", "-")


def hinted(lab: Lab, names: Iterable[str], seen: Mapping[str, int]) -> list[Hinted]:
    """These names with their hints; `seen` says how many of each were shown."""
    levels = {name: lab.hints[name] for name in names}
    return [Hinted(name, each[: seen.get(name, 0)], len(each[seen.get(name, 0) :])) for name, each in levels.items()]


def checks(lab: Lab, details: Mapping[str, Any], seen: Mapping[str, int] | None) -> list[dict[str, Any]]:
    """The checks of a verdict; a failed one has the hints of what it waits for, or else of what it is about.

    For a reader who takes no hints, `seen` is None.
    """
    return [
        {**check, "hints": hinted(lab, helped_by(lab, check), seen) if seen is not None else []}
        for check in details["checks"]
    ]


def helped_by(lab: Lab, check: Mapping[str, Any]) -> tuple[str, ...]:
    """The names whose hints help with a check of a verdict."""
    if check["passed"]:
        return ()
    waits_for = lab.part(check.get("waits_for", ""))
    return (waits_for,) if waits_for else lab.about(check["name"])


Groups = list[tuple[str, list[overview.Cell]]]


def together(labs: Sequence[Lab]) -> Groups:
    """All labs under no heading, for a reader who has not to work on them."""
    return [("", [overview.Cell(lab) for lab in labs])] if labs else []


def grouped(cells: Sequence[overview.Cell]) -> Groups:
    """A student's labs under headings: what they work on first, what is passed last."""
    groups: Groups = [
        ("You are working on", [cell for cell in cells if cell.tries and not cell.passed]),
        ("To do", [cell for cell in cells if not cell.tries]),
        ("Passed", [cell for cell in cells if cell.passed]),
    ]
    return [(heading, found) for heading, found in groups if found]


@dataclass(frozen=True)
class WayOn:
    """Where somebody goes on who has passed a lab. Each may be missing: the course ends somewhere."""

    trains: bool
    lecture: int | None
    lecture_title: str
    lab: Lab | None


def way_on(student: User, lab: Lab) -> WayOn:
    """The next lecture that has a text, and the next lab that this student has not passed."""
    texts = [n for n, folder in lecture_folders(course.folder()).items() if (folder / "lecture.md").is_file()]
    lecture = next((n for n in sorted(texts) if n > int(lab.number)), None)
    labs = grading.labs()
    [line] = overview.matrix([student], list(labs.values()))
    passed = {cell.lab.number for cell in line.cells if cell.passed}
    title = course.course().meeting(lecture).topic if lecture else ""
    return WayOn(can_be_trained(lab), lecture, title, next_lab(labs, lab.number, passed))


def renewed(student: User, lab: Lab) -> dict[str, Any]:
    """What a run changes on the bench beside the verdict: best, solution, hand-ins."""
    history = Submission.objects.filter(student=student, lab=lab.number).select_related("verdict").defer("source")
    return {
        "standing": desk.standing(student, lab),
        "may_see_solution": desk.may_see_solution(student, lab),
        "history": history[:SHOWN],
    }


def in_a_sentence(submission: Submission) -> str:
    """Where a file stands, for those who hear the page."""
    if submission.is_waiting:
        return "Handed in. The checks run."
    if submission.verdict is None:
        return submission.problem or "Cancelled."
    verdict = submission.verdict
    points = f"{verdict.points:g} of {verdict.out_of:g} points"
    if verdict.passed:
        return f"All checks pass: {points}."
    failed = sum(not check["passed"] for check in verdict.details["checks"])
    return f"{points}. {failed} check{pluralize(failed)} of {len(verdict.details['checks'])} failed."
