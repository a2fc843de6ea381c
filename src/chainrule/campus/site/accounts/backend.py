"""Signing in by email address."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser

from chainrule.campus.site.accounts.permissions import LEARNER


class EmailBackend(ModelBackend):
    """Django's own, but the demo's accounts, whose passwords anybody can read, work only while the site is a demo.

    And nobody signs in as the learner of `chainrule learn`.
    """

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        if getattr(user, "is_demo", False) and not settings.DEMO:
            return False
        if getattr(user, "role", "") == LEARNER:
            return False
        return super().user_can_authenticate(user)
