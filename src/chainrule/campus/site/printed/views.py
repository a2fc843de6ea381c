"""The staff's pages of papers on paper: making variants, printing them, typing answer sheets in."""

from __future__ import annotations

import threading

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import pluralize
from django.templatetags.static import static
from django.views.decorators.http import require_GET, require_http_methods

from chainrule.campus.site import clock, inputs, pdf
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.papers.drawing import what_is_missing
from chainrule.campus.site.papers.staff_views import assessment_or_404, students
from chainrule.campus.site.printed import desk, pages, variants
from chainrule.campus.site.printed.models import PrintedPaper, Sheet

WHAT = {"papers": False, "keys": True}  # what is printed: whether its keys are
FEW_ROWS, MOST_FIELDS = 6, 900  # Django takes no form with more than a thousand
_printing = threading.Lock()


class HowMany(forms.Form):
    """How many variants there are to be."""

    count = inputs.Whole(
        least=1, most=variants.MOST, label="How many variants", error_messages={"required": "Say how many."}
    )


@requires("papers.on_paper")
@require_http_methods(["GET", "POST"])
def variants_of(request: HttpRequest, paper: str) -> HttpResponse:
    """Make variants of a paper, and what can be printed of them."""
    assessment, there = assessment_or_404(paper), variants.printed(paper)
    form = HowMany(request.POST or None, initial={"count": max(len(there), 4)})
    missing = what_is_missing(paper)
    if request.method == "POST" and missing is None and form.is_valid():
        more = len(variants.make(paper, form.cleaned_data["count"], request.user)) - len(there)
        if more > 0:
            messages.success(request, f"{more} variant{pluralize(more)} made. Print the papers and the keys now.")
        else:
            messages.info(request, f"There are {len(there)} variants already: they stay as they are.")
        return redirect("printed:variants", paper=paper)
    context = {
        "assessment": assessment,
        "form": form,
        "missing": missing,
        "variants": there,
        "typed": Sheet.objects.filter(printed__paper=paper).count(),
    }
    return render(request, "printed/variants.html", context, status=422 if request.method == "POST" else 200)


@requires("papers.on_paper")
@require_GET
def page(request: HttpRequest, paper: str, what: str) -> HttpResponse:
    """All variants as a page for the browser's own printing, with answer sheets or with keys."""
    there = variants_or_404(paper, what)
    styles = static(pages.STYLES)
    return HttpResponse(pages.html(assessment_or_404(paper), there, keys=WHAT[what], styles=styles))


@requires("papers.on_paper")
@require_GET
def file(request: HttpRequest, paper: str, what: str) -> HttpResponse:
    """The same as a PDF, where the server has a Chromium; one is printed at a time."""
    there = variants_or_404(paper, what)
    if not _printing.acquire(blocking=False):
        messages.warning(request, "Another paper is being printed. Try again in a minute.")
        return redirect("printed:variants", paper=paper)
    try:
        made = pages.as_pdf(assessment_or_404(paper), there, keys=WHAT[what])
    except pdf.NoPrinter as problem:
        said = str(problem).partition("\n")[0]
        messages.warning(request, f"No PDF was made: {said}. Open the page to print, and print it with your browser.")
        return redirect("printed:variants", paper=paper)
    finally:
        _printing.release()
    named = {"Content-Disposition": f'attachment; filename="{paper}-{what}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=named)


def variants_or_404(paper: str, what: str) -> list[PrintedPaper]:
    """What is there to be printed."""
    assessment_or_404(paper)
    there = variants.printed(paper)
    if what not in WHAT or not there:
        raise Http404("There is nothing to print yet: make variants of the paper first.")
    return there


@requires("papers.on_paper")
@require_http_methods(["GET", "POST"])
def sheets(request: HttpRequest, paper: str) -> HttpResponse:
    """Type answer sheets in, one a row. Right rows are recorded; wrong ones stay, with what is wrong."""
    assessment, there = assessment_or_404(paper), variants.printed(paper)
    if not there:
        messages.info(request, f"{assessment.title} was not printed yet: make variants first.")
        return redirect("printed:variants", paper=paper)
    questions = max(len(one.questions.items) for one in there)
    most, wrong, instead = MOST_FIELDS // (questions + 2), list[desk.Row](), False
    if request.method == "POST":
        form = inputs.form(request)
        instead = form.raw("instead") == "yes"
        typed = [row for place in range(most) if not (row := row_in(form, place, questions)).is_empty]
        made = desk.type_in(paper, typed, request.user, clock.now(), instead=instead)
        wrong = [row for row in typed if row.errors]
        if made:
            messages.success(request, f"{len(made)} sheet{pluralize(len(made))} recorded.")
        if not wrong:
            if not typed:
                messages.info(request, "No row was filled in, so nothing was recorded.")
            return redirect("printed:sheets", paper=paper)
        messages.error(request, f"{len(wrong)} sheet{pluralize(len(wrong))} not recorded: see below what is wrong.")
    rows = max(inputs.query(request).whole("rows", FEW_ROWS, least=1, most=most), len(wrong))
    empty = desk.Row(cells=[""] * questions)
    context = {
        "assessment": assessment,
        "rows": [*wrong, *[empty] * (rows - len(wrong))],
        "wrong": len(wrong),
        "more": min(2 * rows, most) if rows < most else 0,
        "instead": instead,
        "students": students(),
        "variants": len(there),
        "sheets": Sheet.objects.filter(printed__paper=paper).select_related("attempt__student", "printed", "typed_by"),
    }
    return render(request, "printed/sheets.html", context, status=422 if wrong else 200)


def row_in(form: inputs.Given, place: int, questions: int) -> desk.Row:
    """One row of the form, as it was typed."""
    cells = [form.code(f"r{place}-{number}") for number in range(1, questions + 1)]
    return desk.Row(form.code(f"r{place}-student"), form.code(f"r{place}-variant"), cells)
