"""Milestones, recorded in the grade book with the instants at which they came."""

from datetime import datetime, timedelta

from tests.browser.semester.cast import Cast
from tests.browser.semester.plan import DUE, TEAMS


def record(cast: Cast, number: int) -> None:
    """Write down what each team's milestone is worth, for each of its members."""
    id = f"milestone-{number}"
    for name, team in TEAMS.items():
        one = team.milestones[number - 1]
        if one is None:
            continue
        came = datetime.fromisoformat(DUE[id]) + timedelta(minutes=one.late)
        given = {"points": f"{one.points:g}", "out_of": "100", "bonus": f"{one.bonus:g}"}
        for person in cast.students.values():
            if person.name in cast.teams[name]:
                address = f"/gradebook/{cast.keys[person.email]}/{id}/"
                done = cast.instructor.fill(address, address, "points", **given, received_at=came.isoformat())
                assert f"Recorded: Project milestone {number}" in done.words, done.words
