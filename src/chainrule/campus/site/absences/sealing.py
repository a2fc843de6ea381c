"""Documents under lock: Fernet (AES-128 in CBC mode with HMAC-SHA256), with the keys of a file apart from the database.

The file has a key a line. The first one encrypts, each of them opens: a new key is put in front, and the old ones go
once the documents that they closed are gone.
"""

from __future__ import annotations

from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from chainrule.campus.site.environment import make_once

APART = "put the file back from where you keep it apart; nothing else of the site needs it"


class Locked(Exception):
    """A document cannot be opened or closed; the message says why, and what to do."""


def place() -> Path:
    """Where the keys are."""
    found: Path = settings.DOCUMENT_KEYS
    return found


def ready(*, is_first: bool) -> MultiFernet:
    """The keys; with `is_first` they are made where there are none. Raises `Locked`."""
    if is_first and not place().exists():
        try:
            make_once(place(), f"{Fernet.generate_key().decode()}\n")
        except OSError as error:
            raise Locked(
                f"{place()} cannot be written: {error.strerror}. Let the server's user write there."
            ) from error
    try:
        lines = place().read_text(encoding="ascii").split()
        return MultiFernet([Fernet(line) for line in lines])
    except FileNotFoundError:
        raise Locked(f"the keys are not in {place()}: {APART}.") from None
    except OSError as error:
        raise Locked(f"{place()} cannot be read: {error.strerror}. Let the server's user read it.") from error
    except ValueError:
        raise Locked(f"{place()} has a line that is no key, or none at all: {APART}.") from None


def seal(content: bytes, about: str, *, is_first: bool) -> bytes:
    """The document, encrypted together with what it is about. Raises `Locked`."""
    return ready(is_first=is_first).encrypt(f"{about}\n".encode() + content)


def opened(sealed: bytes, about: str) -> bytes:
    """The document. Raises `Locked`, also where it is not the one that was stored at this place."""
    try:
        whole = ready(is_first=False).decrypt(sealed)
    except InvalidToken:
        raise Locked(f"no key in {place()} opens it: {APART}.") from None
    was_about, _, content = whole.partition(b"\n")
    if was_about != about.encode():
        raise Locked("it is not the document that was stored here: the database was changed by hand.")
    return content
