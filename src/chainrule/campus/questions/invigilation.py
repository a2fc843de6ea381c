"""What invigilation decides, as pure functions: may this request begin or go on, when is the time over.

Who asks and what is known comes in as data: no clock, no request, no database.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from fractions import Fraction
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # of access codes: none is taken for another on a projector
BROWSER_KEY = re.compile(r"[0-9a-f]{64}")
NO_TIME = timedelta(0)


class NotRead(ValueError):
    """A setting that cannot be read; the message says which line, what was wrong, and what to write."""


class Reason(Enum):
    """Why a request may not begin, or not go on."""

    NETWORK = "network"  # it comes from elsewhere than the room
    BROWSER = "browser"  # it does not show the key of Safe Exam Browser
    CODE = "code"  # the access code has not been typed in this browser
    SESSION = "session"  # the student's paper is open in another browser
    WAITING = "waiting"  # the invigilator has not started yet
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Rules:
    """How one paper is invigilated now. Without networks every address may, without keys every browser."""

    networks: Sequence[Network] = ()
    browser_keys: Sequence[str] = ()
    started: bool = False
    paused: bool = False
    stopped: bool = False


@dataclass(frozen=True)
class Visitor:
    """What a request shows: its address, the browser that it comes from ("" where none is known), its SEB header."""

    address: str
    browser: str = ""
    url: str = ""
    browser_hash: str = ""


@dataclass(frozen=True)
class Place:
    """What is on record for the student: the browser that may write, and whether staff lifted the checks."""

    browser: str = ""
    lifted: bool = False


def why_not(rules: Rules, place: Place, visitor: Visitor, *, begun: bool) -> Reason | None:
    """Why this request may not begin (or, where the student has begun, go on); None where it may.

    A pause does not hold an attempt that is running: its own clock does. What is stopped is not begun any more.
    """
    if not begun and rules.stopped:
        return Reason.STOPPED
    if not place.lifted and not is_inside(visitor.address, rules.networks):
        return Reason.NETWORK
    if not place.lifted and not shows_key(visitor.url, visitor.browser_hash, rules.browser_keys):
        return Reason.BROWSER
    if not place.browser:
        return Reason.CODE
    if not hmac.compare_digest(visitor.browser, place.browser):
        return Reason.SESSION if begun else Reason.CODE
    if begun:
        return None
    if not rules.started:
        return Reason.WAITING
    return Reason.PAUSED if rules.paused else None


# --- the checks of one request ---


def is_inside(address: str, networks: Sequence[Network]) -> bool:
    """Whether an address is in one of the networks; in none, whatever it is, where there are none to be in."""
    if not networks:
        return True
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in networks)


def shows_key(url: str, given: str, keys: Sequence[str]) -> bool:
    """Whether the header of Safe Exam Browser is SHA-256 of the address (without fragment) and one of the keys."""
    given = given.strip().lower()
    return not keys or any(hmac.compare_digest(given.encode(), key_hash(url, key).encode()) for key in keys)


def key_hash(url: str, key: str) -> str:
    """What `X-SafeExamBrowser-ConfigKeyHash` holds for this address and this Config Key."""
    return hashlib.sha256((url.partition("#")[0] + key).encode()).hexdigest()


def is_code(typed: str, code: str) -> bool:
    """Whether what was typed is the access code; blanks, hyphens and small letters do not matter."""
    return bool(code) and hmac.compare_digest(folded(typed).encode(), folded(code).encode())


def folded(code: str) -> str:
    """A code without what does not matter in it."""
    return re.sub(r"[\s-]", "", code).upper()


# --- what an instructor writes ---


def read_networks(text: str) -> list[Network]:
    """One address or network a line (or with commas), as in 10.20.0.0/16. Raises `NotRead`."""
    found = []
    for number, word in _words(text):
        try:
            found.append(ip_network(word, strict=False))
        except ValueError:
            fix = "write an address, as 10.20.3.4, or a network, as 10.20.0.0/16"
            raise NotRead(f"Line {number}: “{word[:60]}” is no network: {fix}.") from None
    return found


def read_browser_keys(text: str) -> list[str]:
    """One Config Key a line. Raises `NotRead`."""
    found = []
    for number, word in _words(text):
        if not BROWSER_KEY.fullmatch(word.lower()):
            fix = "copy it from the SEB Config Tool; it has 64 digits and letters from a to f"
            raise NotRead(f"Line {number}: “{word[:60]}” is no Config Key: {fix}.")
        found.append(word.lower())
    return found


def _words(text: str) -> list[tuple[int, str]]:
    parts = (
        (number, part.strip()) for number, line in enumerate(text.splitlines(), 1) for part in re.split("[,;]", line)
    )
    return [(number, word) for number, word in parts if word]


# --- time ---


@dataclass(frozen=True)
class Time:
    """The time of one attempt. `given_back` is what pauses gave it so far; `ends` has it in already."""

    ends: datetime
    given_back: timedelta = NO_TIME
    paused_at: datetime | None = None

    def end(self, now: datetime) -> datetime:
        """When it would end if it went on now: during a pause this moves as the clock does."""
        return self.ends + max(NO_TIME, now - self.paused_at) if self.paused_at else self.ends

    def is_over(self, now: datetime) -> bool:
        """Whether the time has run out. In a pause it does not run."""
        return self.paused_at is None and now >= self.ends

    def paused(self, now: datetime) -> Time:
        """Paused now; a pause that stands, and a time that is over, stay as they are."""
        return self if self.paused_at or now >= self.ends else replace(self, paused_at=now)

    def resumed(self, now: datetime) -> Time:
        """Going on now, with exactly the time that was left when the pause began."""
        if self.paused_at is None:
            return self
        back = max(NO_TIME, now - self.paused_at)
        return Time(self.ends + back, self.given_back + back)

    def stopped(self, now: datetime, notice: timedelta) -> Time:
        """Ending after a notice, in which pages send what they hold; never later than it would have ended."""
        going = self.resumed(now)
        return replace(going, ends=min(going.ends, now + notice))


def minutes_by_factor(minutes: int, factor: float) -> int:
    """The minutes of a student who has `factor` times the time, in whole minutes that are never fewer.

    >>> minutes_by_factor(30, 1.25)
    38
    """
    exact = minutes * Fraction(str(factor))
    return -(-exact.numerator // exact.denominator)
