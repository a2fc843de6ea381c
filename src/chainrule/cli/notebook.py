"""Labs as notebooks: `chainrule notebook 03 -o lab.ipynb`, and all of them at once for publishing."""

from __future__ import annotations

from pathlib import Path

import click

from chainrule import install
from chainrule.cli.learn import Refusal, the_lab
from chainrule.course import find_course
from chainrule.labs import Lab, load_labs
from chainrule.labs.folder import FolderProblem, write_whole
from chainrule.labs.notebook import notebook_file, notebook_text


@click.command()
@click.argument("lab", required=False)
@click.option("--all", "every", is_flag=True, help="Write every lab's notebook into a folder, to publish them.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; else lab03.ipynb.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
def notebook(lab: str | None, every: bool, output: Path | None, force: bool) -> None:
    """Write a lab as a Jupyter notebook. What is there already stays, unless --force. `-o -` prints it.

    With --all, every lab's into the folder that -o names. Put it on GitHub and name it in course.toml, and each lab's
    page has a button "Open in Colab".
    """
    if every == (lab is not None):
        raise Refusal("say which lab, or --all\n  fix: chainrule notebook 03, or chainrule notebook --all -o notebooks")
    if every:
        write_all(output, force=force)
        return
    chosen = the_lab(lab or "")
    path = output or Path(notebook_file(chosen))
    if str(path) == "-":
        click.echo(notebook_text(chosen, package()), nl=False)
        return
    if path.is_dir():
        raise Refusal(f"{path} is a folder\n  fix: name a file, as in -o {path / notebook_file(chosen)}")
    if path.exists() and not force:
        raise Refusal(f"{path} already exists, and may hold your work\n  fix: name another file with -o")
    write(chosen, path)
    click.echo(
        f"{path}: lab {chosen.number}, {chosen.title}"
        f"\nNext: open it in Jupyter, or chainrule check {chosen.number} {path}"
    )


def write_all(folder: Path | None, *, force: bool) -> None:
    """Every lab's notebook into a folder. Before the first is written, all are looked at."""
    if folder is None or str(folder) == "-":
        raise Refusal("notebooks of all labs need a folder\n  fix: chainrule notebook --all -o notebooks")
    labs = load_labs(find_course())
    if not labs:
        raise Refusal("this course has no labs")
    paths = {number: folder / notebook_file(lab) for number, lab in labs.items()}
    there = [path for path in paths.values() if path.exists()]
    if there and not force:
        raise Refusal(f"{there[0]} is there already\n  fix: name another folder with -o, or write over it with --force")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"{folder} cannot be made: {error.strerror}") from error
    for number, lab in labs.items():
        write(lab, paths[number])
        click.echo(f"{paths[number]}: lab {number}, {lab.title}")
    if not package():
        click.echo(
            f"`package` in course.toml is empty, so their first cell installs {install.source()}.\n"
            "  fix: before you publish them, write there what `pip install` gets everywhere",
            err=True,
        )


def write(lab: Lab, path: Path) -> None:
    try:
        write_whole(path, notebook_text(lab, package()))
    except FolderProblem as error:
        raise Refusal(str(error)) from error


def package() -> str:
    """What the course's notebooks install; empty where the course names nothing."""
    from chainrule.campus.syllabus import load_course  # reads dates and rules too, which no other command here needs

    return load_course(find_course()).notebooks.package
