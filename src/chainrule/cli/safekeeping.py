"""`chainrule backup`, `chainrule restore` and `chainrule migrate`: the site in a file, and a newer database."""

from pathlib import Path

import click

from chainrule.cli.site import of_this_machine

A_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=A_FILE)
def backup(file: Path) -> None:
    """Copy the site into FILE, while its server runs: database, secret key, files, and a manifest.

    FILE holds everything that the site knows, and the key of its seals: only its owner can read it, and nothing is
    written over. A private bank is not in it. On PostgreSQL it needs `pg_dump`.
    """
    with of_this_machine():
        from chainrule.campus.site.safekeeping import copying

        made = copying.backup(file)
    size = file.stat().st_size / 2**20
    course = made.says["course"]
    click.echo(f"{file}: {size:.1f} MiB, {len(made.files)} files, {course['code']} revision {course['revision']}")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--replace", is_flag=True, help="Also where there is a site: it is kept beside the one put back.")
def restore(file: Path, replace: bool) -> None:
    """Put the backup in FILE in the site's place.

    Refused while a server runs on it, where a file of the backup is not what its manifest says, and where a newer
    release made it. Until the end everything is as it was, also after a crash.
    """
    with of_this_machine():
        from chainrule.campus.site.safekeeping import copying

        done = copying.restore(file, replace)
    click.echo(f"Restored: the site of {done.backup.says['made']}.")
    if done.kept:
        click.echo(f"What was here before is kept: {done.kept}")
    for words in done.to_do:
        click.echo(words)


@click.command()
@click.option("--plan", "only_plan", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--backup", "to", type=A_FILE, help="Where the backup goes; else into the site's folder.")
def migrate(only_plan: bool, to: Path | None) -> None:
    """Bring the database up to this release, after a backup. Refused while a server runs."""
    with of_this_machine():
        from chainrule.campus.site.safekeeping import migrating

        steps = migrating.plan()
        if not steps:
            click.echo("The database is up to date.")
            return
        click.echo(f"{len(steps)} migration{'' if len(steps) == 1 else 's'} to apply:")
        for step in steps:
            click.echo(f"  {step}")
        if only_plan:
            return
        copied = migrating.migrate(to)
    if copied:
        click.echo(f"The database as it was: {copied}")
    click.echo("The database is up to date.")
