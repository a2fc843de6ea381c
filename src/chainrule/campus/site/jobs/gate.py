"""Who works beside whom on this host: many at once, or one alone. By locks on files, which end with their process.

    with gate.inside(alone=False) as place:
        ...
    place.was_alone

Who waits to be alone keeps the door shut, so that those who come later cannot hold it up for good.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

DOOR, ROOM = "jobs-door", "jobs-room"


@dataclass
class Place:
    """One stay inside, and whether anybody else was there in the meantime; known when it is over."""

    was_alone: bool = True


@contextmanager
def inside(*, alone: bool = False) -> Iterator[Place]:
    """Be inside, alone or beside others. The door's file counts who came in."""
    place = Place()
    room = _open(ROOM)
    try:
        number = _enter(room, alone, place)
        yield place
        place.was_alone = place.was_alone and _came_in() == number
    finally:
        os.close(room)


def _enter(room: int, alone: bool, place: Place) -> int:
    """Go in; the number of this stay."""
    door = _open(DOOR)
    try:
        fcntl.flock(door, fcntl.LOCK_EX)
        if alone:
            fcntl.flock(room, fcntl.LOCK_EX)
        elif not _locked(room, fcntl.LOCK_EX) and _locked(room, fcntl.LOCK_SH):
            place.was_alone = False  # some are there, and they are not alone either
        else:
            fcntl.flock(room, fcntl.LOCK_SH)
        number = _came_in() + 1
        os.pwrite(door, b"%020d" % number, 0)
        return number
    finally:
        os.close(door)


def _locked(file: int, how: int) -> bool:
    """Whether it could be locked at once."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _came_in() -> int:
    """How many have come in so far."""
    door = _open(DOOR)
    try:
        return int(os.pread(door, 20, 0) or 0)
    finally:
        os.close(door)


def _open(name: str) -> int:
    return os.open(settings.VAR / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
