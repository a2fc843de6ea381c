"""`chainrule sweep`: search for a recipe's best knobs with several workers, which may die, and show what mattered."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from chainrule.cli.learn import Refusal
from chainrule.cli.train import Failed

if TYPE_CHECKING:
    from chainrule.training.sweep import Sweep

POLL_SECONDS = 0.5
RESTARTS = 3  # of one worker without a trial coming to its end meanwhile
SHOWN = 10  # rows of the table


@click.command()
@click.argument("recipe")
@click.option("--trials", type=click.IntRange(1), default=20, show_default=True, help="Trials in total.")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="Processes on this machine.")
@click.option("--storage", help="A journal file (one machine) or postgresql://... (many). Default: in the folder.")
@click.option("--folder", type=click.Path(path_type=Path), help="For the journal and the picture; else sweeps/RECIPE.")
@click.option("--sampler", type=click.Choice(["tpe", "random"]), default="tpe", show_default=True)
@click.option("--seed", type=click.IntRange(0, 2**31), default=0, show_default=True, help="Of the sampler.")
@click.option("--data", type=click.Path(path_type=Path), help="Folder of the data sets; else CHAINRULE_DATA.")
@click.option("--quick", is_flag=True, help="Few examples, few epochs.")
@click.option("--as-worker", type=int, hidden=True)
def sweep(
    recipe: str,
    trials: int,
    workers: int,
    storage: str | None,
    folder: Path | None,
    sampler: str,
    seed: int,
    data: Path | None,
    quick: bool,
    as_worker: int | None,
) -> None:
    """Search for the best hyperparameters of RECIPE.

    The same command again continues where it stopped; with more --trials it goes further.
    """
    from chainrule.recipes.options import Options
    from chainrule.recipes.problems import UnknownRecipe
    from chainrule.recipes.searches import search
    from chainrule.training.problems import TrainingProblem
    from chainrule.training.sweep import Storage, Sweep

    try:
        wanted = search(recipe, Options(recipe, quick=quick, data=data))
        folder = folder or Path("sweeps") / wanted.name
        place = storage or str(folder / "journal.log")
        made = Sweep(wanted, Storage(place), sampler=sampler, seed=seed + (as_worker or 0))
        if as_worker is not None:
            work(made, trials, workers)
            return
        folder.mkdir(parents=True, exist_ok=True)
        told = {"trials": trials, "workers": workers, "storage": place, "sampler": sampler, "seed": seed, "data": data}
        finished = Team(made, trials, workers, worker_command(wanted.name, quick=quick, **told)).run()
        reached = show(made, folder)
    except (TrainingProblem, UnknownRecipe) as error:
        raise Refusal(str(error)) from error
    if not finished:
        click.echo("stopped; the same command goes on from here", err=True)
        sys.exit(130)
    if not reached:
        raise Failed("no trial finished")


def worker_command(recipe: str, *, quick: bool, **told: object) -> list[str]:
    """What starts a worker: this command with the same values, however they were written."""
    options = [f"--{name}={value}" for name, value in told.items() if value is not None]
    return [sys.executable, "-m", "chainrule", "sweep", recipe, *options, *(["--quick"] if quick else [])]


def work(made: Sweep, trials: int, workers: int) -> None:
    """Be a worker. SIGTERM gives the trial back, and ends without a word: the one that started it speaks."""
    import torch

    signal.signal(signal.SIGTERM, made.stop.ask)
    torch.set_num_threads(max(1, (os.cpu_count() or 1) // workers))
    boss = os.getppid()
    try:
        made.work(trials, go_on=lambda: os.getppid() == boss)
        stopped = made.stop.asked
    except KeyboardInterrupt:
        stopped = True
    if stopped:
        sys.exit(128 + signal.SIGTERM)


class Team:
    """The workers on this machine, and what is told of them."""

    def __init__(self, made: Sweep, trials: int, workers: int, command: list[str]) -> None:
        self.made, self.trials, self.command = made, trials, command
        self.running = {number: self.start(number) for number in range(workers)}
        self.deaths = dict.fromkeys(range(workers), 0)
        self.told = {trial.number for trial in made.trials() if trial.state.is_finished()}

    def start(self, number: int) -> subprocess.Popen[bytes]:
        # In a session of its own: Ctrl-C in the terminal reaches this process alone, which then stops the others.
        return subprocess.Popen([*self.command, "--as-worker", str(number)], start_new_session=True)

    def run(self) -> bool:
        """Until all trials are done; False where Ctrl-C was pressed."""
        if self.told:
            click.echo(f"{len(self.told)} trials were run before")
        try:
            while self.running:
                self.tell()
                self.look_after()
                time.sleep(POLL_SECONDS)
            self.tell()
            return True
        except KeyboardInterrupt:
            self.stop()
            return False

    def look_after(self) -> None:
        """Start a worker that died again; one that ended by itself is done."""
        for number, process in list(self.running.items()):
            if process.poll() is None:
                continue
            del self.running[number]
            if process.returncode != 0:
                self.deaths[number] += 1
                how = signal.Signals(-process.returncode).name if process.returncode < 0 else f"{process.returncode}"
                click.echo(f"worker {number} died ({how}); its trial will be run again", err=True)
                if self.deaths[number] <= RESTARTS:
                    self.running[number] = self.start(number)

    def tell(self) -> None:
        """A line for each trial that ended since the last time."""
        from chainrule.training.importance import line

        for trial in self.made.trials():
            if trial.state.is_finished() and trial.number not in self.told and not self.made.waits_again(trial):
                self.told.add(trial.number)
                self.deaths = dict.fromkeys(self.deaths, 0)
                click.echo(line(self.made.search, trial))

    def stop(self) -> None:
        """Ask the workers to give their trials back, then wait; a second Ctrl-C kills them."""
        try:
            for process in self.running.values():
                process.terminate()
            for process in self.running.values():
                process.wait()
        except KeyboardInterrupt:
            for process in self.running.values():
                process.kill()


def show(made: Sweep, folder: Path) -> bool:
    """The table of the best trials, the shares of the knobs, and the picture; whether any trial gave a value."""
    from chainrule.training.importance import shares, table, what_mattered

    trials = made.trials()
    done = [trial for trial in trials if trial.state.name == "COMPLETE"]
    rows = table(made.search, trials)
    if not rows:
        return False
    console = Console()
    best = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("trial", made.search.measure, *made.search.space):
        best.add_column(heading, justify="right", overflow="fold")
    for row in rows[:SHOWN]:
        best.add_row(*row)
    console.print()
    console.print(best)
    if len(rows) > SHOWN:
        console.print(f"and {len(rows) - SHOWN} more", style="dim")
    found = shares(made.study, made.search, done)
    if found:
        console.print("\nwhat mattered: " + ", ".join(f"{name} {share:.0%}" for name, share in found.items()))
    if done:
        picture = folder / "what-mattered.svg"
        picture.write_text(what_mattered(made.search, done, found), encoding="utf-8")
        click.echo(f"the picture is {picture}")
    return bool(done)
