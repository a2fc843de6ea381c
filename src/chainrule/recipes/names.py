"""What the recipes on names have in common: the likelihood of names, and one training from each of several seeds."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

import torch
from torch import Generator, nn

from chainrule.data import Characters, Names, split_names
from chainrule.models.build import count_parameters
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.tables import table
from chainrule.recipes.texts import Plan, fitted
from chainrule.sampling import LanguageModel, generate
from chainrule.training import Batches, History, evaluate
from chainrule.training.objectives import next_token

BATCH = 64  # names
SEEDS = (0, 1, 2, 3, 4)
LETTERS = 27  # with the boundary

HEADS = ("model", "weights", "train", "dev", "test", "seconds")

Make = Callable[[Generator, bool], nn.Module]  # a new model, from a generator, fused or written out


@dataclass(frozen=True)
class Trained:
    """A training's seed and history, and the nats per letter that it reached."""

    seed: int
    weights: int
    history: History
    train: float
    dev: float
    test: float


def trained(options: Options, make: Make, plan: Plan, seed: int, *, name: str = "") -> Trained:
    """A training by the plan on makemore's parts of the names; `dev` is measured on the way, and chooses nothing."""
    _, train, dev, test = split_names(options.load("names").lines)
    generator = options.generator(seed)
    model = make(generator, not options.mine)
    part = f"{name} seed {seed}".strip()
    data, validation = Batches(train, BATCH), Batches(dev, 500)
    history = fitted(options, model, data, validation, plan, generator=generator, part=part)
    measured = [nats(model, names) for names in (train, dev, test)]
    return Trained(seed, count_parameters(model), history, *measured)


def nats(model: nn.Module, names: Names) -> float:
    """The mean negative log-likelihood of a letter, or of the end, of these names."""
    return evaluate(model, Batches(names, 4096), next_token).loss


def spread(numbers: Sequence[float]) -> str:
    """The mean, and the standard deviation where there are several."""
    return f"{mean(numbers):.3f}" + (f" ± {stdev(numbers):.3f}" if len(numbers) > 1 else "")


def outcome(options: Options, models: dict[str, Make], plan: Plan, target: float, published: str) -> Outcome:
    """The first of the models must reach the target on the dev names, as the mean over seeds; the others stand beside.

    Below it stands a row per model: its weights, nats per letter with their spread over seeds, seconds per training.
    """
    seeds = options.seeds(*SEEDS)
    runs = {name: [trained(options, make, plan, seed, name=name) for seed in seeds] for name, make in models.items()}
    rows = [
        [
            name,
            f"{of_model[0].weights:,}",
            *(spread([getattr(run, part) for run in of_model]) for part in ("train", "dev", "test")),
            f"{mean(run.history.seconds for run in of_model):.0f}",
        ]
        for name, of_model in runs.items()
    ]
    first = next(iter(runs.values()))
    return Outcome(
        (Number("nats per letter of the dev names", mean(run.dev for run in first), target, "nats", at_most=True),),
        seeds,
        sum(run.history.seconds for of_model in runs.values() for run in of_model),
        f"Nats per letter, mean over the seeds and standard deviation. {published}\n\n{table(HEADS, rows)}",
    )


def drawn(model: LanguageModel, alphabet: Characters, generator: Generator, count: int = 10) -> str:
    """So many names, drawn all at once, one per line."""
    boundaries = torch.zeros(count, 1, dtype=torch.int64)
    tokens = torch.stack(list(generate(model, boundaries, 30, stop=0, generator=generator)), 1)  # (count, T)
    return "\n".join(alphabet.decode(row[row != 0]) for row in tokens)
