"""What threads put on the home page: answers to what one follows, and for staff how many questions wait for one."""

from datetime import datetime, timedelta
from typing import Any

from django.template.defaultfilters import pluralize
from django.urls import reverse

from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.asking import shown
from chainrule.campus.site.asking.letters import closed
from chainrule.campus.site.asking.models import Hidden, Thread, Told
from chainrule.campus.site.asking.places import Reader
from chainrule.campus.site.core.home import News, Summary, Waiting
from chainrule.campus.site.papers.attempt_marks import released_papers

FRESH = timedelta(days=14)


def summary(user: Any, now: datetime) -> Summary:
    """For staff what waits; for a student the answers of the last two weeks."""
    if not allows(user, "asking.read"):
        return Summary()
    reader = Reader(user, now)
    if reader.is_staff:
        count = shown.threads(reader).filter(shown.waits()).count()
        words = f"question{pluralize(count)} of students wait{pluralize(count, 's,')} for an answer"
        return Summary(waiting=[Waiting(count, words, f"{reverse('asking:list')}?show=unanswered", "Answer")])
    return Summary(news=answers(reader))


def answers(reader: Reader) -> list[News]:
    """The latest answer in each thread that they follow."""
    gone = Hidden.objects.filter(post__place=0).values("post__thread")
    fresh = Told.objects.filter(user=reader.user, post__at__gt=reader.now - FRESH, post__hidden__isnull=True)
    told = list(fresh.exclude(post__thread__in=gone).select_related("post__thread").order_by("post_id"))
    if not told:
        return []
    out = set(released_papers()) if any(one.post.thread.kind == Thread.Kind.QUESTION for one in told) else set()
    found: dict[int, News] = {}
    for one in told:
        post, thread = one.post, one.post.thread
        if not closed(reader, post) and (not thread.paper or thread.paper in out):
            address = f"{reverse('asking:thread', args=[thread.pk])}#post-{post.pk}"
            found[thread.pk] = News(post.at, f"An answer to “{thread.title}”", address)
    return list(found.values())
