"""Accounts made, changed, switched off and on again: each in one transaction with its line in the audit log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.changes import FIELDS, Account, Difference, Entry, Plan, planned
from chainrule.campus.site.accounts.models import AuditEntry, User
from chainrule.campus.site.people import invitations

BY_HAND = "by hand"
STUDENT, INSTRUCTOR = User.Role.STUDENT, User.Role.INSTRUCTOR


class Refused(Exception):
    """What cannot be done: why, and what to do."""


class Meanwhile(Exception):
    """The accounts are not as they were when the plan was looked at."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("Accounts changed since you looked: nothing was done. Look at the new preview.")
        self.plan = plan


@dataclass(frozen=True)
class Done:
    """How many accounts a class list touched."""

    added: int
    changed: int
    brought_back: int
    dropped: int

    @property
    def words(self) -> str:
        """What was done, as a sentence."""
        counts = ((self.added, "added"), (self.changed, "changed"), (self.brought_back, "brought back"))
        parts = [f"{count} {word}" for count, word in (*counts, (self.dropped, "dropped")) if count]
        return f"Done: {', '.join(parts) or 'nothing was to be changed'}."


def account_of(user: User) -> Account:
    """A row of the database as a plan takes it."""
    values = {name: getattr(user, name) or "" for name in FIELDS}
    return Account(**values, is_active=user.is_active, pk=user.pk)


def accounts() -> list[Account]:
    """Everybody of the class."""
    return [account_of(user) for user in User.objects.filter(role__in=User.Role.values)]


def plan_of(entries: Iterable[Entry]) -> Plan:
    """What a class list would do now."""
    return planned(accounts(), entries)


def apply(entries: Sequence[Entry], seen: str, dropped: Collection[int], who: User | None, source: str) -> Done:
    """Do what the plan with the fingerprint `seen` says; of who is gone only `dropped`. All of it, or nothing.

    Raises `Meanwhile` where the plan is another by now, `Refused` where it has conflicts.
    """
    try:
        with transaction.atomic():
            return _apply(entries, seen, dropped, who, source)
    except IntegrityError:  # an account was made at this moment, with an address or a student ID of the list
        raise Meanwhile(plan_of(entries)) from None


def _apply(entries: Sequence[Entry], seen: str, dropped: Collection[int], who: User | None, source: str) -> Done:
    list(User.objects.select_for_update().order_by("pk").values_list("pk"))  # of two lists, one sees the other
    plan = plan_of(entries)
    if plan.fingerprint != seen:
        raise Meanwhile(plan)
    if plan.conflicts:
        raise Refused(f"The list has {len(plan.conflicts)} conflicts: nothing was done. Correct it first.")
    users = User.objects.in_bulk()
    for entry in plan.new:
        _add(entry, who, source)
    for change in (*plan.changed, *plan.came_back):
        user = users[change.account.pk]
        if not user.is_active:
            _switch(user, True, who, f"in the class list ({source})")
        if change.differences:
            _change(user, change.differences, who, source)
    gone = [users[account.pk] for account in plan.gone if account.pk in dropped]
    for user in gone:
        _switch(user, False, who, f"not in the class list ({source})")
    return Done(len(plan.new), len(plan.changed), len(plan.came_back), len(gone))


@contextmanager
def taken_in_words() -> Iterator[None]:
    """What the database refuses because of another account made at this moment, in words."""
    try:
        yield
    except IntegrityError:
        words = "Somebody gave an account this address or student ID at this moment. Look at the list of people."
        raise ValidationError({"email": words}) from None


def add(entry: Entry, who: User, source: str = BY_HAND) -> User:
    """One more account, without a password. Raises `ValidationError` where its address or student ID has one."""
    with taken_in_words(), transaction.atomic():
        return _add(entry, who, source, check=True)


def change(user: User, new: Entry, who: User) -> int:
    """Make the account as `new` says; how many things changed. Raises `ValidationError`, `Refused`."""
    with taken_in_words(), transaction.atomic():
        user = _locked(user)
        pairs = [(name, getattr(user, name) or "", getattr(new, name)) for name in FIELDS]
        differences = [Difference(*pair) for pair in pairs if pair[1] != pair[2]]
        if any(one.field == "role" for one in differences):
            _needs_another_instructor(user)
        if differences:
            _change(user, differences, who, BY_HAND, check=True)
    return len(differences)


def drop(user: User, who: User, reason: str) -> None:
    """Switch an account off: sessions, tokens and links end, what was done stays. Raises `Refused`."""
    with transaction.atomic():
        user = _locked(user)
        if user == who:
            raise Refused("You cannot drop yourself. Ask another instructor.")
        if not user.is_active:
            raise Refused(f"{user} is not in the course any more.")
        _needs_another_instructor(user)
        _switch(user, False, who, reason)


def bring_back(user: User, who: User, reason: str) -> None:
    """Switch an account on again. Raises `Refused`."""
    with transaction.atomic():
        user = _locked(user)
        if user.is_active:
            raise Refused(f"{user} is in the course already.")
        _switch(user, True, who, reason)


def history(user: User) -> list[AuditEntry]:
    """What was done to this account, the newest first."""
    return list(AuditEntry.objects.filter(action__startswith="people.", details__person=user.pk).select_related("who"))


def _locked(user: User) -> User:
    """The row, with those of all instructors: of two who drop each other, the second is refused."""
    found = User.objects.select_for_update().order_by("pk")
    list(found.filter(role=INSTRUCTOR, is_active=True).values_list("pk"))
    return found.get(pk=user.pk)


def _needs_another_instructor(user: User) -> None:
    others = User.objects.filter(role=INSTRUCTOR, is_active=True).exclude(pk=user.pk)
    if user.role == INSTRUCTOR and user.is_active and not others.exists():
        raise Refused(f"{user} is the only instructor. Give another person this role first.")


def _add(entry: Entry, who: User | None, source: str, check: bool = False) -> User:
    values = {name: getattr(entry, name) for name in FIELDS} | {"role": entry.role or str(STUDENT)}
    user = User(**values, is_demo=bool(who and who.is_demo))
    user.set_unusable_password()
    if check:
        user.full_clean()
    user.save()
    given = {name: text for name, text in values.items() if text and name != "email"}
    audit.record(who, "people.add", user.email, person=user.pk, source=source, **given)
    return user


def _change(user: User, differences: Sequence[Difference], who: User | None, source: str, check: bool = False) -> None:
    subject = user.email
    for one in differences:
        setattr(user, one.field, one.new)
    if check:
        user.full_clean(exclude=["password"])
    user.save(update_fields=[one.field for one in differences])
    told = {one.field: f"{one.old or 'none'} → {one.new or 'none'}" for one in differences}
    audit.record(who, "people.change", subject, person=user.pk, source=source, **told)
    if "email" in told:  # the link lies in a mailbox that is not this person's any more
        invitations.revoke(user, clock.now())


def _switch(user: User, on: bool, who: User | None, reason: str) -> None:
    user.is_active = on
    user.save(update_fields=["is_active"])
    audit.record(who, "people.bring_back" if on else "people.drop", user.email, person=user.pk, reason=reason)
    if not on:
        invitations.revoke(user, clock.now())


def problems(error: ValidationError) -> dict[str, list[str]]:
    """What is wrong with an account, by field; what is about none of them stands with the address."""
    return {name if name in FIELDS else "email": texts for name, texts in error.message_dict.items()}
