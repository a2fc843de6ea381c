"""Letters: a notice for each reader of an item, which the database refuses twice, and the letter that it stands for."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.mailing import LONGEST, MOST, Letter, deliver
from chainrule.campus.site.news import board, happened
from chainrule.campus.site.news.models import Item, Notice, TurnedOff
from chainrule.campus.site.news.readers import readers


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
    rows = waiting.select_related("item", "user").order_by("id")[:MOST]
    return deliver(rows, lambda notice: compose(notice.item, notice.user), now, LONGEST)


def compose(item: Item, user: User) -> EmailMessage:
    """The letter: the text as it was written, and where the site has more."""
    more = f"{settings.SITE_ADDRESS}{item.address or '/news/'}" if settings.SITE_ADDRESS else "More on the course site."
    place = course().timezone.key.rpartition("/")[2].replace("_", " ")
    off = "You can turn these letters off on the site: your account, “What you get”."
    parts = [item.text or f"{item.title}.", more, f"Times are those of {place}. {off}"]
    return EmailMessage(
        subject=f"{course().code}: {item.title}",
        body="\n\n".join(parts) + "\n",
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
