"""The student's page of receipts: what the server holds of one's own attempt, as a file, and a list checked against it.

A list is compared with the student's own attempts of this paper and with nothing else: of another's it is said that it
is none of theirs, whether there is such an attempt or not.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions.receipts import NotAList, Report
from chainrule.campus.site import inputs, rates
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.papers import receipts, sitting
from chainrule.campus.site.papers.models import Attempt
from chainrule.campus.site.papers.staff_views import assessment_or_404
from chainrule.campus.site.papers.views import about_receipts, own_attempt
from chainrule.campus.site.share import Share

CHECKS = rates.Rate("receipts", 30, 10 * 60)  # of one person
ONE = Share(at_once=1, waiting=4, patience=10.0)  # a list is a few megabytes, and what is made of it many more
SHOWN = 100  # answers that are not as the list says


@requires("papers.sit")
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, paper: str) -> HttpResponse:
    """What the server holds, and the verdict on a list that was uploaded or pasted."""
    assessment = assessment_or_404(paper)
    attempt = sitting.current(request.user, assessment.id)
    if attempt is None:
        return redirect("papers:paper", paper=paper)
    report, problem = None, ""
    if request.method == "POST":
        try:
            report = checked(request, paper)
        except NotAList as wrong:
            problem = f"This is not a list of receipts that can be checked: {wrong}."
    context = {
        "assessment": assessment,
        "last": receipts.last(attempt),
        "state": {"attempt": attempt.pk, **about_receipts(attempt)},
        "report": report,
        "shown": report.wrong[:SHOWN] if report else (),
        "problem": problem,
    }
    return render(request, "papers/receipts.html", context, status=422 if problem else 200)


def checked(request: HttpRequest, paper: str) -> Report:
    """The verdict on the list in a form. Raises `NotAList`."""
    user = request.user
    assert isinstance(user, User)
    if seconds := CHECKS.wait(user.pk):
        raise NotAList(f"you have checked {CHECKS.most} lists; wait {rates.words(seconds)}")
    CHECKS.count(user.pk)
    upload = inputs.upload(request, "file")
    if upload is None:
        content = inputs.form(request).raw("list").encode("utf-8", "replace")
    else:
        content = upload.read(receipts.MOST_BYTES + 1)
    with ONE.taken():
        listed = receipts.read(content)
        attempt = receipts.attempt_of(listed, Attempt.objects.filter(student=user, paper=paper))
        if attempt is None:
            raise NotAList("it belongs to no attempt of yours at this paper")
        return receipts.check(attempt, listed)


@requires("papers.sit")
@require_GET
def as_file(request: HttpRequest, paper: str) -> HttpResponse:
    """The server's own list of one's attempt."""
    attempt = own_attempt(request.user, paper)
    response = JsonResponse(receipts.list_of(attempt), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="receipts-{attempt.paper}-{attempt.pk}.json"'
    return response
