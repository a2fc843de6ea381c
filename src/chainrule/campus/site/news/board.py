"""The board of news: writing on it, taking back, what one person finds there, and what was read."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.news.models import Item, Kind, Notice, TakenBack, TurnedOff


@dataclass(frozen=True)
class Entry:
    """An item as one reader finds it."""

    item: Item
    is_new: bool


def shown(now: datetime) -> QuerySet[Item]:
    """The items that are out and were not taken back."""
    found: QuerySet[Item] = Item.objects.filter(shown_from__lte=now, taken_back__isnull=True)
    return found


def entries(reader: User, now: datetime) -> list[Entry]:
    """What a reader finds, in one query: every announcement, and of the rest what they were told of."""
    told = Notice.objects.filter(user=reader, item=OuterRef("pk"))
    found = shown(now).filter(Q(kind=Kind.WRITTEN) | Exists(told)).select_related("by")
    marked = found.annotate(was_read=Exists(told.filter(read_at__isnull=False)))
    return [Entry(item, not item.was_read and item.by_id != reader.pk) for item in marked]  # type: ignore[attr-defined]


def coming(now: datetime) -> QuerySet[Item]:
    """Announcements that are written and not out yet."""
    found: QuerySet[Item] = Item.objects.filter(kind=Kind.WRITTEN, shown_from__gt=now, taken_back__isnull=True)
    return found.select_related("by").order_by("shown_from", "id")


def mark_read(reader: User, now: datetime) -> None:
    """All that the reader finds is read."""
    new = [entry.item for entry in entries(reader, now) if entry.is_new]
    Notice.objects.bulk_create([Notice(item=item, user=reader) for item in new], ignore_conflicts=True)
    Notice.objects.filter(user=reader, item__in=new, read_at__isnull=True).update(read_at=now)


def write(who: User, now: datetime, title: str, text: str, shown_from: datetime | None, on: datetime | None) -> Item:
    """Announce something, now or at a time."""
    with transaction.atomic():
        item = Item.objects.create(
            key=f"written:{uuid.uuid4()}", kind=Kind.WRITTEN, title=title, text=text, by=who, at=now, on=on,
            shown_from=max(shown_from, now) if shown_from else now,
        )  # fmt: skip
        audit.record(who, "news.write", title, item=item.pk, shown_from=item.shown_from.isoformat())
    return item


def take_back(who: User, item: Item, now: datetime) -> bool:
    """Show an announcement no more; False where that was done before."""
    try:
        with transaction.atomic():
            TakenBack.objects.create(item=item, by=who, at=now)
            audit.record(who, "news.take_back", item.title, item=item.pk)
    except IntegrityError:
        return False
    return True


def choices_of(reader: User) -> set[str]:
    """What a reader turned off."""
    return set(TurnedOff.objects.filter(user=reader).values_list("what", flat=True))


def choose(reader: User, wanted: Collection[str]) -> None:
    """Keep what a reader wants to get; the rest is turned off."""
    off = [what for what in TurnedOff.What.values if what not in wanted]
    with transaction.atomic():
        TurnedOff.objects.filter(user=reader).exclude(what__in=off).delete()
        TurnedOff.objects.bulk_create([TurnedOff(user=reader, what=what) for what in off], ignore_conflicts=True)
