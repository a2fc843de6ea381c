"""Whose calendar feed it is: signed in its address, because calendar programs cannot sign in."""

import secrets
from urllib.parse import urlencode

from django.core import signing

from chainrule.campus.site.accounts.models import User

SALT = "chainrule.calendar"


def query(user: User) -> str:
    """The query string of the user's feed: `for=<signed>`."""
    return urlencode({"for": signing.dumps([user.pk, user.feed_nonce], salt=SALT, compress=False)})


def reader(token: str) -> User | None:
    """Whose feed a token opens; None for a forged, mangled or revoked one."""
    try:
        pk, nonce = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user and secrets.compare_digest(user.feed_nonce, nonce) else None
