"""What happened by itself, or is about to: each becomes an item once, whoever looks and however often."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from chainrule.campus.site.core.templatetags.site import day, hours, when
from chainrule.campus.site.course import course
from chainrule.campus.site.news.models import Item, Kind
from chainrule.campus.site.papers import attempt_marks
from chainrule.campus.site.papers.models import Sitting
from chainrule.campus.site.project.models import Membership
from chainrule.campus.site.proposals.models import Review
from chainrule.campus.site.rubrics.standings import latest_releases
from chainrule.campus.syllabus import due, window
from chainrule.campus.syllabus.model import SITTINGS

FRESH = timedelta(days=2)  # what is older is told to nobody any more
NEAR = timedelta(days=1)


def look(now: datetime) -> None:
    """Make the items that are not there yet. Two that look at once make one: the key is unique."""
    found = [*released(now), *of_teams(now), *near_deadlines(now), *own_sittings(now), *revisions(now)]
    there = set(Item.objects.filter(key__in=[item.key for item in found]).values_list("key", flat=True))
    Item.objects.bulk_create([item for item in found if item.key not in there], ignore_conflicts=True)


def released(now: datetime) -> Iterator[Item]:
    """Papers whose scores were released lately. One that was withdrawn and released again is told of once."""
    for paper, release in attempt_marks.released_papers().items():
        if now - FRESH < release.at <= now and course().has_assessment(paper):
            yield Item(
                key=f"released:{paper}", kind=Kind.RELEASED, about=paper,
                title=f"{course().assessment(paper).title}: your score is out",
                address=reverse("papers:review", args=[paper]), shown_from=now, at=now,
            )  # fmt: skip


def of_teams(now: datetime) -> Iterator[Item]:
    """Milestones whose marks were released lately, and for each member what was lately decided about a proposal."""
    for id, release in latest_releases().items():
        if release.shown and now - FRESH < release.at <= now and course().has_assessment(id):
            yield Item(
                key=f"released:{id}", kind=Kind.RELEASED, about=id,
                title=f"{course().assessment(id).title}: the marks of your team are out",
                address=reverse("rubrics:feedback", args=[id]), shown_from=now, at=now,
            )  # fmt: skip
    fresh = Review.objects.filter(at__gt=now - FRESH, at__lte=now).exclude(verdict=Review.Verdict.TAKE_BACK)
    for review in fresh.select_related("submission__proposal"):
        team = review.submission.proposal.team_id
        for student in Membership.objects.filter(team=team, left_at__isnull=True).values_list("student", flat=True):
            yield Item(
                key=f"review:{review.pk}:{student}", kind=Kind.RELEASED, student_id=student,
                title="Your team’s proposal was reviewed",
                address=reverse("proposals:mine"), shown_from=now, at=now,
            )  # fmt: skip


def near_deadlines(now: datetime) -> Iterator[Item]:
    """What closes or is due within a day, by the dates of the class."""
    for assessment in course().assessments:
        moment = due(course(), assessment.id)
        if not now < moment <= now + NEAR:
            continue
        if assessment.kind in SITTINGS:
            times = window(course(), assessment.id)
            title = f"{assessment.title}: open {between(times.opens, times.closes)}"
            address = reverse("papers:paper", args=[assessment.id])
        else:
            title, address = f"{assessment.title}: due {when(moment)}", reverse("project:overview")
        yield Item(
            key=f"deadline:{assessment.id}", kind=Kind.DEADLINE, about=assessment.id, title=title, address=address,
            shown_from=now, at=now,
        )  # fmt: skip


def between(opens: datetime, closes: datetime) -> str:
    """The hours in words, with their day: `Tue 3 Feb, 08:00–23:00`."""
    words = hours(opens, closes)
    return words if words.startswith(day(opens)) else f"{day(opens)}, {words}"


def own_sittings(now: datetime) -> Iterator[Item]:
    """Sittings of one student that close within a day."""
    latest = {(one.student_id, one.paper): one for one in Sitting.objects.filter(closes_at__gt=now).order_by("id")}
    for (student, paper), one in latest.items():
        if one.closes_at <= now + NEAR and course().has_assessment(paper):
            title = f"{course().assessment(paper).title}: your own time, {between(one.opens_at, one.closes_at)}"
            yield Item(
                key=f"deadline:{paper}:{one.pk}", kind=Kind.DEADLINE, about=paper, student_id=student, title=title,
                address=reverse("papers:paper", args=[paper]), shown_from=now, at=now,
            )  # fmt: skip


def revisions(now: datetime) -> Iterator[Item]:
    """Revisions of the syllabus that came into force lately."""
    today = now.astimezone(course().timezone).date()
    for one in course().revisions[1:]:
        if one.date and today - FRESH < one.date <= today:
            yield Item(
                key=f"revision:{one.version}", kind=Kind.REVISION, title=f"The syllabus changed: {one.version}",
                address=reverse("core:revisions"), shown_from=now, at=now,
            )  # fmt: skip
