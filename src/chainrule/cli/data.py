"""`chainrule data list|get|where`: which data sets there are, fetch them, say where their files are."""

from __future__ import annotations

import sys

import click
from rich.console import Console
from rich.table import Table

from chainrule.cli.learn import Refusal
from chainrule.data.cards import CARDS, CIFAR10_JPEG, Card, card
from chainrule.data.fetching import fetch, is_whole
from chainrule.data.find import data_folder, find, home_of, read
from chainrule.data.problems import DataProblem


@click.group()
def data() -> None:
    """The course's data sets: list them, fetch them, say where they are.

    They are kept in the folder that CHAINRULE_DATA names, else in your cache folder. CHAINRULE_MIRROR names an address
    that is asked before the official ones.
    """


@data.command("list")
def list_() -> None:
    """List the data sets: size, licence, where they come from, and whether they are here."""
    console = Console()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("name", "what", "size", "here", "licence", "from"):
        table.add_column(heading, justify="right" if heading == "size" else "left", overflow="fold")
    damaged = {known.name: files for known in CARDS.values() if (files := _damaged(known))}
    for known in CARDS.values():
        size = f"{known.size / 1e6:.1f} MB" if known.downloads else ""
        here = _here(known, len(damaged.get(known.name, ())))
        table.add_row(known.name, known.about, size, here, known.licence, _origin(known))
    console.print(table)
    console.print(f"\nThe folder is {data_folder()}", soft_wrap=True, highlight=False)
    for name, files in damaged.items():
        fix = f"chainrule data get {name}"
        console.print(f"damaged: {', '.join(files)}\n  fix: {fix} fetches them again", soft_wrap=True, highlight=False)


def _damaged(known: Card) -> list[str]:
    """The files that are here and do not hold what they should: each is read."""
    return [str(found.path) for found in find(known, data_folder()).values() if not is_whole(known, found)]


def _here(known: Card, damaged: int) -> str:
    """Whether the files are there, as `list` says it."""
    root = data_folder()
    files = find(known, root)
    if damaged:
        return f"damaged: {damaged} of {len(known.members)} files"
    if len(files) == len(known.members):
        return "yes"
    if known.name == "cifar10" and (root / CIFAR10_JPEG.name).is_file():
        return "JPEG copy"
    return f"{len(files)} of {len(known.members)} files" if files else "no"


def _origin(known: Card) -> str:
    if not known.downloads:
        return known.source
    return known.downloads[0].addresses[0].removesuffix(known.downloads[0].name)


@data.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def get(names: tuple[str, ...]) -> None:
    """Download data sets. Files that are already here and intact are not downloaded again.

    Exit status: 0 all are here, 2 not all.
    """
    cards = [_card(name) for name in names]  # an unknown name is told before anything is fetched
    failed = False
    for known in cards:
        try:
            written = fetch(known.name) if known.downloads else ()
        except DataProblem as error:
            click.echo(f"error: {error}", err=True)
            failed = True
            continue
        except KeyboardInterrupt:
            click.echo(f"\nstopped; `chainrule data get {known.name}` goes on from here", err=True)
            sys.exit(130)
        if not known.downloads:
            click.echo(f"{known.name}: needs no files")
        else:
            where = written[0].parent if written else next(iter(find(known, data_folder()).values())).path.parent
            click.echo(f"{known.name}: {'fetched into' if written else 'is already complete in'} {where}")
    sys.exit(2 if failed else 0)


@data.command()
@click.argument("name")
def where(name: str) -> None:
    """Print the files of a data set, each checked. Exit status: 0 all are here and whole, 2 not."""
    known = _card(name)
    if not known.downloads:
        click.echo(f"{known.name} needs no files", err=True)
        return
    files = find(known, data_folder())
    try:
        for found in files.values():
            read(known, found)
            click.echo(found.path)
    except DataProblem as error:
        raise Refusal(str(error)) from error
    missing = [member.name for member in known.members if member.name not in files]
    if missing:
        fix = f"`chainrule data get {name}`, or put them by hand into {home_of(known, data_folder())}"
        raise Refusal(f"not here: {', '.join(missing)}\n  fix: {fix}")


def _card(name: str) -> Card:
    try:
        return card(name)
    except LookupError as error:
        raise Refusal(str(error)) from error
