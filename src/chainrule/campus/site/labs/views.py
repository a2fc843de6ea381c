"""The student's pages of a lab: the list, the bench with its editor, a submission and its verdict."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.core import wheel
from chainrule.campus.site.course import course
from chainrule.campus.site.labs import aside, changes, desk, grading
from chainrule.campus.site.labs.models import Submission
from chainrule.campus.site.labs.upload import read_upload
from chainrule.labs import Lab, solution, starter
from chainrule.labs.notebook import notebook_file, notebook_text


def lab_or_404(number: int) -> Lab:
    """The lab of a class."""
    lab = grading.labs().get(f"{number:02d}")
    if lab is None:
        raise Http404(f"Class {number} has no lab.")
    return lab


@requires("labs.read")
@require_GET
def labs(request: HttpRequest) -> HttpResponse:
    """Every lab, and where this reader stands with it."""
    works = allows(request.user, "labs.work")
    rows = [
        {"lab": lab, "class": int(number), "standing": desk.standing(request.user, lab) if works else None}
        for number, lab in grading.labs().items()
    ]
    return render(request, "labs/list.html", {"rows": rows})


@requires("labs.read")
@require_GET
def lab(request: HttpRequest, number: int) -> HttpResponse:
    """The bench of one lab; for a visitor, what it builds."""
    one = lab_or_404(number)
    colab = course().notebooks.colab_address(notebook_file(one))
    context = {"lab": one, "number": number, "meeting": course().meeting(number), "colab": colab}
    if not allows(request.user, "labs.work"):
        return render(request, "labs/about.html", {**context, "names": one.names})
    bench = desk.workbench(request.user, one)
    hints = [
        {
            "name": name,
            "anchor": name.replace(".", "-"),
            "shown": levels[: bench.hints.get(name, 0)],
            "left": len(levels) - bench.hints.get(name, 0),
        }
        for name, levels in one.hints.items()
    ]
    history = Submission.objects.filter(student=request.user, lab=one.number).select_related("verdict")
    chosen = inputs.query(request).whole("load", None)
    loaded = history.filter(pk=chosen).first() if chosen is not None else None
    context |= {
        "source": loaded.source if loaded else desk.text_in_editor(request.user, one),
        "loaded": loaded,
        "starter": starter(one),
        "hints": hints,
        "bench": bench,
        "standing": desk.standing(request.user, one),
        "history": history[:20],
        "latest": loaded or history.first(),
        "may_see_solution": desk.may_see_solution(request.user, one),
    }
    return render(request, "labs/bench.html", context)


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
        return render(request, "labs/verdict.html", {"submission": submission, "number": number, "lab": one})
    return redirect("labs:submission", number=number, pk=submission.pk)


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
    context = {"submission": chosen, "number": number, "lab": one, "sees_class": sees_class}
    if request.headers.get("HX-Request"):
        return render(request, "labs/verdict.html", context)
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
    """Show the next hint for one name."""
    one = lab_or_404(number)
    name = inputs.form(request).choice("name", one.hints, "")
    desk.show_hint(request.user, one, name)
    return redirect(reverse("labs:lab", args=[number]) + f"#hint-{name.replace('.', '-')}")


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


@requires("labs.read")
@require_GET
def download(request: HttpRequest, number: int) -> HttpResponse:
    """The starter as a file."""
    one = lab_or_404(number)
    response = HttpResponse(starter(one), content_type="text/x-python; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{one.file_name}"'
    return response


@requires("labs.read")
@require_GET
def download_notebook(request: HttpRequest, number: int) -> HttpResponse:
    """The lab as a notebook, for Jupyter, and for Colab where it is opened by upload."""
    one = lab_or_404(number)
    text = notebook_text(one, wheel.package(request))
    response = HttpResponse(text, content_type="application/x-ipynb+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{notebook_file(one)}"'
    return response
