"""A recipe: a training that reaches a number, and says so."""

from collections.abc import Callable
from dataclasses import dataclass

from chainrule.recipes.drawing import Sampler
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome


@dataclass(frozen=True)
class Recipe:
    """`run(options)` trains and gives back the outcome. `data` are the names of the data sets that it takes.

    `target` says in a sentence what it must reach, and `quick` what it must with --quick, in seconds. One that takes
    seconds in full, and saves no checkpoints, does not go on where it was stopped: `resumes` is false. `sample` draws
    from what was trained, for `chainrule sample`: `drawing` says how.
    """

    name: str
    title: str
    target: str
    quick: str
    run: Callable[[Options], Outcome]
    data: tuple[str, ...] = ()
    resumes: bool = True
    sample: Sampler | None = None
