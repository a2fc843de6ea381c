"""The invigilator's pages: the seat list with all that can be done for all, one student, the code, the settings."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.sections import chosen
from chainrule.campus.site.invigilation import rooms, rows
from chainrule.campus.site.invigilation import seats as places
from chainrule.campus.site.invigilation.forms import MessageForm, RulesForm
from chainrule.campus.site.invigilation.models import Invigilation, Message, Seat
from chainrule.campus.site.papers import sitting
from chainrule.campus.site.papers.pauses import NOTICE
from chainrule.campus.site.papers.staff_views import assessment_or_404

DONE = {
    "start": "Started. Whoever has typed the code can begin now.",
    "pause": "Paused: {}. Their time does not run.",
    "go_on": "Going on: {}, with the time that was left.",
    "stop": "Ending: {}. Their pages close in {} seconds.",
    "new_code": "There is a new access code. Whoever has typed the old one stays in.",
}


def room_or_404(paper: str) -> Invigilation:
    """The supervision of a paper that is supervised."""
    assessment_or_404(paper)
    room = rooms.of(paper)
    if room is None:
        raise Http404("This paper is not invigilated.")
    return room


@requires("invigilation.run")
@require_GET
def seats(request: HttpRequest, paper: str) -> HttpResponse:
    """Who is where and how far; starting, pausing, stopping, a message to all."""
    assessment, room, now = assessment_or_404(paper), rooms.of(paper), clock.now()
    if room is None:
        return render(request, "invigilation/off.html", {"assessment": assessment})
    found = rows.rows(paper, now)
    people = [row.student for row in found]
    sections = chosen(inputs.query(request), people)
    shown = set(sections.within(people))
    found = [row for row in found if row.student in shown]
    context = {"assessment": assessment, "room": room, "rows": found, "now": now, "sections": sections}
    context["counts"] = Counter(row.state for row in found)
    if request.headers.get("HX-Request"):
        return render(request, "invigilation/seat_list.html", context)
    context |= {"form": MessageForm(), "said": Message.objects.filter(paper=paper).select_related("by").order_by("-id")}
    return render(request, "invigilation/seats.html", context)


@requires("invigilation.run")
@require_POST
def act(request: HttpRequest, paper: str) -> HttpResponse:
    """Start, pause, go on, stop, or take another code."""
    room_or_404(paper)
    form = inputs.form(request)
    what = form.choice("do", tuple(rooms.ACTS), "")
    if what == "stop" and form.raw("confirmed") != "yes":
        messages.warning(request, "Not stopped. Tick the box to end the paper for all.")
    elif what:
        count = rooms.act(paper, what, request.user, clock.now())
        people = f"{count} student{pluralize(count)}"
        messages.success(request, DONE[what].format(people, NOTICE.seconds))
    return redirect("invigilation:seats", paper=paper)


@requires("invigilation.run")
@require_POST
def say(request: HttpRequest, paper: str) -> HttpResponse:
    """Tell something to all who sit the paper."""
    room_or_404(paper)
    form = MessageForm(request.POST)
    if form.is_valid():
        rooms.say(paper, form.cleaned_data["text"], request.user, clock.now())
        messages.success(request, "Said to all. Open pages show it within seconds.")
    else:
        messages.error(request, " ".join(form.errors["text"]))
    return redirect("invigilation:seats", paper=paper)


@requires("invigilation.run")
@require_http_methods(["GET", "POST"])
def seat(request: HttpRequest, paper: str, student: int) -> HttpResponse:
    """One student: what was noticed; letting another browser in, lifting the checks."""
    assessment, room = assessment_or_404(paper), room_or_404(paper)
    one = get_object_or_404(User, pk=student, role=User.Role.STUDENT)
    place = places.seat_of(one, paper)
    if request.method == "POST":
        change(request, place, one, paper)
        return redirect("invigilation:seat", paper=paper, student=student)
    context = {
        "assessment": assessment,
        "room": room,
        "student": one,
        "seat": place,
        "attempt": sitting.current(one, paper),
        "recorded": places.noticed_of(one, paper),
    }
    return render(request, "invigilation/seat.html", context)


def change(request: HttpRequest, place: Seat | None, student: User, paper: str) -> None:
    """Do for one student what the form asks."""
    form, who = inputs.form(request), request.user
    do = form.choice("do", ("move", "lift", "lift_no_more"), "")
    if do == "move":
        done = place is not None and places.let_move(place, who, clock.now())
        words = f"{student} goes on in the other browser." if done else "No other browser asks any more."
        messages.success(request, words)
    elif do == "lift" and not (reason := form.line("reason")):
        messages.error(request, "Not lifted. Give a reason: it is kept in the records.")
    elif do == "lift":
        places.lift(student, paper, who, reason, lifted=True)
        messages.success(request, f"{student} may work from any network and in any browser.")
    elif do == "lift_no_more":
        places.lift(student, paper, who, "", lifted=False)
        messages.success(request, f"The checks count for {student} again.")


@requires("invigilation.run")
@require_GET
def code(request: HttpRequest, paper: str) -> HttpResponse:
    """The access code, large, for a projector."""
    context = {"assessment": assessment_or_404(paper), "room": room_or_404(paper)}
    context["address"] = request.build_absolute_uri(f"/papers/{paper}/")
    return render(request, "invigilation/code.html", context)


@requires("invigilation.set")
@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest, paper: str) -> HttpResponse:
    """Whether a paper is invigilated, from which networks, with which browser."""
    assessment = assessment_or_404(paper)
    there = Invigilation.objects.filter(paper=paper).first()
    first: dict[str, Any] = {"is_on": True}
    if there is not None:
        first = {"is_on": there.is_on, "networks": there.networks, "browser_keys": there.browser_keys}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=first)
    here = request.META.get("REMOTE_ADDR", "")
    form.fields[
        "networks"
    ].help_text = f"One a line, as 10.20.0.0/16. Empty: from anywhere. You are at {here}, as the server sees it."
    if request.method == "POST" and form.is_valid():
        rooms.set_rules(paper, request.user, clock.now(), **form.cleaned_data)
        messages.success(
            request, f"Saved. {assessment.title} is {'' if form.cleaned_data['is_on'] else 'not '}invigilated."
        )
        return redirect("invigilation:seats", paper=paper)
    code = 422 if request.method == "POST" else 200
    return render(request, "invigilation/settings.html", {"assessment": assessment, "form": form}, status=code)
