"""What people do in threads: ask, answer, edit, accept, follow; and staff: hide, show again, call an answer good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.accounts.permissions import allows
from chainrule.campus.site.asking import holds
from chainrule.campus.site.asking.models import (
    Acceptance,
    Endorsement,
    Follow,
    Hidden,
    Post,
    Thread,
    Told,
    Version,
)
from chainrule.campus.site.asking.places import Place
from chainrule.campus.site.mailing import Letter
from chainrule.campus.site.rates import Rate, words

STUDENTS, STAFF = Rate("asking", 12, 10 * 60), Rate("asking-staff", 120, 10 * 60)
MOST_POSTS = 200  # in one thread
MOST_VERSIONS = 30  # of one post
TWICE = timedelta(minutes=10)  # the same words again within this are one click too many


class Refused(Exception):
    """Nothing was kept; the message says why, and what to do."""


def is_staff(who: User) -> bool:
    """Whether somebody writes as staff: always, and never without their name."""
    return allows(who, "asking.moderate")


def check(who: User, number: int, now: datetime) -> None:
    """Raise `Refused` where somebody may not write about a class now, or has written too much at once."""
    if not is_staff(who) and (why := holds.why(holds.standing(now, who.pk), number)):
        raise Refused(f"{why} Nothing was sent: keep your text.")
    if wait := rate_of(who).wait(who.pk):
        raise Refused(f"You have written a lot just now. Wait {words(wait)}, then send it again.")


def rate_of(who: User) -> Rate:
    """How often somebody may write."""
    return STAFF if is_staff(who) else STUDENTS


def ask(who: User, place: Place, title: str, text: str, anonymous: bool, now: datetime) -> Thread:
    """Begin a thread. The same question sent twice at once is one. Raises `Refused`."""
    check(who, place.number, now)
    anonymous = anonymous and not is_staff(who)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=who.pk)  # two clicks take turns
        same = Thread.objects.filter(place.here, author=who, title=title, at__gt=now - TWICE, anonymous=anonymous)
        for thread in same.filter(posts__place=0, posts__versions__text=text):
            return thread
        thread = Thread.objects.create(
            kind=place.kind, number=place.number, paper=place.paper, question=place.question, title=title,
            author=who, anonymous=anonymous, at=now,
        )  # fmt: skip
        _write(who, thread, 0, text, anonymous, now)
        audit.record(who, "asking.ask", _where(thread), about=who, thread=thread.pk, anonymous=anonymous)
    rate_of(who).count(who.pk)
    return thread


def answer(who: User, thread: Thread, text: str, anonymous: bool, now: datetime) -> Post:
    """Write in a thread, after all that was written before. Raises `Refused`."""
    check(who, thread.number, now)
    anonymous = anonymous and not is_staff(who)
    with transaction.atomic():
        _lock(thread)
        last = thread.posts.order_by("-place").first()
        if last and last.author_id == who.pk and last.at > now - TWICE and last.versions.last().text == text:
            return last
        place = thread.posts.aggregate(last=Max("place"))["last"] + 1
        if place >= MOST_POSTS:
            raise Refused(f"This thread has {MOST_POSTS} posts. Ask a new question, and link to this one.")
        post = _write(who, thread, place, text, anonymous, now)
        tell(post)
        audit.record(
            who, "asking.answer", _where(thread), about=who, thread=thread.pk, post=post.pk, anonymous=anonymous
        )
    rate_of(who).count(who.pk)
    return post


def _write(who: User, thread: Thread, place: int, text: str, anonymous: bool, now: datetime) -> Post:
    post = Post.objects.create(thread=thread, place=place, author=who, role=who.role, anonymous=anonymous, at=now)
    Version.objects.create(post=post, text=text, at=now)
    if not is_staff(who):
        Follow.objects.get_or_create(thread=thread, user=who)
    return post


def tell(post: Post) -> None:
    """Note for each who follows that they are told of this answer: once, whatever happens."""
    followers = User.objects.filter(follows__thread=post.thread_id, follows__on=True, is_active=True)
    Told.objects.bulk_create(
        [Told(post=post, user=user, letter=letter_for(user)) for user in followers.exclude(pk=post.author_id)],
        ignore_conflicts=True,
    )


def letter_for(user: User) -> Letter:
    """The made-up people of the demo class get letters only in a demo."""
    return Letter.WAITING if settings.DEMO or not user.is_demo else Letter.NONE


def edit(who: User, post: Post, text: str, now: datetime) -> None:
    """Put other words in place of one's own; the earlier ones are kept. Raises `Refused`."""
    if post.author_id != who.pk:
        raise Refused("Only who wrote a post can edit it.")
    check(who, post.thread.number, now)
    with transaction.atomic():
        _lock(post.thread)
        if Hidden.objects.filter(post=post).exists():
            raise Refused("Staff have hidden this post: it cannot be edited. Write to them if that is a mistake.")
        latest = post.versions.last()
        if latest.text == text:
            return
        if latest.number >= MOST_VERSIONS:
            raise Refused(f"This post was edited {MOST_VERSIONS - 1} times. Write a new one below it.")
        Version.objects.create(post=post, number=latest.number + 1, text=text, at=now)
        audit.record(who, "asking.edit", _where(post.thread), about=who, post=post.pk, version=latest.number + 1)
    rate_of(who).count(who.pk)


def accept(who: User, post: Post, now: datetime) -> None:
    """Say that an answer answered one's own question, in place of any that one said it of before."""
    if post.thread.author_id != who.pk or not post.place:
        raise Refused("Only who asked can say which answer helped.")
    with transaction.atomic():
        _lock(post.thread)
        Acceptance.objects.update_or_create(thread=post.thread, defaults={"post": post, "at": now})
        audit.record(who, "asking.accept", _where(post.thread), about=who, post=post.pk)


def follow(who: User, thread: Thread, on: bool) -> None:
    """Be told of answers in a thread, or not any more; letters that wait are then not sent."""
    with transaction.atomic():
        Follow.objects.update_or_create(thread=thread, user=who, defaults={"on": on})
        if not on:
            waiting = Told.objects.filter(post__thread=thread, user=who, letter=Letter.WAITING)
            waiting.update(letter=Letter.NONE)


def hide(who: User, post: Post, reason: str, now: datetime) -> None:
    """Hide a post from the class, with a reason that stands in its place. Twice is once."""
    _moderate(
        who, post, "asking.hide", lambda: Hidden.objects.get_or_create(post=post, defaults=_by(who, now, reason=reason))
    )


def show(who: User, post: Post) -> None:
    """Show a post again."""
    _moderate(who, post, "asking.show", lambda: (None, Hidden.objects.filter(post=post).delete()[0]))


def endorse(who: User, post: Post, on: bool, now: datetime) -> None:
    """Call an answer good, or take that back."""
    if not post.place:
        raise Refused("This is the question: only an answer can be a good one.")
    if on:
        _moderate(
            who, post, "asking.endorse", lambda: Endorsement.objects.get_or_create(post=post, defaults=_by(who, now))
        )
    else:
        _moderate(
            who, post, "asking.endorse_no_more", lambda: (None, Endorsement.objects.filter(post=post).delete()[0])
        )


def _by(who: User, now: datetime, **more: Any) -> dict[str, Any]:
    return {"by": who, "at": now, **more}


def _moderate(who: User, post: Post, action: str, act: Callable[[], tuple[Any, Any]]) -> None:
    """Do it with the thread locked; an entry in the log where it changed anything."""
    with transaction.atomic():
        _lock(post.thread)
        row, changed = act()
        if changed:
            details = {"reason": row.reason} if action == "asking.hide" else {}
            audit.record(who, action, _where(post.thread), about=post.author, post=post.pk, **details)


def _lock(thread: Thread) -> None:
    """Those who write in a thread take turns."""
    Thread.objects.select_for_update().get(pk=thread.pk)


def _where(thread: Thread) -> str:
    """What an entry of the log is about; no words of the thread, which its author may want forgotten."""
    return f"{thread.paper} {thread.question}" if thread.paper else f"{thread.kind} {thread.number:02d}"
