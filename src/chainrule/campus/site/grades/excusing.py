"""Recording an excuse and taking it back: the rows, and their entries in the audit log."""

from __future__ import annotations

from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.grades.models import Excuse


def record(who: User, student: User, assessment: str, document: str) -> Excuse:
    """A verified excuse; `document` says what was seen."""
    with transaction.atomic():
        excuse = Excuse.objects.create(student=student, assessment=assessment, document=document, verified_by=who)
        audit.record(who, "excuses.record", str(excuse), about=excuse.student, document=document)
    return excuse


def withdraw(who: User, old: Excuse) -> Excuse:
    """Take an excuse back: a new row says so."""
    with transaction.atomic():
        excuse = Excuse.objects.create(
            student=old.student, assessment=old.assessment, document=old.document, withdrawn=True, verified_by=who
        )
        audit.record(who, "excuses.withdraw", str(excuse), about=excuse.student)
    return excuse


def standing(student: User, assessment: str) -> Excuse | None:
    """The excuse that stands; None where none was recorded, or the last one was withdrawn."""
    latest = Excuse.objects.filter(student=student, assessment=assessment).last()
    return latest if latest is not None and not latest.withdrawn else None
