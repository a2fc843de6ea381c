"""Personal tokens: how a program asks in its owner's name, without a password and without a cookie.

    Authorization: Bearer chr_3fa9c2d1_Zb0...        (the key, which is no secret, and the secret)

The secret is 32 random bytes and only its SHA-256 is kept, so that a copy of the database opens nothing. Wrong ones are
counted for each key and address: a class behind one address is not locked out by one student's old token.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import audit, permissions
from chainrule.campus.site.accounts.backend import EmailBackend
from chainrule.campus.site.accounts.models import PersonalToken, User
from chainrule.campus.site.addresses import house
from chainrule.campus.site.rates import Rate

FORM = re.compile(r"chr_([0-9a-f]{8})_([\w-]{43})")
LONGEST_NAME = 60
MOST = 10  # tokens that work, of one person
WRONG_TRIES = 10
PAUSE_MINUTES = 15
WRONG = Rate("wrong-token", WRONG_TRIES, PAUSE_MINUTES * 60)
NOTED_EVERY = timedelta(minutes=1)


class BadToken(Exception):
    """A token that opens nothing: why, in words, and the HTTP status."""

    def __init__(self, words: str, status: int = 401) -> None:
        super().__init__(words)
        self.status = status


class TooMany(Exception):
    """Somebody has as many tokens as one person may have."""


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def make(user: User, name: str, now: datetime) -> tuple[PersonalToken, str]:
    """A new token, and its text, which is shown once and kept nowhere. Raises `TooMany`."""
    key, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    name = " ".join(name.split())[:LONGEST_NAME] or "command line"
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if user.tokens.filter(revoked_at=None).count() >= MOST:
            raise TooMany(f"You have {MOST} tokens. Revoke one that you no longer use, then make another.")
        token = PersonalToken.objects.create(user=user, name=name, key=key, secret_hash=hashed(secret), created_at=now)
        audit.record(user, "account.token_made", user.email, about=user, name=name, key=key)
    return token, f"chr_{key}_{secret}"


def revoke(token: PersonalToken, now: datetime) -> None:
    """From here on it opens nothing. The row stays, so that its owner sees what there was."""
    with transaction.atomic():
        done = PersonalToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
        if done:
            audit.record(
                token.user, "account.token_revoked", token.user.email, about=token.user, name=token.name, key=token.key
            )


def owner(text: str, address: str, now: datetime) -> User:
    """Whose token this is. Raises `BadToken`.

    `address` is where the request comes from: after so many wrong secrets for one key from one address, that key is
    not looked at from there for a while, right or wrong.
    """
    found = FORM.fullmatch(text)
    key, secret = found.groups() if found else ("", "")
    counted = f"{key if key and PersonalToken.objects.filter(key=key).exists() else ''}:{house(address)}"
    if WRONG.wait(counted):
        words = f"too many wrong tokens came from your address; wait {PAUSE_MINUTES} minutes, then try again"
        raise BadToken(words, 429)
    token = PersonalToken.objects.select_related("user").filter(key=key).first()
    if token is None or not hmac.compare_digest(token.secret_hash, hashed(secret)):
        WRONG.count(counted)
        raise BadToken("no token of this site reads like that")
    if token.revoked_at is not None:
        raise BadToken(
            f"the token “{token.name}” was revoked on {timezone.localtime(token.revoked_at):%d %B %Y, %H:%M}"
        )
    if not EmailBackend().user_can_authenticate(token.user):
        raise BadToken("the account that it belongs to is switched off; ask your instructor", 403)
    if token.used_at is None or abs(now - token.used_at) >= NOTED_EVERY:
        PersonalToken.objects.filter(pk=token.pk).update(used_at=now)
    return token.user


def admit(request: HttpRequest, action: str) -> JsonResponse | None:
    """Let a program in by its token, and by nothing else; what keeps it out is told in JSON."""
    request.user = AnonymousUser()  # whoever has signed in to this browser does not count here
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not text.strip():
        return refusal("no token came with the request; make one on your account's page", 401)
    try:
        user = owner(text.strip(), request.META.get("REMOTE_ADDR", ""), clock.now())
    except BadToken as bad:
        return refusal(str(bad), bad.status)
    if not permissions.allows(user, action):
        return refusal(f"your account is that of an {user.role}, and this is for students and staff", 403)
    request.user = user
    return None


def refusal(words: str, status: int) -> JsonResponse:
    """`{"error": words}`: what a program shows to its user."""
    headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": str(PAUSE_MINUTES * 60)}}.get(status, {})
    return JsonResponse({"error": words}, status=status, headers=headers)
