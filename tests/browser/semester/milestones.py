"""Milestones: handed in by teams from a Git host, marked by the rubric, released; a bonus is recorded.

A rubric has no bonus: who gets one has it written down in the grade book, with the instant at which the team's came.
"""

import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path

from tests.attacks.repositories.server import serving
from tests.browser.semester.cast import Cast
from tests.browser.semester.plan import DUE, TEAMS, Milestone
from tests.campus.site.milestones.repository import make

from chainrule.course import find_course

REPOSITORY = "birds.git"


@contextmanager
def git_host(folder: Path) -> Iterator[str]:
    """A Git host with the repository that all teams name; its host and port."""
    with serving(folder) as host:
        make(host.folder, name=REPOSITORY)
        yield host.endpoint


def moments(number: int) -> list[tuple[str, str]]:
    """(moment, team) of each hand-in, in the order in which they come."""
    due = datetime.fromisoformat(DUE[f"milestone-{number}"])
    came = [(due + timedelta(minutes=one.late), name) for name, one in each(number)]
    return [(moment.isoformat(), name) for moment, name in sorted(came)]


def each(number: int) -> list[tuple[str, Milestone]]:
    return [(name, one) for name, team in TEAMS.items() if (one := team.milestones[number - 1])]


def hand_in(cast: Cast, number: int, team: str) -> None:
    """A member writes the statement and hands in; after the last tier nothing is taken."""
    id = f"milestone-{number}"
    person = next(one for one in cast.students.values() if one.name in cast.teams[team])
    late = dict(each(number))[team].late
    page = f"/project/milestones/{id}/"
    if late > 24 * 60:
        assert "Nothing is taken any more" in person.get(page).words
        return
    write = person.get(f"{page}statement/")
    no = re.search(r'<option value="([^"]+)">No<', write.text)
    assert no is not None, write.words
    given = {"answer-used": no[1], "answer-what": "None."}
    if "answer-own" in write.text:
        given["answer-own"] = "All of it, line by line, as we wrote it together."
    person.send(write, holding="base-used", **given)
    address = f"http://{cast.site.git}/{REPOSITORY}"
    done = person.fill(f"{page}hand-in/", holding="address", address=address, do="hand-in")
    assert "Handed in." in done.words, done.words


def marked(cast: Cast, number: int) -> None:
    """The assistant chooses levels whose points add up; the instructor releases; then what has a bonus is recorded."""
    id = f"milestone-{number}"
    listed = cast.assistant.get(f"/project/marking/{id}/")
    for name, one in each(number):
        if one.late <= 24 * 60:
            link = re.search(rf'href="(/project/marking/{id}/\d+/)">\s*{name}<', listed.text)
            assert link is not None, listed.text
            done = cast.assistant.fill(link[1], holding="part", **levels(id, one.points))
            assert f"{name}: saved, {one.points:g} of 100 points." in done.words, done.words
    done = cast.instructor.fill(f"/project/marking/{id}/release/")
    assert "Released." in done.words, done.words
    for name, one in each(number):
        if one.bonus:
            record(cast, number, name, one)


def levels(id: str, points: float) -> dict[str, str]:
    """The fields of the rubric's form that give so many points."""
    criteria = tomllib.loads((find_course() / f"project/{id}.toml").read_text(encoding="utf-8"))["criteria"]
    for chosen in product(*([level["points"] for level in one["levels"]] for one in criteria)):
        rest = points - sum(chosen)
        fields = {f"level-{one['id']}": str(level) for one, level in zip(criteria, chosen, strict=True)}
        if rest == 0:
            return fields
        first = [level["points"] for level in criteria[0]["levels"]]
        above = [level for level in first if level > chosen[0]]
        if criteria[0].get("between") and above and 0 < rest < min(above) - chosen[0]:
            return fields | {f"points-{criteria[0]['id']}": f"{chosen[0] + rest:g}"}
    raise AssertionError(f"{id}: no levels give {points}")


def record(cast: Cast, number: int, team: str, one: Milestone) -> None:
    """Write down mark and bonus for each member, with the instant of the hand-in."""
    id = f"milestone-{number}"
    came = datetime.fromisoformat(DUE[id]) + timedelta(minutes=one.late)
    given = {"points": f"{one.points:g}", "out_of": "100", "bonus": f"{one.bonus:g}", "note": "With the bonus"}
    for person in cast.students.values():
        if person.name in cast.teams[team]:
            address = f"/gradebook/{cast.keys[person.email]}/{id}/"
            done = cast.instructor.fill(address, address, "points", **given, received_at=came.isoformat())
            assert f"Recorded: Project milestone {number}" in done.words, done.words
