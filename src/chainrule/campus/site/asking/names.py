"""The names under which posts are shown: pure functions of who wrote what, in which order."""

from __future__ import annotations

from collections.abc import Iterable

ROLES = {"instructor": "Instructor", "assistant": "Assistant"}
FORMER = "Former student"


def letters(posts: Iterable[tuple[int, bool]]) -> dict[int, str]:
    """By author a letter of this thread, in the order in which they first wrote without their name.

    Args:
        posts: (author, whether without a name) of all posts of one thread in their order, hidden ones too: so no
            letter ever changes.

    >>> letters([(7, True), (3, False), (9, True), (7, True)])
    {7: 'A', 9: 'B'}
    """
    found: dict[int, str] = {}
    for author, anonymous in posts:
        if anonymous and author not in found:
            found[author] = letter(len(found))
    return found


def letter(place: int) -> str:
    """A, B, ..., Z, AA, AB, ... for the places 0, 1, ...

    >>> letter(0), letter(25), letter(26), letter(27)
    ('A', 'Z', 'AA', 'AB')
    """
    before, last = divmod(place, 26)
    return (letter(before - 1) if before else "") + chr(ord("A") + last)


def name_of(name: str, letter: str, *, staff_reads: bool, own: bool, former: bool) -> str:
    """Who wrote a post, for one reader.

    Args:
        letter: of the author in this thread, where the post is without a name; else "".
        former: the author was forgotten.
    """
    if former:
        return FORMER
    if not letter:
        return name
    if staff_reads:
        return f"{name} (Student {letter} to classmates)"
    return f"You, as Student {letter}" if own else f"Student {letter}"
