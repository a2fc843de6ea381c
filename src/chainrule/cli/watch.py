"""`chainrule watch`: check again at every save, and answer single keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import click
from rich.text import Text

from chainrule.cli import show
from chainrule.cli.keys import ReadKey, keys
from chainrule.cli.learn import Refusal, lab_source, my_folder, read, remember, save, the_lab
from chainrule.course import find_course
from chainrule.labs import Lab, NoVerdict, PlainLauncher, Run, load_labs, starter
from chainrule.labs.folder import (
    Folder,
    FolderProblem,
    next_hint,
    next_lab,
    open_folder,
    reset_file,
    still_to_write,
)
from chainrule.labs.saves import LOOK_EVERY_MS, saved_labs

LOOK_FOR_KEYS_MS = 100
KEYS = "h hint, n next lab, l list, r reset, c check again, t whole traceback, q quit"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@click.command()
@click.argument("lab", required=False)
@click.option("--seed", type=click.IntRange(0), help="Repeat the inputs of an earlier run.")
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
    try:
        with keys() as press:
            Watch(folder, labs, where_you_were(folder, labs), seed, press).loop()
    except KeyboardInterrupt:
        pass
    click.echo("Stopped. Your progress is kept.")


def where_you_were(folder: Folder, labs: dict[str, Lab]) -> Lab:
    """The lab that was looked at last, unless it has passed; then the next one that has not."""
    current = labs.get(folder.current)
    if current and not folder.progress(current.number).passed:
        return current
    return next_lab(folder, labs, folder.current) or current or next(iter(labs.values()))


class Watch:
    """The lab that is looked at, and what each key does."""

    def __init__(self, folder: Folder, labs: dict[str, Lab], lab: Lab, seed: int | None, press: ReadKey | None) -> None:
        self.folder, self.labs, self.lab, self.seed, self.press = folder, labs, lab, seed, press
        self.asking: Callable[[str], None] | None = None  # who gets the next key; a save answers for it

    def loop(self) -> None:
        """Check at every save, and do what the keys say, until q."""
        every_ms = LOOK_FOR_KEYS_MS if self.press else LOOK_EVERY_MS
        for saved in saved_labs(self.folder.path, self.labs, self.lab, every_ms):
            if saved:
                self.check(saved)
            key = self.press(0.0) if self.press else ""
            if key == "q" and self.asking is None:
                return
            if key:
                self.answer(key)

    def answer(self, key: str) -> None:
        asking, self.asking = self.asking, None
        if asking:
            asking(key)
        elif key == "h":
            self.hint()
        elif key == "n":
            self.check(self.following())
        elif key == "l":
            self.listed()
        elif key == "r":
            self.reset()
        elif key in ("c", "t"):
            self.check(self.lab, folded=key == "c")
        elif key.isprintable():
            click.echo(KEYS)

    def following(self) -> Lab:
        """The lab to go on with: the next that has not passed, else simply the next."""
        folder, numbers = self.newest(), list(self.labs)
        after = self.labs[numbers[(numbers.index(self.lab.number) + 1) % len(numbers)]]
        return next_lab(folder, self.labs, self.lab.number) or after

    def newest(self) -> Folder:
        """What is remembered now; where that cannot be read, what was remembered at the start."""
        try:
            return open_folder(self.folder.path)
        except FolderProblem:
            return self.folder

    def check(self, lab: Lab, *, folded: bool = True) -> None:
        self.asking = None
        if lab.number != self.lab.number:
            self.seed = None
        self.lab = lab
        self.note(lambda folder: setattr(folder, "current", lab.number))
        self.seed = watched(self.folder, lab, self.seed, folded=folded, last=self.last_lines)

    def last_lines(self, passed: bool) -> list[str]:
        """Below a verdict: where to go on, how far one is, and the keys."""
        folder = self.newest()
        done = sum(bool(folder.progress(number).passed) for number in self.labs)
        lines = [f"Labs passed: {show.bar(done, len(self.labs))} {done} of {len(self.labs)}"]
        following = next_lab(folder, self.labs, self.lab.number)
        if passed and following and self.press:
            lines.insert(0, f"Press n to go on with lab {following.number}, {following.title}.")
        elif passed and not following:
            lines.insert(0, "That was the last one: every lab is done.")
        return [*lines, KEYS] if self.press else lines

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
        """The next hint for the first name that is not written; where all are, for the one that is asked for."""
        try:
            names = still_to_write(self.lab, read(self.folder.file_of(self.lab)).decode("utf-8", "replace"))
        except Refusal as error:
            click.echo(error.message)
            return
        if names:
            self.hint_for(names[0])
            return
        letters = dict(zip(LETTERS, self.lab.names, strict=False))
        click.echo("\nEvery name is written. A hint for which one? Any other key: none")
        for letter, name in letters.items():
            click.echo(f"  {letter}  {name}")
        self.asking = lambda key: self.hint_for(letters[key]) if key in letters else None

    def hint_for(self, name: str) -> None:
        self.note(lambda folder: show_hint(folder, self.lab, name))

    def listed(self) -> None:
        """Every lab with its state; its number goes there."""
        folder = self.newest()
        click.echo()
        for number, lab in self.labs.items():
            known = folder.progress(number)
            points = f"{known.best} of {known.out_of or lab.points} points"
            done = "passed" if known.passed else "gave up" if known.gave_up else "to do"
            click.echo(f"{'>' if number == self.lab.number else ' '} {number}  {lab.title:32} {done:8} {points}")
        click.echo("Type a lab's number to go there. Any other key: stay")
        self.asking = self.go_to

    def go_to(self, typed: str) -> None:
        """The keys after the list: two digits, or anything else."""
        if typed in self.labs:
            self.check(self.labs[typed])
        elif typed.isdigit() and len(typed) == 1:
            self.asking = lambda key: self.go_to(typed + key)
        else:
            click.echo(f"There is no lab {typed} here." if typed.isdigit() else "Stayed.")

    def reset(self) -> None:
        """Ask first; any key but y leaves the file as it is."""
        click.echo(f"Put the starter of {self.lab.file_name} back? What you wrote is kept beside it. y: yes")
        self.asking = self.do_reset

    def do_reset(self, key: str) -> None:
        if key != "y":
            click.echo("Nothing was changed.")
            return
        try:
            kept = reset_file(self.folder.file_of(self.lab), starter(self.lab))
        except FolderProblem as error:
            click.echo(str(error))
            return
        click.echo(f"What you had is in {kept.name}." if kept else "It was already the starter.")


def show_hint(folder: Folder, lab: Lab, name: str) -> None:
    level, texts = next_hint(folder.progress(lab.number), lab, name)
    click.echo(f"\n{name}, hint {level} of {len(lab.hints[name])}: {texts[-1]}")


def watched(
    folder: Folder, lab: Lab, seed: int | None, *, folded: bool, last: Callable[[bool], list[str]]
) -> int | None:
    """Check a lab once, message first. The seed to use next: the same one until all checks pass.

    `last` gives the lines below, for a lab that has passed or not.
    """
    out = show.console()
    path = folder.file_of(lab)
    try:
        source = lab_source(path, lab)
        run = Run(lab, source, path.name, seed, PlainLauncher())
        verdict = run.verdict(list(run))
    except (NoVerdict, Refusal) as error:
        out.clear()
        out.print(error.message if isinstance(error, Refusal) else str(error))
        out.print(f"\nWaiting for {path.name} to be saved; Ctrl-C ends.")
        for line in last(False):
            out.print(Text(line, style="dim"))
        return seed
    remember(path, lab, verdict)
    out.clear()
    unwritten = still_to_write(lab, source.decode("utf-8", "replace"))
    show.summary(out, verdict, every=False, folded=folded, unwritten=unwritten)
    out.print()
    if not verdict.problem:
        for result in verdict.results:
            show.line(out, result)
        out.print()
    now = datetime.now()
    show.heading(out, lab, path.name, verdict.sha256, now, verdict.description)
    show.total(out, verdict)
    out.print(Text(f"Waiting for {path.name} to be saved; Ctrl-C ends.", style="dim"))
    for line in last(verdict.passed):
        out.print(Text(line, style="dim"))
    return None if verdict.passed else verdict.seed
