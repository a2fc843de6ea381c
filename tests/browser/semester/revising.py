"""A revision in the middle of the semester: what comes up to thirty minutes late costs 5% from then on, not 10%."""

from tests.browser.semester.cast import Cast, wait_for
from tests.browser.semester.plan import TEAMS

BEFORE = 'until = "30 minutes"\npenalty = 10'
AFTER = 'until = "30 minutes"\npenalty = 5'
WHY = "Ten percent was much for some minutes."


def in_the_first_tier(minutes: float) -> bool:
    return 1 <= minutes <= 30


def softened(cast: Cast) -> None:
    """The file is edited; the command says whose grade changes, and puts it in force."""
    file = cast.site.course / "course.toml"
    text = file.read_text(encoding="utf-8")
    assert BEFORE in text
    file.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
    late = {
        name
        for name, team in TEAMS.items()
        if in_the_first_tier(team.late) or (team.milestones[0] and in_the_first_tier(team.milestones[0].late))
    }
    students = [person for person in cast.students.values() if any(person.name in cast.teams[name] for name in late)]
    said = cast.site.command("revise")
    count = len(students)
    assert f"{count} of {len(cast.students)} grades change; so far {count} rise and 0 fall." in said, said
    assert "v1 is in force." in cast.site.command("revise", "--apply", "--yes", "--summary", WHY)
    wait_for(cast.site, "the revision", lambda: WHY in cast.instructor.get("/revisions/").words, 30)
