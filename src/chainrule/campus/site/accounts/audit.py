"""The audit log: what people and the site did that somebody may ask about later."""

from typing import Any

from django.contrib.auth.models import AnonymousUser

from chainrule.campus.site.accounts.models import AuditEntry, User


def record(who: User | AnonymousUser | None, action: str, subject: str, **details: Any) -> AuditEntry:
    """Add an entry. `who` is None for what the site does by itself (closing an attempt at its end).

    Call it in the transaction of what it tells about:

        with transaction.atomic():
            release = Release.objects.create(...)
            audit.record(request.user, "papers.release", "quiz-1", students=24)
    """
    person = who if isinstance(who, User) else None
    return AuditEntry.objects.create(who=person, action=action, subject=subject[:200], details=details)
