"""Where a question was taught: the section of a lecture that its author named."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from chainrule.campus.lectures import load_lecture
from chainrule.campus.site.course import Shelf, bank, folder
from chainrule.course import CourseError, lecture_folders


@dataclass(frozen=True)
class Taught:
    """A link to a section: its address, and words for it."""

    address: str
    words: str


def taught(question: str) -> Taught | None:
    """Where the lecture teaches what this question asks; None where the question or the lecture is gone."""
    if question not in bank():
        return None
    number, section = bank()[question].taught_in
    there = lecture_folders(folder()).get(number)
    if there is None or not (there / "lecture.md").is_file():
        return None
    title = titles(number).get(section, "")
    address = reverse("lectures:lecture", args=[number])
    if not title:
        return Taught(address, f"Lecture {number}")
    return Taught(f"{address}#{section}", f"Lecture {number}, “{title}”")


def _titles(number: int) -> dict[str, str]:
    try:
        return {section.id: section.title for section in load_lecture(lecture_folders(folder())[number]).sections}
    except CourseError:
        return {}


titles = Shelf(_titles)
