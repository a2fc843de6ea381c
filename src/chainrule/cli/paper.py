"""`chainrule paper print`: a quiz or an exam on paper, in variants, with answer sheets or with keys."""

from __future__ import annotations

import os
from pathlib import Path

import click

from chainrule.cli.learn import Refusal
from chainrule.cli.serve import SETTINGS
from chainrule.course import find_course

MOST = 60


@click.group()
def paper() -> None:
    """A quiz or an exam on paper."""


@paper.command("print")
@click.argument("name", metavar="PAPER")
@click.option("--variants", type=click.IntRange(1, MOST), default=4, show_default=True, help="How many.")
@click.option("--first", type=click.IntRange(1, MOST), default=1, show_default=True, help="The first to be printed.")
@click.option("--keys", is_flag=True, help="Print the keys, with reasons and rubrics, in place of the answer sheets.")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file.  [default: PAPER.pdf]")
@click.option("--course", help="The folder that holds course.toml.  [default: the one found here]")
@click.option("--bank", type=click.Path(path_type=Path, exists=True, file_okay=False), help="As of `serve`.")
def print_paper(
    name: str, variants: int, first: int, keys: bool, output: Path | None, course: str | None, bank: Path | None
) -> None:
    """Print PAPER, such as quiz-1, as a PDF: the power may fail.

    Run it where the server runs, with the server's CHAINRULE_VAR or DATABASE_URL: a variant is kept when it is made, so
    that its answer sheets can be typed in on the page of the paper, and a later print gives the same. Chromium or
    Chrome prints it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if course:
        os.environ["CHAINRULE_COURSE"] = str(find_course(course))
    if bank:
        os.environ["CHAINRULE_BANK"] = str(bank.resolve())
    import django
    from django.db import Error

    django.setup()
    from chainrule.campus.site.pdf import NoPrinter

    file = output or Path(f"{name}{'-keys' if keys else ''}.pdf")
    try:
        count, pages = write(name, range(first, first + variants), file.expanduser(), keys=keys)
    except (NoPrinter, OSError) as problem:
        raise Refusal(str(problem)) from problem
    except Error as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        fix = "run it where the server runs, as the server's user, after the server was started once"
        raise Refusal(f"the database cannot be used: {reason}\n  fix: {fix}") from error
    click.echo(f"{file}: {count} variant{'' if count == 1 else 's'}{' with keys' if keys else ''}, {pages} pages")


def write(name: str, numbers: range, file: Path, *, keys: bool) -> tuple[int, int]:
    """Make the variants that are not there, and print those asked for: how many variants and pages."""
    from chainrule.campus.site import pdf
    from chainrule.campus.site.course import check_private_bank
    from chainrule.campus.site.papers import status
    from chainrule.campus.site.printed import pages, variants
    from chainrule.campus.site.revising import keeping

    check_private_bank()
    pdf.printer()  # before anything is made
    papers = {assessment.id: assessment for assessment in status.papers()}
    if name not in papers:
        raise Refusal(f"the course has no quiz or exam {name!r}\n  fix: name one of {', '.join(papers)}")
    if numbers[-1] > variants.MOST:
        raise Refusal(f"there are at most {variants.MOST} variants\n  fix: ask for fewer, or begin at a lower number")
    keeping.hold()
    made = [one for one in variants.make(name, numbers[-1], None) if one.number in numbers]
    printed = pages.as_pdf(papers[name], made, keys=keys)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(printed)
    return len(made), pdf.count(printed)
