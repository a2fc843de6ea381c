"""What the server does by itself: documents of proof are deleted after the term."""

from datetime import datetime

from django.conf import settings

from chainrule.campus.site.absences import proofs


def tick(now: datetime) -> None:
    """Delete what is to be kept no longer. Whoever learns alone sends no documents."""
    if not settings.ALONE:
        proofs.after_the_term(now)
