"""`chainrule train`: run a recipe, which trains and then asserts its number."""

from __future__ import annotations

import json
import os
import shlex
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from functools import partial
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
SAME = ("quick", "seed", "mine")  # the options that make another run of a recipe


class Failed(Refusal):
    """The training ran and failed: exit status 1."""

    exit_code = 1


@click.command()
@click.argument("recipe", required=False)
@click.option("--all", "every", is_flag=True, help="Run every recipe that has not finished yet, one after another.")
@click.option("--mine", is_flag=True, help="Use what you wrote in the labs that passed, in your folder.")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of the data sets.")
@click.option("--seed", type=click.IntRange(0), help="One seed, in place of the recipe's own.")
@click.option("--quick", is_flag=True, help="A short run of seconds, with a lower target.")
@click.option(
    "--resume",
    is_flag=False,
    flag_value="latest",
    type=click.Choice(["latest", "previous"]),
    help="Continue from a checkpoint, which must exist; `previous` is the one before the latest.",
)
@click.option("--fresh", is_flag=True, help="Start over, even if a run was interrupted.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The folder of the run, else runs/RECIPE; with --all, of the runs' folders.",
)
@click.option("--threads", type=click.IntRange(1), help="How many threads PyTorch uses.")
@click.option("--tensorboard", is_flag=True, help="Write the metrics for TensorBoard too.")
@click.option("--write", is_flag=True, help="Write the number into docs/results.md, if it was reached.")
def train(recipe: str | None, every: bool, **asked: Any) -> None:
    """Train a recipe and assert its number.

    Any beginning of its name will do that fits no other; without a name, the recipes are listed. A run that was stopped
    goes on when it is started again. Exit status: 0 the number was reached, 1 it was not or the training failed, or
    with --all one of them could not run, 2 it could not run, 130 it was stopped.
    """
    from chainrule.recipes import RECIPES, UnknownRecipe
    from chainrule.recipes import recipe as find

    if recipe is None and not every:
        show_recipes()
        return
    if recipe is not None and every:
        raise Refusal(f"--all runs every recipe, and {recipe} is one\n  fix: leave one of them out")
    if asked["fresh"] and asked["resume"]:
        raise Refusal("--fresh and --resume say opposite things\n  fix: name one of them")
    try:
        wanted = [find(name) for name in (RECIPES if every else [recipe or ""])]
    except UnknownRecipe as error:
        raise Refusal(f"{error}\n  fix: chainrule train lists them") from error
    if asked["write"]:
        require_page(mine=asked["mine"], quick=asked["quick"])
    if asked["threads"]:
        import torch

        torch.set_num_threads(asked["threads"])
    with in_a_team():
        reached = run_all(wanted, **asked) if every else run_one(wanted[0], **asked)
    sys.exit(0 if reached else 1)


def run_all(recipes: list[Recipe], *, out: Path | None, fresh: bool, write: bool, **asked: Any) -> bool:
    """One after another what is not over yet, whatever becomes of the others; whether all reached their numbers."""
    from chainrule.training.parallel import team

    same = {name: asked[name] for name in SAME}
    folders = {recipe: out / recipe.name if out else usual_folder(recipe, **same) for recipe in recipes}
    if fresh:  # all at once: what is stopped and started again, without --fresh, then knows what is still to be made
        for folder in folders.values():
            team().in_turn(partial(forget, folder))
    reached = True
    for recipe, folder in folders.items():
        before = ended(recipe, folder, same, write=write)
        if before is not None:
            show_mark(before, f"{recipe.name}: over before, in {folder}; --fresh trains it again")
            reached &= before
            continue
        try:
            reached &= run_one(recipe, out=folder, fresh=False, write=write, **asked)
        except Refusal as refusal:  # the others can run all the same
            click.echo(f"error: {recipe.name}: {refusal.message}", err=True)
            reached = False
    return reached


def ended(recipe: Recipe, folder: Path, same: dict[str, Any], *, write: bool) -> bool | None:
    """Whether the run that is over in a folder reached its number.

    None where there is none, or one with other options, or one whose number is still to be written down.
    """
    from chainrule.recipes import results

    try:
        data = json.loads((folder / OUTCOME).read_text(encoding="utf-8"))
        if data.get("asked", same) != same:
            return None
        passes = bool(data["passes"])
    except (OSError, ValueError, LookupError, AttributeError, TypeError):
        return None
    page = results.page()
    if write and passes and page:
        written = page.exists() and recipe.name in {row[0] for row in results.read_rows(page.read_text("utf-8"))}
        return True if written else None
    return passes


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
        click.echo(f"ended at once{how_to_go_on(recipe, options)}", err=True)
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


def how_to_go_on(recipe: Recipe, options: Options) -> str:
    """What to do after Ctrl-C was pressed where nothing was saved for it."""
    if recipe.resumes and options.out and saved(options.out):
        return f"\n  to go on from the last checkpoint: {options.command}"
    return "; nothing was saved"


def usual_folder(recipe: Recipe, *, quick: bool, seed: int | None, mine: bool) -> Path:
    """Where a run's files go if no folder was named."""
    marks = [recipe.name, *(["quick"] if quick else []), *([f"seed-{seed}"] if seed is not None else [])]
    return Path("runs") / "-".join([*marks, *(["mine"] if mine else [])])


def saved(folder: Path) -> bool:
    """Whether a checkpoint lies in a run's folder."""
    return any(any(folder.glob(f"**/{name}.safetensors")) for name in ("latest", "previous"))


def require_folder(folder: Path) -> None:
    """`Refusal` where nothing can be written there, which a recipe that saves no checkpoint finds out too late."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise Refusal(f"{folder} cannot be written to: {error.strerror}\n  fix: name another --out") from error


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

    folder = out or usual_folder(recipe, quick=quick, seed=seed, mine=mine)
    begun, over = recipe.resumes and saved(folder), (folder / OUTCOME).exists()
    if resume and (over or not begun):
        nothing = "nothing was saved there" if recipe.resumes else f"{recipe.name} saves nothing, and takes seconds"
        why = "the run in it is over" if over and recipe.resumes else nothing
        raise Refusal(f"there is nothing to go on from in {folder}: {why}\n  fix: leave --resume out")
    if not recipe.resumes:
        require_folder(folder)
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
    """Put the outcome and the latest checkpoints of an earlier run aside, as before.*, and remove its other weights."""
    try:
        for file in (folder / OUTCOME, *folder.glob("**/latest.safetensors")):
            if file.exists():
                file.replace(file.with_name(f"before{file.suffix}"))
        for file in (*folder.glob("**/previous.safetensors"), *folder.glob("**/model.safetensors")):
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
        show_mark(number.passes, f"{recipe.name}: {number.label} {number.written}, must be {number.wanted}")
    seeds = ", ".join(map(str, outcome.seeds))
    out.print(Text(f"seed{'s' if len(outcome.seeds) > 1 else ''} {seeds}, {outcome.seconds:.1f} s", style="dim"))
    if outcome.sketch:
        out.print(Text(f"\n{outcome.sketch}"))


def show_mark(reached: bool, words: str) -> None:
    mark, style = ("reached", "green") if reached else ("NOT REACHED", "bold red")
    console().print(Text.assemble((mark, style), f"  {words}"))


def keep(options: Options, outcome: Outcome) -> None:
    """Write the outcome beside the run, which is over with it; a full disk is told, and is no reason to fail."""
    if options.out is None:
        return
    data = {
        "recipe": options.recipe,
        "asked": {name: getattr(options, name) for name in SAME},
        "numbers": {number.label: number.value for number in outcome.numbers},
        "passes": outcome.passes,
        "seeds": outcome.seeds,
        "seconds": outcome.seconds,
    }
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / OUTCOME).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
        for name, picture in outcome.pictures.items():
            (options.out / f"{name}.svg").write_text(picture, encoding="utf-8")
            console().print(Text(f"picture: {options.out / name}.svg", style="dim"))
    except OSError as error:
        click.echo(f"note: {error.filename} was not written: {error.strerror}", err=True)
