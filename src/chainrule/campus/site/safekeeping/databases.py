"""The site's database as something to copy and to put back: one class for SQLite, one for PostgreSQL."""

import os
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from django.db import connection

from chainrule import machine
from chainrule.campus.site.safekeeping.problems import Refused

MIGRATIONS = "django_migrations"
BEFORE = "chainrule_before_"  # schemas that `restore` kept begin so; no backup has them
WAIT = 20.0  # seconds for a writer
NO_TOOLS = "install PostgreSQL's programs (Debian, Ubuntu: apt-get install postgresql-client), of its server's version"


class Lite:
    """A file, which SQLite's own backup copies as it was at one moment, while others write."""

    kind, name = "sqlite", "database.sqlite3"

    def __init__(self) -> None:
        self.path = Path(connection.settings_dict["NAME"])

    def is_empty(self) -> bool:
        """Whether nothing is kept in it yet."""
        if not self.path.is_file():
            return True
        try:
            with closing(sqlite3.connect(self.path, timeout=WAIT)) as database:
                return not database.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        except sqlite3.DatabaseError:  # damaged: it may be what is to be replaced, and is kept all the same
            return False

    def others(self) -> int:
        """Who else uses it: not known, but for the lock of the folder."""
        return 0

    def copy(self, target: Path) -> None:
        """Copy it into a file of its own, all of one moment."""
        with (
            closing(sqlite3.connect(self.path, timeout=WAIT)) as source,
            closing(sqlite3.connect(target)) as copied,
        ):
            source.backup(copied)
            copied.execute("PRAGMA journal_mode=DELETE")
        self.checked(target)

    def checked(self, copy: Path) -> None:
        """Raises `Refused` where a copy is not a whole database."""
        try:
            with closing(sqlite3.connect(copy)) as database:
                said = database.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            said = str(error)
        if said != "ok":
            raise Refused(f"the copy of the database is damaged: {said}", "check the disk, then try again")


class Postgres:
    """A database on a server, which `pg_dump` copies as of one moment, and `psql` puts back in one transaction."""

    kind, name = "postgresql", "database.sql"

    def is_empty(self) -> bool:
        """Whether nothing is kept in it yet."""
        return not connection.introspection.table_names()

    def others(self) -> int:
        """How many other connections there are to it."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
                "AND (backend_type = 'client backend' OR backend_type IS NULL)"
            )
            return int(cursor.fetchone()[0])

    def copy(self, target: Path) -> None:
        """Copy it into a file of SQL."""
        plain = ("--format=plain", "--no-owner", "--no-privileges", f"--exclude-schema={BEFORE}*")
        run(program("pg_dump"), *plain, f"--file={target}")

    def checked(self, copy: Path) -> None:
        """What is wrong with it, `psql` says: then nothing has changed."""
        program("psql")

    def put(self, copy: Path, kept: str) -> None:
        """Put a copy in its place, in one transaction. What is there stays beside it as a schema named `kept`."""
        aside = [] if self.is_empty() else [f'ALTER SCHEMA public RENAME TO "{kept}"; CREATE SCHEMA public;']
        connection.close()
        orders = [word for order in aside for word in ("--command", order)]
        quiet = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null")
        run(program("psql"), *quiet, *orders, f"--file={copy}")


def of_site() -> Lite | Postgres:
    """The database that the settings name."""
    return Postgres() if connection.vendor == "postgresql" else Lite()


def applied() -> list[str]:
    """The migrations that the database has, as app.name."""
    if MIGRATIONS not in connection.introspection.table_names():
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT app, name FROM {MIGRATIONS} ORDER BY app, name")
        return [f"{app}.{name}" for app, name in cursor.fetchall()]


def program(name: str) -> str:
    """Where a program of PostgreSQL is. Raises `Refused`."""
    found = machine.postgresql(name)
    if not found:
        raise Refused(f"PostgreSQL's `{name}` is not on this machine", NO_TOOLS)
    return found


def run(*command: str) -> None:
    """Run a program of PostgreSQL on the site's database. Raises `Refused`; the password is not on its line."""
    done = subprocess.run(command, env=os.environ | address(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["it said nothing"]
        raise Refused(f"`{Path(command[0]).name}` failed, and the database is as it was: {said[0]}", NO_TOOLS)


def address() -> Mapping[str, str]:
    """The site's database as PostgreSQL's programs read it from their environment."""
    chosen: Mapping[str, Any] = connection.settings_dict
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    found = {theirs: str(chosen[ours]) for ours, theirs in names.items() if chosen.get(ours)}
    secure = chosen.get("OPTIONS", {}).get("sslmode")
    return found | ({"PGSSLMODE": str(secure)} if secure else {})
