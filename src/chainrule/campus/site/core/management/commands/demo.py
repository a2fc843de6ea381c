"""`chainrule manage demo`: fill the database with the demo class."""

from datetime import datetime
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from chainrule.campus.site.core import demo
from chainrule.campus.site.environment import DEMO_STARTS_AT


class Command(BaseCommand):
    help = "Fill the database with the demo class. Does nothing where it is loaded already, unless with --reset."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at", default=DEMO_STARTS_AT, help="the moment that the class has reached (default: %(default)s)"
        )
        parser.add_argument(
            "--reset",
            action="store_true",
            help="empty the database of the demo class and make it anew",
        )
        parser.add_argument("--force", action="store_true", help="even where the database has accounts of real people")

    def handle(self, *args: Any, **options: Any) -> None:
        at = datetime.fromisoformat(options["at"])
        at = timezone.make_aware(at) if timezone.is_naive(at) else at
        try:
            said = self.reset(at) if options["reset"] else self.load(at, options["force"])
        except demo.DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(said)
        self.stdout.write("Its accounts can sign in while the site runs as a demo: chainrule serve --demo")

    def load(self, at: datetime, force: bool) -> str:
        loaded = demo.load(at, force=force)
        return "The demo class is loaded." if loaded else "It was loaded before; nothing was changed."

    def reset(self, at: datetime) -> str:
        call_command("migrate", interactive=False, verbosity=0)
        self.stdout.write("Making the demo class anew: people, papers and graded labs ...")
        self.stdout.flush()
        demo.reset(at)
        return f"The demo class is made for {timezone.localtime(at):%-d %B %Y, %H:%M}; what was tried before is gone."
