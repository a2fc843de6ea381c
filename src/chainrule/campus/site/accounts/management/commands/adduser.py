"""`chainrule manage adduser`: make one account, or one for each line of a CSV file."""

import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction

from chainrule.campus.site import inputs
from chainrule.campus.site.accounts import audit, roster
from chainrule.campus.site.accounts.models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are mistaken for each other


def initial_password() -> str:
    """Four groups of four, about 79 bits: to be handed over on paper, and changed by its owner."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


class Command(BaseCommand):
    help = (
        "Make an account: adduser EMAIL --name NAME --role ROLE; or many: adduser --csv FILE with the columns "
        "email, name, role (and section, student_id). Prints each address with its initial password, once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", default="student", choices=User.Role.values)
        parser.add_argument("--csv", type=Path, help="a file with the columns email, name, role")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["email"]) == bool(options["csv"]):
            raise CommandError("name one email address, or a file with --csv")
        people = listed(options["csv"]) if options["csv"] else one({k: options[k] for k in ("email", "name", "role")})
        passwords = {user.email: initial_password() for user in people}
        for user in people:  # before the transaction: hashing a class takes a minute, and nobody could save meanwhile
            user.set_password(passwords[user.email])
        try:
            with transaction.atomic():  # all of them, or none
                for user in people:
                    user.save()
                    audit.record(None, "account.make", user.email, about=user, role=user.role)
        except IntegrityError:
            raise CommandError(
                "another account with one of these addresses was made meanwhile: nothing is made"
            ) from None
        for email, password in passwords.items():
            self.stdout.write(f"{email},{password}")


def listed(path: Path) -> list[User]:
    """The accounts that a class list asks for. Raises `CommandError` with every line that is wrong."""
    try:
        with path.open("rb") as file:
            rows = roster.read(file.read(roster.LARGEST + 1))
        people = [(line, User(**row)) for line, row in rows]
        roster.refuse([f"line {line}, {what}" for line, user in people for what in problems(user)])
    except (OSError, roster.Unreadable) as error:
        raise CommandError(f"{path} cannot be read; no account is made.\n{error}") from None
    return [user for _, user in people]


def one(row: dict[str, str]) -> list[User]:
    """The account that the command line names."""
    try:
        user = User(**{name: inputs.line(text, roster.LONGEST[name]) for name, text in row.items()})
    except inputs.BadInput as bad:
        raise CommandError(f"no account is made: {bad}") from None
    if wrong := problems(user):
        raise CommandError("no account is made: " + "; ".join(wrong))
    return [user]


def problems(user: User) -> list[str]:
    """What the database would not take, with its column."""
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        given = inputs.shown(user.email or "no email")
        return [f"{column}: {' '.join(texts)} ({given})" for column, texts in error.message_dict.items()]
    return []
