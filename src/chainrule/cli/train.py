"""`chainrule train`: run a recipe, which trains and then asserts its number."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from chainrule.cli.learn import Refusal, my_folder
from chainrule.cli.show import console
from chainrule.course import find_course
from chainrule.data.problems import DataProblem
from chainrule.labs import load_labs

if TYPE_CHECKING:
    from chainrule.recipes import Options, Outcome, Recipe

OUTCOME = "outcome.json"


class Failed(Refusal):
    """The training ran and failed: exit status 1."""

    exit_code = 1


@click.command()
@click.argument("recipe", required=False)
@click.option("--all", "every", is_flag=True, help="Run all recipes, one after another.")
@click.option("--mine", is_flag=True, help="Use what you wrote in the labs that passed, in your folder.")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of the data sets.")
@click.option("--seed", type=click.IntRange(0), help="One seed, in place of the recipe's own.")
@click.option("--quick", is_flag=True, help="In seconds, for a lower number.")
@click.option(
    "--resume",
    is_flag=False,
    flag_value="latest",
    type=click.Choice(["latest", "previous"]),
    help="Go on from a checkpoint, which must be there; `previous` is the one before the latest.",
)
@click.option("--fresh", is_flag=True, help="Begin anew, where a run was stopped too.")
@click.option("--out", type=click.Path(path_type=Path), help="The folder of the run; runs/RECIPE where none is named.")
@click.option("--threads", type=click.IntRange(1), help="How many threads PyTorch computes with.")
@click.option("--tensorboard", is_flag=True, help="Write the metrics for TensorBoard too.")
@click.option("--write", is_flag=True, help="Write the number into docs/results.md, if it was reached.")
def train(recipe: str | None, every: bool, **asked: Any) -> None:
    """Train a recipe and assert its number.

    Any beginning of its name will do that fits no other; without a name, the recipes are listed. A run that was stopped
    goes on when it is started again. Exit status: 0 the number was reached, 1 it was not or the training failed,
    2 it could not run, 130 it was stopped.
    """
    from chainrule.recipes import RECIPES, UnknownRecipe
    from chainrule.recipes import recipe as find

    if recipe is None and not every:
        show_recipes()
        return
    if asked["fresh"] and asked["resume"]:
        raise Refusal("--fresh and --resume say opposite things\n  fix: name one of them")
    try:
        wanted = [find(name) for name in (RECIPES if every else [recipe or ""])]
    except UnknownRecipe as error:
        raise Refusal(f"{error}\n  fix: chainrule train lists them") from error
    if asked["threads"]:
        import torch

        torch.set_num_threads(asked["threads"])
    with in_a_team():
        statuses = []
        for each in wanted:
            try:
                statuses.append(0 if run_one(each, **asked) else 1)
            except Refusal as refusal:
                if not every:
                    raise
                refusal.show()  # the others can run all the same
                statuses.append(refusal.exit_code)
        sys.exit(max(statuses))


@contextmanager
def in_a_team() -> Iterator[None]:
    """Under `torchrun`, train together with the other processes; all but the first are silent."""
    from chainrule.training.parallel import joined

    with joined() as team, ExitStack() as silence:
        if not team.first:
            nowhere = silence.enter_context(Path(os.devnull).open("w"))
            silence.enter_context(redirect_stdout(nowhere))
            silence.enter_context(redirect_stderr(nowhere))
        yield


def show_recipes() -> None:
    """Which recipes there are, and what they must reach."""
    from chainrule.recipes import RECIPES
    from chainrule.recipes import recipe as find

    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for column in ("recipe", "what", "must reach", "data"):
        table.add_column(column, overflow="fold")
    for each in map(find, RECIPES):
        table.add_row(each.name, each.title, each.target, ", ".join(each.data))
    console().print(table)


def run_one(recipe: Recipe, *, mine: bool, write: bool, resume: str | None, fresh: bool, **asked: Any) -> bool:
    """Train, show the outcome, keep it; whether the number was reached."""
    from chainrule.recipes import results
    from chainrule.training import Interrupted, NotFinite, TrainingProblem
    from chainrule.training.parallel import team

    if write:
        require_page(mine=mine, quick=bool(asked["quick"]))
    where, out = results.machine(), console()
    ours = team()
    options = ours.in_turn(lambda: options_for(recipe, mine=mine, resume=resume, fresh=fresh, **asked))
    try:
        with mine_or_not(mine):
            outcome = recipe.run(options)
    except Interrupted as error:
        click.echo(str(error), err=True)
        sys.exit(130)
    except KeyboardInterrupt:
        click.echo(f"ended at once{how_to_go_on(options)}", err=True)
        sys.exit(130)
    except NotFinite as error:
        raise Failed(str(error)) from error
    except (DataProblem, TrainingProblem) as error:
        raise Refusal(str(error)) from error
    except ModuleNotFoundError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{error.filename or 'a file'}: {error.strerror or error}") from error
    if not ours.first:
        return outcome.passes
    show_outcome(recipe, outcome)
    keep(options, outcome)
    page = results.page()
    if write and page and outcome.passes:
        results.write(recipe, outcome, where, page)
        out.print(Text(f"written to {page}", style="dim"))
    return outcome.passes


def require_page(*, mine: bool, quick: bool) -> None:
    """`Refusal` where a number must not, or cannot, be written down."""
    from chainrule.recipes import results

    for not_wanted, asked in (("--mine", mine), ("--quick", quick)):
        if asked:
            raise Refusal(f"--write keeps the course's own numbers, not those of {not_wanted}\n  fix: leave one out")
    if results.page() is None:
        raise Refusal("--write needs a checkout of the course, which has docs/\n  fix: leave it out")


def how_to_go_on(options: Options) -> str:
    """What to do after Ctrl-C was pressed where nothing was saved for it."""
    saved = options.out and any(options.out.glob("**/latest.safetensors"))
    return f"\n  to go on from the last checkpoint: {options.command}" if saved else "; nothing was saved"


def options_for(
    recipe: Recipe,
    *,
    mine: bool,
    resume: str | None,
    fresh: bool,
    seed: int | None,
    quick: bool,
    data: Path | None,
    out: Path | None,
    threads: int | None,
    tensorboard: bool,
) -> Options:
    """The options of a run; what is left of an earlier one that ended is put aside."""
    from chainrule.recipes import Options
    from chainrule.training import display

    marks = [recipe.name, *(["quick"] if quick else []), *([f"seed-{seed}"] if seed is not None else [])]
    folder = out or Path("runs") / "-".join([*marks, *(["mine"] if mine else [])])
    begun = any(folder.glob("**/latest.safetensors")) or any(folder.glob("**/previous.safetensors"))
    over = (folder / OUTCOME).exists()
    if resume and (over or not begun):
        why = "the run in it is over" if over else "nothing was saved there"
        raise Refusal(f"there is nothing to go on from in {folder}: {why}\n  fix: leave --resume out")
    if fresh or over:
        forget(folder)
    elif begun:
        click.echo(f"goes on with the run in {folder}; --fresh begins anew", err=True)
    return Options(
        recipe.name,
        seed=seed,
        quick=quick,
        data=data,
        mine=mine,
        out=folder,
        resume=resume or "latest",
        tensorboard=tensorboard,
        display=display,
        command=again(),
    )


def again() -> str:
    """The command that goes on: this one, without --fresh and --resume."""
    words = [
        word
        for word, before in zip(sys.argv[1:], sys.argv, strict=False)
        if word.partition("=")[0] not in ("--fresh", "--resume")
        and not (before == "--resume" and word in ("latest", "previous"))
    ]
    return shlex.join(["chainrule", *words])


def forget(folder: Path) -> None:
    """Put the outcome and checkpoints of an earlier run aside, as before.*; nothing else there is touched."""
    try:
        for file in (folder / OUTCOME, *folder.glob("**/latest.safetensors")):
            if file.exists():
                file.replace(file.with_name(f"before{file.suffix}"))
        for file in folder.glob("**/previous.safetensors"):
            file.unlink()
    except OSError as error:
        raise Refusal(f"{error.filename} cannot be put aside: {error.strerror}\n  fix: name another --out") from error


@contextmanager
def mine_or_not(mine: bool) -> Iterator[None]:
    """While it is entered, the student's implementations stand in for the library's, if that was asked for.

    An error that comes through a student's file is told with its place there, as a `Refusal`.
    """
    if not mine:
        yield
        return
    from chainrule.labs.mine import MineProblem, blame, in_place, passed_labs

    labs = load_labs(find_course())
    try:
        passed, notes = passed_labs(my_folder(), labs.values())
        for note in notes:
            click.echo(f"note: {note}", err=True)
        with in_place(passed):
            click.echo(f"yours: {'; '.join(each.words for each in passed)}\nthe library's: the rest")
            try:
                yield
            except Exception as error:
                words = blame(passed, error)
                if words is None:
                    raise
                raise Refusal(words) from error
    except MineProblem as error:
        raise Refusal(str(error)) from error


def show_outcome(recipe: Recipe, outcome: Outcome) -> None:
    """The number, and whether it is what it must be."""
    out = console()
    for number in outcome.numbers:
        mark, style = ("reached", "green") if number.passes else ("NOT REACHED", "bold red")
        out.print(
            Text.assemble((mark, style), f"  {recipe.name}: {number.label} {number.written}, must be {number.wanted}")
        )
    seeds = ", ".join(map(str, outcome.seeds))
    out.print(Text(f"seed{'s' if len(outcome.seeds) > 1 else ''} {seeds}, {outcome.seconds:.1f} s", style="dim"))


def keep(options: Options, outcome: Outcome) -> None:
    """Write the outcome beside the run, which is over with it; a full disk is told, and is no reason to fail."""
    if options.out is None:
        return
    data = {
        "recipe": options.recipe,
        "numbers": {number.label: number.value for number in outcome.numbers},
        "passes": outcome.passes,
        "seeds": outcome.seeds,
        "seconds": outcome.seconds,
    }
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / OUTCOME).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        click.echo(f"note: {options.out / OUTCOME} was not written: {error.strerror}", err=True)
