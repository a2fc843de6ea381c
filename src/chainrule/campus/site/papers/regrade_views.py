"""The instructor's pages for regrading a question of a paper: what would change, then confirming or taking it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.questions import FindError, Item, MultipleChoice
from chainrule.campus.questions.regrade import last_standing, standing
from chainrule.campus.questions.responses import chosen
from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.papers import attempt_marks, key_runs, regrades
from chainrule.campus.site.papers.models import Attempt, Regrade
from chainrule.campus.site.papers.rulings import log_of
from chainrule.campus.site.papers.shown import openings_of, shown
from chainrule.campus.site.papers.staff_views import assessment_or_404

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
    if request.method == "POST" and given.raw("do") == "run":
        return run_code(request, paper, id, rule)
    context = about(paper, id, asked) | {"assessment": assessment, "number": number, "name": name, "rule": rule}
    if not rule:
        return render(request, "papers/regrade_question.html", context)
    if request.method == "POST":
        context["reason"] = given.line("reason")
    try:
        proposal = regrades.propose(paper, id, rule)
        if request.method == "POST" and confirmed(request, proposal, given.raw("seen"), context["reason"]):
            return redirect(request.path)
        found = regrades.preview(proposal)
    except regrades.Refused as refused:
        context["refused"] = str(refused)
    else:
        context |= {"preview": found, "missing": found.missing, "lines": lines_of(found)}
    return render(request, "papers/regrade_question.html", context, status=422 if request.method == "POST" else 200)


def about(paper: str, question: str, asked: list[tuple[Attempt, Item]]) -> dict[str, Any]:
    """What the page says about a question before a rule is chosen."""
    last = last_standing(log_of(paper), question)
    attempt, item = asked[0]
    return {
        "question": question,
        "opening": shown([attempt]).variant_of(item).opening,
        "asked": len(asked),
        "open": sum(attempt.is_open for attempt, _ in asked),
        "last": Regrade.objects.get(pk=last.number) if last else None,
        "log": entries(paper, question),
        "released": attempt_marks.is_released(paper),
        "missing": regrades.missing_now(paper, asked) if last and last.rule == "key" else None,
        "running": sum(len(job.authors) + len(job.students) for job in key_runs.unfinished(paper, question)),
        "broken": key_runs.broken(paper, question),
    }


def confirmed(request: HttpRequest, proposal: regrades.Proposal, seen: str, reason: str) -> bool:
    """Write the regrade; False where the reason is missing, which a message says."""
    if not reason:
        messages.error(request, "Give a reason. It is kept in the records, and students whose mark changes read it.")
        return False
    written = regrades.confirm(proposal, seen, reason, request.user)
    count = written.changed.count()
    papers = "No mark changes" if not count else "1 paper changes" if count == 1 else f"{count} papers change"
    done = "Taken back" if proposal.undoes else "Regraded"
    messages.success(request, f"{done}. {papers}. What was decided stands below.")
    return True


def run_code(request: HttpRequest, paper: str, question: str, rule: str) -> HttpResponse:
    """Queue the code that a mended key needs: the one that would be chosen, else the one that is in force."""
    try:
        if rule:
            missing = regrades.preview(regrades.propose(paper, question, rule)).missing
        else:
            missing = regrades.missing_now(paper, regrades.having(paper, question))
        key_runs.queue_up(paper, question, missing, request.user)
    except regrades.Refused as refused:
        messages.error(request, str(refused))
    return redirect(f"{request.path}?rule={rule}" if rule else request.path)


def lines_of(found: regrades.Preview) -> list[dict[str, Any]]:
    """The lines of the table, each with the answer as a person reads it."""
    variants = shown(line.attempt for line in found.lines)
    rows = []
    for line in found.lines:
        variant = line.attempt.questions.variant(variants, line.change.after.number)
        said = chosen(variant, line.change.after.answer)[1]
        typed = not isinstance(variant, MultipleChoice | FindError)
        rows.append(
            {"line": line, "change": line.change, "student": line.attempt.student, "said": said, "typed": typed}
        )
    return rows
