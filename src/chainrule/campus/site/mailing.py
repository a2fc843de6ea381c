"""Letters that rows of a table stand for: each goes out at most once, with two processes that send, and after a crash.

Whoever sends a letter first claims its row, in one statement that only one process can win, and the claim is stored
before the letter goes out. A process that breaks off in between leaves a letter that is claimed: nobody knows whether
it went out, and it is not sent again.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.core.mail import EmailMessage, get_connection
from django.db import models

MOST = 20  # letters in one go
LONGEST = 1.0  # seconds in one go, so that whatever else the server does by itself has its turn
log = logging.getLogger(__name__)


class Letter(models.TextChoices):
    """What became of a letter: a row's field `letter`; `claimed_at` says since when."""

    NONE = "none", "not wanted"
    WAITING = "waiting", "to be sent"
    CLAIMED = "claimed", "a process sends it, or broke off while it did"
    SENT = "sent", "sent"
    FAILED = "failed", "refused by the mail server"


def deliver(
    waiting: Iterable[Any], compose: Callable[[Any], EmailMessage | None], now: datetime, longest: float = LONGEST
) -> int:
    """Send the letters of rows that wait, for about so many seconds; how many went out.

    One for which `compose` has no words any more is dropped.
    """
    began, sent, connection = time.monotonic(), 0, None
    for row in waiting:
        if sent >= MOST or time.monotonic() - began > longest:
            break
        if not claim(row, now):
            continue
        try:
            letter = compose(row)
            if letter is None:
                settle(row, Letter.NONE)
                continue
            connection = letter.connection = connection or get_connection()
            letter.send()
        except Exception:
            log.exception("the letter of %s %s was refused; it is not sent again", row._meta.label, row.pk)
            settle(row, Letter.FAILED)
            connection = None
        else:
            settle(row, Letter.SENT)
            sent += 1
    return sent


def claim(row: Any, now: datetime) -> bool:
    """Take a letter for oneself; False where another process was first."""
    found = type(row)._default_manager.filter(pk=row.pk, letter=Letter.WAITING)
    return found.update(letter=Letter.CLAIMED, claimed_at=now) == 1


def settle(row: Any, letter: Letter) -> None:
    """Keep what became of a letter."""
    type(row)._default_manager.filter(pk=row.pk).update(letter=letter)
