"""Invitations as e-mail: one message for each person, through whatever the settings name."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable, Sequence

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.template.loader import render_to_string

from chainrule.campus.site.accounts.models import User
from chainrule.campus.site.course import course
from chainrule.campus.site.people.invitations import LASTS

AT_ONCE = 50  # messages in one request; a mail server takes a fifth of a second for each
GIVES_UP_AFTER = 3  # failures one after the other
log = logging.getLogger(__name__)


def are_sent() -> bool:
    """Whether e-mail leaves this machine; else it is written to files."""
    return "filebased" not in settings.EMAIL_BACKEND


def message(user: User, link: str) -> EmailMessage:
    """What one person is told."""
    context = {"user": user, "link": link, "course": course(), "days": LASTS.days}
    body = render_to_string("people/invitation.txt", context)
    return EmailMessage(f"{course().code}: choose your password", body, to=[user.email])


def send(invited: Sequence[tuple[User, str]], link_of: Callable[[str], str]) -> list[User]:
    """Send each their link; those whom it did not reach. After three failures in a row the others are not tried."""
    connection = get_connection()
    failed: list[User] = []
    in_a_row = 0
    for user, secret in invited:
        if in_a_row < GIVES_UP_AFTER:
            try:
                connection.send_messages([message(user, link_of(secret))])
                in_a_row = 0
                continue
            except (OSError, smtplib.SMTPException) as error:
                log.warning("an invitation was not sent to account %s: %s", user.pk, error)
                in_a_row += 1
        failed.append(user)
    connection.close()
    return failed
