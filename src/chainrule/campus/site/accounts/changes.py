"""What a class list changes in the accounts that there are: a plan, made before anything is done. Pure functions.

    plan = planned(accounts, entries)
    plan.new, plan.changed, plan.came_back, plan.gone, plan.unchanged, plan.conflicts

A person is known by the student ID, and by the address where the list or the account has none. An empty cell changes
nothing. Who is gone is a student: members of staff are taken out by hand, never by a list.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import astuple, dataclass, field

from chainrule.campus.site.accounts.names import folded

STUDENT, INSTRUCTOR = "student", "instructor"
FIELDS = ("email", "name", "role", "section", "student_id")


@dataclass(frozen=True, order=True)
class Account:
    """Somebody who has an account."""

    email: str
    name: str
    role: str = STUDENT
    section: str = ""
    student_id: str = ""
    is_active: bool = True
    pk: int = 0


@dataclass(frozen=True, order=True)
class Entry:
    """A row of a class list. What is empty was not given."""

    email: str
    name: str
    role: str = ""
    section: str = ""
    student_id: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, order=True)
class Difference:
    """One thing of a person, as it is and as the list has it."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, order=True)
class Change:
    """What becomes of an account; nothing but coming back where there are no differences."""

    account: Account
    differences: tuple[Difference, ...]

    @property
    def changes_role(self) -> bool:
        return any(one.field == "role" for one in self.differences)

    @property
    def after(self) -> Account:
        """The account as it will be."""
        new = {one.field: one.new for one in self.differences}
        old = {name: getattr(self.account, name) for name in FIELDS}
        return Account(**(old | new), is_active=True, pk=self.account.pk)


@dataclass(frozen=True, order=True)
class Conflict:
    """Why a list cannot be taken, and what to do; the lines that say so."""

    email: str
    words: str
    lines: tuple[int, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class Plan:
    """What a list would do, each group in an order of its own and not that of the list."""

    new: tuple[Entry, ...] = ()
    changed: tuple[Change, ...] = ()
    came_back: tuple[Change, ...] = ()
    gone: tuple[Account, ...] = ()
    unchanged: tuple[Account, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    @property
    def does_nothing(self) -> bool:
        return not (self.new or self.changed or self.came_back or self.gone or self.conflicts)

    @property
    def fingerprint(self) -> str:
        """The same for the same plan: what was previewed is what is confirmed."""
        groups = (self.new, self.changed, self.came_back, self.gone, self.conflicts)
        plain = json.dumps([[astuple(one) for one in group] for group in groups])
        return hashlib.sha256(plain.encode()).hexdigest()


def planned(accounts: Iterable[Account], entries: Iterable[Entry]) -> Plan:
    """What the list would do to these accounts."""
    there, rows = list(accounts), list(entries)
    by_email = {one.email: one for one in there}
    by_id = {one.student_id: one for one in there if one.student_id}
    conflicts, new = twice(rows), list[Entry]()
    of_account: dict[Account, list[Entry]] = defaultdict(list)
    for row in rows:
        at_address, with_id = by_email.get(row.email), by_id.get(row.student_id)
        if found := with_id or at_address:
            of_account[found].append(row)
        else:
            new.append(row)
        conflicts += someone_elses(row, at_address, with_id)
    conflicts += [
        Conflict(account.email, f"{len(group)} rows are about {account.name}: leave one", lines_of(group))
        for account, group in of_account.items()
        if len(group) > 1 and len({row.email for row in group}) > 1
    ]
    changes = [Change(account, differences(account, min(group))) for account, group in of_account.items()]
    conflicts += last_instructor(there, new, changes)
    listed = set(of_account)
    return Plan(
        new=tuple(sorted(new, key=by_name)),
        changed=sorted_changes(one for one in changes if one.account.is_active and one.differences),
        came_back=sorted_changes(one for one in changes if not one.account.is_active),
        gone=sorted_accounts(one for one in there if one.is_active and one.role == STUDENT and one not in listed),
        unchanged=sorted_accounts(one.account for one in changes if one.account.is_active and not one.differences),
        conflicts=tuple(sorted(set(conflicts))),
    )


def by_name(one: Account | Entry) -> tuple[str, str, Account | Entry]:
    return folded(one.name), one.email, one


def sorted_accounts(found: Iterable[Account]) -> tuple[Account, ...]:
    return tuple(sorted(found, key=by_name))


def sorted_changes(found: Iterable[Change]) -> tuple[Change, ...]:
    """Whose role changes first, then by name."""
    return tuple(sorted(found, key=lambda one: (not one.changes_role, by_name(one.account))))


def differences(account: Account, row: Entry) -> tuple[Difference, ...]:
    """What the row gives that the account has otherwise."""
    pairs = ((name, getattr(account, name), getattr(row, name)) for name in FIELDS)
    return tuple(Difference(name, old, new) for name, old, new in pairs if new and new != old)


def lines_of(rows: Iterable[Entry]) -> tuple[int, ...]:
    return tuple(sorted(row.line for row in rows))


def twice(rows: list[Entry]) -> list[Conflict]:
    """Addresses and student IDs that several rows have."""
    found = []
    for name, words in (("email", "this address"), ("student_id", "the same student ID")):
        groups: dict[str, list[Entry]] = defaultdict(list)
        for row in rows:
            groups[getattr(row, name)].append(row)
        found += [
            Conflict(min(row.email for row in group), f"{len(group)} rows have {words}: leave one", lines_of(group))
            for value, group in groups.items()
            if value and len(group) > 1
        ]
    return found


def someone_elses(row: Entry, at_address: Account | None, with_id: Account | None) -> list[Conflict]:
    """An address of one person with the student ID of another."""
    if at_address is not None and with_id is not None and at_address != with_id:
        words = f"the address is that of {at_address.name}, and the student ID that of {with_id.name}"
    elif at_address is not None and other_person(row, at_address, "student_id"):
        words = f"the address is that of {at_address.name}, and both name and student ID are others"
    elif with_id is not None and other_person(row, with_id, "email"):
        words = f"the student ID is that of {with_id.name}, and both name and address are others"
    else:
        return []
    return [Conflict(row.email, f"{words}: correct the list, or change the account by hand", (row.line,))]


def other_person(row: Entry, account: Account, name: str) -> bool:
    """Whether what tells people apart differs, and the name with it."""
    mine, theirs = getattr(row, name), getattr(account, name)
    return bool(mine and theirs and mine != theirs and folded(row.name) != folded(account.name))


def last_instructor(there: list[Account], new: list[Entry], changes: list[Change]) -> list[Conflict]:
    """Rows that would leave the course without anybody who may change it."""
    after = {one.pk: one for one in there} | {one.account.pk: one.after for one in changes}
    before = [one for one in there if one.is_active and one.role == INSTRUCTOR]
    left = [one for one in after.values() if one.is_active and one.role == INSTRUCTOR]
    if not before or left or any(entry.role == INSTRUCTOR for entry in new):
        return []
    words = "no instructor would be left: give another person this role first, or take the role out of this row"
    return [Conflict(one.account.email, words) for one in changes if one.account in before]
