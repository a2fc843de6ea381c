"""The score of points at all levels of noise, and a walk along it that ends in moons and spirals (lecture 28)."""

import torch
from torch import Generator, Tensor

from chainrule import optim
from chainrule.models.score import ScoreMLP, denoising
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.points import HELD, SETS, TRAIN, compared, outcome, points, ways
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.langevin import annealed
from chainrule.svg import Svg
from chainrule.training import Batches, MovingAverage, fit
from chainrule.training.objectives import inputs
from chainrule.training.sums import Found, Model

LEVELS = torch.logspace(0.5, -1.7, 20)  # of noise: standard deviations from 3.2 to 0.02
EPOCHS, QUICK_EPOCHS, BATCH, RATE, DECAY = 50, 10, 250, 3e-3, 0.99
QUICK_TARGET = 0.15
STEP, STEPS = 0.1, 20  # of the walk at each level


def matching(model: Model, batch: object, generator: Generator) -> Found:
    """Denoising score matching, with a level of noise drawn for each point."""
    x = inputs(batch)
    sigma = LEVELS[torch.randint(len(LEVELS), (len(x),), generator=generator)].to(x)  # (N,)
    return denoising(lambda noisy: model(noisy, sigma), x, sigma, generator).sum(), len(x), {}


def run(options: Options) -> Outcome:
    """A perceptron that knows which way the data lie, for moons and for spirals; drawn by annealed Langevin."""
    seeds = options.seeds(0, 1, 2, 3, 4)
    found, models, seconds = {}, {}, 0.0
    for name in ("moons",) if options.quick else SETS:
        rows = []
        for seed in seeds:
            models[name], trained_for = trained(options, name, seed)
            seconds += trained_for
            rows.append(compared(drawn(models[name], HELD, options.generator(seed)), name, seed))
        found[name] = rows
    how = f"A perceptron of three layers learns the score by denoising, at {len(LEVELS)} levels, {STEPS} steps at each."
    if options.quick:
        return outcome(found, seeds, seconds, how, {}, QUICK_TARGET)
    return outcome(found, seeds, seconds, how, {"points": picture(models)})


def trained(options: Options, name: str, seed: int) -> tuple[ScoreMLP, float]:
    """The network with averaged weights, and the seconds that it took."""
    generator = options.generator(seed)
    model = ScoreMLP(generator=generator, fused=not options.mine)
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
        objective=matching,
        hooks=[average],
        **options.keep(f"{name} seed {seed}"),
    )
    options.save(average.model, f"{name} seed {seed}")
    assert isinstance(average.model, ScoreMLP)
    return average.model, history.seconds


def drawn(model: ScoreMLP, count: int, generator: Generator, way: list[Tensor] | None = None) -> Tensor:
    """So many points (N, 2); into `way` goes where they are after each level."""
    start = LEVELS[0] * torch.randn(count, 2, generator=generator)
    see = None if way is None else lambda sigma, x: way.append(x)
    return annealed(model, start, LEVELS, step=STEP, steps=STEPS, generator=generator, seen=see)


def picture(models: dict[str, ScoreMLP]) -> Svg:
    """How points of each set come about."""
    stages = {}
    for name, model in models.items():
        way: list[Tensor] = []
        last = drawn(model, 5000, Generator().manual_seed(0), way)
        stages[name] = [*(way[i] for i in (2, 5, 8, 11, 14)), last]
    return ways(stages, "Langevin sampling of points")


def asked_for(asked: Asked) -> Svg:
    """How points come about, of moons, or of the set that the prompt names."""
    name = asked.prompt if asked.prompt in SETS else "moons"
    return picture({name: asked.restored(ScoreMLP(), f"{name} seed")})


RECIPE = Recipe(
    "score-2d",
    "Langevin sampling of points in the plane, along a score learned by denoising",
    "moons and spirals no further from held-out points than the halves of those from each other, and a standard error",
    "an energy distance of at most 0.15 for moons, after a fifth of the training",
    run,
    sample=asked_for,
)
