"""Whole tables: pasted or as a file, with a preview before anything is recorded; and Blackboard's grade file."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts import audit, roster
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.course import course
from chainrule.campus.site.grades import blackboard, class_book, entering, pasting, sheets
from chainrule.campus.site.grades.class_book import item, items
from chainrule.campus.site.grades.forms import PasteForm
from chainrule.campus.site.grades.people import user_name
from chainrule.campus.site.inputs import BadInput, sentence
from chainrule.campus.syllabus import rounded

MOST_SHOWN = 200  # changes of a preview that stand in full


@requires("grades.record")
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """A table is looked at, then recorded in one go: nothing is kept in between, the form sends the table twice."""
    if request.method == "GET":
        return render(request, "grades/paste.html", {"form": PasteForm(items=items()), "items": items()})
    form = PasteForm(request.POST, request.FILES, items=items())
    context: dict[str, Any] = {"form": form, "items": items()}
    if not form.is_valid():
        return render(request, "grades/paste.html", context, status=422)
    try:
        text = text_of(form)
        sheet = sheets.read(text)
        if inputs.form(request).raw("confirm"):
            return confirmed(request, form, sheet)
        context |= preview(form, sheet, text)
    except (BadInput, roster.Unreadable) as error:
        form.add_error("file" if form.cleaned_data["file"] else "text", sentence(error))
        return render(request, "grades/paste.html", context, status=422)
    except entering.Refused as refused:
        context |= preview(form, sheet, text) | {"problem": str(refused), "reason": inputs.form(request).raw("reason")}
        return render(request, "grades/paste.html", context, status=409)
    return render(request, "grades/paste.html", context)


def text_of(form: PasteForm) -> str:
    """The table of a form: the file if there is one. Raises `BadInput` or `Unreadable`."""
    file = form.cleaned_data["file"]
    text = roster.decoded(file.read(roster.LARGEST + 1)) if file else str(form.cleaned_data["text"])
    if not text.strip():
        raise BadInput("paste a table, or choose a file")
    if len(text) > roster.LARGEST:
        raise BadInput(f"at most {roster.LARGEST:,} characters are taken at once")
    return text


def preview(form: PasteForm, sheet: sheets.Sheet, text: str) -> dict[str, Any]:
    """What the table would change, for the page."""
    given = form.cleaned_data
    made = pasting.plan(sheet, class_book.students(), clock.now(), item(given["item"]), given["out_of"])
    more = max(0, len(made.new) - MOST_SHOWN)
    return {"plan": made, "text": text, "new": made.new[:MOST_SHOWN], "more": more}


def confirmed(request: HttpRequest, form: PasteForm, sheet: sheets.Sheet) -> HttpResponse:
    """Record it and go to the grade book. Raises `Refused` or `BadInput`."""
    sent, given, user = inputs.form(request), form.cleaned_data, request.user
    assert isinstance(user, User)
    made = entering.record_table(
        user,
        sheet,
        clock.now(),
        seen=sent.raw("seen"),
        reason=sent.line("reason"),
        leave=bool(sent.raw("leave")),
        only=item(given["item"]),
        out_of=given["out_of"],
    )
    messages.success(request, f"Recorded: {len(made.new)} new, {len(made.changed)} changed.")
    return redirect("grades:book")


@requires("grades.export")
@require_http_methods(["GET", "POST"])
def blackboard_file(request: HttpRequest) -> HttpResponse:
    """A file of Blackboard is filled in: first what would be written, then the file itself."""
    if request.method == "GET":
        return render(request, "grades/blackboard.html", {})
    try:
        content, name = sent_file(request)
        made = blackboard.filled(content, *marks(), lambda value: rounded(value, course().grade_rules.decimals))
    except BadInput as bad:
        return render(request, "grades/blackboard.html", {"problem": sentence(bad)}, status=422)
    if inputs.form(request).raw("download"):
        audit.record(request.user, "grades.blackboard", name, numbers=sum(made.columns.values()))
        response = HttpResponse(made.content, content_type="application/octet-stream")
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    kept = base64.b64encode(content).decode()
    return render(request, "grades/blackboard.html", {"made": made, "kept": kept, "file_name": name})


def sent_file(request: HttpRequest) -> tuple[bytes, str]:
    """(content, name) of the file: just chosen, or sent back by the page that showed what will be written."""
    file = inputs.upload(request, "file")
    if file is not None:
        return file.read(blackboard.LARGEST + 1), file_name(file.name or "")
    kept = inputs.form(request).raw("kept")
    try:
        content = base64.b64decode(kept, validate=True)
    except (ValueError, binascii.Error):
        raise BadInput("the file did not come back whole: choose it again") from None
    if not content:
        raise BadInput("choose the file that you downloaded in Blackboard")
    return content, file_name(inputs.form(request).raw("file_name"))


def file_name(name: str) -> str:
    """A name for the file that is given back: letters, digits and a few signs of the one that came."""
    return "".join(c for c in name if c.isascii() and (c.isalnum() or c in "._- "))[-100:].strip() or "gradebook.xls"


def marks() -> tuple[dict[str, dict[str, float | None]], dict[str, str]]:
    """The percents of the class by address and title, and whose each user name is; not one that two students have."""
    rows = class_book.rows_of(class_book.students(), clock.now())
    count = Counter(user_name(row.student) for row in rows)
    percents, names = {}, {}
    for row in rows:
        address, short = row.student.email.lower(), user_name(row.student)
        percents[address] = {a.title: cell.percent for a, cell in zip(items(), row.cells, strict=True)}
        names |= {address: address} | ({short: address} if count[short] == 1 else {})
    return percents, names
