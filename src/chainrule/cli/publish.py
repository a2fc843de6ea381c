"""`chainrule publish`: the lectures as a folder of files, for a host that serves files, or for a disk."""

import os
from pathlib import Path

import click

from chainrule.cli.learn import Refusal
from chainrule.cli.serve import SETTINGS
from chainrule.course import find_course

# What is set for a site on this machine does not count here.
OF_A_SITE = (
    "CHAINRULE_ALONE", "CHAINRULE_AT", "CHAINRULE_DEBUG", "CHAINRULE_DEMO", "CHAINRULE_PREVIEW", "CHAINRULE_SERVING",
    "DATABASE_URL",
)  # fmt: skip


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
@click.option("--course", help="The folder that holds course.toml.  [default: the one found here]")
def publish(directory: Path, course: str | None) -> None:
    """Write the lectures into DIRECTORY as a site of files, with search, that needs no server.

    For the pages of a repository, any host of files, or a memory stick: links are relative. No question of the bank,
    key, check or solution is in it. DIRECTORY is replaced as a whole: it must be new, empty, or written by this command
    before.
    """
    for name in OF_A_SITE:
        os.environ.pop(name, None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "CHAINRULE_COURSE": str(find_course(course))}
    import django

    django.setup()
    from chainrule.campus.site.published import folder, writing

    directory = directory.expanduser()
    try:
        folder.check(directory)  # before the lectures' code is run
        click.echo("Reading the lectures and running their code, where that is not done yet ...")
        site = writing.gather()
        folder.replace(directory, site.files)
    except folder.NotOurs as problem:
        raise Refusal(str(problem)) from problem
    for page, link in sorted(site.left_out):
        click.echo(f"note: {page} links to {link}, which is not published: its words stay, without the link", err=True)
    size = sum(map(len, site.files.values())) / 1e6
    count = len(site.lectures)
    click.echo(
        f"{directory}: {count} {'lecture' if count == 1 else 'lectures'}, {len(site.files)} files, {size:.1f} MB"
    )
    click.echo(f"Open {directory / 'index.html'}, or put the folder on a host of files: all in it is meant to be read.")
