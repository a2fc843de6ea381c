"""Everybody of the class: by name, section, role and state; and as a file."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.names import folded
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.sections import NONE
from chainrule.campus.site.cells import guarded
from chainrule.campus.site.people import invitations, letters

A_PAGE = 200
COLUMNS = ("email", "name", "role", "section", "student_id")
STATES = {"in": "in the course", "waiting": "not invited yet", "dropped": "dropped"}


def sections() -> list[tuple[str, int]]:
    """The sections, and how many students who are in the course each has."""
    students = User.objects.filter(role=User.Role.STUDENT, is_active=True)
    return list(students.values_list("section").annotate(Count("pk")).order_by("section"))


def chosen(given: inputs.Given) -> tuple[QuerySet[User], dict[str, str]]:
    """Whom the address asks for, and its filters."""
    filters = {
        "name": given.line("name", most=120),
        "section": given.line("section", most=40),
        "role": given.choice("role", User.Role.values, ""),
        "state": given.choice("state", tuple(STATES), "in"),
    }
    people = invitations.with_link().filter(is_active=filters["state"] != "dropped")
    if filters["state"] == "waiting":
        people = people.filter(pk__in=invitations.waiting(clock.now()).values("pk"))
    if wanted := filters["name"]:
        people = people.filter(
            Q(folded_name__contains=folded(wanted)) | Q(email__contains=wanted.lower()) | Q(student_id=wanted)
        )
    if section := filters["section"]:
        people = people.filter(section="" if section == NONE else section)
    if role := filters["role"]:
        people = people.filter(role=role)
    return people, filters


@requires("people.read")
@require_GET
def everybody(request: HttpRequest) -> HttpResponse:
    """The list, with what can be done next."""
    given = inputs.query(request)
    people, filters = chosen(given)
    page = Paginator(people, A_PAGE).get_page(given.whole("page", 1, 1))
    context: dict[str, Any] = {
        "page": page,
        "filters": filters,
        "is_filtered": any(text for name, text in filters.items() if name != "state") or filters["state"] != "in",
        "query": urlencode({name: text for name, text in filters.items() if text}),
        "sections": sections(),
        "roles": User.Role.choices,
        "states": STATES,
        "waiting": invitations.waiting(clock.now()).count(),
        "dropped": User.objects.filter(is_active=False, role__in=User.Role.values).count(),
        "are_sent": letters.are_sent(),
        "now": clock.now(),
    }
    return render(request, "people/list.html", context)


@requires("people.change")
@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """Who is in the course, in the columns that an update takes (UTF-8 with a byte order mark, for spreadsheets)."""
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for user in User.objects.filter(is_active=True, role__in=User.Role.values):
        writer.writerow([guarded(getattr(user, name) or "") for name in COLUMNS])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="people-{timezone.localdate(clock.now())}.csv"'
    return response
