"""`chainrule watch`: check again at every save, and answer single keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.text import Text

from chainrule.cli import show
from chainrule.cli.keys import ReadKey, keys
from chainrule.cli.learn import Refusal, first_unwritten, my_folder, read, remember, save, the_lab
from chainrule.course import find_course
from chainrule.labs import Lab, NoVerdict, PlainLauncher, Run, load_labs, starter
from chainrule.labs.folder import Folder, FolderProblem, next_hint, open_folder, reset_file

LOOK_EVERY_MS = 500
LOOK_FOR_KEYS_MS = 100
KEYS = "h hint, n next lab, l list, r reset, c check again, t whole traceback, q quit"


@click.command()
@click.argument("lab", required=False)
@click.option("--seed", type=click.IntRange(0), help="The inputs of an earlier run.")
def watch(lab: str | None, seed: int | None) -> None:
    """Check again at every save, until Ctrl-C.

    Without LAB, the first lab that has not passed; the lab whose file is saved is the one that is checked.
    """
    folder = my_folder()
    labs = load_labs(find_course())
    if lab is not None:
        labs = {(chosen := the_lab(lab)).number: chosen}
    if not labs:
        raise Refusal("this course has no labs")
    unfinished = next((each for each in labs.values() if not folder.progress(each.number).passed), None)
    first = labs.get(folder.current) or unfinished or next(iter(labs.values()))
    try:
        with keys() as press:
            Watch(folder, labs, first, seed, press).loop()
    except KeyboardInterrupt:
        pass
    click.echo("Stopped. Your progress is kept.")


class Watch:
    """The lab that is looked at, and what each key does."""

    def __init__(self, folder: Folder, labs: dict[str, Lab], lab: Lab, seed: int | None, press: ReadKey | None) -> None:
        self.folder, self.labs, self.lab, self.seed, self.press = folder, labs, lab, seed, press

    def loop(self) -> None:
        """Check at every save, and do what the keys say, until q."""
        for saved in saved_labs(self.folder, self.labs, self.lab, self.press is not None):
            if saved:
                self.check(saved)
            key = self.press(0.0) if self.press else ""
            if key == "q":
                return
            if key:
                self.answer(key)

    def answer(self, key: str) -> None:
        if key == "h":
            self.hint()
        elif key == "n":
            numbers = list(self.labs)
            self.check(self.labs[numbers[(numbers.index(self.lab.number) + 1) % len(numbers)]])
        elif key == "l":
            self.listed()
        elif key == "r":
            self.reset()
        elif key in ("c", "t"):
            self.check(self.lab, folded=key == "c")

    def check(self, lab: Lab, *, folded: bool = True) -> None:
        if lab.number != self.lab.number:
            self.seed = None
        self.lab = lab
        self.seed = watched(self.folder, lab, self.seed, folded=folded, with_keys=self.press is not None)
        self.note(lambda folder: setattr(folder, "current", lab.number))

    def note(self, change: Callable[[Folder], object]) -> None:
        """Change what is remembered, on the newest state: another command may have written it meanwhile."""
        try:
            folder = open_folder(self.folder.path)
        except FolderProblem as error:
            click.echo(f"note: {error}", err=True)
            return
        change(folder)
        save(folder)

    def hint(self) -> None:
        try:
            name = first_unwritten(self.lab, self.folder)
        except Refusal as error:
            click.echo(error.message)
            return
        self.note(lambda folder: show_hint(folder, self.lab, name))

    def listed(self) -> None:
        folder = open_folder(self.folder.path)
        for number, lab in self.labs.items():
            done = "passed" if folder.progress(number).passed else "to do"
            click.echo(f"{'>' if number == self.lab.number else ' '} {number}  {lab.title}  {done}")

    def reset(self) -> None:
        """Ask first; any key but y leaves the file as it is."""
        click.echo(f"Put the starter of {self.lab.file_name} back? What you wrote is kept beside it. y: yes")
        pressed = ""
        while self.press and not pressed:
            pressed = self.press(1.0)
        if pressed != "y":
            click.echo("Nothing was changed.")
            return
        try:
            kept = reset_file(self.folder.file_of(self.lab), starter(self.lab))
        except FolderProblem as error:
            click.echo(str(error))
            return
        click.echo(f"What you had is in {kept.name}." if kept else "It was the starter already.")


def show_hint(folder: Folder, lab: Lab, name: str) -> None:
    level, texts = next_hint(folder.progress(lab.number), lab, name)
    click.echo(f"\n{name}, hint {level} of {len(lab.hints[name])}: {texts[-1]}")


def saved_labs(folder: Folder, labs: dict[str, Lab], first: Lab, with_keys: bool) -> Iterator[Lab | None]:
    """The first lab, and then each lab whose file is saved, until Ctrl-C; None when it is time to look at the keys.

    A message from the system wakes this up at once; what counts is what the file's state says. So a save in the
    middle of a check is not missed, nor one on a file system that sends no messages.
    """
    from watchfiles import watch as messages

    known = {number: state_of(folder.file_of(lab)) for number, lab in labs.items()}
    yield first
    for _ in messages(
        folder.path,
        recursive=False,
        debounce=50,
        step=20,
        rust_timeout=LOOK_FOR_KEYS_MS if with_keys else LOOK_EVERY_MS,
        yield_on_timeout=True,
        raise_interrupt=False,
    ):
        for number, lab in labs.items():
            state = state_of(folder.file_of(lab))
            if state != known[number]:
                known[number] = state
                yield lab
        yield None


def state_of(path: Path) -> tuple[int, int, int] | None:
    """What changes when a file is saved; None where there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


def watched(folder: Folder, lab: Lab, seed: int | None, *, folded: bool, with_keys: bool) -> int | None:
    """Check a lab once, message first. The seed to use next: the same one until all checks pass."""
    out = show.console()
    path = folder.file_of(lab)
    try:
        source = read(path)
        run = Run(lab, source, path.name, seed, PlainLauncher())
        verdict = run.verdict(list(run))
    except (NoVerdict, Refusal) as error:
        out.clear()
        out.print(error.message if isinstance(error, Refusal) else str(error))
        out.print(f"\nWaiting for {path.name} to be saved; Ctrl-C ends.")
        return seed
    remember(path, lab, verdict)
    out.clear()
    show.summary(out, verdict, every=False, folded=folded)
    out.print()
    if not verdict.problem:
        for result in verdict.results:
            show.line(out, result)
        out.print()
    now = datetime.now()
    show.heading(out, lab, path.name, verdict.sha256, now, verdict.description)
    show.total(out, verdict)
    out.print(Text(f"Waiting for {path.name} to be saved; Ctrl-C ends.", style="dim"))
    if with_keys:
        out.print(Text(KEYS, style="dim"))
    return None if verdict.passed else verdict.seed
