"""Signing in by email address."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from chainrule.campus.site.accounts.permissions import LEARNER


class ByPassword(ModelBackend):
    """Whose password it is, whether or not they may come in."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        return True


class EmailBackend(ModelBackend):
    """Django's own, but the demo's accounts, whose passwords anybody can read, work only while the site is a demo.

    And nobody signs in as the learner of `chainrule learn`. Who has the right password of an account that is switched
    off is told so: the request is marked `switched_off`.
    """

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> AbstractBaseUser | None:
        found = ByPassword().authenticate(request, username, password, **more)
        if found is None or self.user_can_authenticate(found):
            return found
        if request is not None and not found.is_active:
            request.switched_off = True  # type: ignore[attr-defined]
        return None

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        if getattr(user, "is_demo", False) and not settings.DEMO:
            return False
        if getattr(user, "role", "") == LEARNER:
            return False
        return super().user_can_authenticate(user)
