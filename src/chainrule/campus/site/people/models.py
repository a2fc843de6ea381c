"""The one table of this room: one-time links by which people choose a password."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from chainrule.campus.site import clock


class Invitation(models.Model):
    """A link for one person, which works once. Only a hash of its secret is kept; see `people.invitations`."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="invitations_to_sign_in")
    secret_hash = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("user",),
                condition=models.Q(used_at=None, revoked_at=None),
                name="one_open_invitation_a_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, until {self.expires_at:%Y-%m-%d}"
