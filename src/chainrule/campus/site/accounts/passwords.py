"""Hashing passwords, which takes a processor for a quarter of a second: never by more threads than its share.

Without that, forty sign-ins at once keep every thread of the server busy, and nobody's page or answer comes through.
Whatever hashes (signing in, changing a password, an account that is not there) goes through the one hasher here. A
crowd waits at the front door, which hands three such requests to threads at a time; the share here is for what comes
in another way, and for a front that is not ours.
"""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher

from chainrule.campus.site.share import Share

share = Share(at_once=2, waiting=4, patience=15.0)  # of the 16 threads that a server has


class SharedHasher(PBKDF2PasswordHasher):
    """Django's own hasher, under its own name: hashes that are kept already stay good. `encode` raises `Busy`."""

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        with share.taken():
            return str(super().encode(password, salt, iterations))
