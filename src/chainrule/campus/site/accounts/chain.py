"""The chain of the audit log: each entry is bound to all before it by SHA-256. Pure functions of the entries.

    start    = SHA-256(["chainrule audit 1"])
    sealed n = SHA-256([salt n, subject, details])
    chain n  = SHA-256([chain n-1, n, who, about, action, at, sealed n])

What is hashed is the JSON of that list in its canonical form, as for receipts (`campus.questions.receipts`). `who` and
`about` are numbers of accounts, or null; `at` is in UTC with microseconds. Subject and details may hold somebody's
words. They go into the chain only as a digest with a salt of their own: when a person is forgotten, both texts and the
salt go, the digest stays, and so the chain still holds. An entry may lack its words only where a later entry, whose
action is `records.forget`, names its number.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from chainrule.campus.questions.receipts import digest

START = digest(["chainrule audit 1"])
FORGET = "records.forget"
FORGOTTEN = "(forgotten)"
NOWHERE = "@forgotten.invalid"  # what the address of an account that was forgotten ends with


@dataclass(frozen=True)
class Entry:
    """One entry as the chain reads it. `salt` is "" where its words were forgotten."""

    who: int | None
    about: int | None
    action: str
    at: str
    subject: str
    details: Any
    number: int = 0
    salt: str = ""
    sealed: str = ""
    chain: str = ""


@dataclass(frozen=True)
class Broken:
    """A place where the chain does not hold, and how, in words."""

    number: int
    why: str

    def __str__(self) -> str:
        return f"entry {self.number}: {self.why}"


@dataclass
class Report:
    """What a look at the chain found: how many entries, the last hash, where it is broken, who was forgotten."""

    count: int = 0
    head: str = START
    broken: list[Broken] = field(default_factory=list)
    forgotten: set[int] = field(default_factory=set)
    known: int | None = None

    @property
    def holds(self) -> bool:
        return not self.broken


def sealed_of(salt: str, subject: str, details: Any) -> str:
    """The digest of an entry's words."""
    return digest([salt, subject, details])


def hash_of(entry: Entry, before: str) -> str:
    """The hash that an entry must have, after one whose hash is `before`."""
    return digest([before, entry.number, entry.who, entry.about, entry.action, entry.at, entry.sealed])


def linked(entry: Entry, number: int, before: str) -> Entry:
    """The entry as number `number` of the chain, after one whose hash is `before`."""
    salt = secrets.token_hex(16)
    sealed = sealed_of(salt, entry.subject, entry.details)
    placed = replace(entry, number=number, salt=salt, sealed=sealed)
    return replace(placed, chain=hash_of(placed, before))


def check(entries: Iterable[Entry], number: int = 0, before: str = START, head: str = "") -> Report:
    """Look at a chain, or at what follows its entry `number`, whose hash is `before`.

    Args:
        head: a hash that was written down earlier; `known` is then the number of the entry that has it, or None.
    """
    report, named, last = Report(head=before), set[int](), number
    if head and head == before:
        report.known = number
    for entry in entries:
        report.broken += _faults(entry, last, report.head)
        if not entry.salt:
            report.forgotten.add(entry.number)
        if entry.action == FORGET and entry.salt and isinstance(entry.details, dict):
            named |= set(entry.details.get("entries", ()))
        if head and head == entry.chain:
            report.known = entry.number
        report.count, report.head, last = report.count + 1, entry.chain, entry.number
    for lost in sorted(report.forgotten - named):
        report.broken.append(Broken(lost, "its words are gone, and no entry says that somebody was forgotten"))
    return report


def _faults(entry: Entry, last: int, before: str) -> Iterator[Broken]:
    if entry.number != last + 1:
        gone = str(last + 1) if entry.number == last + 2 else f"{last + 1} to {entry.number - 1}"
        yield Broken(entry.number, f"before it {gone} {'is' if entry.number == last + 2 else 'are'} missing: removed")
    elif hash_of(entry, before) != entry.chain:
        where = f"entry {last}" if last else "the start"
        yield Broken(entry.number, f"it does not follow from {where}: one was changed, put in or moved")
    if entry.salt:
        if sealed_of(entry.salt, entry.subject, entry.details) != entry.sealed:
            yield Broken(entry.number, "its subject or details were changed")
    elif entry.subject != FORGOTTEN or entry.details:
        yield Broken(entry.number, "its words were changed after it was forgotten")
