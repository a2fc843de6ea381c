"""The list of lectures, a lecture's page, its pictures, where a reader stopped and what they answered."""

import json
import logging
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from chainrule.campus.lectures.asking import LONGEST
from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows, requires
from chainrule.campus.site.core import scripts
from chainrule.campus.site.course import course
from chainrule.campus.site.lectures import running, texts
from chainrule.campus.site.lectures.models import Answered, ReadingPosition
from chainrule.campus.syllabus import ClassMeeting
from chainrule.course import CourseError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Row:
    """One class in the list: what it is about, whether there is a text, and how far this reader is in it."""

    meeting: ClassMeeting
    has_text: bool
    has_lab: bool
    is_exam: bool
    position: ReadingPosition | None

    @property
    def exists(self) -> bool:
        return self.has_text or self.has_lab


def meetings(request: HttpRequest) -> list[ClassMeeting]:
    """The classes of this reader's list: for who learns alone, those in which something is taught."""
    of_class = allows(request.user, "course.read")
    return [meeting for meeting in course().classes if of_class or meeting.outcomes]


@requires("lectures.read")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All classes, each with its state for this reader: first what there is to read and to do, then what is planned."""
    positions = {p.lecture: p for p in request.user.reading_positions.all()} if request.user.is_authenticated else {}
    exams = {exam.beside for exam in course().exams}
    rows = [_row(meeting, exams, positions, request.user) for meeting in meetings(request)]
    context = {
        "written": [row for row in rows if row.exists],
        "planned": [row for row in rows if not row.exists],
        "today": clock.now().astimezone(course().timezone).date(),
    }
    return render(request, "lectures/list.html", context)


def _row(meeting: ClassMeeting, exams: set[int | None], positions: Mapping[int, ReadingPosition], user: Any) -> Row:
    number = meeting.number
    there = number in texts.with_text(), _has_lab(number, user), number in exams
    return Row(meeting, *there, positions.get(number))


def _has_lab(number: int, user: Any) -> bool:
    """Whether this reader can go on to a lab of the class."""
    return number in texts.with_lab() and any(allows(user, action) for action in ("labs.read", "alone.work"))


@requires("lectures.read")
@require_safe
def lecture(request: HttpRequest, number: int) -> HttpResponse:
    """A lecture's text; for a class without one, its outcomes from the syllabus.

    `?print=questions` and `?print=answers` make it ready for paper, without and with what is folded away.
    """
    meeting, there = _meeting(number), meetings(request)
    if meeting not in there:
        raise Http404("nothing is taught in this class")
    place = there.index(meeting)
    context = {
        "meeting": meeting,
        "previous": there[place - 1] if place else None,
        "next": there[place + 1] if place + 1 < len(there) else None,
        "has_lab": _has_lab(number, request.user),
        "has_questions": number in texts.with_questions() and allows(request.user, "practice.work"),
        "assessments": [a for a in course().assessments if a.beside == number],
    }
    if number not in texts.with_text():
        return render(request, "lectures/outline.html", context)
    try:
        page, source = texts.page_for(request.user, number), texts.text(number)
    except CourseError as error:
        log.error("lecture %02d cannot be shown: %s", number, error)
        return render(request, "lectures/broken.html", context | {"error": error}, status=503)
    prints = inputs.query(request).choice("print", ("questions", "answers"), "")
    context |= {
        "page": page,
        "printing": bool(prints),
        "with_answers": prints == "answers",
        "outcome_sections": _sections_of(page.outcomes),
        "section_titles": {section.id: section.title for section in source.sections},
        "explorables": scripts.of_explorables(call.name for call in source.explorables),
    }
    if allows(request.user, "lectures.run") and not prints:
        context["code_version"] = running.version(number)
    if request.user.is_authenticated:
        context["position"] = request.user.reading_positions.filter(lecture=number).first()
        answered = request.user.answered.filter(lecture=number).values_list("ask", "answer")
        context["answered"] = json.dumps(dict(answered))
    return render(request, "lectures/lecture.html", context)


@requires("lectures.read")
@require_safe
def present(request: HttpRequest, number: int) -> HttpResponse:
    """The lecture on a projector: section by section, in large type, with its figures and explorables live."""
    meeting = _meeting(number)
    if number not in texts.with_text() or meeting not in meetings(request):
        raise Http404("no text")
    try:
        page, source = texts.page_for(request.user, number), texts.text(number)
    except CourseError:
        return redirect("lectures:lecture", number)  # which says what is wrong
    scripts_of_it = scripts.of_explorables(call.name for call in source.explorables)
    context = {"meeting": meeting, "page": page, "explorables": scripts_of_it}
    if allows(request.user, "lectures.run"):
        context["code_version"] = running.version(number)
    return render(request, "lectures/present.html", context)


def _sections_of(served: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """From section -> outcomes to outcome -> sections."""
    sections: dict[str, list[str]] = {}
    for id, outcomes in served.items():
        for outcome in outcomes:
            sections.setdefault(outcome, []).append(id)
    return sections


class PlaceForm(forms.Form):
    """Where the page is scrolled to."""

    section = inputs.Line(max_length=200, required=False)
    fraction = inputs.Number(least=0, most=1)


@requires("lectures.keep_place")
@require_POST
def keep_place(request: HttpRequest, number: int) -> HttpResponse:
    """Remember where the reader is; sent by the page when scrolling stops."""
    if number not in texts.with_text():
        raise Http404("no text")
    form = PlaceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(
            "section: the id of a section; fraction: from 0 to 1\n", status=400, content_type="text/plain"
        )
    place = form.cleaned_data
    if place["section"] not in {section.id for section in texts.text(number).sections}:
        place["section"] = ""
    with transaction.atomic():
        User.objects.select_for_update().get(pk=request.user.pk)  # two tabs take turns
        old = ReadingPosition.objects.filter(user=request.user, lecture=number).first()
        place |= {"furthest": max(place["fraction"], old.furthest if old else 0.0), "at": clock.now()}
        ReadingPosition.objects.update_or_create(user=request.user, lecture=number, defaults=place)
    return HttpResponse(status=204)


class AnswerForm(forms.Form):
    """An answer to a question in the text, or to an exercise."""

    ask = inputs.Line(max_length=12)
    answer = forms.CharField(max_length=LONGEST, strip=False)

    def clean_answer(self) -> str:
        return inputs.code(self.cleaned_data["answer"])


@requires("lectures.keep_place")
@require_POST
def keep_answer(request: HttpRequest, number: int) -> HttpResponse:
    """Remember what the reader answered to a question or an exercise of the text; sent by the page, which judges."""
    if number not in texts.with_text():
        raise Http404("no text")
    form = AnswerForm(request.POST)
    if not form.is_valid() or form.cleaned_data["ask"] not in texts.text(number).answers_kept:
        words = "ask: the id of a question in this text; answer: at most 2,000 characters\n"
        return HttpResponse(words, status=400, content_type="text/plain")
    given = {"answer": form.cleaned_data["answer"], "at": clock.now()}
    Answered.objects.update_or_create(user=request.user, lecture=number, ask=form.cleaned_data["ask"], defaults=given)
    return HttpResponse(status=204)


@requires("lectures.read")
@require_safe
def picture(request: HttpRequest, number: int, name: str) -> FileResponse:
    """A picture beside the lecture's text; only those that the text shows."""
    _meeting(number)
    if number not in texts.with_text() or name not in texts.text(number).images:
        raise Http404("no such picture")
    kind = mimetypes.guess_type(name)[0] or ""
    if not kind.startswith("image/"):
        raise Http404("not a picture")
    response = FileResponse((texts.text(number).folder / name).open("rb"), content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response


def _meeting(number: int) -> ClassMeeting:
    try:
        return course().meeting(number)
    except LookupError as error:
        raise Http404(str(error)) from error
