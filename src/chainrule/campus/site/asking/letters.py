"""Letters about answers: a row for each answer and follower, which the database refuses twice, and its letter.

What is closed while somebody sits a paper waits until it is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from chainrule.campus.site.asking import shown
from chainrule.campus.site.asking.models import Post, Told
from chainrule.campus.site.asking.places import Reader
from chainrule.campus.site.course import course
from chainrule.campus.site.mailing import Letter, deliver


def send(now: datetime) -> int:
    """Send letters that wait and may go out, for about a second; how many went out."""
    readers: dict[int, Reader] = {}

    def open_ones() -> Iterator[Told]:
        waiting = Told.objects.filter(letter=Letter.WAITING).select_related("post__thread", "user")
        for told in waiting.order_by("id"):
            if not closed(readers.setdefault(told.user_id, Reader(told.user, now)), told.post):
                yield told

    return deliver(open_ones(), lambda told: compose(told, readers[told.user_id]), now)


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
