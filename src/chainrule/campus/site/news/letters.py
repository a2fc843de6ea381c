"""Letters: each at most once to each person, with two processes that send, and after a crash of one.

A notice is made for each reader of an item; the database refuses a second one. Whoever sends its letter first claims
it, in one statement that only one process can win, and the claim is stored before the letter goes out. A process that
breaks off in between leaves a letter that is claimed: nobody knows whether it went out, and it is not sent again.
"""

from __future__ import annotations

import logging
import time
from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.news import board, happened
from chainrule.campus.site.news.models import Item, Notice, TurnedOff
from chainrule.campus.site.news.readers import readers

Letter = Notice.Letter
MOST = 20  # letters in one go
LONGEST = 1.0  # seconds in one go, so that whatever else the server does by itself has its turn
log = logging.getLogger(__name__)


def address(now: datetime) -> None:
    """A notice for each reader of each fresh item who has none."""
    for item in board.shown(now).filter(shown_from__gt=now - happened.FRESH):
        new = readers(item, now).exclude(notices__item=item)
        off = set(TurnedOff.objects.filter(what=f"mail-{item.kind}").values_list("user", flat=True))
        made = [
            Notice(item=item, user=user, letter=Letter.WAITING if wants_mail(user, off) else Letter.NONE)
            for user in new
        ]
        Notice.objects.bulk_create(made, ignore_conflicts=True)


def wants_mail(user: User, off: set[int]) -> bool:
    """Whether somebody gets letters of a kind. The made-up people of the demo class get them only in a demo."""
    return user.pk not in off and (settings.DEMO or not user.is_demo)


def send(now: datetime) -> int:
    """Send letters that wait, for about a second; how many went out."""
    waiting = Notice.objects.filter(letter=Letter.WAITING, item__in=board.shown(now))
    began, sent = time.monotonic(), 0
    connection = None
    for notice in waiting.select_related("item", "user").order_by("id")[:MOST]:
        if time.monotonic() - began > LONGEST:
            break
        if not claim(notice, now):
            continue
        connection = connection or get_connection()
        try:
            compose(notice.item, notice.user, connection).send()
        except Exception:
            log.exception("the letter of notice %s was refused; it is not sent again", notice.pk)
            settle(notice, Letter.FAILED)
            connection = None
        else:
            settle(notice, Letter.SENT)
            sent += 1
    return sent


def claim(notice: Notice, now: datetime) -> bool:
    """Take a letter for oneself; False where another process was first."""
    found = Notice.objects.filter(pk=notice.pk, letter=Letter.WAITING)
    return found.update(letter=Letter.CLAIMED, claimed_at=now) == 1


def settle(notice: Notice, letter: Letter) -> None:
    """Keep what became of a letter."""
    Notice.objects.filter(pk=notice.pk).update(letter=letter)


def compose(item: Item, user: User, connection: object) -> EmailMessage:
    """The letter: the text as it was written, and where the site has more."""
    more = f"{settings.SITE_ADDRESS}{item.address or '/news/'}" if settings.SITE_ADDRESS else "More on the course site."
    place = course().timezone.key.rpartition("/")[2].replace("_", " ")
    off = "You can turn these letters off on the site: your account, “What you get”."
    parts = [item.text or f"{item.title}.", more, f"Times are those of {place}. {off}"]
    return EmailMessage(
        subject=f"{course().code}: {item.title}",
        body="\n\n".join(parts) + "\n",
        to=[user.email],
        connection=connection,
        headers={"Auto-Submitted": "auto-generated"},
    )
