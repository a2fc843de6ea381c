"""The demo class's records: proposals decided, most in time."""

from datetime import datetime, timedelta

from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.grades.models import Excuse, RecordedScore
from chainrule.campus.site.project.teams import all_teams, members_of
from chainrule.campus.syllabus import Course, due

LATE_TEAM, REVISE_TEAMS, REJECTED_TEAM = 2, (1, 5), 6
Verdict = RecordedScore.Verdict


def populate(course: Course, users: People, now: datetime) -> None:
    """Of the teams one was late, two must revise, one was rejected. One quiz was missed with an excuse."""
    when = due(course, "proposal")
    if when < now:
        for team, student in [(place, one) for place, there in enumerate(all_teams()) for one in members_of(there)]:
            received = when + timedelta(minutes=12) if team == LATE_TEAM else when - timedelta(hours=2 + team)
            verdict = Verdict.REVISE if team in REVISE_TEAMS else Verdict.PASS
            verdict = Verdict.REJECT if team == REJECTED_TEAM else verdict
            RecordedScore.objects.create(
                student=student, item="proposal", verdict=verdict, received_at=received,
                note=NOTES.get(verdict, ""), recorded_by=users.instructors[0],
                recorded_at=min(now, when + timedelta(hours=10)),
            )  # fmt: skip
    if due(course, "quiz-1") < now:
        Excuse.objects.create(
            student=users.students[17], assessment="quiz-1", document="medical certificate, seen in the office",
            verified_by=users.advisors[0], verified_at=due(course, "quiz-1") + timedelta(hours=15),
        )  # fmt: skip


NOTES = {
    Verdict.REVISE: "Say which data you will use, and how you will know that it worked.",
    Verdict.REJECT: "The question is answered by a table look-up. Propose one that needs learning.",
}
