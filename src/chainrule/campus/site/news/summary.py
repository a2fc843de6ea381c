"""What announcements put on the home page: those of the last two weeks, and the unread older ones for a month."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from chainrule.campus.site.core.home import News, Summary
from chainrule.campus.site.news import board
from chainrule.campus.site.news.models import Kind

FRESH, UNREAD = timedelta(days=14), timedelta(days=30)


def summary(user: Any, now: datetime) -> Summary:
    """Announcements. What else there is to tell stands on the home page already."""
    if not user.is_authenticated:
        return Summary()
    found = []
    for entry in board.entries(user, now):
        item, age = entry.item, now - entry.item.shown_from
        if item.kind == Kind.WRITTEN and (age <= FRESH or (entry.is_new and age <= UNREAD)):
            found.append(News(item.shown_from, f"Announcement: {item.title}", f"{reverse('news:list')}#news-{item.pk}"))
    return Summary(news=found)
