"""`chainrule manage roster FILE`: what a class list would change, and with --apply the change itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from chainrule.campus.site import clock
from chainrule.campus.site.accounts import roster
from chainrule.campus.site.accounts.changes import Account, Change, Entry, Plan
from chainrule.campus.site.people import invitations, letters, records


class Command(BaseCommand):
    help = (
        "Say what a class list (CSV: email, name, and role, section, student_id where wanted) would change. "
        "--apply changes it, --drop also drops who is not in the list, --invite sends links to who has none yet."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--apply", action="store_true", help="do it")
        parser.add_argument("--drop", action="store_true", help="with --apply: drop the students not in the list")
        parser.add_argument("--invite", action="store_true", help="with --apply: send invitations by e-mail")
        parser.add_argument("--address", default="", help="the site's address in invitations, as https://host")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["apply"] and (options["drop"] or options["invite"]):
            raise CommandError("--drop and --invite need --apply")
        address = site_address(options["address"]) if options["invite"] else ""
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                entries = roster.entries(file.read(roster.LARGEST + 1))
        except (OSError, roster.Unreadable) as error:
            raise CommandError(f"{path} cannot be read; nothing is changed.\n{error}") from None
        plan = records.plan_of(entries)
        for line in told(plan):
            self.stdout.write(line)
        if plan.conflicts:
            raise CommandError(f"{path} has {len(plan.conflicts)} conflicts; nothing is changed. Correct it first.")
        if options["apply"]:
            self.apply(entries, plan, path.name, drop=options["drop"])
        if options["invite"]:
            self.invite(address)

    def apply(self, entries: list[Entry], plan: Plan, source: str, drop: bool) -> None:
        dropped = {account.pk for account in plan.gone} if drop else set()
        try:
            done = records.apply(entries, plan.fingerprint, dropped, None, source)
        except records.Meanwhile:
            raise CommandError("accounts changed at this moment: nothing was done. Run it again.") from None
        self.stdout.write(done.words)

    def invite(self, address: str) -> None:
        now = clock.now()
        made = invitations.make(invitations.waiting(now), None, now, "e-mail")
        failed = letters.send(made, lambda secret: address + reverse("people:invitation", args=[secret]))
        for user in failed:
            invitations.revoke(user, now, None, "the e-mail was not sent")
        where = "sent" if letters.are_sent() else f"written to {settings.EMAIL_FILE_PATH}: EMAIL_URL is not set"
        self.stdout.write(f"{len(made) - len(failed)} invitations {where}.")
        if failed:
            raise CommandError("not sent to " + ", ".join(user.email for user in failed) + ". Run it again.")


def site_address(given: str) -> str:
    """Where the site is reached. Raises `CommandError` where nobody says so."""
    hosts = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]
    if given.startswith(("https://", "http://")):
        return given.rstrip("/")
    if given or not hosts:
        raise CommandError("--invite needs the site's address: --address https://host, or CHAINRULE_HOSTS")
    return f"{'https' if settings.HTTPS else 'http'}://{hosts[0]}"


def told(plan: Plan) -> list[str]:
    """The plan in lines: each group with its count, and each person."""
    groups: list[tuple[str, list[str]]] = [
        ("New", [f"{one.name} <{one.email}>" for one in plan.new]),
        ("Changed", [of_change(one) for one in plan.changed]),
        ("Came back", [of_change(one) for one in plan.came_back]),
        ("In the course and not in the list", [of_account(one) for one in plan.gone]),
        ("Conflicts", [f"{one.email}: {one.words}" for one in plan.conflicts]),
    ]
    lines = []
    for title, people in groups:
        lines.append(f"{title}: {len(people)}")
        lines += [f"  {line}" for line in people]
    return [*lines, f"Unchanged: {len(plan.unchanged)}"]


def of_account(account: Account) -> str:
    return f"{account.name} <{account.email}>"


def of_change(change: Change) -> str:
    parts = [f"{one.field} {one.old or 'none'} -> {one.new}" for one in change.differences]
    return ": ".join(filter(None, [of_account(change.account), ", ".join(parts)]))
