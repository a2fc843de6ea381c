"""`chainrule learn`: the course for one person on this machine, in a browser, without accounts."""

import contextlib
import fcntl
import importlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from chainrule.cli import called, serve
from chainrule.cli import learn as loop
from chainrule.course import find_course
from chainrule.labs import load_labs
from chainrule.labs.folder import FolderProblem, start_folder

HOST = "127.0.0.1"
SITE_FOLDER = ".chainrule-site"  # in the learner's folder: the database, what lectures' code gave, the pages' files
# What is set for a class's site does not count here.
OF_A_CLASS = (
    "CHAINRULE_AT", "CHAINRULE_DEBUG", "CHAINRULE_DEMO", "CHAINRULE_HOSTS", "CHAINRULE_HTTPS", "CHAINRULE_PROXIES",
    "CHAINRULE_SECRET_KEY", "CHAINRULE_WORKERS", "DATABASE_URL",
)  # fmt: skip


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 takes a free one."
)
@click.option("--browser/--no-browser", default=True, help="Open the course in your browser, where there is one.")
def learn(directory: Path | None, port: int, browser: bool) -> None:
    """The whole course for you alone: lectures, labs, practice, progress, in your browser, until Ctrl-C.

    DIRECTORY holds your labs and your progress. Without it, that is the folder of labs that you are in, else my-course.
    It is made where it is not there, and what is in it stays as it is.
    """
    importlib.import_module("django")  # without the platform nothing is made; `main` says how to get it
    from chainrule.campus.site.front.keeper import CannotStart, Keeper

    folder = made_folder(directory or folder_here() or Path("my-course"))
    site = folder / SITE_FOLDER
    with one_at_a_time(site) as open_at:
        listening = serve.claim(HOST, port)
        set_environment(folder, site)
        address = f"http://{HOST}:{listening.getsockname()[1]}"
        open_at.write_text(f"{address}/\n", encoding="utf-8")
        command = [sys.executable, "-c", serve.SERVING, *(["--browser"] if browser else []), HOST]
        try:
            with Keeper(command, listening, lambda text: click.echo(text, err=True)) as keeper:
                keeper.keep()
        except CannotStart as error:
            if str(error):
                click.echo(f"error: {error}", err=True)
            sys.exit(error.code)
    click.echo("Stopped. Your progress is kept.")


def folder_here() -> Path | None:
    """The folder with labs that the command was called in, if any."""
    found = loop.here()
    return found.path if found else None


def made_folder(directory: Path) -> Path:
    """The learner's folder, with the starter of every lab; what is there stays."""
    try:
        folder, made, _ = start_folder(directory.expanduser(), load_labs(find_course()).values())
    except FolderProblem as error:
        raise loop.Refusal(str(error)) from error
    if folder.note:
        click.echo(f"note: {folder.note}", err=True)
    for name in made:
        click.echo(f"  made  {directory / name}")
    return folder.path.resolve()


@contextlib.contextmanager
def one_at_a_time(site: Path) -> Iterator[Path]:
    """Hold the folder's lock, and give the file in which our address is to be written.

    Raises `Refusal` where another `chainrule learn` has it, and says where that one is.
    """
    try:
        site.mkdir(mode=0o700, exist_ok=True)
        lock = (site / "lock").open("a")
    except OSError as error:
        raise loop.Refusal(f"{site} cannot be made: {error.strerror}\n  fix: name a folder that is yours") from error
    address = site / "address"
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            where = address.read_text(encoding="utf-8").strip() if address.is_file() else "another terminal"
            raise loop.Refusal(
                f"this course is open already, at {where}\n"
                f"  fix: go there; or for a second one: {called.program()} learn another-folder --port 8001"
            ) from None
        yield address
        address.unlink(missing_ok=True)


def set_environment(folder: Path, site: Path) -> None:
    """Write where the settings read it that this is the course for one, for the server's process."""
    for name in OF_A_CLASS:
        os.environ.pop(name, None)
    serve.set_environment(HOST, None, demo=False, course=None)
    os.environ |= {"CHAINRULE_ALONE": str(folder), "CHAINRULE_VAR": str(site)}
