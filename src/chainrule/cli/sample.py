"""`chainrule sample`: draw from what `chainrule train` left, text as it comes, pictures into a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from chainrule.cli.learn import Refusal
from chainrule.cli.show import console
from chainrule.cli.train import usual_folder
from chainrule.data.problems import DataProblem

if TYPE_CHECKING:
    from chainrule.recipes.drawing import Drawn

SCALE = 2  # pixels of the file for each of a picture


@click.command()
@click.argument("recipe")
@click.option("--prompt", default="", help="What a text begins with.")
@click.option("--count", type=click.IntRange(1), help="How many names, tokens or pictures.")
@click.option("--temperature", type=click.FloatRange(0), default=1.0, show_default=True, help="0: the most likely.")
@click.option("--top-k", type=click.IntRange(1), help="Draw from that many of the most likely tokens.")
@click.option("--top-p", type=click.FloatRange(0, 1, min_open=True), help="Draw from the fewest with that probability.")
@click.option("--seed", type=click.IntRange(0), help="Draw the same again.")
@click.option("--quick", is_flag=True, help="From the run of `chainrule train --quick`.")
@click.option("--run", type=click.Path(path_type=Path), help="The folder of the run, else runs/RECIPE.")
@click.option("--to", type=click.Path(path_type=Path), help="The file for pictures, else one in the folder of the run.")
@click.option("--data", type=click.Path(path_type=Path), help="The folder of the data sets.")
def sample(recipe: str, *, seed: int | None, quick: bool, run: Path | None, to: Path | None, **asked: Any) -> None:
    """Draw from a recipe that was trained.

    A text is printed token by token as it is drawn; pictures are written into a PNG file. Exit status: 0, or 2 where
    there is nothing to draw from.
    """
    import torch

    from chainrule.recipes import Asked, CannotSample, UnknownRecipe
    from chainrule.recipes import recipe as find
    from chainrule.training import TrainingProblem

    try:
        wanted = find(recipe)
    except UnknownRecipe as error:
        raise Refusal(f"{error}\n  fix: chainrule train lists them") from error
    if wanted.sample is None:
        raise Refusal(f"{wanted.name} is nothing to draw from: it tells, and makes nothing")
    generator = torch.Generator()
    if seed is None:
        generator.seed()
    else:
        generator.manual_seed(seed)
    folder = run or usual_folder(wanted, quick=quick, seed=None, mine=False)
    try:
        with torch.no_grad():
            show(wanted.sample(Asked(wanted.name, folder, generator, quick, **asked)), to, folder)
    except (CannotSample, DataProblem, TrainingProblem) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{error.filename or 'a file'}: {error.strerror or error}") from error


def show(drawn: Drawn, to: Path | None, folder: Path) -> None:
    """Print a text as it comes; write pictures into a file, and say into which."""
    from chainrule.figures.pixels import grid, png
    from chainrule.svg import Svg

    if isinstance(drawn, Iterator):
        for piece in drawn:
            click.echo(piece, nl=False)  # which flushes
        return
    if isinstance(drawn, Svg):
        file, content = to or folder / "sample.svg", drawn.encode()
    else:
        file, content = to or folder / "sample.png", png(grid(drawn.cpu(), scale=SCALE))
    file.write_bytes(content)
    console().print(Text(f"picture: {file}", style="dim"))
