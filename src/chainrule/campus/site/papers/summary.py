"""What papers put on the home page: for a student what can be sat, what comes and the scores that are out; for staff
papers that nobody could sit, answers to mark and scores that can be released."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.home import Due, News, Summary, Todo, Waiting
from chainrule.campus.site.core.templatetags.site import day
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import attempt_marks, health, runs, sitting, status
from chainrule.campus.site.papers.look_again import threads
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.notes import notes_of
from chainrule.campus.site.papers.staff_views import rows_of, what_speaks_against
from chainrule.campus.syllabus import Assessment, window

COMING = (status.UPCOMING, status.UNPREPARED)
MINUTE = timedelta(minutes=1)


def summary(user: Any, now: datetime) -> Summary:
    """What a student can do and expects; what waits for a member of staff."""
    if not user.is_authenticated:
        return Summary()
    if allows(user, "papers.sit"):
        records = status.gather(student=user)
        rows = [status.status(user, assessment, now, records) for assessment in status.papers()]
        due = [_due(row) for row in rows if row.state in COMING]
        return Summary(todo=list(_todo(rows, now)), due=due, news=_news(user, rows))
    if allows(user, "marking.mark"):
        return Summary(waiting=list(_waiting(user, now)))
    return Summary()


def _todo(rows: list[status.Status], now: datetime) -> Iterator[Todo]:
    for row in rows:
        title = row.assessment.title
        if row.state == status.SITTING and row.attempt:
            address = reverse("papers:attempt", args=[row.id])
            yield Todo(title, address, "Go back to it", row.attempt.ends_at, "you have begun it", runs=True)
        elif row.state == status.OPEN:
            address = reverse("papers:paper", args=[row.id])
            yield Todo(title, address, "Begin", row.chance.window.closes, _minutes(row.chance, now))


def _minutes(chance: sitting.Chance, now: datetime) -> str:
    """How long somebody has who begins now."""
    left = (chance.ends_if_begun(now) - now) // MINUTE
    whole, cut = f"{chance.minutes} minutes from your start", f"only {left} of its {chance.minutes} minutes left"
    time = whole if left >= chance.minutes else cut
    return f"your own sitting, {time}" if chance.sitting else time


def _due(row: status.Status) -> Due:
    note = f"{row.chance.minutes} minutes"
    if row.state == status.UNPREPARED:
        note = "cannot be begun yet: its questions are not ready"
    elif row.chance.sitting:
        note = f"your own sitting, {note}"
    hours = row.chance.window
    return Due(hours.closes, row.assessment.title, reverse("papers:paper", args=[row.id]), note, opens=hours.opens)


def _news(user: Any, rows: list[status.Status]) -> list[News]:
    """Scores that are out, marks that a regrade changed, and what staff answered."""
    released, found = attempt_marks.released_papers(), []
    for row in rows:
        if row.state == status.RELEASED and row.attempt and row.attempt.closed_at:
            at = max(released[row.id].at, row.attempt.closed_at)
            found.append(
                News(at, f"{row.assessment.title}: your score is out", reverse("papers:review", args=[row.id]))
            )
    attempts = {row.attempt.pk: row for row in rows if row.state == status.RELEASED and row.attempt}
    for note in notes_of(user, attempts):
        title, item = attempts[note.row.attempt_id].assessment.title, note.row.item
        text = f"{title}: question {item} was regraded, and your mark changed"
        found.append(News(note.at, text, reverse("papers:review", args=[note.paper])))
    for thread in threads(attempts):
        if thread.answered_at:
            row = attempts[thread.attempt.pk]
            text = f"{row.assessment.title}: staff answered you about question {thread.item}"
            address = f"{reverse('papers:review', args=[row.id])}#look-{thread.item}"
            found.append(News(thread.answered_at, text, address))
    return found


def _waiting(user: Any, now: datetime) -> Iterator[Waiting]:
    yield _without_questions(now)
    closed = attempt_marks.results(Attempt.objects.filter(closed_at__isnull=False, paper__in=_ids()))
    count = sum(len(found.waiting_for_human) for _, found in closed)
    text = f"short answer{pluralize(count)} wait{pluralize(count, 's,')} for a mark"
    yield Waiting(count, text, reverse("marking:list"), f"Mark {pluralize(count, 'it,them')}")
    broken = runs.needing_a_person().filter(attempt__paper__in=_ids()).values_list("attempt__paper", flat=True)
    for paper, count in sorted(Counter(broken).items()):
        what = f"attempt{pluralize(count)} at {course().assessment(paper).title}"
        text = f"{what} hold{pluralize(count, 's,')} code that could not be run"
        address = reverse("papers:staff", args=[paper])
        yield Waiting(count, text, address, f"Look at {pluralize(count, 'it,them')}")
    asked = sum(thread.waits_for_staff for thread in threads())
    text = pluralize(asked, "question about a mark waits,questions about marks wait")
    yield Waiting(asked, f"{text} for an answer", reverse("papers:looks"), f"Answer {pluralize(asked, 'it,them')}")
    if allows(user, "papers.release"):
        yield from map(_release, _can_be_released(now))


def _ids() -> list[str]:
    return [paper.id for paper in status.papers()]


def _without_questions(now: datetime) -> Waiting:
    """Papers that are open, or open soon, and cannot be drawn from the questions that there are."""
    missing = [paper for paper, _ in health.not_drawable(now) if health.is_near(paper, now)]
    count = len(missing)
    names = ", ".join(f"{paper.title} ({_when(paper, now)})" for paper in missing)
    papers = pluralize(count, "quiz or exam lacks,quizzes or exams lack")
    by = window(course(), missing[0].id).opens if missing else None
    address = reverse("core:health") + "#health-papers"
    return Waiting(count, f"{papers} questions: {names}", address, "See what is missing", by)


def _when(paper: Assessment, now: datetime) -> str:
    hours = window(course(), paper.id)
    return "open now" if now in hours else day(hours.opens)


def _can_be_released(now: datetime) -> Iterator[tuple[Assessment, int]]:
    """Papers whose scores can be released, with how many wait for them: their hours are over, all is marked, nobody can
    still sit them."""
    released = attempt_marks.released_papers()
    for paper in status.papers():
        closes = window(course(), paper.id).closes
        sat = attempt_marks.closed(paper.id).values("student").distinct().count()
        if paper.id in released or now < closes or not sat:
            continue
        if not what_speaks_against(paper.id, rows_of(paper, now), closes, now):
            yield paper, sat


def _release(found: tuple[Assessment, int]) -> Waiting:
    paper, count = found
    text = f"student{pluralize(count)} wait{pluralize(count, 's,')} for the score of {paper.title}, and all is marked"
    return Waiting(count, text, reverse("papers:staff", args=[paper.id]), "Release")
