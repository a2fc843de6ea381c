"""The list of threads, one thread, asking, answering, editing, and what an asker and a follower can say."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chainrule.campus.site import clock, inputs
from chainrule.campus.site.accounts.permissions import requires
from chainrule.campus.site.asking import board, holds, places, shown
from chainrule.campus.site.asking.forms import EditForm, PostForm, QuestionForm
from chainrule.campus.site.asking.models import Post, Thread
from chainrule.campus.site.asking.places import Place, Reader
from chainrule.campus.site.asking.text import html_of
from chainrule.campus.site.course import course

A_PAGE = 25
LONGEST_SEARCH = 100
SHOW = {"unanswered": "without an answer", "mine": "that I asked", "followed": "that I follow"}


@requires("asking.read")
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """All threads that the reader may see, filtered and searched by the address; for staff those that wait first."""
    reader, given = Reader(request.user, clock.now()), inputs.query(request)
    asked = {
        "q": given.line("q", most=LONGEST_SEARCH),
        "kind": given.choice("kind", Thread.Kind.values, ""),
        "number": given.whole("number", None, 1, max(meeting.number for meeting in course().classes)),
        "show": given.choice("show", SHOW, ""),
    }
    found = shown.threads(reader)
    if asked["kind"]:
        found = found.filter(kind=asked["kind"])
    if asked["number"]:
        found = found.filter(number=asked["number"])
    if asked["show"]:
        found = found.filter(_shown_as(asked["show"], request.user))
    if asked["q"]:
        found = shown.search(found, reader, asked["q"])
    found = found.order_by(*(["is_answered"] if reader.is_staff else []), "-pk")
    page = Paginator(found, A_PAGE).get_page(given.whole("page", 1, 1))
    context = {
        "page": page,
        "rows": shown.rows(reader, page.object_list),
        "asked": asked,
        "keep": urlencode({name: value for name, value in asked.items() if value}),
        "kinds": Thread.Kind.choices,
        "shows": SHOW.items(),
        "classes": course().classes,
        "why": holds.why(reader.held, 0),
    }
    return render(request, "asking/list.html", context)


def _shown_as(show: str, user: Any) -> Q:
    """The threads of a filter."""
    if show == "mine":
        return Q(author=user)
    if show == "followed":
        return Q(pk__in=user.follows.filter(on=True).values("thread"))
    return shown.waits()


def thread_or_404(reader: Reader, pk: int) -> Thread:
    """A thread that the reader may see."""
    found = shown.threads(reader).select_related("author", "acceptance")
    return get_object_or_404(found, pk=pk)


def post_or_404(reader: Reader, pk: int) -> Post:
    """A post that the reader may see, with its thread."""
    post = get_object_or_404(Post.objects.select_related("thread"), pk=pk)
    thread = thread_or_404(reader, post.thread_id)
    if all(one.post.pk != pk for one in shown.posts_of(reader, thread)):
        raise Http404("There is no such post.")
    return post


def to_post(post: Post) -> HttpResponse:
    """To a post on its page."""
    return redirect(f"{reverse('asking:thread', args=[post.thread_id])}#post-{post.pk}")


@requires("asking.read")
@require_GET
def thread(request: HttpRequest, pk: int) -> HttpResponse:
    """One thread."""
    reader = Reader(request.user, clock.now())
    return show_thread(request, reader, pk, PostForm(by_staff=reader.is_staff))


def show_thread(
    request: HttpRequest,
    reader: Reader,
    pk: int,
    form: PostForm,
    problem: str = "",
    preview: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of a thread, with what was typed into its form."""
    found = thread_or_404(reader, pk)
    context = {
        "thread": found,
        "place": reader.place_of(found),
        "posts": shown.posts_of(reader, found),
        "is_asker": found.author_id == request.user.pk,
        "is_staff": reader.is_staff,
        "follows": shown.follows(reader, found),
        "why": holds.why(reader.held, found.number),
        "form": form,
        "problem": problem,
        "preview": html_of(preview) if preview else "",
    }
    return render(request, "asking/thread.html", context, status=status)


@requires("asking.write")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write in a thread. What was refused stays in the form."""
    reader = Reader(request.user, clock.now())
    form = PostForm(request.POST, by_staff=reader.is_staff)
    found = thread_or_404(reader, pk)
    if not form.is_valid():
        return show_thread(request, reader, pk, form, status=422)
    text = form.cleaned_data["text"]
    if inputs.form(request).raw("preview"):
        return show_thread(request, reader, pk, form, preview=text)
    try:
        post = board.answer(request.user, found, text, form.is_anonymous, reader.now)
    except board.Refused as refused:
        return show_thread(request, reader, pk, form, str(refused), status=409)
    messages.success(request, "Sent.")
    return to_post(post)


@requires("asking.write")
@require_http_methods(["GET", "POST"])
def ask_lecture(request: HttpRequest, number: int) -> HttpResponse:
    """Ask about a lecture."""
    return ask(request, Reader(request.user, clock.now()), places.lecture(number))


@requires("asking.write")
@require_http_methods(["GET", "POST"])
def ask_lab(request: HttpRequest, number: int) -> HttpResponse:
    """Ask about a lab."""
    return ask(request, Reader(request.user, clock.now()), places.lab(number))


@requires("asking.write")
@require_http_methods(["GET", "POST"])
def ask_question(request: HttpRequest, paper: str, item: int) -> HttpResponse:
    """Ask about a question of one's own released paper. Of any other paper the address leads nowhere."""
    reader = Reader(request.user, clock.now())
    return ask(request, reader, reader.question(paper, item))


def ask(request: HttpRequest, reader: Reader, place: Place | None) -> HttpResponse:
    """Ask, or look at the question first as it will look."""
    if place is None:
        raise Http404("There is nothing here to ask about.")
    sent, preview, problem = request.method == "POST", "", ""
    form = QuestionForm(request.POST if sent else None, by_staff=reader.is_staff)
    if sent and form.is_valid():
        title, text = form.cleaned_data["title"], form.cleaned_data["text"]
        if inputs.form(request).raw("preview"):
            preview = text
        else:
            try:
                made = board.ask(request.user, place, title, text, form.is_anonymous, reader.now)
            except board.Refused as refused:
                problem = str(refused)
            else:
                messages.success(request, "Asked. You are told of answers; “Stop following” on this page ends that.")
                return redirect("asking:thread", made.pk)
    why = "" if problem else holds.why(reader.held, place.number)
    context = {
        "place": place,
        "form": form,
        "preview": html_of(preview) if preview else "",
        "problem": problem,
        "why": why,
    }
    status = 409 if problem else 422 if sent and form.errors else 200
    return render(request, "asking/ask.html", context, status=status)


@requires("asking.write")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Put other words in place of one's own. Another's post looks as if it did not exist."""
    reader = Reader(request.user, clock.now())
    post = post_or_404(reader, pk)
    if post.author_id != request.user.pk:
        raise Http404("There is no such post of yours.")
    sent, problem, preview = request.method == "POST", "", ""
    form = EditForm(request.POST if sent else None, initial={"text": post.versions.last().text})
    if sent and form.is_valid():
        text = form.cleaned_data["text"]
        if inputs.form(request).raw("preview"):
            preview = text
        else:
            try:
                board.edit(request.user, post, text, reader.now)
            except board.Refused as refused:
                problem = str(refused)
            else:
                messages.success(request, "Changed. Staff can read what stood there before.")
                return to_post(post)
    context = {
        "post": post,
        "thread": post.thread,
        "form": form,
        "preview": html_of(preview) if preview else "",
        "problem": problem,
    }
    status = 409 if problem else 422 if sent and form.errors else 200
    return render(request, "asking/edit.html", context, status=status)


@requires("asking.write")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that an answer answered one's question."""
    post = post_or_404(Reader(request.user, clock.now()), pk)
    try:
        board.accept(request.user, post, clock.now())
    except board.Refused as refused:
        raise Http404(str(refused)) from refused
    messages.success(request, "Marked as the answer to your question.")
    return to_post(post)


@requires("asking.write")
@require_POST
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told of answers in a thread, or not any more."""
    reader = Reader(request.user, clock.now())
    found = thread_or_404(reader, pk)
    on = inputs.form(request).raw("on") == "yes"
    board.follow(request.user, found, on)
    messages.success(request, "You are told of answers here." if on else "You are not told of answers here any more.")
    return redirect("asking:thread", pk)
