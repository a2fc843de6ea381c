"""The table of what the site holds about a student, one row a model: what is handed out, what is forgotten, why not.

A key of a paper that is open or not released never leaves: of such a paper the student's own answers do, and nothing
that says what was drawn, or how it was marked. Names of other people do not leave either. What marks are computed from
is not forgotten: a choice, a number, a line of code stay, without a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from chainrule.campus.site.accounts.chain import FORGOTTEN
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.papers.attempt_marks import released_papers
from chainrule.campus.site.rubrics.standings import released

OURS = "campus_"  # labels of the apps that are asked about


@dataclass(frozen=True)
class Held:
    """One model.

    Args:
        to: the way from a row to the student, as Django writes it.
        shown: the fields that are handed out; none: `why_not` says why.
        paper: the way to the paper's name; a row is handed out once that paper is released, and its attempt closed.
        milestone: the way to the milestone's name; a row is handed out once its marks are released.
        where: which of the rows are handed out.
        blank: by field what is put in place of a text when its student is forgotten.
        deleted: its rows go when their student is forgotten.
        stays: what stays then, and why.
    """

    to: str
    shown: tuple[str, ...] = ()
    paper: str = ""
    milestone: str = ""
    where: Q = field(default_factory=Q)
    why_not: str = ""
    blank: Mapping[str, Any] = field(default_factory=dict)
    deleted: bool = False
    stays: str = ""


def words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


JOB = {"problem": "", "detail": ""}
NOTHING_PERSONAL = "holds no text of theirs"
OF_THE_QUEUE = "where a job stands: gone when it is done"
OF_NOBODY = "is not about a student"
IN_TEAM = "team__memberships__student"

TABLE: dict[str, Held] = {
    "campus_accounts.User": Held("pk", words("email name role is_active joined_at last_login"), stays="a number"),
    "campus_accounts.PersonalToken": Held("user", words("name key created_at used_at revoked_at"), deleted=True),
    "campus_accounts.AuditEntry": Held("who", stays="who, what and when; `forgetting` takes the words out"),
    "campus_lectures.ReadingPosition": Held("user", words("lecture section fraction furthest at"), deleted=True),
    "campus_lectures.Answered": Held("user", words("lecture ask answer at"), deleted=True),
    "campus_lectures.LiveRun": Held("reader", why_not=OF_THE_QUEUE, deleted=True),
    "campus_jobs.Turn": Held("owner", words("at"), deleted=True),
    "campus_jobs.Grader": Held("", why_not=OF_NOBODY),
    "campus_labs.Submission": Held(
        "student", words("id lab filename sha256 how received_at state problem"),
        blank={"source": FORGOTTEN, "filename": "lab.py", **JOB}, stays="when, and its SHA-256",
    ),
    "campus_labs.Verdict": Held(
        "submission__student", words("submission points out_of details isolated seconds graded_at"),
        stays="points and checks; `forgetting` takes out what was printed",
    ),
    "campus_labs.Rerun": Held("", why_not="lists numbers of files and verdicts of a class"),
    "campus_labs.Workbench": Held("student", words("lab draft draft_at hints gave_up_at"), blank={"draft": ""}),
    "campus_papers.Sitting": Held(
        "student", words("paper opens_at closes_at minutes reason again room granted_at"),
        blank={"reason": FORGOTTEN, "room": ""},
    ),
    "campus_papers.Exemption": Held(
        "student", words("paper withdrawn reason granted_at"), blank={"reason": FORGOTTEN}
    ),
    "campus_papers.Attempt": Held(
        "student", words("id paper round began_at ends_at given_back closed_at ended"), stays="marks rest on it",
    ),
    "campus_papers.Recording": Held("attempt__student", why_not=OF_THE_QUEUE, blank=JOB),
    "campus_papers.FrozenQuestion": Held("", why_not="a question with its key"),
    "campus_papers.AnswerEvent": Held(
        "attempt__student", words("attempt client sequence item answer received_at link receipt"),
        stays="what marks are computed from; `forgetting` takes short answers out",
    ),
    "campus_papers.ShortAnswerMark": Held(
        "attempt__student", words("attempt item points comment marked_at"), "attempt__paper", blank={"comment": ""},
        stays="the points",
    ),
    "campus_papers.Release": Held("", why_not=OF_NOBODY),
    "campus_papers.Regrade": Held("", why_not="about a question: what it changed for one student is handed out"),
    "campus_papers.RegradedAttempt": Held(
        "attempt__student", words("attempt item why direction before after"), "attempt__paper", stays=NOTHING_PERSONAL,
    ),
    "campus_papers.ProgramRun": Held("", why_not="results of programs by their hash, whoever wrote them"),
    "campus_papers.KeyRun": Held("", why_not=OF_THE_QUEUE),
    "campus_papers.LookAgain": Held(
        "attempt__student", words("attempt item text by_staff closes at"), "attempt__paper", blank={"text": FORGOTTEN},
    ),
    "campus_grades.RecordedScore": Held(
        "student", words("item verdict points out_of bonus received_at withdrawn note recorded_at"), blank={"note": ""},
        stays="the points",
    ),
    "campus_grades.Excuse": Held(
        "student", words("assessment document withdrawn verified_at"), blank={"document": FORGOTTEN}
    ),
    "campus_practice.PracticePaper": Held("learner", words("lecture items made_at"), deleted=True),
    "campus_practice.Answer": Held(
        "learner", words("question seed given by_hand points out_of at paper place"), deleted=True
    ),
    "campus_practice.Run": Held("answer__learner", why_not=OF_THE_QUEUE, stays="goes with its answer"),
    "campus_viva.Made": Held(
        "submission__student", words("submission asked_at answers"), where=Q(for_staff=False, paper=""),
        blank={"questions": [], "answers": {}, **JOB},
    ),
    "campus_invigilation.Invigilation": Held("", why_not=OF_NOBODY),
    "campus_invigilation.Seat": Held(
        "student", words("paper label address since lifted"),
        blank=dict.fromkeys(words("label browser address asks asks_from"), ""),
    ),
    "campus_invigilation.Event": Held("student", words("paper what detail at"), blank={"detail": ""}),
    "campus_invigilation.Message": Held("", why_not="said to all"),
    "campus_marking.Plan": Held("", why_not=OF_NOBODY),
    "campus_marking.SecondMark": Held(
        "attempt__student", words("attempt item points comment marked_at"), "attempt__paper", blank={"comment": ""},
        stays="the points",
    ),
    "campus_marking.Decision": Held(
        "mark__attempt__student", words("mark reason at"), "mark__attempt__paper", blank={"reason": FORGOTTEN},
    ),
    "campus_marking.Together": Held("mark__attempt__student", why_not="how markers work", stays=NOTHING_PERSONAL),
    "campus_printed.PrintedPaper": Held("", why_not="a paper with what leads to its keys"),
    "campus_printed.Sheet": Held(
        "attempt__student", words("attempt cells typed_at"), "attempt__paper", stays="`forgetting` takes the cells out",
    ),
    "campus_people.Invitation": Held("user", words("made_at expires_at used_at revoked_at"), deleted=True),
    "campus_project.Team": Held("", why_not="of a team: memberships are handed out"),
    "campus_project.Membership": Held("student", words("team how joined_at left_at"), stays=NOTHING_PERSONAL),
    "campus_project.Invitation": Held("student", words("team asked made_at outcome closed_at"), stays=NOTHING_PERSONAL),
    "campus_project.Profile": Held("student", words("interests skills hours shown changed_at"), deleted=True),
    "campus_project.Draw": Held("", why_not="has students under codes alone, and anybody may have its list"),
    "campus_project.Placement": Held("student", words("before team reason at"), blank={"reason": FORGOTTEN}),
    "campus_proposals.Proposal": Held("", why_not="of a team: what it handed in is handed out"),
    "campus_proposals.Answer": Held(
        "by", words("proposal edition question number base text aside at"), blank={"text": FORGOTTEN}
    ),
    "campus_proposals.Submission": Held(
        f"proposal__{IN_TEAM}", words("proposal number edition answers note at"), blank={"members": []},
        stays="what their team wrote",
    ),
    "campus_proposals.Review": Held(
        f"submission__proposal__{IN_TEAM}", words("submission verdict overall comments at"),
        stays="about what their team wrote",
    ),
    "campus_rubrics.Marking": Held("", why_not="of a team: what was given is handed out"),
    "campus_rubrics.Version": Held(
        f"marking__{IN_TEAM}", words("marking levels comments overall at"), milestone="marking__milestone",
        where=Q(aside=False), stays="about what their team made",
    ),
    "campus_rubrics.SecondMarker": Held(f"marking__{IN_TEAM}", why_not="how markers work", stays=NOTHING_PERSONAL),
    "campus_rubrics.Adjustment": Held(
        "student", words("marking amount unit reason at"), milestone="marking__milestone",
        blank={"reason": FORGOTTEN}, stays="the points",
    ),
    "campus_rubrics.Release": Held("", why_not=OF_NOBODY),
    "campus_rubrics.PeerReport": Held("author", words("milestone number answers at"), blank={"answers": {}}),
    "campus_rubrics.Offer": Held(IN_TEAM, words("number title text repository notebook at"), stays="what a team shows"),
    "campus_rubrics.GalleryAct": Held("by", words("offer what at"), stays=NOTHING_PERSONAL),
    "campus_milestones.Answer": Held(
        "by", words("team milestone question number base text aside at"), blank={"text": FORGOTTEN}
    ),
    "campus_milestones.Try": Held(
        "by", words("team milestone address archive_name archive_size received_at"),
        blank={"address": "", "archive_name": "", **JOB}, stays="when, and the SHA-256 of its ZIP",
    ),
    "campus_milestones.HandIn": Held(
        IN_TEAM, words("team milestone number address archive archive_name archive_size statement started_at "
                       "received_at counts_at why"),
        blank={"members": [], "address": "", "archive_name": "", **JOB},
        stays="what their team wrote, and when; files go when all of the team are forgotten",
    ),
    "campus_milestones.CheckRun": Held(
        f"hand_in__{IN_TEAM}", words("hand_in commit branch at"),
        blank={"verdicts": [], "notebook": None, "branch": ""}, stays="that the checks were run",
    ),
    "campus_absences.AbsenceReport": Held(
        "student", words("assessment number first_day last_day text at"), blank={"text": FORGOTTEN}
    ),
    "campus_absences.AbsenceStep": Held("report__student", words("report place act text at"), blank={"text": ""}),
    "campus_absences.AbsenceDocument": Held("report__student", words("report number kind size at"), deleted=True),
    "campus_revising.Edition": Held("", why_not=OF_NOBODY),
    "campus_news.Item": Held("student", words("kind about title text address shown_from on at"), blank={"text": ""}),
    "campus_news.TakenBack": Held("", why_not="about an announcement"),
    "campus_news.Notice": Held("user", words("item letter read_at"), deleted=True),
    "campus_news.TurnedOff": Held("user", words("what"), deleted=True),
    "campus_asking.Thread": Held(
        "author", words("id kind number paper question title anonymous at"), blank={"title": FORGOTTEN},
    ),
    "campus_asking.Post": Held("author", words("id thread place anonymous at"), stays=NOTHING_PERSONAL),
    "campus_asking.Version": Held("post__author", words("post number text at"), blank={"text": FORGOTTEN}),
    "campus_asking.Hidden": Held("post__author", words("post reason at"), blank={"reason": FORGOTTEN}),
    "campus_asking.Endorsement": Held("post__author", words("post at"), stays=NOTHING_PERSONAL),
    "campus_asking.Acceptance": Held("thread__author", words("thread post at"), stays=NOTHING_PERSONAL),
    "campus_asking.Follow": Held("user", words("thread on"), deleted=True),
    "campus_asking.Told": Held("user", words("post letter"), deleted=True),
}  # fmt: skip


def unlisted() -> list[str]:
    """The models that stand in no row."""
    models = (model for model in apps.get_models() if model._meta.app_label.startswith(OURS))
    return sorted({model._meta.label for model in models} - TABLE.keys())


def model_of(label: str) -> type[Model]:
    """The model of a row."""
    found: type[Model] = apps.get_model(label)
    return found


def rows_of(label: str, student: User) -> QuerySet[Any]:
    """All that a model holds about a student."""
    rows = model_of(label)._default_manager
    found = rows.filter(**{TABLE[label].to: student.pk})  # who left a team and came back is on two ways to its rows
    return rows.filter(pk__in=found.values("pk")).order_by("pk")


def handed_out(label: str, student: User) -> QuerySet[Any]:
    """What of it is handed out now: of papers that are not released, nothing that says how they are marked."""
    held = TABLE[label]
    rows = rows_of(label, student).filter(held.where)
    if held.paper:
        attempt = held.paper.removesuffix("paper")
        rows = rows.filter(**{f"{held.paper}__in": list(released_papers()), f"{attempt}closed_at__isnull": False})
    if held.milestone:
        rows = rows.filter(**{f"{held.milestone}__in": released()})
    return rows
