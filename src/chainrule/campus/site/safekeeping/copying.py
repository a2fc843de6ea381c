"""Backup and restore of the whole site: its database, its key, its files."""

import datetime as dt
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from chainrule import __version__
from chainrule.campus.site.course import course
from chainrule.campus.site.safekeeping import archive, databases, holding, swap
from chainrule.campus.site.safekeeping.archive import Backup
from chainrule.campus.site.safekeeping.problems import Refused

KEY = "secret_key"
FILES = "files/"
DATABASE = "site.sqlite3"
BACKUPS, KEPT, STAGE = "backups", "before-", "restoring-"
# What the site makes again, what belongs to a process that runs, and the keys of documents: a backup has no way to
# open them (docs/absences.md).
NOT_KEPT = frozenset(
    {"document_keys", "static", "lectures", BACKUPS, holding.LOCK, swap.JOURNAL, "wake", "jobs-door", "jobs-room"}
)
NOT_KEPT_FROM = (KEPT, STAGE, DATABASE, KEY, f"{swap.JOURNAL}.")


@dataclass(frozen=True)
class Restored:
    """What a restore did: where the old site is ("" for nowhere), what is still to be done, in words."""

    backup: Backup
    kept: str
    to_do: tuple[str, ...]


def backup(path: Path) -> Backup:
    """Copy the site into a file, while its server runs. Raises `Refused`, and then there is no file."""
    database = databases.of_site()
    if path.exists():
        raise Refused(f"{path} is there already, and a backup is never written over", "name another file")
    if database.is_empty():
        raise Refused("there is no site to copy: its database is empty", "check CHAINRULE_VAR and DATABASE_URL")
    with tempfile.TemporaryDirectory(prefix="chainrule-backup-", dir=settings.VAR) as work:
        copied, key = Path(work, database.name), Path(work, KEY)
        database.copy(copied)
        key.write_text(settings.SECRET_KEY, encoding="utf-8")
        files = {database.name: copied, KEY: key} | {f"{FILES}{name}": path for name, path in own_files(settings.VAR)}
        return archive.write(path, files, description(database.kind))


def own_files(var: Path) -> Iterator[tuple[str, Path]]:
    """What the site keeps in its folder beside database and key, by name: but for what it makes again."""
    for top in sorted(var.iterdir()):
        if top.name in NOT_KEPT or top.name.startswith((*NOT_KEPT_FROM, "chainrule-backup-")) or top.is_symlink():
            continue
        for path in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(var).as_posix(), path


def description(kind: str) -> dict[str, Any]:
    """What a manifest says beside the list of files."""
    served = course()
    return {
        "version": __version__,
        "made": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "database": kind,
        "migrations": databases.applied(),
        "course": {"code": served.code, "title": served.title, "revision": str(served.revision)},
    }


@contextmanager
def quiet_site() -> Iterator[databases.Lite | databases.Postgres]:
    """The database of a site that nobody uses meanwhile. Raises `Refused` where somebody does."""
    with holding.alone(settings.VAR):
        database = databases.of_site()
        if others := database.others():
            raise Refused(
                f"{others} other connection{'' if others == 1 else 's'} to the database: a server or a worker runs",
                "stop servers and workers on every host",
            )
        yield database


def restore(path: Path, replace: bool) -> Restored:
    """Put a backup in the site's place. Raises `Refused`, and then everything is as it was.

    Args:
        replace: also where there is a site, which is kept beside it.
    """
    found = archive.opened(path)
    with quiet_site() as database:
        speak_against(found, database, replace)
        for left in settings.VAR.glob(f"{STAGE}*"):  # by one that was killed
            shutil.rmtree(left)
        was_nothing = database.is_empty() and is_bare(settings.VAR)
        now = f"{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}"
        stage = Path(tempfile.mkdtemp(prefix=STAGE, dir=settings.VAR))
        try:
            archive.unpack(found, stage)
            database.checked(stage / database.name)
            kept = put(database, stage, now)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
        if was_nothing:
            shutil.rmtree(settings.VAR / f"{KEPT}{now}", ignore_errors=True)
            kept = ""
    return Restored(found, kept, to_do(found))


def is_bare(var: Path) -> bool:
    """Whether nobody has served a site from this folder: it has what the start of a command makes, and no more."""
    return all(path.name in (KEY, holding.LOCK) or path.name.startswith(DATABASE) for path in var.iterdir())


def speak_against(found: Backup, database: databases.Lite | databases.Postgres, replace: bool) -> None:
    """Raises `Refused` where this backup cannot or should not be put here."""
    if found.says["database"] != database.kind:
        raise Refused(
            f"this is a copy of a site on {found.says['database']}, and this one is on {database.kind}",
            "set DATABASE_URL for a site on PostgreSQL, and unset it for one on SQLite",
        )
    if {database.name, KEY} - found.files.keys():
        raise Refused("the backup lacks its database or its key", archive.NOT_A_BACKUP)
    if newer := sorted(set(found.says["migrations"]) - known()):
        raise Refused(
            f"it was made by Chainrule {found.says['version']}, which is newer: {newer[0]} is not known here",
            "install that release, then restore",
        )
    if not replace and not database.is_empty():
        raise Refused("there is a site here already", "add --replace: it is kept beside the one that you put back")


def known() -> set[str]:
    """The migrations that this release has, as app.name; also those that later ones have replaced."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {one for migration in loader.disk_migrations.values() for one in migration.replaces}
    return {f"{app}.{name}" for app, name in {*loader.disk_migrations, *replaced}}


def put(database: databases.Lite | databases.Postgres, stage: Path, now: str) -> str:
    """Swap what was unpacked with what is there; where that is then."""
    fresh = stage / "fresh"
    fresh.mkdir()
    for top in (stage / FILES).iterdir() if (stage / FILES).is_dir() else ():
        top.rename(fresh / top.name)
    (stage / KEY).rename(fresh / KEY)
    copied = stage / database.name
    beside = settings.VAR / f"{KEPT}{now}"
    if isinstance(database, databases.Lite):
        connection.close()
        copied.rename(fresh / DATABASE)
        swap.swap(settings.VAR, fresh, beside, away=[f"{DATABASE}-wal", f"{DATABASE}-shm"])
        return str(beside) if beside.exists() else ""
    schema = f"{databases.BEFORE}{now.replace('-', '_')}"
    there = not database.is_empty()
    swap.swap(settings.VAR, fresh, beside, last=lambda: database.put(copied, schema))
    return " and ".join([*([f"schema {schema}"] if there else []), *([str(beside)] if beside.exists() else [])])


def to_do(found: Backup) -> tuple[str, ...]:
    """What is left to the operator, in words."""
    connection.close()
    words = []
    if set(known_of_ours()) - set(found.says["migrations"]):
        words.append("This release has newer migrations: run `chainrule migrate` before you start the server.")
    chosen = os.environ.get("CHAINRULE_SECRET_KEY")
    if chosen and chosen != (settings.VAR / KEY).read_text(encoding="utf-8"):
        words.append(
            f"CHAINRULE_SECRET_KEY is set and is not the key of this backup, which is in {settings.VAR / KEY}: "
            "with another key no receipt that was handed out before is recognized."
        )
    return tuple(words)


def known_of_ours() -> set[str]:
    """The migrations that a database of this release has."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {f"{app}.{name}" for app, name in loader.disk_migrations}
