"""Letters about answers: each at most once to each follower, with two processes that send, and after a crash of one.

It is done as `news` does it: a row for each answer and person, which the database refuses twice, and a letter that is
claimed, in one statement, before it goes out. What is closed while somebody sits a paper waits until it is over.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.urls import reverse

from chainrule.campus.site.asking import shown
from chainrule.campus.site.asking.models import Post, Told
from chainrule.campus.site.asking.places import Reader
from chainrule.campus.site.course import course

Letter = Told.Letter
MOST = 20  # letters in one go
LONGEST = 1.0  # seconds in one go, so that whatever else the server does by itself has its turn
log = logging.getLogger(__name__)


def send(now: datetime) -> int:
    """Send letters that wait and may go out, for about a second; how many went out."""
    waiting = Told.objects.filter(letter=Letter.WAITING).select_related("post__thread", "user")
    began, sent, connection = time.monotonic(), 0, None
    readers: dict[int, Reader] = {}
    for told in waiting.order_by("id"):
        reader = readers.setdefault(told.user_id, Reader(told.user, now))
        if sent >= MOST or time.monotonic() - began > LONGEST:
            break
        if closed(reader, told.post) or not claim(told, now):
            continue
        letter = compose(told, reader)
        if letter is None:
            settle(told, Letter.NONE)
            continue
        connection = letter.connection = connection or get_connection()
        try:
            letter.send()
        except Exception:
            log.exception("the letter %s about an answer was refused; it is not sent again", told.pk)
            settle(told, Letter.FAILED)
            connection = None
        else:
            settle(told, Letter.SENT)
            sent += 1
    return sent


def claim(told: Told, now: datetime) -> bool:
    """Take a letter for oneself; False where another process was first."""
    found = Told.objects.filter(pk=told.pk, letter=Letter.WAITING)
    return found.update(letter=Letter.CLAIMED, claimed_at=now) == 1


def settle(told: Told, letter: Letter) -> None:
    """Keep what became of a letter."""
    Told.objects.filter(pk=told.pk).update(letter=letter)


def closed(reader: Reader, post: Post) -> bool:
    """Whether an answer is not read yet, because of a paper."""
    return any(hold.on(post.thread.number) and post.at >= hold.since for hold in reader.held)


def compose(told: Told, reader: Reader) -> EmailMessage | None:
    """The letter, as its reader sees the answer now; None where they do not see it any more."""
    thread = told.post.thread
    if not shown.threads(reader).filter(pk=thread.pk).exists():
        return None
    found = [one for one in shown.posts_of(reader, thread) if one.post.pk == told.post_id]
    if not found or found[0].reason:
        return None
    [answer] = found
    address = reverse("asking:thread", args=[thread.pk])
    more = f"{settings.SITE_ADDRESS}{address}#post-{answer.post.pk}" if settings.SITE_ADDRESS else ""
    off = "You get this because you follow the question. “Stop following” on its page ends that."
    said = f"{answer.name}{f' ({answer.role})' if answer.role else ''} wrote about “{thread.title}”:"
    parts = [said, answer.text, more or "Read it on the course site.", off]
    return EmailMessage(
        subject=f"{course().code}: an answer to “{thread.title}”",
        body="\n\n".join(parts) + "\n",
        to=[told.user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
