"""The learning loop: start, check, watch, hint, solution, progress, reset."""

from __future__ import annotations

import ast
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table
from rich.text import Text

from chainrule.cli import show
from chainrule.course import find_course
from chainrule.labs import Lab, NoVerdict, PlainLauncher, Run, Verdict, load_lab, load_labs, starter
from chainrule.labs import solution as solution_of
from chainrule.labs.folder import (
    Folder,
    FolderProblem,
    find_folder,
    next_hint,
    next_lab,
    read_file,
    reset_file,
    start_folder,
    still_to_write,
)
from chainrule.labs.source import definitions


class Refusal(click.ClickException):
    """The command could not do what it was asked: exit status 2, and the reason on stderr."""

    exit_code = 2

    def show(self, file: object = None) -> None:
        click.echo(f"error: {self.message}", err=True)


def the_lab(number: str) -> Lab:
    try:
        return load_lab(find_course(), number)
    except LookupError as error:
        raise Refusal(str(error)) from error


def here() -> Folder | None:
    """The student's folder that the command was called in, if any."""
    try:
        folder = find_folder(Path.cwd())
    except FolderProblem as error:
        raise Refusal(str(error)) from error
    if folder and folder.note:
        click.echo(f"note: {folder.note}", err=True)
    return folder


def my_folder() -> Folder:
    folder = here()
    if folder is None:
        raise Refusal("this is not a folder with labs\n  fix: chainrule start my-course, then cd my-course")
    return folder


def save(folder: Folder) -> None:
    """Remember; where that cannot be done, say so, because it is no reason to fail."""
    try:
        folder.save()
    except FolderProblem as error:
        click.echo(f"note: {error}", err=True)


def read(path: Path, fix: str = "chainrule start my-course makes the labs' files") -> bytes:
    """The bytes of a student's file. Raises `Refusal` where it is none; `fix` says how to get the file."""
    try:
        return read_file(path, fix)
    except FolderProblem as error:
        raise Refusal(str(error)) from error


def how_to_get(path: Path, lab: Lab) -> list[str]:
    """The command that makes a lab's file, from where the student stands; none where `path` is another file."""
    try:
        folder = find_folder(path.absolute().parent)
    except (FolderProblem, OSError):
        return []
    is_ours = folder is not None and path.absolute() == folder.file_of(lab).absolute()
    return [f"chainrule reset {lab.number} makes it again, with nothing written"] if is_ours else []


def lab_source(path: Path, lab: Lab) -> bytes:
    """What is to be checked: the file, or the lab's file that a notebook amounts to. Raises `Refusal`."""
    content = read(path, *how_to_get(path, lab))
    if path.suffix.lower() != ".ipynb":
        return content
    from chainrule.labs.cells import NotebookError
    from chainrule.labs.notebook import source_of

    try:
        return source_of(content, lab).encode()
    except NotebookError as error:
        raise Refusal(f"{path}: {error}") from error


def file_for(lab: Lab, file: Path | None, folder: Folder | None) -> Path:
    """The file that was named, or the lab's own, here or in the student's folder."""
    if file is not None:
        return file
    local = Path(lab.file_name)
    if folder is None or local.exists():
        return local
    path = folder.file_of(lab)
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


@click.command()
@click.argument("directory", type=click.Path(path_type=Path))
def start(directory: Path) -> None:
    """Make a folder with the starter file of every lab.

    Files that are already in the folder stay as they are.
    """
    labs = load_labs(find_course())
    try:
        folder, made, kept = start_folder(directory, labs.values())
    except FolderProblem as error:
        raise Refusal(str(error)) from error
    out = show.console()
    if folder.note:
        out.print(f"note: {folder.note}")
    for name in made:
        out.print(Text("  made  ", style="green") + Text(str(directory / name)))
    for name in kept:
        out.print(Text("  kept  ", style="dim") + Text(f"{directory / name} (it was there)"))
    first = next(iter(labs.values()), None)
    if first:
        out.print(f"\nNext: cd {directory}, open {first.file_name} in your editor, and run chainrule watch")


@click.command()
@click.argument("lab")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as one line of JSON.")
@click.option("--seed", type=click.IntRange(0), help="Repeat the inputs of an earlier run.")
@click.option("--all", "every", is_flag=True, help="Show every failure in full, not only the first.")
def check(lab: str, file: Path | None, as_json: bool, seed: int | None, every: bool) -> None:
    """Check a lab and say what is wrong.

    Without FILE, the lab's file in your folder. Exit status: 0 all checks pass, 1 not all, 2 it could not run.
    """
    try:
        chosen = the_lab(lab)
        folder = here()
        path = file_for(chosen, file, folder)
        source = lab_source(path, chosen)
        run = Run(chosen, source, path.name, seed, PlainLauncher())
        verdict = run.verdict(list(run)) if as_json else told(run, every=every)
    except (NoVerdict, Refusal) as error:
        words = error.message if isinstance(error, Refusal) else str(error)
        if as_json:
            nothing = {"lab": lab, "file": str(file or ""), "sha256": "", "points": 0, "out_of": 0, "checks": []}
            click.echo(json.dumps({**nothing, "problem": words}))
        raise Refusal(words) from error
    if as_json:
        click.echo(json.dumps(verdict.as_dict()))
    remember(path, chosen, verdict)
    if verdict.passed and not as_json:
        for line in what_next(chosen, here()):
            click.echo(line)
    sys.exit(0 if verdict.passed else 1)


def what_next(lab: Lab, folder: Folder | None) -> list[str]:
    """What a student can do once a lab has passed."""
    lines = ["Train a network with what you wrote: chainrule train moons --mine"]
    following = next_lab(folder, load_labs(find_course()), lab.number) if folder else None
    if following:
        lines.append(f"Next: lab {following.number}, {following.title}: {following.file_name}")
    return lines


def remember(path: Path, lab: Lab, verdict: Verdict) -> None:
    """Record a verdict in the folder that the file is in, if it is in one; read anew, for a check takes its time."""
    try:
        folder = find_folder(path.resolve().parent)
    except (FolderProblem, OSError) as error:
        click.echo(f"note: {error}", err=True)
        return
    if folder:
        folder.progress(lab.number).update(verdict, datetime.now())
        save(folder)


def told(run: Run, *, every: bool) -> Verdict:
    """Run the checks and print each as its result comes; then the first failure in full."""
    out = show.console()
    sha256 = hashlib.sha256(run.source).hexdigest()
    show.heading(out, run.lab, run.filename, sha256, datetime.now(), run.launcher.description)
    results = []
    for result in run:
        results.append(result)
        if not run.problem:
            show.line(out, result)
    verdict = run.verdict(results)
    if not run.problem:
        out.print()
    show.summary(out, verdict, every=every, unwritten=still_to_write(run.lab, run.source.decode("utf-8", "replace")))
    show.total(out, verdict)
    return verdict


@click.command()
@click.argument("lab")
@click.argument("name", required=False)
def hint(lab: str, name: str | None) -> None:
    """Show the next hint for one of the names that a lab builds.

    Without NAME, for the first that is not written yet. A part of the name will do: `hint 3 backward`.
    """
    chosen, folder = the_lab(lab), my_folder()
    progress = folder.progress(chosen.number)
    wanted = one_name(chosen, name) if name else first_unwritten(chosen, folder)
    level, texts = next_hint(progress, chosen, wanted)
    save(folder)
    out = show.console()
    for number, text in enumerate(texts, 1):
        style = "dim" if number < level else ""
        out.print(Text(f"{wanted}, hint {number} of {len(chosen.hints[wanted])}", style=style or "bold"))
        out.print(Text(f"  {text}", style=style))
    if level == len(chosen.hints[wanted]):
        out.print(Text(f"That was the last one. chainrule solution {chosen.number} --give-up shows it.", style="dim"))


def one_name(lab: Lab, name: str) -> str:
    """The name of the lab that the student means."""
    asked, plain = name.lower(), name.lower().strip("_")
    ends = {n: n.rpartition(".")[2].lower().strip("_") for n in lab.names}
    found = (
        [n for n in lab.names if n.lower() == asked]
        or [n for n in lab.names if plain and ends[n] == plain]
        or [n for n in lab.names if plain and ends[n].startswith(plain)]
        or [n for n in lab.names if plain and plain in n.lower()]
    )
    if not found:
        raise Refusal(f"lab {lab.number} builds nothing called {name[:60]}\n  it builds {', '.join(lab.names)}")
    if len(found) > 1:
        raise Refusal(f"{name[:60]} may be {', '.join(found)}\n  fix: write a little more of the name")
    return found[0]


def first_unwritten(lab: Lab, folder: Folder) -> str:
    path = folder.file_of(lab)
    names = still_to_write(lab, read(path, *how_to_get(path, lab)).decode("utf-8", "replace"))
    if not names:
        listed = ", ".join(lab.names)
        raise Refusal(f"every name is written; say which one: chainrule hint {lab.number} NAME\n  {listed}")
    return names[0]


@click.command()
@click.argument("lab")
@click.argument("name", required=False)
@click.option("--give-up", is_flag=True, help="Show it though the lab has not passed.")
def solution(lab: str, name: str | None, give_up: bool) -> None:
    """Show the verified solution, after passing or giving up.

    With NAME, only that part.
    """
    chosen, folder = the_lab(lab), here()
    part = one_name(chosen, name) if name else None
    progress = folder.progress(chosen.number) if folder else None
    if not give_up and not (progress and (progress.passed or progress.gave_up)):
        click.echo(
            f"Lab {chosen.number} has not passed here yet. A hint says less: chainrule hint {chosen.number}\n"
            f"To see the solution all the same: chainrule solution {chosen.number} --give-up",
            err=True,
        )
        sys.exit(1)
    if folder and progress and give_up and not progress.passed:
        progress.gave_up = True
        save(folder)
    text = solution_of(chosen) if part is None else piece(solution_of(chosen), part)
    out = show.console()
    if out.is_terminal:
        from rich.syntax import Syntax  # brings Pygments, which nothing else here needs

        out.print(Syntax(text, "python", background_color="default"))
    else:
        click.echo(text, nl=not text.endswith("\n"))


def piece(source: str, name: str) -> str:
    """The lines of one function or class."""
    nodes = [node for found, node in definitions(source) if found == name]
    return "\n\n".join(ast.get_source_segment(source, node, padded=True) or "" for node in nodes)


@click.command()
def progress() -> None:
    """Show which labs are done."""
    folder, labs = my_folder(), load_labs(find_course())
    out = show.console()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for column in ("lab", "", "", "points", "hints", "minutes"):
        table.add_column(column, justify="right" if column in ("points", "hints", "minutes") else "left")
    for lab in labs.values():
        known = folder.progress(lab.number)
        done = f"passed {known.passed[:10]}" if known.passed else "gave up" if known.gave_up else "to do"
        best = f"{known.best}/{known.out_of or lab.points}"
        style = "green" if known.passed else ""
        hints = str(sum(known.hints.values()))
        table.add_row(lab.number, lab.title, Text(done, style=style), best, hints, str(lab.minutes))
    out.print(table)


@click.command()
@click.argument("lab")
def reset(lab: str) -> None:
    """Put a lab's starter back; what was there is kept beside it."""
    chosen, folder = the_lab(lab), my_folder()
    path = folder.file_of(chosen)
    try:
        there = path.exists()
        kept = reset_file(path, starter(chosen))
    except FolderProblem as error:
        raise Refusal(str(error)) from error
    if kept:
        click.echo(f"{path.name} is the starter again; what you had is in {kept.name}")
    else:
        click.echo(f"{path.name} is {'the starter already' if there else 'there again, as the starter'}")
