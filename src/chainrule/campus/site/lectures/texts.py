"""The lectures' texts, read and rendered once for all readers."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from chainrule.campus.lectures import Lecture, RenderedLecture, execute, load_lecture, render_lecture, run_blocks
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.core.links import without_dead_links
from chainrule.campus.site.core.navigation import is_elsewhere_only
from chainrule.campus.site.course import Shelf, course, folder, public_bank
from chainrule.course import CourseError, lecture_folders


def outputs_folder() -> Path:
    """Where what came out of the lectures' code is kept, by the content that it came from."""
    return Path(settings.VAR) / "lectures"


def _numbers() -> tuple[int, ...]:
    return tuple(n for n, path in sorted(lecture_folders(folder()).items()) if (path / "lecture.md").is_file())


def _text(number: int) -> Lecture:
    return load_lecture(lecture_folders(folder())[number])


def _page(number: int) -> RenderedLecture:
    """Runs the lecture's code where its outputs are not at hand: seconds for the first reader, nothing after.

    A reader gets no page of which something is wrong; an author who looks at it gets what came out so far.
    """
    lecture, kept = text(number), outputs_folder()
    return render_lecture(
        lecture,
        execute(lecture, kept).outputs if settings.PREVIEW else run_blocks(lecture, kept),
        outcomes=[outcome.text for outcome in course().meeting(number).outcomes],
        asset_url=f"/lectures/{number:02d}/files/{{}}".format,
    )


def page_for(user: Any, number: int) -> RenderedLecture:
    """The page as this reader gets it: who learns alone, without the links to pages that only a class's site has."""
    whole = page(number)
    if not allows(user, "alone.work"):
        return whole
    return replace(whole, html=without_dead_links(whole.html, lambda address: not is_elsewhere_only(address)))


def _labs() -> frozenset[int]:
    return frozenset(n for n, path in lecture_folders(folder()).items() if (path / "lab.toml").is_file())


def _questions() -> frozenset[int]:
    return frozenset(question.class_number for question in public_bank().values() if not question.asks_rules)


with_text: Callable[[], tuple[int, ...]] = Shelf(_numbers)
with_questions: Callable[[], frozenset[int]] = Shelf(_questions)
with_lab: Callable[[], frozenset[int]] = Shelf(_labs)
text: Callable[[int], Lecture] = Shelf(_text)
page: Callable[[int], RenderedLecture] = Shelf(_page)


def warm() -> None:
    """Make every page before its first reader asks for it. What cannot be made says so when it is asked for."""
    for number in with_text():
        with suppress(CourseError):
            page(number)
