"""What the recipes on texts have in common: so many steps on windows, and one training with a warm-up and a cosine."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from time import process_time

from torch import Generator, Tensor, nn

from chainrule import optim
from chainrule.data import Characters, Text
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import decaying, has_bfloat16
from chainrule.recipes.options import Options
from chainrule.training import Batch, Epochs, History, Hook, Settings, fit
from chainrule.training.objectives import next_token
from chainrule.training.sums import Objective

LETTERS = 65  # the different characters of tiny Shakespeare
HELD_OUT = 111_540  # of its characters: the last tenth, as in nanoGPT
SLOWEST = 0.1  # the rate in the end, as a share of the highest


@dataclass(frozen=True)
class Plan:
    """A training: so many steps, measured after each `every` of them, and gone on with until it was measured.

    The rate of AdamW rises to `rate` over the first `warm_up` steps and falls along a cosine to a tenth of it. With a
    `muon` rate, the matrices of the blocks are left to Muon. Matrices decay by `weight_decay`. With `bfloat16` products
    are computed so where the processor can.
    """

    steps: int
    rate: float
    every: int = 250
    warm_up: int = 100
    muon: float | None = None
    weight_decay: float = 0.1
    bfloat16: bool = True


@dataclass(frozen=True, eq=False)
class Steps:
    """Batches of which an epoch takes the first `count` only: a text is cut and shuffled anew for each."""

    whole: Epochs
    count: int

    def __post_init__(self) -> None:
        if not 1 <= self.count <= len(self.whole):
            raise ValueError(f"Steps: an epoch has {len(self.whole)} batches, of which {self.count} cannot be taken")

    def __len__(self) -> int:
        return self.count

    def epoch(self, generator: Generator) -> Iterable[Batch]:
        return islice(self.whole.epoch(generator), self.count)

    def about(self) -> dict[str, object]:
        """What a run must have begun with in order to go on."""
        of_whole: dict[str, object] = getattr(self.whole, "about", dict)()
        return {**of_whole, "the batches of an epoch": self.count}


class ProcessorSeconds(Hook):
    """The processor seconds of the steps so far: about what they take with one thread where nothing else runs."""

    def __init__(self) -> None:
        self.seconds, self.last = 0.0, math.nan

    def step(self, model: nn.Module, history: History) -> None:
        now = process_time()
        if not math.isnan(self.last):
            self.seconds += now - self.last
        self.last = now

    def epoch(self, model: nn.Module, history: History) -> dict[str, float]:
        self.last = math.nan  # what is measured after an epoch is no step
        return {"processor_seconds": self.seconds}

    def state_dict(self) -> dict[str, float]:
        return {"seconds": self.seconds}

    def load_state_dict(self, state: Mapping[str, float]) -> None:
        self.seconds = state["seconds"]


def shakespeare(options: Options | Asked) -> tuple[Characters, Text, Text]:
    """The characters of tiny Shakespeare, the text to train on, and its last tenth."""
    text = options.load("tinyshakespeare").text
    alphabet = Characters.of(text)
    train, held_out = alphabet.encode(text).cut(HELD_OUT)
    return alphabet, train, held_out


def fitted(
    options: Options,
    model: nn.Module,
    data: Epochs,
    validation: Iterable[Batch],
    plan: Plan,
    *,
    generator: Generator,
    part: str = "",
    objective: Objective = next_token,
) -> History:
    """Train by the plan. `validation` is measured after every so many steps, and chooses nothing."""
    optimizer = optimizer_of(model, plan)
    every = min(plan.every, len(data))
    return fit(
        model,
        Steps(data, every),
        optimizer,
        epochs=-(-plan.steps // every),
        generator=generator,
        objective=objective,
        schedule=optim.LambdaLR(optimizer, lambda step: share(step, plan)),
        validation=validation,
        settings=Settings(clip_norm=1.0, bfloat16=plan.bfloat16 and has_bfloat16()),
        hooks=[ProcessorSeconds()],
        **options.keep(part),
    )


def optimizer_of(model: nn.Module, plan: Plan) -> optim.AdamW | optim.Together:
    """AdamW; with a rate for Muon, that for the matrices of the blocks."""
    hidden: list[Tensor] = []
    if plan.muon is not None:
        hidden = [p for name, p in model.named_parameters() if p.dim() == 2 and "blocks" in name]
    mine = {id(p) for p in hidden}
    rest = [p for p in model.parameters() if id(p) not in mine]
    adamw = optim.AdamW(decaying(rest, plan.weight_decay), plan.rate, (0.9, 0.99))
    if plan.muon is None:
        return adamw
    return optim.Together(adamw, optim.Muon(hidden, plan.muon, plan.weight_decay))


def share(step: int, plan: Plan) -> float:
    """The share of the highest rate in this step: up in a line, down along a cosine.

    >>> plan = Plan(steps=1100, rate=1e-3, warm_up=100)
    >>> [round(share(step, plan), 2) for step in (0, 50, 100, 600, 1100)]
    [0.0, 0.5, 1.0, 0.55, 0.1]
    """
    if step < plan.warm_up:
        return step / plan.warm_up
    done = (step - plan.warm_up) / max(1, plan.steps - plan.warm_up)
    return SLOWEST + (1 - SLOWEST) * (1 + math.cos(math.pi * min(1.0, done))) / 2
