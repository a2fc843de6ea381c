"""The pages: one's own questions, each with feedback at once; and the staff's sheet for an oral check."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.labs.views import lab_or_404
from chainrule.campus.site.papers.plain import answer_in
from chainrule.campus.site.papers.under_way import shut_while_sitting
from chainrule.campus.site.viva import desk
from chainrule.campus.site.viva.models import Made
from chainrule.labs import Lab

TO_PASS = "Questions about your own code come when the lab is passed."


@requires("labs.work")
@require_http_methods(["GET", "POST"])
@shut_while_sitting
def own(request: HttpRequest, number: int) -> HttpResponse:
    """The newest questions about one's own file; by a form, five others are made."""
    lab = lab_or_404(number)
    if desk.passed_file(request.user, lab) is None:
        messages.info(request, TO_PASS)
        return redirect("labs:lab", number=number)
    if request.method == "POST":
        desk.ask(request.user, lab, clock.now(), for_staff=False)
        return redirect("viva:own", number=number)
    made = desk.sets(request.user, lab, for_staff=False).first()
    items = desk.shown(made) if made else []
    for item in items:
        item["address"] = reverse("viva:answer", args=[number, item["set"], item["number"]])
    return waiting_or(request, "viva/own.html", about(lab, made, items, reverse("viva:own", args=[number])))


@requires("labs.work")
@require_POST
@shut_while_sitting
def answer(request: HttpRequest, number: int, pk: int, place: int) -> HttpResponse:
    """Answer one question. Its first answer stays: then the key is shown."""
    lab = lab_or_404(number)
    mine = {"submission__student": request.user, "submission__lab": lab.number, "for_staff": False, "paper": ""}
    made = get_object_or_404(Made, pk=pk, **mine)
    asked = desk.questions(made)
    if place not in asked:
        return redirect("viva:own", number=number)
    given = answer_in(inputs.form(request), place)
    problem = asked[place].variant.refusal(given) if given else "choose or write an answer first"
    if problem:
        messages.error(request, inputs.sentence(Exception(problem)))
    else:
        desk.answer(made, place, given)
    return redirect(f"{reverse('viva:own', args=[number])}#q{place}")


@requires("labs.see_class")
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, number: int, student: int) -> HttpResponse:
    """A sheet for an oral check: questions about one student's file, and the keys on a page of their own."""
    lab, one = lab_or_404(number), get_object_or_404(User, pk=student)
    if request.method == "POST":
        if desk.ask(one, lab, clock.now(), for_staff=True) is None:
            messages.info(request, f"{one} has not passed this lab: questions are made of a file that passed.")
        return redirect("viva:sheet", number=number, student=student)
    made = desk.sets(one, lab, for_staff=True).first()
    context = {
        "lab": lab,
        "number": number,
        "student": one,
        "made": made,
        "items": desk.with_keys(made) if made else [],
        "passed": desk.passed_file(one, lab),
        "look_again": reverse("viva:sheet", args=[number, student]),
    }
    return waiting_or(request, "viva/sheet.html", context)


def about(lab: Lab, made: Any, items: list[dict[str, Any]], address: str) -> dict[str, Any]:
    """What the page at `address` says of a set of questions, the campus' or that of the course for one."""
    return {
        "lab": lab,
        "number": int(lab.number),
        "made": made,
        "items": items,
        "answered": sum(item["feedback"] is not None for item in items),
        "right": sum(item["is_right"] for item in items),
        "look_again": address,
    }


def waiting_or(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page; to a page that waits, the line that waits, or the word to load anew."""
    made = context["made"]
    if not request.headers.get("HX-Request"):
        return render(request, template, context)
    if made is not None and made.is_waiting:
        return render(request, "viva/waiting.html", context)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
