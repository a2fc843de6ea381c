"""Optimizers compared: down surfaces of two parameters, and on MNIST, each with the rate that is best for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import torch

from chainrule import chart, optim
from chainrule.chart import Axis, Series
from chainrule.data import Split, hold_out, to_float
from chainrule.models.mlp import MLP
from chainrule.recipes import surfaces
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.surfaces import SURFACES, Race
from chainrule.recipes.tables import table
from chainrule.svg import Svg
from chainrule.training import Batches, History, NotFinite, evaluate, fit
from chainrule.training.state import OptimizerLike

SHOWN = ("SGD", "momentum", "RMSProp", "Adam")  # more ways than these hide each other in a picture
BATCH, EPOCHS, HELD_OUT = 128, 2, 5000
QUICK_EXAMPLES, QUICK_STEPS = 6000, 150


@dataclass(frozen=True)
class Contender:
    """An optimizer on MNIST, and the rates that are tried."""

    make: Callable[..., optim.Optimizer]
    rates: tuple[float, ...]
    settings: Mapping[str, Any]


CONTENDERS = {
    "SGD": Contender(optim.SGD, (0.05, 0.15, 0.5), {}),
    "momentum": Contender(optim.SGD, (0.01, 0.03, 0.1), {"momentum": 0.9}),
    "Nesterov": Contender(optim.SGD, (0.01, 0.03, 0.1), {"momentum": 0.9, "nesterov": True}),
    "AdaGrad": Contender(optim.Adagrad, (0.005, 0.015, 0.05), {}),
    "RMSProp": Contender(optim.RMSprop, (0.0003, 0.001, 0.003), {}),
    "Adam": Contender(optim.Adam, (0.0005, 0.0015, 0.005), {}),
    "AdamW": Contender(optim.AdamW, (0.0005, 0.0015, 0.005), {"weight_decay": 0.01}),
    "Muon": Contender(optim.Muon, (0.01, 0.03, 0.1), {"weight_decay": 0.0}),
}


def run(options: Options) -> Outcome:
    """Steps to the end of each surface, and the accuracy on MNIST after two epochs at a constant rate."""
    [seed] = options.seeds(0)
    mnist = options.load("mnist")
    train, held_out = hold_out(mnist.train, HELD_OUT, options.generator(seed))
    if options.quick:
        train = train.take(slice(QUICK_EXAMPLES))
    steps = QUICK_STEPS if options.quick else surfaces.MOST_STEPS
    raced = {surface.name: surfaces.races(surface, steps=steps) for surface in SURFACES[: 1 if options.quick else None]}
    names = SHOWN if options.quick else tuple(CONTENDERS)
    tried = {name: best(options, name, train, held_out, mnist.test, seed) for name in names}
    valley = raced[SURFACES[0].name]
    gained = (valley["SGD"].steps or steps) / (valley["Nesterov"].steps or steps)
    worst = min(one.accuracy for one in tried.values())
    return Outcome(
        (
            Number("steps of SGD by those of Nesterov's momentum, long valley", gained, 1.5, "times"),
            Number("test accuracy on MNIST, worst optimizer", worst, 0.85 if options.quick else 0.96),
        ),
        (seed,),
        sum(one.seconds for one in tried.values()),
        details=written(raced, tried, steps),
        pictures={**ways(raced), "losses": losses(tried)},
    )


@dataclass(frozen=True)
class Trial:
    """An optimizer on MNIST at its best rate; the seconds are those of all rates."""

    rate: float
    history: History
    accuracy: float
    seconds: float


def best(options: Options, name: str, train: Split, held_out: Split, test: Split, seed: int) -> Trial:
    """The rate that does best on what is held out decides; the test images are looked at once."""
    contender, seconds = CONTENDERS[name], 0.0
    found: tuple[float, float, History, MLP] | None = None
    for rate in contender.rates:
        generator = options.generator(seed)
        model = MLP([784, 256, 10], generator=generator, fused=not options.mine)
        data = Batches(train, BATCH, prepare=to_float)
        try:
            history = fit(
                model,
                data,
                optimizer_for(model, contender, rate),
                epochs=1 if options.quick else EPOCHS,
                generator=generator,
                validation=Batches(held_out, 1000, prepare=to_float),
                **options.keep(f"{name} {rate}"),
            )
        except NotFinite:
            continue  # a rate that is too high is no candidate
        seconds += history.seconds
        accuracy = history.metric("accuracy")[-1]
        if found is None or accuracy > found[0]:
            found = accuracy, rate, history, model
    if found is None:
        raise NotFinite(f"{name} diverged at every rate that was tried: {contender.rates}")
    _, rate, history, model = found
    measured = evaluate(model, Batches(test, 1000, prepare=to_float)).metrics["accuracy"]
    return Trial(rate, history, measured, seconds)


def optimizer_for(model: MLP, contender: Contender, rate: float) -> OptimizerLike:
    """The contender over all parameters; Muon over the hidden matrix alone, and AdamW over the rest, as is its use."""
    if contender.make is not optim.Muon:
        return contender.make(model.parameters(), lr=rate, **contender.settings)
    hidden, *rest = model.parameters()
    return optim.Together(optim.Muon([hidden], lr=rate, **contender.settings), optim.AdamW(rest, lr=rate / 10))


def written(raced: Mapping[str, Mapping[str, Race]], tried: Mapping[str, Trial], steps: int) -> str:
    """Both tables, as Markdown."""
    rows = [
        [name, *(f"{run[name].steps} ({run[name].rate:.2g})" if run[name].steps else "-" for run in raced.values())]
        for name in surfaces.OPTIMIZERS
    ]
    on_mnist = [
        [name, f"{one.rate:g}", f"{one.history.epochs[-1].loss:.3f}", f"{100 * one.accuracy:.2f}%"]
        for name, one in tried.items()
    ]
    return "\n\n".join(
        (
            f"Steps until the loss stays near its least value, at the best of {len(surfaces.RATES)} rates (in "
            f"brackets); - where it did not within {steps}. With noise, the mean of five seeds. The valley is 50 times "
            "as steep across as along and turned, so that no axis lies along it.",
            table(["optimizer", *raced], rows),
            f"On MNIST, 784-256-10, batches of {BATCH}, a constant rate, the best of three by {HELD_OUT:,} images "
            "held out; Muon steps the hidden matrix, AdamW the rest.",
            table(["optimizer", "rate", "loss in the last epoch", "test accuracy"], on_mnist),
        )
    )


def ways(raced: Mapping[str, Mapping[str, Race]]) -> dict[str, Svg]:
    """A picture of each surface; noise makes a second one of the valley, which shows no more than the first."""
    there = {surface.name: surface for surface in SURFACES if not surface.noise}
    return {
        name.split(" (")[0].replace(" ", "-"): surfaces.picture(there[name], run, SHOWN)
        for name, run in raced.items()
        if name in there
    }


def losses(tried: Mapping[str, Trial]) -> Svg:
    """The loss of each optimizer on MNIST over the steps, smoothed."""
    series = [
        Series(name, smoothed(tried[name].history.losses)) for name in tried if name in (*SHOWN, "Muon", "AdaGrad")
    ]
    return chart.lines(
        series,
        title="Training loss on MNIST by optimizer",
        x="step",
        y="loss (nats)",
        y_log=True,
        y_axis=Axis(0.02, 2.5, log=True),
    )


def smoothed(numbers: list[float], window: int = 25) -> list[tuple[float, float]]:
    """The mean of the last `window` numbers, at every fifth step."""
    sums = torch.tensor([0.0, *numbers], dtype=torch.float64).cumsum(0)
    window = min(window, len(numbers))
    return [(step, ((sums[step] - sums[step - window]) / window).item()) for step in range(window, len(sums), 5)]


RECIPE = Recipe(
    "optimizers",
    "Optimizers compared, on surfaces and on MNIST",
    "Nesterov's momentum ends the valley in two thirds of SGD's steps; every optimizer reaches 96% on MNIST",
    "one surface, four optimizers, 85% with a tenth of the images",
    run,
    data=("mnist",),
)
