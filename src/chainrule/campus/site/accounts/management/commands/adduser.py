"""`chainrule manage adduser`: make one account, or one for each line of a CSV file."""

import csv
import secrets
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from chainrule.campus.site.accounts import audit
from chainrule.campus.site.accounts.models import User

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that are mistaken for each other


def initial_password() -> str:
    """Four groups of four, about 79 bits: to be handed over on paper, and changed by its owner."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


class Command(BaseCommand):
    help = (
        "Make an account: adduser EMAIL --name NAME --role ROLE; or many: adduser --csv FILE with the columns "
        "email, name, role. Prints each address with its initial password, once."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", nargs="?")
        parser.add_argument("--name", default="")
        parser.add_argument("--role", default="student", choices=User.Role.values)
        parser.add_argument("--csv", type=Path, help="a file with the columns email, name, role")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["email"]) == bool(options["csv"]):
            raise CommandError("name one email address, or a file with --csv")
        rows = (
            self.read(options["csv"]) if options["csv"] else [(1, {k: options[k] for k in ("email", "name", "role")})]
        )
        made = []
        with transaction.atomic():  # a file with a mistake makes no account at all
            for line, row in rows:
                password = initial_password()
                try:
                    user = User.objects.create_user(row["email"], row["name"], row["role"], password)
                except ValidationError as error:
                    problems = "; ".join(f"{name}: {' '.join(texts)}" for name, texts in error.message_dict.items())
                    raise CommandError(f"line {line} ({row['email'] or 'no email'}): {problems}") from error
                audit.record(None, "account.make", user.email, role=user.role)
                made.append((user.email, password))
        for email, password in made:
            self.stdout.write(f"{email},{password}")

    def read(self, path: Path) -> list[tuple[int, dict[str, str]]]:
        """The file's rows with their line numbers."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                reader = csv.DictReader(file)
                if missing := {"email", "name"} - set(reader.fieldnames or ()):
                    raise CommandError(
                        f"{path}: the first line must name the columns email, name, role; missing: {missing}"
                    )
                return [
                    (
                        reader.line_num,
                        {"email": row["email"] or "", "name": row["name"] or "", "role": row.get("role") or "student"},
                    )
                    for row in reader
                ]
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
