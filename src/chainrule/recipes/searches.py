"""The searches: which knobs of a recipe `chainrule sweep` turns, in which range, and what one trial is worth.

A trial is chosen by the accuracy on examples held out from the training data: the test data say nothing here.
"""

from collections.abc import Callable, Mapping
from typing import Any

from torch import Generator

from chainrule import optim
from chainrule.data import Split, hold_out, random_crop_flip, to_float
from chainrule.models.mlp import MLP
from chainrule.models.resnet import FastResNet
from chainrule.recipes.images import Plan, fitted
from chainrule.recipes.options import Options
from chainrule.recipes.problems import UnknownRecipe
from chainrule.training import Batches, Epoch, History, Logger, fit
from chainrule.training.search import Choice, Range, Report, Search

MEASURE = "validation accuracy"


class Reporter(Logger):
    """Tells a trial what each epoch measured, so that a hopeless one is ended."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def epoch(self, epoch: Epoch, history: History) -> None:
        self.report(epoch.number, epoch.metrics["accuracy"])


def digits_mlp(options: Options) -> Search:
    """A perceptron on the 8x8 digits: no download, a second a trial."""
    train, validation = hold_out(options.load("digits").train, 300, options.generator(0))
    return _perceptron("digits-mlp", train, validation, epochs=3 if options.quick else 10, most_width=128)


def mnist_mlp(options: Options) -> Search:
    """The recipe's perceptron with 10,000 of its images, for 5 epochs."""
    rest, validation = hold_out(options.load("mnist").train, 5000, options.generator(0))
    train = rest.take(slice(2000 if options.quick else 10_000))
    return _perceptron("mnist-mlp", train, validation, epochs=2 if options.quick else 5, most_width=1024)


def _perceptron(name: str, train: Split, validation: Split, *, epochs: int, most_width: int) -> Search:
    inputs = train.images[0].numel()
    space: Mapping[str, Range | Choice] = {
        "rate": Range(1e-3, 1.0, log=True),
        "width": Range(16, most_width, log=True, whole=True),
        "dropout": Range(0.0, 0.6),
        "momentum": Choice((0.0, 0.9)),
        "weight decay": Range(1e-6, 1e-2, log=True),
    }

    def objective(values: Mapping[str, Any], report: Report) -> float:
        generator = Generator().manual_seed(0)
        model = MLP([inputs, values["width"], 10], dropout=values["dropout"], generator=generator, fused=True)
        optimizer = optim.SGD(
            model.parameters(), lr=values["rate"], momentum=values["momentum"], weight_decay=values["weight decay"]
        )
        data = Batches(train, 128, to_float)
        history = fit(
            model,
            data,
            optimizer,
            epochs=epochs,
            generator=generator,
            schedule=optim.OneCycleLR(optimizer, values["rate"], total_steps=epochs * len(data) + 1),
            validation=Batches(validation, 1000, to_float),
            loggers=[Reporter(report)],
        )
        return history.metric("accuracy")[-1]

    return Search(name, MEASURE, space, objective)


def cifar_cnn(options: Options) -> Search:
    """The recipe's network, narrower, with 10,000 of its images for 6 epochs: which of its knobs are worth turning."""
    rest, validation = hold_out(options.load("cifar10").train, 2000, options.generator(0))
    train = rest.take(slice(1000 if options.quick else 10_000))
    space: Mapping[str, Range | Choice] = {
        "rate": Range(1e-2, 1.0, log=True),
        "weight decay": Range(1e-5, 1e-2, log=True),
        "width": Choice((8, 16, 32)),
        "padding": Range(0, 4, whole=True),
        "label smoothing": Range(0.0, 0.2),
    }

    def objective(values: Mapping[str, Any], report: Report) -> float:
        generator = Generator().manual_seed(0)
        channels = [values["width"] * factor for factor in (1, 2, 4)]
        plan = Plan(
            epochs=1 if options.quick else 6,
            batch=128,
            rate=values["rate"],
            weight_decay=values["weight decay"],
            label_smoothing=values["label smoothing"],
            augment=lambda x, generator: random_crop_flip(x, values["padding"], generator),
        )
        model = FastResNet(channels=channels, generator=generator, fused=True)
        told = [Reporter(report)]
        return fitted(options, model, train, validation, plan, generator=generator, loggers=told).metric("accuracy")[-1]

    return Search("cifar-cnn", MEASURE, space, objective)


SEARCHES: Mapping[str, Callable[[Options], Search]] = {
    "mnist-mlp": mnist_mlp,
    "cifar-cnn": cifar_cnn,
    "digits-mlp": digits_mlp,
}


def search(name: str, options: Options) -> Search:
    """The search of a recipe, whose name may be cut short. Raises `UnknownRecipe`, with those that have one."""
    meant = [known for known in SEARCHES if known == name] or [known for known in SEARCHES if known.startswith(name)]
    if len(meant) != 1:
        raise UnknownRecipe(f"no search is called {name[:40]}; there are {', '.join(SEARCHES)}")
    return SEARCHES[meant[0]](options)
