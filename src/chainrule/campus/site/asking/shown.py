"""What one reader finds: the threads of a list, and the posts of one thread as they are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString

from chainrule.campus.site.accounts.chain import NOWHERE
from chainrule.campus.site.asking import names
from chainrule.campus.site.asking.holds import not_held
from chainrule.campus.site.asking.models import Follow, Hidden, Post, Thread, Version
from chainrule.campus.site.asking.places import Place, Reader
from chainrule.campus.site.asking.text import html_of

STAFF = tuple(names.ROLES)


@dataclass(frozen=True)
class Row:
    """A thread in a list. `is_answered`: by staff, by an answer that staff call good, or as the asker says."""

    thread: Thread
    place: Place
    asker: str
    answers: int
    is_answered: bool
    is_hidden: bool


def answered() -> Q:
    """The posts that answer a thread for good: of staff, called good by staff, or accepted by who asked."""
    accepted = Q(pk=F("thread__acceptance__post"))
    return Q(place__gt=0, hidden__isnull=True) & (Q(role__in=STAFF) | Q(endorsement__isnull=False) | accepted)


def waits() -> Q:
    """Of threads that `threads` gives, those of students that have no such answer."""
    return Q(is_answered=False, is_hidden=False) & ~Q(author__role__in=STAFF)


def threads(reader: Reader, may_read: Q | None = None) -> QuerySet[Thread]:
    """The threads that a reader may see, each with `answers`, `is_answered` and `is_hidden`.

    Args:
        may_read: which kinds; without it what `reader.may_read` says, which looks up their papers.
    """
    posts = Post.objects.filter(not_held(reader.held, "thread__number"), thread=OuterRef("pk"))
    given = posts.filter(place__gt=0, hidden__isnull=True).order_by().values("thread").annotate(n=Count("pk"))
    found: QuerySet[Thread] = Thread.objects.filter(reader.may_read if may_read is None else may_read).annotate(
        answers=Coalesce(Subquery(given.values("n")), Value(0)),
        is_answered=Exists(posts.filter(answered())),
        is_hidden=Exists(Hidden.objects.filter(post__thread=OuterRef("pk"), post__place=0)),
    )
    found = found.filter(not_held(reader.held, "number")).select_related("author")
    return found if reader.is_staff else found.filter(Q(is_hidden=False) | Q(author=reader.user))


def rows(reader: Reader, found: Sequence[Any]) -> list[Row]:
    """Threads that were found as a list shows them."""
    return [
        Row(one, reader.place_of(one), asker(reader, one), one.answers, one.is_answered, one.is_hidden) for one in found
    ]


def asker(reader: Reader, thread: Thread) -> str:
    """Who asked, for this reader: the first to write in a thread, so their letter is the first."""
    return _name(reader, thread.author, names.letter(0) if thread.anonymous else "")


def _name(reader: Reader, author: Any, letter: str) -> str:
    former = author.email.endswith(NOWHERE)
    own = author.pk == reader.user.pk
    return names.name_of(author.name, letter, staff_reads=reader.is_staff, own=own, former=former)


def search(found: QuerySet[Thread], reader: Reader, words: str) -> QuerySet[Thread]:
    """Those whose title or words, as this reader sees them now, hold a text; capitals do not matter.

    It is a plain comparison in the database, with %, _ and \\ as themselves. SQLite takes small and capital letters
    beyond ASCII for different ones; PostgreSQL does not.
    """
    readable = Version.objects.filter(not_held(reader.held, "post__thread__number"))
    newer = readable.filter(post=OuterRef("post"), number__gt=OuterRef("number"))
    said = readable.filter(~Exists(newer), post__thread=OuterRef("pk"), text__icontains=words)
    if not reader.is_staff:
        said = said.filter(Q(post__hidden__isnull=True) | Q(post__author=reader.user))
    return found.filter(Q(title__icontains=words) | Exists(said))


@dataclass(frozen=True)
class Shown:
    """A post for one reader. `text` is empty where it is hidden from them; `earlier`: versions that they may read."""

    post: Post
    name: str
    role: str
    is_own: bool
    text: str
    edited: Version | None
    earlier: tuple[Version, ...]
    reason: str
    is_good: bool
    is_accepted: bool

    @property
    def html(self) -> SafeString:
        return html_of(self.text)


def posts_of(reader: Reader, thread: Thread) -> list[Shown]:
    """The posts of a thread in their order, in two queries."""
    stand = [hold.since for hold in reader.held if hold.on(thread.number)]
    found = thread.posts.select_related("author", "hidden", "endorsement").prefetch_related("versions")
    every = list(found.order_by("place"))
    letters = names.letters((post.author_id, post.anonymous) for post in every)
    accepted = getattr(getattr(thread, "acceptance", None), "post_id", 0)
    shown = []
    for post in every:
        versions = [one for one in post.versions.all() if all(one.at < since for since in stand)]
        if versions:
            letter = letters.get(post.author_id, "") if post.anonymous else ""
            shown.append(_shown(reader, post, versions, letter, accepted == post.pk))
    return shown


def _shown(reader: Reader, post: Post, versions: list[Version], letter: str, is_accepted: bool) -> Shown:
    own, latest = post.author_id == reader.user.pk, versions[-1]
    hidden = getattr(post, "hidden", None)
    sees_all = reader.is_staff or own
    return Shown(
        post,
        _name(reader, post.author, letter),
        names.ROLES.get(post.role, ""),
        own,
        latest.text if sees_all or hidden is None else "",
        latest if len(versions) > 1 else None,
        tuple(versions[:-1]) if sees_all else (),
        hidden.reason if hidden else "",
        hasattr(post, "endorsement"),
        is_accepted,
    )


def follows(reader: Reader, thread: Thread) -> bool:
    """Whether the reader is told of answers in a thread."""
    return Follow.objects.filter(thread=thread, user=reader.user, on=True).exists()
