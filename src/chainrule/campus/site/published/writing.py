"""All lectures as files, by asking the site's own views for each page that a link leads to."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpResponseBase
from django.test import RequestFactory
from django.urls import Resolver404, get_urlconf, resolve, set_urlconf

from chainrule.campus.site.accounts.permissions import action_of, allows
from chainrule.campus.site.core.links import without_dead_links
from chainrule.campus.site.course import folder as course_folder
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.published import links
from chainrule.campus.site.published.reader import Reader
from chainrule.course import CourseError

ADDRESSES = "chainrule.campus.site.published.urls"
STATIC = "/static/"
BEGIN = ("/", "/404.html")
BUILT = ("built/site.js", "built/theme.js", "built/search.js", "built/css/site.css")


@dataclass
class Site:
    """What is to be written."""

    files: dict[str, bytes] = field(default_factory=dict)
    lectures: tuple[int, ...] = ()
    left_out: set[tuple[str, str]] = field(default_factory=set)  # (page, the address that it links to)


def gather() -> Site:
    """Every file of the published lectures.

    Raises `CourseError` for a lecture that cannot be shown, and where the front end is not built.
    """
    for name in BUILT:
        if finders.find(name) is None:
            raise CourseError(name, "the front end is not built", "python frontend/build.py")
    before = get_urlconf()
    set_urlconf(ADDRESSES)
    try:
        return _gathered()
    finally:
        set_urlconf(before)


def _gathered() -> Site:
    site = Site(lectures=texts.with_text())
    if not site.lectures:
        raise CourseError(course_folder(), "no class has a text", "write lectures/NN-name/lecture.md")
    for number in site.lectures:
        texts.page(number)  # an author's mistake is told with file and line
    pages: dict[str, str] = {}  # HTML by address
    answers: dict[str, HttpResponseBase | None] = {}
    waiting = list(BEGIN)
    while waiting:
        address = waiting.pop()
        if address in answers:
            continue
        answer = answers[address] = ask(address)
        if answer is None:
            continue
        if isinstance(answer, FileResponse):
            site.files[links.file_of(address)] = answer.getvalue()
        else:
            pages[address] = answer.content.decode()  # type: ignore[attr-defined]
            waiting += links.addresses(pages[address])
    for address, html in pages.items():
        site.left_out |= {(address, link) for link in links.addresses(html) if answers[link] is None}
        html = without_dead_links(html, lambda link: answers[link] is not None)
        name = links.file_of(address)
        site.files[name] = links.as_file(html, name).encode()
    site.files |= dict(_named_by_styles(site.files))
    site.files[".nojekyll"] = b""  # a repository's pages: serve the files as they are
    return site


def ask(address: str) -> HttpResponseBase | None:
    """What the site answers to a reader of files; None where it is not for them."""
    path = urlsplit(address).path
    if path.startswith(STATIC):
        return static(path)
    request = RequestFactory().get(address)
    request.user = Reader()  # type: ignore[assignment]
    try:
        found = resolve(path)
        action = action_of(found.func)
        if action is None or not allows(request.user, action):
            return None
        answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    except (Resolver404, Http404):
        return None
    return answer if answer.status_code == 200 else None


def static(path: str) -> FileResponse | None:
    """A file of the front end."""
    found = finders.find(path.removeprefix(STATIC))
    return FileResponse(Path(str(found)).open("rb")) if found else None


def _named_by_styles(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The fonts: what the style sheets among the files name."""
    for name, content in files.items():
        if name.endswith(".css"):
            for other in links.of_style(content.decode(), name):
                if answer := static(f"/{other}"):
                    yield other, answer.getvalue()
