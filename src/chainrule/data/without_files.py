"""What stands in for `from_files` and `fetching` where there are no files and no network: in a lecture's page."""

from pathlib import Path
from typing import NoReturn

from chainrule.data.cards import Card, card
from chainrule.data.problems import MissingData


def from_files(known: Card, folder: object, download: object, tell: object) -> NoReturn:
    """Refuse in words. Raises `MissingData`."""
    raise MissingData(
        f"{known.title} is not here: a program in the page has no files and no network\n"
        '  fix: take load("digits"), which comes with the library, or run it on your own machine'
    )


def fetch(name: str, *, folder: object = None, tell: object = None, patience: object = None) -> tuple[Path, ...]:
    """Nothing for a data set without files; else as `from_files`. Raises LookupError for an unknown name."""
    known = card(name)
    return from_files(known, folder, True, tell) if known.downloads else ()
