"""What commands on the server's data have in common: they load the site's settings, and refuse in words."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import click

from chainrule.cli.serve import SETTINGS

WHERE = "run it where the server runs, as the server's user, with its CHAINRULE_VAR or DATABASE_URL"


@contextmanager
def of_this_machine() -> Iterator[None]:
    """The site, loaded. Where it or its database cannot be used, the command says so and ends with status 2."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django

    django.setup()
    from django.db import Error

    from chainrule.campus.site.safekeeping.problems import Refused

    try:
        yield
    except Refused as refused:
        refuse(str(refused))
    except Error as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        refuse(f"the database cannot be used: {reason}\n  fix: {WHERE}")
    except OSError as error:
        refuse(f"{error.filename or 'a file'} cannot be used: {error.strerror or error}\n  fix: {WHERE}")


def refuse(words: str) -> NoReturn:
    """Say why nothing was done, and end."""
    click.echo(f"Error: {words}", err=True)
    sys.exit(2)
