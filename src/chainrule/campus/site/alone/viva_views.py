"""Questions about one's own code, for practice: their page, and an answer to one of them."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.alone import viva
from chainrule.campus.site.alone.bench import bench
from chainrule.campus.site.alone.lab_views import known, lab_or_404
from chainrule.campus.site.papers.plain import answer_in
from chainrule.campus.site.viva.views import TO_PASS, about, waiting_or


@requires("alone.work")
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest, number: int) -> HttpResponse:
    """The newest questions about one's file of a lab; by a form, five others are made."""
    lab = lab_or_404(number)
    if not known(request)[lab.number].passed:
        messages.info(request, TO_PASS)
        return redirect("alone:lab", number=number)
    if request.method == "POST":
        viva.ask(bench(), lab)
        return redirect("alone:viva", number=number)
    made = viva.newest(bench(), lab)
    items = made.items() if made and not made.is_waiting else []
    for item in items:
        item["address"] = reverse("alone:viva_answer", args=[number, item["number"]])
    return waiting_or(request, "alone/viva.html", about(lab, made, items, reverse("alone:viva", args=[number])))


@requires("alone.work")
@require_POST
def answer(request: HttpRequest, number: int, place: int) -> HttpResponse:
    """Answer one question. Its first answer stays: then the key is shown."""
    made = viva.newest(bench(), lab_or_404(number))
    asked = made.question(place) if made else None
    if made is None or asked is None:
        messages.info(request, "These questions are gone, because the course was started anew: make five others.")
        return redirect("alone:viva", number=number)
    given = answer_in(inputs.form(request), place)
    problem = asked.variant.refusal(given) if given else "choose or write an answer first"
    if problem:
        messages.error(request, inputs.sentence(Exception(problem)))
    else:
        made.answers.setdefault(place, given)
    return redirect(f"{reverse('alone:viva', args=[number])}#q{place}")
