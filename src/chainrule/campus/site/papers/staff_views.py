"""The staff's pages about one paper: who sat it, releasing it, granting another sitting."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.questions import AttemptResult
from chainrule.campus.questions.invigilation import minutes_by_factor
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.sections import chosen
from chainrule.campus.site.core import parts
from chainrule.campus.site.core.schedule import plausible_days
from chainrule.campus.site.course import course
from chainrule.campus.site.papers import attempt_marks, granting, runs, sitting, status
from chainrule.campus.site.papers.look_again import with_looks
from chainrule.campus.site.papers.models import Attempt, Exemption, Release, Sitting
from chainrule.campus.site.papers.shown import Change, changes
from chainrule.campus.syllabus import Assessment, window


def overview(listed: Sequence[Assessment], now: dt.datetime) -> list[dict[str, Any]]:
    """One row a paper: its hours, how many sat it, what waits, whether it is released."""
    released = attempt_marks.released_papers()
    counted = Attempt.objects.order_by().values("paper")
    counted = counted.annotate(begun=Count("pk"), open=Count("pk", filter=Q(closed_at=None)))
    begun = {row["paper"]: (row["begun"], row["open"]) for row in counted}
    waiting = Counter[str]()
    for attempt, found in attempt_marks.results(Attempt.objects.filter(closed_at__isnull=False)):
        waiting[attempt.paper] += len(found.waiting_for_human)
    return [
        {
            "assessment": assessment,
            "window": window(course(), assessment.id),
            "begun": begun.get(assessment.id, (0, 0))[0],
            "open": begun.get(assessment.id, (0, 0))[1],
            "waiting": waiting[assessment.id],
            "released": assessment.id in released,
            "now": now,
        }
        for assessment in listed
    ]


def assessment_or_404(paper: str) -> Assessment:
    """The quiz or exam of this id."""
    found = next((a for a in status.papers() if a.id == paper), None)
    if found is None:
        raise Http404(f"There is no paper called {paper}.")
    return found


def students() -> list[User]:
    """The class."""
    return list(User.objects.filter(role=User.Role.STUDENT, is_active=True))


@dataclass(frozen=True)
class Row:
    """One student's line: where they stand, and the result of a closed attempt."""

    student: User
    status: status.Status
    result: AttemptResult | None


def rows_of(assessment: Assessment, now: dt.datetime) -> list[Row]:
    """The class, as it stands with one paper."""
    records, found = status.gather(paper=assessment.id), []
    results = attempt_marks.results_of([attempt for attempt in records.attempts.values() if not attempt.is_open])
    for student in students():
        stands = status.status(student, assessment, now, records)
        attempt = records.attempts.get((student.pk, assessment.id))
        found.append(Row(student, stands, _result(attempt, results)))
    return found


def _result(attempt: Attempt | None, results: dict[int, AttemptResult]) -> AttemptResult | None:
    """The result of a closed attempt, of one that closed a moment ago too."""
    if attempt is None or attempt.is_open:
        return None
    return results.get(attempt.pk) or attempt_marks.result(attempt)


def changes_of(rows: Sequence[Row]) -> list[Change]:
    """Which questions were edited, renamed or removed since the class was asked them."""
    return changes(row.status.attempt for row in rows if row.status.attempt)


def what_speaks_against(paper: str, rows: Sequence[Row], closes: dt.datetime, now: dt.datetime) -> list[str]:
    """Why releasing may be too early, in words; each must be confirmed."""
    against = []
    if waiting := sum(len(row.result.waiting_for_human) for row in rows if row.result):
        answers = "1 short answer waits" if waiting == 1 else f"{waiting} short answers wait"
        against.append(f"{answers} for a marker; whoever wrote them sees nothing until they are marked")
    if running := sum(1 for row in rows if row.result and row.result.waiting_for_run):
        against.append(f"the code in {running} paper{'s' * (running > 1)} was not run yet")
    can = (status.SITTING, status.OPEN, status.UPCOMING)
    if still := sum(1 for row in rows if row.status.state in can):
        students_ = "1 student" if still == 1 else f"{still} students"
        against.append(f"{students_} can still take it and could learn the answers")
    elif now < closes:
        against.append("it has not closed yet")
    for _, speaks_against in parts.functions("before_release", "speaks_against"):
        against += speaks_against(paper)
    return against


@requires("papers.read_all")
@require_GET
def staff(request: HttpRequest, paper: str) -> HttpResponse:
    """Who has begun, handed in, waits or missed it."""
    assessment, now = assessment_or_404(paper), clock.now()
    rows, hours = rows_of(assessment, now), window(course(), paper)
    people = [row.student for row in rows]
    sections = chosen(inputs.query(request), people)
    shown = set(sections.within(people))
    exemptions = Exemption.objects.filter(paper=paper).select_related("student", "granted_by")
    context = {
        "assessment": assessment,
        "rules": course().paper_rules(paper),
        "window": hours,
        "rows": [row for row in rows if row.student in shown],
        "sections": sections,
        "waiting": sum(len(row.result.waiting_for_human) for row in rows if row.result),
        "against": what_speaks_against(paper, rows, hours.closes, now),
        "changes": changes_of(rows),
        "released": attempt_marks.is_released(paper),
        "broken": {one.attempt_id for one in runs.needing_a_person().filter(attempt__paper=paper)},
        "sittings": Sitting.objects.filter(paper=paper).select_related("student", "granted_by"),
        "exemptions": status.standing_exemptions(exemptions).values(),
        "now": now,
    }
    return render(request, "papers/staff.html", context)


@requires("papers.release")
@require_POST
def release(request: HttpRequest, paper: str) -> HttpResponse:
    """Make score and feedback visible, or withdraw them. What speaks against it must be confirmed."""
    assessment, now = assessment_or_404(paper), clock.now()
    form = inputs.form(request)
    shown = form.raw("shown") != "no"
    rows = rows_of(assessment, now) if shown else []
    against = what_speaks_against(paper, rows, window(course(), paper).closes, now) if shown else []
    if against and form.raw("confirmed") != "yes":
        messages.warning(
            request, f"{assessment.title} is not released: {'; '.join(against)}. Tick the box to release it anyway."
        )
        return redirect("papers:staff", paper=paper)
    told = [*against, *map(str, changes_of(rows))]
    with transaction.atomic():
        Release.objects.create(paper=paper, shown=shown, by=request.user)
        audit.record(
            request.user,
            "papers.release" if shown else "papers.withdraw",
            paper,
            although=told,
        )
    messages.success(request, f"{assessment.title} is {'released' if shown else 'withdrawn'}.")
    return redirect("papers:staff", paper=paper)


TO_THE_MINUTE = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class SittingForm(forms.Form):
    """Another time for one student, or more minutes."""

    student = inputs.Chosen(queryset=User.objects.none(), error_messages={"required": "Choose a student."})
    opens_at = inputs.Moment(days=plausible_days, earlier=True, label="Opens at", widget=TO_THE_MINUTE)
    closes_at = inputs.Moment(days=plausible_days, label="Closes at", widget=TO_THE_MINUTE)
    minutes = inputs.Whole(least=1, most=600, required=False, help_text="The whole time, not what is added.")
    factor = inputs.Number(
        least=1,
        most=10,
        required=False,
        label="Or a factor of the paper’s time",
        help_text="1.5 is half as much again. It counts in place of the minutes.",
    )
    room = inputs.Line(max_length=80, required=False, label="Another room", help_text="Empty: with the class.")
    again = forms.BooleanField(label="A new paper, although the student has taken one", required=False)
    reason = inputs.Line(error_messages={"required": "Give a reason. It is kept in the records."})

    def __init__(self, *args: Any, paper: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["student"].queryset = User.objects.filter(role=User.Role.STUDENT, is_active=True)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        opens, closes = found.get("opens_at"), found.get("closes_at")
        self.settle_minutes(found)
        if opens and closes and closes <= opens:
            self.add_error("closes_at", "It has to close after it opens.")
        sat = found.get("student") and sitting.current(found["student"], self.paper)
        if sat and sat.is_open and found.get("again"):
            self.add_error("again", f"{sat.student.name} is taking it now. You can grant a new paper afterwards.")
        elif sat and sat.is_open:
            self.clean_more_time(sat, found)
        elif sat and not found.get("again"):
            self.add_error(
                "again", f"{sat.student.name} has already taken it. Tick this to let a new paper replace it."
            )
        return found

    def settle_minutes(self, found: dict[str, Any]) -> None:
        """The minutes that were given, or that the factor makes."""
        normal, factor = course().paper_rules(self.paper).minutes, found.pop("factor", None)
        if factor is not None and found.get("minutes") not in (None, normal):
            self.add_error("factor", "Give the minutes or a factor, not both.")
        elif factor is not None:
            found["minutes"] = minutes_by_factor(normal, factor)
        elif found.get("minutes") is None and "minutes" not in self.errors:
            self.add_error("minutes", "Give the minutes, or a factor.")

    def clean_more_time(self, sat: Attempt, found: dict[str, Any]) -> None:
        """Whoever is sitting the paper now can be given more time, and never less."""
        if not {"opens_at", "closes_at", "minutes"} <= found.keys():
            return
        granted = Sitting(**{name: found[name] for name in ("opens_at", "closes_at", "minutes")})
        if sitting.end_with(sat, granted) <= sat.ends_at:
            until = timezone.localtime(sat.ends_at)
            self.add_error(
                "minutes", f"{sat.student.name} is taking it now, until {until:%H:%M}. Give more time than that."
            )


@requires("papers.grant_sitting")
@require_http_methods(["GET", "POST"])
def grant(request: HttpRequest, paper: str) -> HttpResponse:
    """Grant one student another sitting or more minutes, with a reason."""
    assessment, hours = assessment_or_404(paper), window(course(), paper)
    first = {
        "student": inputs.query(request).whole("student", None),
        "opens_at": timezone.localtime(hours.opens),
        "closes_at": timezone.localtime(hours.closes),
        "minutes": course().paper_rules(paper).minutes,
    }
    form = SittingForm(request.POST or None, initial=first, paper=paper)
    if request.method == "POST" and form.is_valid():
        granted, running = granting.another_sitting(paper, request.user, form.cleaned_data)
        if running:
            messages.success(request, f"{granted.student} now has until {timezone.localtime(running.ends_at):%H:%M}.")
        else:
            messages.success(request, f"{granted.student} can take {assessment.title} at the times you gave.")
        return redirect("papers:staff", paper=paper)
    code = 422 if request.method == "POST" else 200
    return render(request, "papers/grant.html", {"assessment": assessment, "form": form}, status=code)


@requires("papers.read_all")
@require_GET
def one_attempt(request: HttpRequest, paper: str, attempt: int) -> HttpResponse:
    """One student's attempt with every answer and mark, for staff."""
    found = get_object_or_404(Attempt.objects.select_related("student"), pk=attempt, paper=paper)
    sitting.close_if_over(found, clock.now())
    if found.is_open:
        messages.info(request, f"{found.student.name} is taking it, until {timezone.localtime(found.ends_at):%H:%M}.")
        return redirect("papers:staff", paper=paper)
    context = {
        "assessment": assessment_or_404(paper),
        "attempt": found,
        "student": found.student,
        **with_looks(attempt_marks.review(found), found),
    }
    context["broken"] = runs.needing_a_person().filter(attempt=found).first()
    return render(request, "papers/review.html", context)


@requires("marking.mark")
@require_POST
def run_again(request: HttpRequest, paper: str, attempt: int) -> HttpResponse:
    """Run the code of an attempt once more that needed a person: one has looked at it."""
    found = get_object_or_404(Attempt, pk=attempt, paper=paper)
    with transaction.atomic():
        if runs.run_again(found):
            audit.record(request.user, "papers.run_again", paper, about=found.student, attempt=found.pk)
            messages.success(request, "The code in this paper will run again.")
    return redirect("papers:one_attempt", paper=paper, attempt=attempt)
