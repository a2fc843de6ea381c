"""The student's pages of a lab: the list, the bench with its editor, a submission and its verdict."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.core import wheel
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import aside, bench, changes, desk, grading, overview
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.labs.upload import read_upload
from chainrule.labs import Lab, solution, starter
from chainrule.labs.folder import still_to_write
from chainrule.labs.notebook import notebook_file, notebook_text
from chainrule.labs.source import line_of, where_to_begin


def lab_or_404(number: int) -> Lab:
    """The lab of a class."""
    lab = grading.labs().get(f"{number:02d}")
    if lab is None:
        raise Http404(f"Class {number} has no lab.")
    return lab


@requires("labs.read")
@require_GET
def labs(request: HttpRequest) -> HttpResponse:
    """Every lab: what this reader works on first, what is passed last; for staff, how many passed each."""
    labs = list(grading.labs().values())
    if allows(request.user, "labs.see_class"):
        people = overview.students()
        context = {"groups": bench.together(labs), "people": len(people), "passed": overview.passed(people, labs)}
    elif allows(request.user, "labs.work"):
        [line] = overview.matrix([request.user], labs)
        context = {"groups": bench.grouped(line.cells), "mine": line.passed, "count": len(labs)}
    else:
        context = {"groups": bench.together(labs)}
    return render(request, "labs/list.html", context)


@requires("labs.read")
@require_GET
def lab(request: HttpRequest, number: int) -> HttpResponse:
    """The bench of one lab; for a visitor, what it builds."""
    one = lab_or_404(number)
    colab = course().notebooks.colab_address(notebook_file(one))
    context = {"lab": one, "number": number, "meeting": course().meeting(number), "colab": colab}
    if not allows(request.user, "labs.work"):
        return render(request, "labs/about.html", {**context, "names": one.names})
    query = inputs.query(request)
    history = Submission.objects.filter(student=request.user, lab=one.number).select_related("verdict")
    chosen = query.whole("load", None)
    loaded = history.filter(pk=chosen).first() if chosen is not None else None
    opened = desk.opened(request.user, one, loaded, draft=bool(query.whole("draft", 0)))
    latest = loaded or history.first()
    begun, at = starter(one), query.raw("at")
    context |= {
        "opened": opened,
        "line": line_of(opened.text, at) or where_to_begin(opened.text, still_to_write(one, opened.text) or one.names),
        "starter": begun,
        "starter_line": where_to_begin(begun, one.names),
        "hints": bench.hinted(one, one.names, desk.workbench(request.user, one).hints),
        "on_bench": True,
        **bench.renewed(request.user, one),
        **(of_submission(request, one, latest) if latest else {}),
    }
    return render(request, "labs/bench.html", context)


def of_submission(request: HttpRequest, lab: Lab, chosen: Submission) -> dict[str, Any]:
    """What `labs/verdict.html` is made of, for this reader."""
    mine = chosen.student_id == request.user.pk
    seen = desk.workbench(request.user, lab).hints if mine else None
    verdict = None if chosen.is_waiting else chosen.verdict
    return {
        "submission": chosen,
        "lab": lab,
        "number": int(lab.number),
        "mine": mine,
        "can_cancel": mine and chosen.is_waiting and chosen.verdict is None,
        "checks": bench.checks(lab, verdict.details, seen) if verdict else [],
        "way_on": bench.way_on(request.user, lab) if mine and verdict and verdict.passed else None,
    }


def renewed(request: HttpRequest, lab: Lab, chosen: Submission, *, on_bench: bool, **more: Any) -> HttpResponse:
    """The verdict for a page that waits for it; on the bench together with all that it changes there."""
    context = {**of_submission(request, lab, chosen), "on_bench": on_bench, **more}
    if on_bench:
        context |= {**bench.renewed(request.user, lab), "said": bench.in_a_sentence(chosen)}
    return render(request, "labs/renewed.html", context)


@requires("labs.work")
@require_POST
def submit(request: HttpRequest, number: int) -> HttpResponse:
    """Hand in what stands in the editor, or an uploaded file."""
    one = lab_or_404(number)
    upload = inputs.upload(request, "file")
    try:
        if upload is not None:
            source, filename = read_upload(request.user, one, upload)
            how = Submission.How.UPLOAD
        else:
            text = inputs.form(request).raw("source").replace("\r\n", "\n")
            source = desk.read_source(text.encode("utf-8", "surrogatepass"))
            how, filename = Submission.How.EDITOR, one.file_name
        submission = desk.hand_in(request.user, one, source, how, filename, clock.now())
    except desk.Refused as refused:
        if request.headers.get("HX-Request"):
            return render(request, "labs/refused.html", {"problem": str(refused)})
        messages.error(request, str(refused))
        return redirect("labs:lab", number=number)
    if upload is None:
        desk.keep_draft(request.user, one, source, clock.now())
    if request.headers.get("HX-Request"):
        return renewed(request, one, submission, on_bench=True)
    return redirect("labs:submission", number=number, pk=submission.pk)


@requires("labs.work")
@require_POST
def cancel(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """Take one's own file out of the queue; where its verdict was faster, that is shown."""
    one = lab_or_404(number)
    mine = Submission.objects.filter(student=request.user, lab=one.number).select_related("verdict")
    chosen, problem = get_object_or_404(mine, pk=pk), ""
    try:
        desk.cancel(request.user, chosen)
    except desk.Refused as refused:
        problem = str(refused)
    if request.headers.get("HX-Request"):
        on_bench = bool(inputs.form(request).whole("bench", 0))
        return renewed(request, one, mine.get(pk=pk), on_bench=on_bench, problem=problem)
    if problem:
        messages.error(request, problem)
    return redirect("labs:submission", number=number, pk=pk)


@requires("labs.work")
@require_GET
def submission(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """One submission with its verdict: one's own, or for staff anybody's."""
    one = lab_or_404(number)
    found = Submission.objects.select_related("verdict", "student")
    sees_class = allows(request.user, "labs.see_class")
    if not sees_class:
        found = found.filter(student=request.user)
    chosen = get_object_or_404(found, pk=pk, lab=one.number)
    on_bench = bool(inputs.query(request).whole("bench", 0)) and chosen.student == request.user
    context = {**of_submission(request, one, chosen), "sees_class": sees_class}
    if request.headers.get("HX-Request") and chosen.is_waiting:
        return render(request, "labs/waiting.html", {**context, "on_bench": on_bench})
    if request.headers.get("HX-Request"):
        answer = renewed(request, one, chosen, on_bench=on_bench, sees_class=sees_class)
        answer.headers["HX-Retarget"], answer.headers["HX-Reswap"] = "#verdict", "innerHTML"  # and no more the line
        return answer
    before = Submission.objects.filter(student=chosen.student, lab=chosen.lab, pk__lt=chosen.pk).first()
    diff = changes.changed(before.source if before else starter(one), chosen.source)
    older = chosen.verdicts.exclude(pk=chosen.verdict_id)
    context |= {"diff": diff, "before": before, "older": older}
    context["can_run_again"] = allows(request.user, "labs.run_again") and aside.can_run_again(chosen)
    context["is_notebook"] = chosen.filename.lower().endswith(".ipynb")
    return render(request, "labs/submission.html", context)


@requires("labs.work")
@require_POST
def draft(request: HttpRequest, number: int) -> JsonResponse:
    """Keep what stands in the editor."""
    try:
        bench = desk.keep_draft(request.user, lab_or_404(number), inputs.form(request).raw("source"), clock.now())
    except desk.Refused as refused:
        return JsonResponse({"error": str(refused)}, status=413)
    return JsonResponse({"kept_at": bench.draft_at})


@requires("labs.work")
@require_POST
def hint(request: HttpRequest, number: int) -> HttpResponse:
    """Show the next hint for one name: beside the check where it was asked for, and in the list of all."""
    one, given = lab_or_404(number), inputs.form(request)
    name = given.choice("name", one.hints, "")
    check = given.choice("check", [each.name for each in one.checks], "")
    seen = desk.show_hint(request.user, one, name).hints
    if name and request.headers.get("HX-Request"):
        [hint] = bench.hinted(one, [name], seen)
        on_bench = bool(given.whole("bench", 0))
        context = {"hint": hint, "check": {"name": check} if check else None, "number": number, "on_bench": on_bench}
        return render(request, "labs/hinted.html", context)
    place = f"at-{check}" if check else "hint"
    return redirect(reverse("labs:lab", args=[number]) + f"#{place}-{name.replace('.', '-')}")


@requires("labs.work")
@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """From here on the solution may be read."""
    desk.give_up(request.user, lab_or_404(number), clock.now())
    return redirect("labs:solution", number=number)


@requires("labs.work")
@require_GET
def read_solution(request: HttpRequest, number: int) -> HttpResponse:
    """The verified solution, after passing or giving up."""
    one = lab_or_404(number)
    if not (desk.may_see_solution(request.user, one) or allows(request.user, "labs.see_class")):
        messages.info(request, "The solution is shown after you pass the lab, or when you give up on it.")
        return redirect("labs:lab", number=number)
    return render(request, "labs/solution.html", {"lab": one, "number": number, "source": solution(one)})


@requires("labs.work")
@require_GET
def file(request: HttpRequest, number: int, pk: int) -> HttpResponse:
    """One's own file, as it was handed in, under the lab's name."""
    one = lab_or_404(number)
    chosen = get_object_or_404(Submission, pk=pk, lab=one.number, student=request.user)
    return as_file(chosen.source, one.file_name, "text/x-python")


@requires("labs.read")
@require_GET
def download(request: HttpRequest, number: int) -> HttpResponse:
    """The starter as a file."""
    one = lab_or_404(number)
    return as_file(starter(one), one.file_name, "text/x-python")


@requires("labs.read")
@require_GET
def download_notebook(request: HttpRequest, number: int) -> HttpResponse:
    """The lab as a notebook, for Jupyter, and for Colab where it is opened by upload."""
    one = lab_or_404(number)
    return as_file(notebook_text(one, wheel.package(request)), notebook_file(one), "application/x-ipynb+json")


def as_file(text: str, name: str, content_type: str) -> HttpResponse:
    """A text that a browser saves under this name."""
    response = HttpResponse(text, content_type=f"{content_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
