"""The demo class: a statement that was begun and a try; once a milestone is due, what the teams handed in for it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from chainrule.campus.project import receipt
from chainrule.campus.project.checks import check
from chainrule.campus.project.milestones import Milestone
from chainrule.campus.repositories.model import Commit, Repository
from chainrule.campus.site.accounts.demo_people import People
from chainrule.campus.site.milestones.models import Answer, CheckRun, HandIn, Try
from chainrule.campus.site.milestones.standings import asked, assessments
from chainrule.campus.site.project.models import Team
from chainrule.campus.site.project.teams import all_teams, members_of
from chainrule.campus.syllabus import Arrival, Course, due

HOUR = timedelta(hours=1)
LATEST = (-30 * HOUR, -26 * HOUR, timedelta(minutes=12), -3 * HOUR, -8 * HOUR, 5 * HOUR)  # from the deadline, in turn
SAID = "We asked a chat assistant about error messages and for names of functions. It wrote no file of the repository."
CHECKED = "We ran each suggestion. One used an argument that the library does not have, and we looked the right one up."
README = "# Birds by their song\n\n## Goal\nFrom ten seconds of sound to a species.\n\n## Data\n1,200 recordings.\n"
NOTEBOOK = (
    '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code", "id": "a", "metadata": {}, '
    '"execution_count": 1, "source": "print(0.42)", "outputs": [{"output_type": "stream", "name": "stdout", '
    '"text": "0.42"}]}]}'
)


def populate(course: Course, users: People, now: datetime) -> None:
    """One team began; what is due is handed in."""
    teams, first = all_teams(), next(iter(asked().values()), None)
    if not teams or first is None:
        return
    for one in assessments():
        if one.id in asked() and due(course, one.id) + max(LATEST) < now:
            for place, team in enumerate(teams):
                _hand_in(course, asked()[one.id], team, due(course, one.id) + LATEST[place % len(LATEST)])
    if now < due(course, first.id):
        _write(first, teams[0], now - 20 * HOUR)
        at = now - 18 * HOUR
        row = Try.objects.create(
            team=teams[0], milestone=first.id, address=_address(teams[0]), by=members_of(teams[0])[0], received_at=at,
            queued_at=at, state=Try.State.DONE,
        )  # fmt: skip
        _checked(first, teams[0], at, tried=row)


def _address(team: Team) -> str:
    return f"https://github.com/chainrule-demo/{''.join(c if c.isalnum() else '-' for c in team.name.lower())}"


def _write(milestone: Milestone, team: Team, at: datetime) -> None:
    """The members answer the statement's questions in turn."""
    members = members_of(team)
    for place, question in enumerate(milestone.statement):
        text = question.options[0] if question.options else CHECKED if place % 2 == 0 else SAID
        Answer.objects.create(
            team=team, milestone=milestone.id, question=question.id, number=1, text=text,
            by=members[place % len(members)], at=at,
        )  # fmt: skip


def _hand_in(course: Course, milestone: Milestone, team: Team, at: datetime) -> None:
    _write(milestone, team, at - 2 * HOUR)
    members, counted = members_of(team), receipt.instant(course, milestone.id, Arrival(at, at, 900))
    row = HandIn.objects.create(
        team=team, milestone=milestone.id, number=1, address=_address(team), by=members[0], state=HandIn.State.DONE,
        asked=[{"id": one.id, "title": one.title} for one in milestone.statement],
        statement=dict(Answer.objects.filter(team=team, milestone=milestone.id).values_list("question", "text")),
        members=[member.name for member in members], started_at=at, received_at=at, queued_at=at,
        counts_at=counted.at, why=counted.why,
    )  # fmt: skip
    _checked(milestone, team, at, hand_in=row)


def _checked(milestone: Milestone, team: Team, at: datetime, **whose: HandIn | Try) -> None:
    """What the checks say of a small repository that nobody fetched."""
    names = [member.name for member in members_of(team)]
    commits = tuple(
        Commit(f"{place:040x}", name, f"{place}@example.edu", at.astimezone(UTC) - place * 20 * HOUR, 120 - place, 8)
        for place, name in enumerate(names * 2, 1)
    )
    files = {"README.md": README.encode(), "main.ipynb": NOTEBOOK.encode(), "requirements.txt": b"torch\n"}
    repository = Repository(_address(team), commits[0].id, "main", files, commits=commits)
    verdicts = [asdict(one) for one in check(milestone, repository, None, names)]
    CheckRun.objects.create(
        **whose, commit=repository.commit, branch="main", main="main.ipynb", verdicts=verdicts, at=at
    )
