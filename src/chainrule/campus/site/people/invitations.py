"""One-time links by which people choose a password: made, found, used, revoked.

    /invitation/Zb0...43 letters.../

The secret is 32 random bytes and only its SHA-256 is kept, so that a copy of the database opens nothing. A link works
once, for 14 days at most. A newer one replaces it; dropping its person or changing the address ends it.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.backend import EmailBackend
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.people.models import Invitation

LASTS = timedelta(days=14)
FORM = re.compile(r"[\w-]{43}", re.ASCII)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def waiting(now: datetime) -> QuerySet[User]:
    """Who is in the course, has never had a password, and has no link that works."""
    without = User.objects.filter(is_active=True, role__in=User.Role.values)
    invited = Invitation.objects.filter(used_at=None, revoked_at=None, expires_at__gt=now)
    return without.filter(password__startswith=UNUSABLE_PASSWORD_PREFIX).exclude(pk__in=invited.values("user"))


def make(users: Iterable[User], who: User | None, now: datetime, how: str) -> list[tuple[User, str]]:
    """A new link's secret for each of those who are in the course; the links that they had end.

    The secrets are given back, and kept nowhere.
    """
    made = []
    with transaction.atomic():
        wanted = [user.pk for user in users]
        for user in User.objects.select_for_update().filter(pk__in=wanted, is_active=True).order_by("pk"):
            end(user, now)
            secret = secrets.token_urlsafe(32)
            Invitation.objects.create(
                user=user, secret_hash=hashed(secret), made_by=who, made_at=now, expires_at=now + LASTS
            )
            audit.record(who, "people.invite", user.email, person=user.pk, by=how)
            made.append((user, secret))
    return sorted(made, key=lambda pair: (pair[0].folded_name, pair[0].email))


def end(user: User, now: datetime) -> int:
    """From here on the person's link does not work; how many there were."""
    return Invitation.objects.filter(user=user, used_at=None, revoked_at=None).update(revoked_at=now)


def revoke(user: User, now: datetime, who: User | None = None, why: str = "") -> bool:
    """End a person's link, and say so in the log; whether there was one."""
    with transaction.atomic():
        done = bool(end(user, now))
        if done and (who or why):
            audit.record(who, "people.revoke_invitation", user.email, person=user.pk, why=why)
    return done


def open_one(user: User) -> Invitation | None:
    """The link that was made last, where it was neither used nor revoked; it may have expired."""
    return Invitation.objects.filter(user=user, used_at=None, revoked_at=None).first()


def found(secret: str, now: datetime) -> Invitation | None:
    """The invitation that a secret opens. None for every other: never made, used, revoked, expired, account off."""
    if not FORM.fullmatch(secret):
        return None
    there = Invitation.objects.select_related("user").filter(secret_hash=hashed(secret)).first()
    return there if there is not None and works(there, now) else None


def works(invitation: Invitation, now: datetime) -> bool:
    fresh = invitation.used_at is None and invitation.revoked_at is None and now < invitation.expires_at
    return fresh and EmailBackend().user_can_authenticate(invitation.user)


def use(invitation: Invitation, password_hash: str, now: datetime) -> User | None:
    """Take the password and end the link; None where it ended meanwhile. Hash before: that takes its time."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=invitation.user_id)
        there = Invitation.objects.select_for_update().select_related("user").get(pk=invitation.pk)
        if not works(there, now):
            return None
        Invitation.objects.filter(pk=there.pk).update(used_at=now)
        user.password = password_hash
        user.save(update_fields=["password"])
        audit.record(user, "people.accept", user.email, person=user.pk)
    return user


def with_link() -> QuerySet[User]:
    """Everybody, each with `link_until` where a link is neither used nor revoked."""
    links = Invitation.objects.filter(user=OuterRef("pk"), used_at=None, revoked_at=None)
    people = User.objects.filter(role__in=User.Role.values)
    return people.annotate(link_until=Subquery(links.values("expires_at")[:1]))
