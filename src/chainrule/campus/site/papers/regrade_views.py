"""The instructor's pages for regrading a question of a paper: what would change, then confirming or taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions.regrade import last_standing, standing
from chainrule.campus.questions.responses import chosen
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.jobs.boxes import NoSandbox
from chainrule.campus.site.papers import attempt_marks, regrades
from chainrule.campus.site.papers.marking_views import openings_of
from chainrule.campus.site.papers.models import Attempt, Regrade
from chainrule.campus.site.papers.rulings import log_of
from chainrule.campus.site.papers.shown import shown
from chainrule.campus.site.papers.staff_views import assessment_or_404
from chainrule.labs import CannotStart

RULES = ("key", "drop", "everyone", "undo")


@requires("papers.regrade")
@require_GET
def questions(request: HttpRequest, paper: str) -> HttpResponse:
    """The questions that were asked in a paper, and every regrade of it."""
    assessment = assessment_or_404(paper)
    attempts = list(Attempt.objects.filter(paper=paper))
    openings, counts = openings_of(attempts), dict[str, int]()
    for attempt in attempts:
        for item in attempt.questions.items:
            counts[item.question] = counts.get(item.question, 0) + 1
    now = {entry.question: entry.rule for entry in standing(log_of(paper))}
    rows = [
        {
            "id": id,
            "class": int(id[:2]),
            "name": id[3:],
            "opening": openings[id],
            "asked": counts[id],
            "rule": now.get(id),
        }
        for id in sorted(openings)
    ]
    context = {"assessment": assessment, "rows": rows, "log": entries(paper)}
    return render(request, "papers/regrade.html", context)


def entries(paper: str, question: str = "") -> list[Regrade]:
    """The log, the latest first."""
    rows = Regrade.objects.filter(paper=paper).select_related("by", "undoes").order_by("-id")
    return list(rows.filter(question=question) if question else rows)


@requires("papers.regrade")
@require_http_methods(["GET", "POST"])
def question(request: HttpRequest, paper: str, number: int, name: str) -> HttpResponse:
    """One question: how it is marked, what another rule would change, and confirming that."""
    assessment, id = assessment_or_404(paper), f"{number:02d}/{name.replace('-', '_')}"
    asked = regrades.having(paper, id)
    if not asked:
        raise Http404(f"Nobody was asked {id} in {assessment.title}.")
    given = inputs.form(request) if request.method == "POST" else inputs.query(request)
    rule = given.choice("rule", RULES, "")
    reason = given.line("reason") if request.method == "POST" else ""
    log = log_of(paper)
    last = last_standing(log, id)
    context: dict[str, Any] = {
        "assessment": assessment,
        "question": id,
        "number": number,
        "name": name,
        "opening": shown([asked[0][0]]).variant_of(asked[0][1]).opening,
        "asked": len(asked),
        "open": sum(attempt.is_open for attempt, _ in asked),
        "rule": rule,
        "reason": reason,
        "last": Regrade.objects.get(pk=last.number) if last else None,
        "log": entries(paper, id),
        "released": attempt_marks.is_released(paper),
    }
    if not rule:
        return render(request, "papers/regrade_question.html", context)
    try:
        proposal = regrades.propose(paper, id, rule)
        if request.method == "POST" and (to := acted(request, given, proposal, reason)):
            return redirect(to)
        found = regrades.preview(proposal)
    except regrades.Refused as refused:
        context["refused"] = str(refused)
    else:
        context |= {"preview": found, "lines": lines_of(found)}
    return render(request, "papers/regrade_question.html", context, status=422 if request.method == "POST" else 200)


def acted(request: HttpRequest, given: inputs.Given, proposal: regrades.Proposal, reason: str) -> str:
    """Do what the form asks, and where to go on; "" where it lacks something, which a message says."""
    if given.raw("do") == "run":
        return ran(request, proposal)
    if not reason:
        messages.error(request, "Give a reason. It is kept in the records, and students whose mark changes read it.")
        return ""
    written = regrades.confirm(proposal, given.raw("seen"), reason, request.user)
    count = written.changed.count()
    papers = "No mark changes" if not count else "1 paper changes" if count == 1 else f"{count} papers change"
    done = "Taken back" if proposal.undoes else "Regraded"
    messages.success(request, f"{done}. {papers}. What was decided stands below.")
    return request.path


def ran(request: HttpRequest, proposal: regrades.Proposal) -> str:
    """Run the code that a mended key needs; the page shows then what would change."""
    try:
        left = regrades.run_missing(regrades.preview(proposal).missing)
    except (NoSandbox, CannotStart) as refused:
        messages.error(request, f"The code cannot be run on this machine: {refused}")
    else:
        if left:
            messages.info(request, f"{left} programs are left. Run them too.")
    return f"{request.path}?rule={proposal.rule}"


def lines_of(found: regrades.Preview) -> list[dict[str, Any]]:
    """The lines of the table, each with the answer as a person reads it."""
    variants = shown(line.attempt for line in found.lines)
    rows = []
    for line in found.lines:
        variant = line.attempt.questions.variant(variants, line.change.after.number)
        said = chosen(variant, line.change.after.answer)[1]
        rows.append({"line": line, "change": line.change, "student": line.attempt.student, "said": said})
    return rows
