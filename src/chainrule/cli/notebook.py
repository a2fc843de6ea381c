"""A lab as a notebook: `chainrule notebook 03 -o lab.ipynb`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from chainrule.cli.learn import Refusal, the_lab
from chainrule.labs.folder import FolderProblem, write_whole
from chainrule.labs.notebook import notebook_of


@click.command()
@click.argument("lab")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; else lab03.ipynb.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def notebook(lab: str, output: Path | None, force: bool) -> None:
    """Write a lab as a Jupyter notebook. What is there already stays, unless --force. `-o -` prints it."""
    chosen = the_lab(lab)
    text = json.dumps(notebook_of(chosen), indent=1, ensure_ascii=False) + "\n"
    path = output or Path(f"lab{chosen.number}.ipynb")
    if str(path) == "-":
        click.echo(text, nl=False)
        return
    if path.is_dir():
        raise Refusal(f"{path} is a folder\n  fix: name a file, as in -o {path / f'lab{chosen.number}.ipynb'}")
    if path.exists() and not force:
        raise Refusal(f"{path} is there already, and may hold your work\n  fix: name another file with -o")
    try:
        write_whole(path, text)
    except FolderProblem as error:
        raise Refusal(str(error)) from error
    click.echo(
        f"{path}: lab {chosen.number}, {chosen.title}"
        f"\nNext: open it in Jupyter, or chainrule check {chosen.number} {path}"
    )
