"""Who may try to sign in now: so many wrong passwords for an account from a place, so many tries from a place at all.

A place is the address that asks. A browser in which the account signed in before is a place of its own: a cookie says
so. Thus nobody else behind the same campus address can lock a student out of her own browser by guessing, and a crowd
at that address does not slow it. The counts of wrong passwords are kept by django-axes, in the database.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from ipaddress import IPv6Address

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from chainrule.campus.site.addresses import house
from chainrule.campus.site.rates import Rate

COOKIE = "known"
COOKIE_AGE = 200 * 24 * 3600  # seconds: a semester
FORM = re.compile(r"([0-9a-f]{24})-([0-9a-f]{64})")
TRIES = Rate("sign-in", 150, 60)  # from one address: a whole class that signs in within a minute, each of them twice
OWN_TRIES = Rate("own-password", 8, 15 * 60)  # wrong passwords of now, typed by somebody who is signed in


def account_in(request: HttpRequest) -> str:
    """The account that the request's form names."""
    return request.POST.get("username", "").strip().lower()[:254]


def _signature(device: str, account: str) -> str:
    return salted_hmac("chainrule.known-browser", f"{device}:{account}", algorithm="sha256").hexdigest()


def known_device(request: HttpRequest, account: str) -> str:
    """The name of the browser, where this account signed in with it before; else ""."""
    found = FORM.fullmatch(request.COOKIES.get(COOKIE, ""))
    if found and account and constant_time_compare(found.group(2), _signature(found.group(1), account)):
        return found.group(1)
    return ""


def remember_browser(response: HttpResponse, account: str) -> None:
    """The account has signed in here; nothing can be read off the cookie but that."""
    device = secrets.token_hex(12)
    value = f"{device}-{_signature(device, account)}"
    response.set_cookie(
        COOKIE, value, max_age=COOKIE_AGE, httponly=True, samesite="Lax", secure=settings.HTTPS, path="/sign-in/"
    )


def place(request: HttpRequest) -> str:
    """What django-axes counts wrong passwords under, as an address (its table has room for nothing else).

    A known browser gets one of its own in fd00::/8, which no visitor comes from: these are for private networks.
    """
    if device := known_device(request, account_in(request)):
        return str(IPv6Address(b"\xfd" + hashlib.sha256(device.encode()).digest()[:15]))
    return house(request.META.get("REMOTE_ADDR", "")).replace("nowhere", "::")


def must_wait(request: HttpRequest) -> int:
    """The seconds until this address may try again, 0 for now; the try is counted."""
    if known_device(request, account_in(request)):
        return 0
    where = house(request.META.get("REMOTE_ADDR", ""))
    if seconds := TRIES.wait(where):
        return seconds
    TRIES.count(where)
    return 0
