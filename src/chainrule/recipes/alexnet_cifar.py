"""AlexNet at the size of CIFAR-10, with and without each idea of its paper: what still matters? (lecture 13)"""

from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from time import perf_counter
from typing import Any

from torch import Generator

from chainrule import chart, nn, optim
from chainrule.data import Split, random_crop_flip
from chainrule.models.alexnet import CIFAR, AlexNet
from chainrule.recipes.images import Plan, fitted, prepared, settings, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.training import History

PLAN = Plan(
    epochs=8,
    batch=128,
    rate=0.02,
    weight_decay=5e-4,
    augment=lambda x, generator: random_crop_flip(x, 4, generator),
)
TURNS, WARM_UP = 15, 3  # of the steps whose time is taken
AUGMENTED = "augmentation"
WITHOUT: Mapping[str, dict[str, Any]] = {
    # the idea, and how AlexNet is built without it
    "all ideas": {},
    "tanh for ReLU": {"activation": nn.Tanh},
    "no response normalization": {"response_norm": False},
    "pooling without overlap": {"overlapping": False},
    "no dropout": {"dropout": 0.0},
    "no augmentation": {AUGMENTED: False},
    "two towers": {"towers": 2},
}


def run(options: Options) -> Outcome:
    """A short training of each network, the same for all."""
    [seed] = options.seeds(0)
    cifar = options.load("cifar10")
    train, test, plan, names = cifar.train, cifar.test, PLAN, list(WITHOUT)
    if options.quick:
        train, test, names = some(train, 2000), some(test, 1000), names[:1]
        plan = Plan(epochs=3, batch=20, rate=0.01)
    histories = {name: train_one(options, name, train, test, plan, seed) for name in names}
    reached = {name: history.metric("accuracy")[-1] for name, history in histories.items()}
    outcome = Outcome(
        (
            Number(
                f"test accuracy with all ideas, {cifar.card.title}", reached["all ideas"], 0.2 if options.quick else 0.7
            ),
        ),
        (seed,),
        sum(history.seconds for history in histories.values()),
    )
    if options.quick:
        return outcome
    losses = [(name, 100 * (share - reached["all ideas"])) for name, share in reached.items() if name != "all ideas"]
    picture = chart.bars(
        losses, title="What each idea of AlexNet is worth", value="points of accuracy, by leaving it out"
    )
    return replace(
        outcome, details=written(histories, milliseconds(options, train, plan, seed), plan), pictures={"ideas": picture}
    )


def train_one(options: Options, name: str, train: Split, test: Split, plan: Plan, seed: int) -> History:
    """One network, built and trained as its name says."""
    generator = options.generator(seed)
    if not WITHOUT[name].get(AUGMENTED, True):
        plan = replace(plan, augment=None)
    return fitted(options, built(name, options, generator), train, test, plan, generator=generator, part=name)


def built(name: str, options: Options, generator: Generator) -> AlexNet:
    """The network of this name, untrained."""
    changes = {key: value for key, value in WITHOUT[name].items() if key != AUGMENTED}
    model = AlexNet(10, plan=CIFAR, generator=generator, fused=not options.mine, **changes)
    for layer in model.modules():
        if isinstance(layer, nn.LocalResponseNorm):
            layer.fused = False  # PyTorch's kernel more than doubles the time of a whole step in bfloat16
    return model


def milliseconds(options: Options, train: Split, plan: Plan, seed: int) -> dict[str, float]:
    """The median of a step of each network on one batch. They take turns, so that a busy machine is so for all."""
    how, loss = settings(), nn.CrossEntropyLoss()
    x, y = prepared(train.images)(train.images[: plan.batch]), train.labels[: plan.batch]
    models = {name: built(name, options, options.generator(seed)) for name in WITHOUT}
    optimizers = {name: optim.SGD(model.parameters(), lr=plan.rate, momentum=0.9) for name, model in models.items()}
    took: dict[str, list[float]] = {name: [] for name in WITHOUT}
    for model in models.values():
        how.prepare(model)
    for _ in range(TURNS):
        for name, model in models.items():
            began = perf_counter()
            loss(how.outputs(model, x), y).backward()
            optimizers[name].step()
            optimizers[name].zero_grad()
            took[name].append(1000 * (perf_counter() - began))
    return {name: median(times[WARM_UP:]) for name, times in took.items()}


def written(histories: Mapping[str, History], steps: Mapping[str, float], plan: Plan) -> str:
    """The table, as Markdown."""
    rows = [
        [
            name,
            f"{history.epochs[-1].loss:.3f}",
            f"{100 * history.metric('accuracy')[-1]:.1f}%",
            f"{steps[name]:.0f}",
        ]
        for name, history in histories.items()
    ]
    return (
        f"AlexNet with {', '.join(map(str, CIFAR.channels))} maps and {CIFAR.hidden} hidden units, {plan.epochs} "
        "epochs, one seed: differences below one point are chance. The loss is that of the last epoch's training "
        "images, with dropout and augmentation where they are on. Milliseconds of a step were measured after the "
        "trainings, the networks taking turns, without augmentation.\n\n"
        f"{table(['network', 'training loss', 'test accuracy', 'ms a step'], rows)}"
    )


RECIPE = Recipe(
    "alexnet-cifar",
    "AlexNet on CIFAR-10, with and without each of its ideas",
    "70% of the test images right with all ideas",
    "all ideas alone, 20% with 2,000 of the images",
    run,
    data=("cifar10",),
)
