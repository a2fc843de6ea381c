"""`chainrule publish`: the lectures as a folder of files, for a host that serves files or a disk, or as one book."""

import os
import tempfile
from pathlib import Path

import click

from chainrule.cli.learn import Refusal
from chainrule.cli.serve import SETTINGS
from chainrule.course import find_course

# What is set for a site on this machine does not count here.
OF_A_SITE = (
    "CHAINRULE_ALONE", "CHAINRULE_AT", "CHAINRULE_BANK", "CHAINRULE_DEBUG", "CHAINRULE_DEMO", "CHAINRULE_PREVIEW",
    "CHAINRULE_SERVING", "DATABASE_URL",
)  # fmt: skip


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option(
    "--pdf", type=click.Path(path_type=Path, dir_okay=False), help="Write all lectures as one book into FILE."
)
@click.option("--answers/--no-answers", default=True, help="With --pdf: whether answers are printed.  [default: yes]")
@click.option("--course", help="The folder that holds course.toml.  [default: the one found here]")
def publish(directory: Path | None, pdf: Path | None, answers: bool, course: str | None) -> None:
    """Write the lectures into DIRECTORY as a site of files, with search, that needs no server; or as one book.

    For the pages of a repository, any host of files, or a memory stick: links are relative. No question of the bank,
    key, check or solution is in it. DIRECTORY is replaced as a whole: it must be new, empty, or written by this command
    before. The book has contents with page numbers, and links within it; Chromium or Chrome prints it.
    """
    if directory is None and pdf is None:
        raise click.UsageError("name a folder, or a file for the book: --pdf FILE")
    for name in OF_A_SITE:
        os.environ.pop(name, None)
    os.environ |= {"DJANGO_SETTINGS_MODULE": SETTINGS, "CHAINRULE_COURSE": str(find_course(course))}
    import django

    django.setup()
    if directory is not None:
        write_site(directory.expanduser())
    if pdf is not None:
        write_book(pdf.expanduser(), answers=answers)


def write_site(directory: Path) -> None:
    """All lectures as a site of files."""
    from chainrule.campus.site.published import folder, writing

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


def write_book(file: Path, *, answers: bool) -> None:
    """All lectures as one book: printed once to learn the pages, and once with their numbers in the contents."""
    from chainrule.campus.site import pdf
    from chainrule.campus.site.published import book, writing

    try:
        program = pdf.printer()  # before the lectures' code is run
        click.echo("Reading the lectures and running their code, where that is not done yet ...")
        files = writing.gather().files
        chapters = book.chapters(answers=answers)
        with tempfile.TemporaryDirectory(prefix="book-") as there:
            for name, content in files.items():
                path = Path(there, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            page = Path(there, "book.html")
            click.echo("Printing the book ...")
            page.write_text(book.html(chapters), encoding="utf-8")
            numbers = pdf.pages_of(pdf.print_page(program, page))
            page.write_text(book.html(chapters, numbers), encoding="utf-8")
            made = pdf.print_page(program, page)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(made)
    except (pdf.NoPrinter, OSError) as problem:
        raise Refusal(str(problem)) from problem
    count = len(chapters)
    pages = pdf.count(made)
    click.echo(f"{file}: {count} {'lecture' if count == 1 else 'lectures'}, {pages} pages, {len(made) / 1e6:.1f} MB")
