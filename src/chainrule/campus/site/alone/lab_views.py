"""The learner's labs: the list, and one lab with the file in the folder, its verdict, hints and solution."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.alone import bench as desk
from chainrule.campus.site.alone.bench import bench
from chainrule.campus.site.labs import bench as bench_of_labs
from chainrule.campus.site.labs import grading
from chainrule.labs import Lab, solution, starter
from chainrule.labs.folder import FolderProblem, LabProgress, next_hint, still_to_write
from chainrule.labs.mine import can_be_trained


def lab_or_404(number: int) -> Lab:
    """The lab of a class."""
    lab = bench().labs.get(f"{number:02d}")
    if lab is None:
        raise Http404(f"Class {number} has no lab.")
    return lab


def known(request: HttpRequest) -> dict[str, LabProgress]:
    """What the folder remembers of each lab; what is wrong with its file is said on the page."""
    try:
        folder = bench().folder()
    except FolderProblem as problem:
        messages.error(request, str(problem))
        return {number: LabProgress() for number in bench().labs}
    if folder.note:
        messages.warning(request, folder.note)
    return {number: folder.progress(number) for number in bench().labs}


def change(request: HttpRequest, what: Any) -> None:
    """Change what the folder remembers; where that cannot be done, the next page says why."""
    try:
        bench().change(what)
    except FolderProblem as problem:
        messages.error(request, str(problem))


@requires("alone.work")
@require_GET
def labs(request: HttpRequest) -> HttpResponse:
    """Every lab, and how far it is."""
    progress = known(request)
    rows = [{"lab": lab, "class": int(n), "progress": progress[n]} for n, lab in bench().labs.items()]
    return render(request, "alone/labs.html", {"rows": rows, "folder": bench().path})


@requires("alone.work")
@require_GET
def lab(request: HttpRequest, number: int) -> HttpResponse:
    """One lab: its file, its latest verdict, hints."""
    return render(request, "alone/lab.html", context_of(request, lab_or_404(number)))


@requires("alone.work")
@require_GET
def verdict(request: HttpRequest, number: int) -> HttpResponse:
    """What an open page asks every second: nothing new (204), or all that a new verdict changes on it."""
    lab = lab_or_404(number)
    if inputs.query(request).line("seen") == bench().standing(lab.number).stamp:
        return HttpResponse(status=204)
    return render(request, "alone/news.html", context_of(request, lab))


def context_of(request: HttpRequest, lab: Lab) -> dict[str, Any]:
    """All that the page of a lab shows."""
    standing, progress = bench().standing(lab.number), known(request)[lab.number]
    path = bench().file_of(lab.number)
    text, hidden = desk.shown(path)
    found = standing.checked.verdict if standing.checked else None
    return {
        "lab": lab,
        "number": int(lab.number),
        "path": path,
        "is_there": path.is_file(),
        "text": text,
        "hidden": hidden,
        "is_begun": bool(text) and text != starter(lab),
        "standing": standing,
        "checked": standing.checked,
        "verdict": found,
        "checks": bench_of_labs.checks(lab, grading.details_of(found), progress.hints) if found else [],
        "trains": can_be_trained(lab),
        "progress": progress,
        "hints": bench_of_labs.hinted(lab, lab.hints, progress.hints),
        "unwritten": still_to_write(lab, text) if text else list(lab.names),
        "may_see_solution": bool(progress.passed or progress.gave_up),
    }


@requires("alone.work")
@require_POST
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Check what is saved now."""
    lab = lab_or_404(number)
    bench().want(lab.number)
    if request.headers.get("HX-Request"):
        return render(request, "alone/news.html", context_of(request, lab))
    return redirect("alone:lab", number=number)


@requires("alone.work")
@require_POST
def hint(request: HttpRequest, number: int) -> HttpResponse:
    """Show the next hint for one name."""
    lab = lab_or_404(number)
    name = inputs.form(request).choice("name", lab.hints, "")
    if name:
        change(request, lambda folder: next_hint(folder.progress(lab.number), lab, name))
    return redirect(reverse("alone:lab", args=[number]) + f"#hint-{name.replace('.', '-')}")


@requires("alone.work")
@require_POST
def give_up(request: HttpRequest, number: int) -> HttpResponse:
    """From here on the solution may be read."""
    lab = lab_or_404(number)
    change(request, lambda folder: setattr(folder.progress(lab.number), "gave_up", True))
    return redirect("alone:solution", number=number)


@requires("alone.work")
@require_GET
def read_solution(request: HttpRequest, number: int) -> HttpResponse:
    """The verified solution, after passing or giving up."""
    lab = lab_or_404(number)
    progress = known(request)[lab.number]
    if not (progress.passed or progress.gave_up):
        messages.info(request, "The solution is shown after you pass the lab, or when you give up on it.")
        return redirect("alone:lab", number=number)
    return render(request, "alone/solution.html", {"lab": lab, "number": number, "source": solution(lab)})


@requires("alone.work")
@require_POST
def restore(request: HttpRequest, number: int) -> HttpResponse:
    """Put the starter where the lab's file is missing."""
    try:
        bench().restore(lab_or_404(number).number)
    except FolderProblem as problem:
        messages.error(request, str(problem))
    return redirect("alone:lab", number=number)
