"""`chainrule worker`: grade what students hand in, on this machine, for a site that keeps its data in PostgreSQL."""

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from chainrule.course import CourseError

MOST_THREADS = 64


def threads_here() -> int:
    """One for each processor that this process may use, eight at most: the checker itself is Python too."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, 8)


@click.command()
@click.option(
    "--threads",
    type=click.IntRange(1, MOST_THREADS),
    default=threads_here,
    show_default="one per processor, at most 8",
    help="How many submissions to grade at once.",
)
@click.option("--name", default=socket.gethostname, show_default="this host's", help="What the health page calls it.")
@click.option("--course", type=click.Path(path_type=Path), help="Folder that holds course.toml.")
@click.option("--with-parent", is_flag=True, hidden=True, help="End when the process that started this one ends.")
def worker(threads: int, name: str, course: Path | None, with_parent: bool) -> None:
    """Grade submissions on this machine, until Ctrl-C.

    For a site on PostgreSQL (DATABASE_URL), on as many hosts as wanted; each needs the same release and course, and the
    sandbox (`chainrule doctor`). On SQLite the server keeps a worker of its own beside it.

    Exit status: 0 when it was stopped, 1 if it cannot start, 3 if the sandbox does not hold.
    """
    from chainrule.cli.serve import SETTINGS

    if not (os.environ.get("DATABASE_URL") or with_parent):
        raise click.ClickException(
            "DATABASE_URL is not set, and without it the site keeps its data in SQLite, where the server keeps a "
            "worker of its own\n  fix: set DATABASE_URL to the server's own, or run `chainrule serve` alone"
        )
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if course:
        os.environ["CHAINRULE_COURSE"] = str(course)
    connect(with_parent)
    from chainrule.campus.site.core import housekeeping
    from chainrule.campus.site.jobs import of_this_site
    from chainrule.campus.site.jobs.boxes import NoSandbox
    from chainrule.campus.site.jobs.worker import REFUSED

    working = of_this_site.worker(threads, name[:80])
    if with_parent:
        housekeeping.end_with_parent(working.stop)
    plural = "" if threads == 1 else "s"
    ready = f"Worker {name} grades with {threads} thread{plural}    (Ctrl-C stops it)"
    try:
        sys.exit(working.run(lambda: say(ready)))
    except NoSandbox as error:
        click.echo(f"error: worker {name} refuses to grade: {error}", err=True)
        sys.exit(REFUSED)


def say(text: str) -> None:
    click.echo(text)
    sys.stdout.flush()


def connect(with_parent: bool) -> None:
    """Make Django ready, and tell in words what is wrong with the database."""
    import django
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    django.setup()
    if connection.vendor != "postgresql" and not with_parent:
        raise click.ClickException(
            f"DATABASE_URL names a database of another kind ({connection.display_name}), where the server "
            "keeps a worker of its own\n  fix: set DATABASE_URL to postgresql://user:password@host/name"
        )
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        raise click.ClickException(f"the database cannot be used: {reason}\n  fix: check DATABASE_URL") from error
    if behind:
        raise click.ClickException(
            "the database is not prepared for this release\n"
            "  fix: start `chainrule serve` of this release first, or run `chainrule manage migrate`"
        )
    from chainrule.campus.site.revising import keeping

    with suppress(CourseError):  # labs are graded without rules; a job that needs the course says what is wrong with it
        keeping.hold()
    connection.close()
