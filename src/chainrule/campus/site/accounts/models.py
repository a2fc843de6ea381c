"""People in the database: accounts with their roles, personal tokens, and the log of what was done."""

import secrets
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import models

from chainrule.campus.site import clock
from chainrule.campus.site.accounts.names import folded, person_name
from chainrule.campus.site.append_only import AppendOnly
from chainrule.campus.site.inputs import BadInput, sentence


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, name: str, role: str, password: str | None = None, **more: Any) -> "User":
        """A new account; without a password nobody can sign in to it."""
        user = self.model(email=email.strip().lower(), name=name.strip(), role=role, **more)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user


def new_nonce() -> str:
    return secrets.token_urlsafe(12)


class User(AbstractBaseUser):
    """Somebody with an account; signs in with an email address."""

    class Role(models.TextChoices):
        STUDENT = "student"
        ASSISTANT = "assistant"
        INSTRUCTOR = "instructor"
        ADVISOR = "advisor"

    email = models.EmailField(unique=True, error_messages={"unique": "There is an account with this address already."})
    name = models.CharField(max_length=120)
    folded_name = models.CharField(max_length=400, editable=False, help_text="what the name is sorted and found by")
    role = models.CharField(max_length=12, choices=Role.choices)
    section = models.CharField(
        max_length=40, blank=True, default="", help_text="part of the class, as the registrar says"
    )
    student_id = models.CharField(
        max_length=40,
        null=True,
        blank=True,
        unique=True,
        error_messages={"unique": "There is an account with this student ID already."},
    )
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="made up; can sign in only while the site runs as a demo")
    feed_nonce = models.CharField(max_length=24, default=new_nonce, help_text="part of the calendar feed's address")
    joined_at = models.DateTimeField(default=clock.now)

    objects: ClassVar[UserManager] = UserManager()
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "role"]

    class Meta:
        ordering = ("folded_name", "email")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        self.email = self.email.strip().lower()
        self.student_id = self.student_id or None
        try:
            person_name(self.name)
        except BadInput as bad:
            raise ValidationError({"name": sentence(bad)}) from None

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        self.folded_name = folded(self.name)
        self.student_id = self.student_id or None
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "folded_name"}
        super().save(*args, update_fields=update_fields, **options)

    @property
    def is_student(self) -> bool:
        return self.role == self.Role.STUDENT

    @property
    def is_staff_member(self) -> bool:
        """Instructor or assistant."""
        return self.role in (self.Role.INSTRUCTOR, self.Role.ASSISTANT)


class PersonalToken(models.Model):
    """What the command line shows instead of a password. Only a hash of its secret is kept; see `accounts.tokens`."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60, help_text="where it is used, in its owner's words")
    key = models.CharField(max_length=8, unique=True, help_text="the part of the token that is no secret")
    secret_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, help_text="to the minute")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.key})"


class AuditEntry(AppendOnly):
    """Who did what to what, whose data that is, and when. Written by `accounts.audit.record`, never changed.

    Its link in the chain of all entries (`accounts.chain`) is filled in as it is written, or right after.
    """

    FILLED_LATER = ("number", "salt", "sealed", "chain")

    who = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    subject_of = models.ForeignKey(
        User, null=True, on_delete=models.PROTECT, related_name="+", help_text="whose data it is about, if one person's"
    )
    action = models.CharField(max_length=60)
    subject = models.CharField(max_length=200)
    at = models.DateTimeField(default=clock.now, db_index=True)
    details = models.JSONField(default=dict)
    number = models.PositiveBigIntegerField(null=True, unique=True, help_text="its place in the chain, from 1")
    salt = models.CharField(max_length=32, null=True, help_text='"": its words were forgotten')
    sealed = models.CharField(max_length=64, null=True, help_text="the digest of its words with the salt")
    chain = models.CharField(max_length=64, null=True, help_text="its hash, and that of all before it")

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("action", "-at"), name="audit_by_action"),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.who or 'the site'}: {self.action} {self.subject}"
