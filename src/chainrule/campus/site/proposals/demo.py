"""The demo class: one proposal passed in its second round, one is asked for changes, one waits for a verdict."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from chainrule.campus.project.verdicts import Act, deadline
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import all_teams, members_of
from chainrule.campus.site.proposals.handing_in import copy_of_form
from chainrule.campus.site.proposals.models import Answer, Proposal, Review, Submission
from chainrule.campus.syllabus import Course

TEXTS = Path(__file__).with_name("demo_texts.toml")
HOUR = timedelta(hours=1)
LASTS = 34 * HOUR  # from the deadline to the last of what happened
PASSED, REVISE, WAITING = 0, 1, 3  # places of the teams in the order in which they were made
VAGUE = "With which number do you succeed, on which data, against which baseline? Name one for each milestone."
COUNT_THEM = "How many images of vines, of which sizes and classes? Say how you split them, and what may be biased."
CHANGED = (
    "You asked for numbers: “How will you check success” now names one metric, its baselines and a number for each "
    "milestone, and what would convince us that the idea does not work. The other answers are as they were."
)


def populate(course: Course, users: People, now: datetime) -> None:
    """Three teams hand in on the site. What the others did, staff recorded by hand."""
    due, teams = deadline(course), all_teams()
    if due + LASTS > now or len(teams) <= WAITING:
        return
    read = tomllib.loads(TEXTS.read_text(encoding="utf-8"))
    texts = {name: {id: text.strip() for id, text in answers.items()} for name, answers in read.items()}
    staff = users.assistants[0]
    birds = texts["birds"]
    first = _hand_in(teams[PASSED], {**birds, **texts["birds_first"]}, due - 30 * HOUR)
    _decide(first, Act.REVISE, staff, due - 12 * HOUR, "A clear plan, but for its end.", {"success": VAGUE})
    second = _hand_in(teams[PASSED], birds, due + 18 * HOUR, CHANGED)
    _decide(second, Act.PASS, users.instructors[0], due + LASTS, "Now it can fail, so it can succeed. Go ahead.")
    leaves = _hand_in(teams[REVISE], texts["leaves"], due - 3 * HOUR)
    _decide(leaves, Act.REVISE, staff, due + 20 * HOUR, "Everything but the data is ready.", {"data": COUNT_THEM})
    _hand_in(teams[WAITING], texts["bicycles"], due + timedelta(minutes=9))


def _hand_in(team: Team, answers: Mapping[str, str], at: datetime, note: str = "") -> Submission:
    """The members write the questions in turn, and one of them hands in."""
    members = members_of(team)
    proposal, _ = Proposal.objects.get_or_create(team=team, defaults={"made_at": at - 40 * HOUR})
    for place, (question, text) in enumerate(answers.items()):
        last = Answer.objects.filter(proposal=proposal, question=question).last()
        if last is None or last.text != text:
            number = last.number if last else 0
            Answer.objects.create(
                proposal=proposal, edition=1, question=question, number=number + 1, base=number, text=text,
                by=members[place % len(members)], at=at - (10 - place) * HOUR / 4,
            )  # fmt: skip
    return Submission.objects.create(
        proposal=proposal, number=proposal.submissions.count() + 1, edition=1, form=copy_of_form(), note=note,
        answers=dict(answers), members=[one.name for one in members], by=members[0], at=at,
    )  # fmt: skip


def _decide(
    submission: Submission, act: Act, by: User, at: datetime, overall: str, comments: Mapping[str, str] | None = None
) -> None:
    Review.objects.create(
        submission=submission, verdict=act.value, by=by, at=at, overall=overall, comments=dict(comments or {})
    )
