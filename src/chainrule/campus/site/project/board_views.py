"""The board: who looks for a team, which teams have room. Classmates and staff read it, nobody else."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.project.forms import ProfileForm
from chainrule.campus.site.project.models import Invitation, Profile
from chainrule.campus.site.project.teams import all_teams, team_of, without_team
from chainrule.campus.site.project.views import frame


@requires("teams.board")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Students without a team who put themselves here, and teams that are open and have room."""
    user, context = request.user, frame(clock.now())
    looking = Profile.objects.filter(shown=True, student__in=without_team()).select_related("student")
    rooms = [(team, context["most"] - len(team.members)) for team in all_teams() if not team.closed]
    context |= {
        "entries": looking.order_by("student__folded_name", "student__pk"),
        "open_teams": [(team, room) for team, room in rooms if room > 0],
    }
    if allows(user, "teams.form"):
        team = team_of(user)
        waiting = Invitation.objects.filter(outcome=Invitation.Outcome.OPEN)
        context |= {
            "team": team,
            "can_invite": team is not None and not team.closed and len(team.members) < context["most"],
            "invited": set(waiting.filter(team=team).values_list("student", flat=True)) if team else set(),
            "asked": set(waiting.filter(student=user).values_list("team", flat=True)),
            "mine": Profile.objects.filter(student=user).first(),
        }
    return render(request, "project/board.html", context)


@requires("teams.form")
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest) -> HttpResponse:
    """Write one's own entry, or take it off."""
    student, now = request.user, clock.now()
    there = Profile.objects.filter(student=student).first()
    first = {name: getattr(there, name) for name in ProfileForm.base_fields} if there else None
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST":
        taken_off = inputs.form(request).raw("do") == "take_off"
        if taken_off or form.is_valid():
            with transaction.atomic():
                values = {"shown": False} if taken_off else {**form.cleaned_data, "shown": True}
                Profile.objects.update_or_create(student=student, defaults={**values, "changed_at": now})
                audit.record(student, "teams.take_off" if taken_off else "teams.entry", str(student))
            words = "Your entry is off the board. What you wrote is kept for you alone." if taken_off else "Saved."
            messages.success(request, words)
            return redirect("project:board")
    code = 422 if request.method == "POST" else 200
    return render(request, "project/entry.html", {"form": form, "mine": there}, status=code)
