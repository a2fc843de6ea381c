"""What announcements put on the home page: those of the last two weeks, and the unread older ones for a month."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse

from chainrule.campus.site.core.home import News, Summary
from chainrule.campus.site.news import board
from chainrule.campus.site.news.models import Kind

FRESH, UNREAD = timedelta(days=14), timedelta(days=30)


def summary(user: Any, now: datetime) -> Summary:
    """Announcements, and that a revision changed one's grade. What else there is to tell stands there already."""
    if not user.is_authenticated:
        return Summary()
    found = []
    for entry in board.entries(user, now):
        item, age = entry.item, now - entry.item.shown_from
        if age > FRESH and not (entry.is_new and age <= UNREAD):
            continue
        if item.kind == Kind.WRITTEN:
            found.append(News(item.shown_from, f"Announcement: {item.title}", f"{reverse('news:list')}#news-{item.pk}"))
        elif item.kind == Kind.REVISION and item.student_id:
            found.append(News(item.shown_from, item.title, item.address))
    return Summary(news=found)
