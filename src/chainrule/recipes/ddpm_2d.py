"""Diffusion of points: noise becomes moons and spirals, no further from new ones than chance (lecture 28)."""

from functools import partial

from torch import Generator, Tensor

from chainrule import optim
from chainrule.models.score import PointMLP
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.points import HELD, SETS, TRAIN, compared, outcome, points, ways
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.diffusion import cosine_schedule, ddpm, sample
from chainrule.svg import Svg
from chainrule.training import Batches, MovingAverage, fit
from chainrule.training.objectives import denoising

KEPT = cosine_schedule(100)
EPOCHS, QUICK_EPOCHS, BATCH, RATE, DECAY = 80, 15, 250, 3e-3, 0.99
QUICK_TARGET = 0.15


def run(options: Options) -> Outcome:
    """A perceptron that sees the noise in a point, for moons and for spirals; drawn by all steps of DDPM."""
    seeds = options.seeds(0, 1, 2, 3, 4)
    found, models, seconds = {}, {}, 0.0
    for name in ("moons",) if options.quick else SETS:
        rows = []
        for seed in seeds:
            models[name], trained_for = trained(options, name, seed)
            seconds += trained_for
            rows.append(compared(drawn(models[name], HELD, options.generator(seed)), name, seed))
        found[name] = rows
    how = f"A perceptron of three layers predicts the noise of {len(KEPT)} steps under the cosine schedule."
    if options.quick:
        return outcome(found, seeds, seconds, how, {}, QUICK_TARGET)
    return outcome(found, seeds, seconds, how, {"points": picture(models)})


def trained(options: Options, name: str, seed: int) -> tuple[PointMLP, float]:
    """The network with averaged weights, and the seconds that it took."""
    generator = options.generator(seed)
    model = PointMLP(generator=generator, fused=not options.mine)
    data = Batches(points(name, TRAIN, seed), BATCH)
    epochs = QUICK_EPOCHS if options.quick else EPOCHS
    optimizer = optim.Adam(model.parameters(), lr=RATE)
    average = MovingAverage(model, DECAY)
    history = fit(
        model,
        data,
        optimizer,
        epochs=epochs,
        generator=generator,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / (epochs * len(data)), peak=0.1)),
        objective=partial(denoising, kept=KEPT),
        hooks=[average],
        **options.keep(f"{name} seed {seed}"),
    )
    options.save(average.model, f"{name} seed {seed}")
    assert isinstance(average.model, PointMLP)
    return average.model, history.seconds


def drawn(model: PointMLP, count: int, generator: Generator, way: list[Tensor] | None = None) -> Tensor:
    """So many points (N, 2); into `way` goes where they are at each time."""
    see = None if way is None else lambda t, x, x0: way.append(x)
    return sample(model, (count, 2), KEPT, generator=generator, step=ddpm, seen=see)


def picture(models: dict[str, PointMLP]) -> Svg:
    """How points of each set come about."""
    stages = {}
    for name, model in models.items():
        way: list[Tensor] = []
        last = drawn(model, 5000, Generator().manual_seed(0), way)
        stages[name] = [*(way[i] for i in (0, 40, 60, 75, 90)), last]
    return ways(stages, "Diffusion of points")


def asked_for(asked: Asked) -> Svg:
    """How points come about, of moons, or of the set that the prompt names."""
    name = asked.prompt if asked.prompt in SETS else "moons"
    return picture({name: asked.restored(PointMLP(), f"{name} seed")})


RECIPE = Recipe(
    "ddpm-2d",
    "Diffusion of points in the plane",
    "moons and spirals no further from held-out points than the halves of those from each other, and a standard error",
    "an energy distance of at most 0.15 for moons, after a fifth of the training",
    run,
    sample=asked_for,
)
