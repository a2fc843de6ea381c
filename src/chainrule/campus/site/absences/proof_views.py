"""Sending a document of proof, and the advisor's look at it. Where the course keeps none, neither address is there."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.absences import proofs, sealing
from chainrule.campus.site.absences.forms import LineForm
from chainrule.campus.site.absences.models import AbsenceDocument, AbsenceReport
from chainrule.campus.site.absences.student_views import own_page
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.syllabus.absences import Impossible


@requires("absences.report")
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a document of proof to one's academic advisor."""
    if not course().keep_documents:
        raise Http404("This course keeps no documents of proof.")
    found = get_object_or_404(AbsenceReport, pk=pk, student=request.user)
    file = inputs.upload(request, "file")
    try:
        if file is None:
            raise Impossible("Choose a file first.")
        proofs.send(found, request.user, file, clock.now())
    except Impossible as why:
        return own_page(request, found, LineForm(), status=422, problem=str(why))
    messages.success(request, "Sent. Only your academic advisor can open it.")
    return redirect("absences:own", pk=pk)


@requires("excuses.record")
@require_GET
def look(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The document, to be saved: no browser shows it as a page of this site."""
    found = get_object_or_404(AbsenceDocument.objects.select_related("report__student"), report=pk, number=number)
    try:
        content = proofs.look(found, request.user)
    except sealing.Locked as locked:
        messages.error(request, f"The document cannot be opened: {locked}")
        return redirect("absences:report", pk=pk)
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="proof-{pk}-{number}.{found.kind}"'
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store, private"
    return answer
