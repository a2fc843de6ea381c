"""All lectures as one page, for paper: a title, the contents, each lecture, and every link within the book.

`html` makes the page; with `pages`, the contents say on which page each section begins. A link to another lecture leads
to its place in the book; what only a server answers keeps its words and loses its link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape, unescape

from django.template.loader import render_to_string

from chainrule.campus.lectures import RenderedLecture
from chainrule.campus.site.core.links import without_dead_links
from chainrule.campus.site.course import course
from chainrule.campus.site.lectures import texts
from chainrule.campus.site.published.links import TAG

NAMED = re.compile(r"""(\s(?:id|for|name|aria-labelledby|aria-describedby)=")([^"]*)(")""")
HERE = re.compile(r'(\s(?:xlink:)?href=")#([^"]*)(")')
URL = re.compile(r"url\((['\"]?)#([^)'\"]*)\1\)")
LECTURE = re.compile(r'(\shref=")/lectures/(\d{2,})/(?:#([^"]*))?(")')
FILE = re.compile(r'(\ssrc=")/(lectures/\d{2,}/files/[^"]*)(")')


@dataclass(frozen=True)
class Chapter:
    """A lecture in the book. `html` and `title` are safe."""

    number: int
    title: str
    html: str
    sections: tuple[tuple[str, str], ...]  # name in the book, title
    links: tuple[str, ...] = ()  # addresses outside

    @property
    def name(self) -> str:
        return name_of(self.number)


def name_of(number: int, section: str = "") -> str:
    """What a lecture, or a section of it, is called within the book."""
    return f"lecture-{number:02d}" + (f"-{section}" if section else "")


def chapters(*, answers: bool = True) -> list[Chapter]:
    """Every lecture that has a text. Raises `CourseError` for one that cannot be shown."""
    numbers = texts.with_text()
    return [chapter(texts.page(number), frozenset(numbers), answers=answers) for number in numbers]


def chapter(page: RenderedLecture, numbers: frozenset[int], *, answers: bool) -> Chapter:
    """A rendered lecture with names of its own in the book."""
    inside = page.unfolded if answers else page.without_answers
    linked = without_dead_links(inside, lambda address: lecture_in(address) in numbers)
    sections = tuple((name_of(page.number, entry.id), entry.title) for entry in page.contents)
    return Chapter(page.number, page.title_html, renamed(linked, page.number), sections, page.links)


def lecture_in(address: str) -> int | None:
    """The lecture that an address of the site leads to.

    >>> lecture_in("/lectures/04/"), lecture_in("/labs/04/")
    (4, None)
    """
    match = re.fullmatch(r"/lectures/(\d{2,})/(?:\?.*)?", address)
    return int(match[1]) if match else None


def renamed(html: str, number: int) -> str:
    """A lecture's page with its names made names of the book, and links to lectures made links within it.

    >>> renamed('<h2 id="a">A</h2> <a href="#a">above</a> <a href="/lectures/04/#b">there</a>', 3)
    '<h2 id="lecture-03-a">A</h2> <a href="#lecture-03-a">above</a> <a href="#lecture-04-b">there</a>'
    """

    def names(found: re.Match[str]) -> str:
        return found[1] + " ".join(name_of(number, one) for one in found[2].split()) + found[3]

    def there(found: re.Match[str]) -> str:
        return f"{found[1]}#{name_of(int(found[2]), unescape(found[3] or ''))}{found[4]}"

    def tag(found: re.Match[str]) -> str:
        text = NAMED.sub(names, found[0])
        text = HERE.sub(lambda m: f"{m[1]}#{name_of(number, m[2])}{m[3]}", text)
        text = URL.sub(lambda m: f"url({m[1]}#{name_of(number, m[2])}{m[1]})", text)
        return FILE.sub(r"\1\2\3", LECTURE.sub(there, text))

    return TAG.sub(tag, html)


def html(of: list[Chapter], pages: Mapping[str, int] | None = None) -> str:
    """The whole book. `pages` gives the page on which each name stands."""
    numbered = [
        (one, (pages or {}).get(one.name), [(name, title, (pages or {}).get(name)) for name, title in one.sections])
        for one in of
    ]
    context = {"chapters": numbered, "course": course(), "title": escape(course().title)}
    return render_to_string("published/book.html", context)
