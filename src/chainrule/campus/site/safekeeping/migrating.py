"""Bringing the database up to this release, after a backup."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from chainrule.campus.site.safekeeping import copying
from chainrule.campus.site.safekeeping.problems import Refused


def plan() -> list[str]:
    """The migrations that the database lacks, as app.name, in the order in which they are applied."""
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in steps]


def backup_file() -> Path:
    """Where the backup before a migration goes, if nothing else is said."""
    folder: Path = settings.VAR / copying.BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder / f"before-migrate-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip"


def migrate(to: Path | None = None) -> Path | None:
    """Apply what the database lacks, after a backup, whose file it gives; None where there was nothing to copy.

    Raises `Refused` where somebody uses the site, or a migration fails.
    """
    with copying.quiet_site() as database:
        copied = None if database.is_empty() else copying.backup(to or backup_file()).path
        try:
            call_command("migrate", interactive=False, verbosity=0)
        except DatabaseError as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            fix = f"chainrule restore {copied} --replace" if copied else "empty the database, then try again"
            raise Refused(f"a migration failed: {reason}", fix) from error
    return copied
