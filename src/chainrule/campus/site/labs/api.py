"""For `chainrule submit`: hand a lab in, ask for the verdict. A personal token says who asks; answers are JSON.

    POST /api/labs/03/submit/       a form with the file as `file`  -> {"submission": 7, "address": "http://.../"}
    GET  /api/submissions/7/        -> {"state": "done", "verdict": {...}, "problem": ""}

What goes wrong is `{"error": "in words"}` with its HTTP status.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.accounts.tokens import refusal
from chainrule.campus.site.labs import desk, grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.labs.upload import read_upload
from chainrule.labs.notebook import LARGEST_NOTEBOOK

State = Submission.State
CANCELLED = "this run was cancelled on the site: hand the file in again for a verdict"
MOST_BYTES = LARGEST_NOTEBOOK + 100_000  # the form around the file


@requires("labs.submit", by_token=True)
@require_POST
def submit(request: HttpRequest, number: str) -> JsonResponse:
    """Queue a file, as the site's own form does."""
    lab = grading.labs().get(number)
    if lab is None:
        known = ", ".join(grading.labs()) or "none"
        return refusal(f"this course has no lab {number[:20]}; it has {known}", 404)
    if inputs.length(request) > MOST_BYTES:
        return refusal(f"the file is too large: at most {LARGEST_NOTEBOOK // 2**20} MB are taken", 413)
    try:
        file = inputs.upload(request, "file")
    except (MultiPartParserError, SuspiciousOperation):
        return refusal("the file did not arrive whole; send it again", 400)
    if file is None:
        return refusal("no file came with the request: send it as the form's `file`", 400)
    try:
        source, name = read_upload(request.user, lab, file)
        made = desk.hand_in(request.user, lab, source, Submission.How.COMMAND, name, clock.now())
    except desk.Refused as refused:
        return refusal(str(refused), 429 if isinstance(refused, desk.TooManyWait) else 422)
    address = request.build_absolute_uri(reverse("labs:submission", args=[int(lab.number), made.pk]))
    return JsonResponse({"submission": made.pk, "address": address})


@requires("labs.submit", by_token=True)
@require_GET
def verdict(request: HttpRequest, pk: int) -> JsonResponse:
    """Where one's own submission stands; another's looks as if it were not there."""
    found = Submission.objects.filter(pk=pk, student=request.user).select_related("verdict").defer("source").first()
    if found is None:
        return refusal(f"there is no submission {pk} of yours", 404)
    done = found.verdict if not found.is_waiting else None
    problem = {State.FAILED: found.problem, State.CANCELLED: CANCELLED}.get(State(found.state), "")
    return JsonResponse({"state": found.state, "verdict": shown(done) if done else None, "problem": problem})


def shown(verdict: Any) -> dict[str, Any]:
    """A verdict for a terminal: what `check --json` prints, and what `check` shows beside."""
    return {**verdict.details, "isolated": verdict.isolated, "seconds": verdict.seconds}
