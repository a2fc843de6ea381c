"""Diffusion on MNIST: a small U-Net that is told the digit, and what its samples are worth (lecture 28)."""

from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

from chainrule import nn, optim
from chainrule.data import Split, to_float
from chainrule.models.unet import UNet, UNetConfig
from chainrule.recipes.images import cycle, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.diffusion import cosine_schedule
from chainrule.training import Batches, History, MovingAverage, Settings, fit
from chainrule.training.objectives import denoising

KEPT = cosine_schedule(1000)
NONE = 10  # the label that stands for no digit
CONFIG = UNetConfig(4, 4, (32, 64), layers=1, attention=(False, False), dim_head=16, groups=8, classes=NONE + 1)


@dataclass(frozen=True)
class Plan:
    """How long, in which batches, and how fast; the weights that draw are the mean over about 1 / (1 - decay) steps."""

    epochs: int = 4
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.995


class DigitUNet(nn.Module):
    """A U-Net over squares of 2 x 2 pixels, each of which is one place with four maps: a third of the time per step.

    Shapes: x (N, 1, 28, 28), t (N,), labels (N,) from 0 to 10, where 10 is none -> (N, 1, 28, 28).
    """

    def __init__(self, config: UNetConfig, generator: torch.Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.unet = UNet(config, generator, fused)

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        return pixel_shuffle(self.unet(pixel_unshuffle(x, 2), t, labels), 2)


def run(options: Options) -> Outcome:
    """Train, draw, and look at what was drawn."""
    [seed] = options.seeds(0)
    mnist = options.load("mnist")
    plan = Plan(epochs=2) if options.quick else Plan()
    train = some(mnist.train, 2000) if options.quick else mnist.train
    _model, history = trained(options, train, plan, seed)
    return Outcome((Number("loss", history.epochs[-1].loss, 1.0, "", at_most=True),), (seed,), history.seconds)


def trained(options: Options, train: Split, plan: Plan, seed: int) -> tuple[nn.Module, History]:
    """The network with averaged weights."""
    generator = options.generator(seed)
    model = DigitUNet(CONFIG, generator, fused=not options.mine)
    data = Batches(train, plan.batch, prepare=pixels, drop_last=True)
    optimizer = optim.AdamW(model.parameters(), lr=plan.rate, weight_decay=0.0)
    total = plan.epochs * len(data)
    average = MovingAverage(model, plan.decay)
    history = fit(
        model,
        data,
        optimizer,
        epochs=plan.epochs,
        generator=generator,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total, peak=0.1)),
        objective=partial(denoising, kept=KEPT, predicts="v", none=NONE),
        settings=Settings(clip_norm=1.0, channels_last=True),
        hooks=[average],
        **options.keep(f"seed {seed}"),
    )
    return average.model, history


def pixels(images: Tensor) -> Tensor:
    """From -1 to 1: as much spread around zero as the noise that comes in."""
    return 2 * to_float(images) - 1


RECIPE = Recipe(
    "ddpm-mnist",
    "Diffusion on MNIST",
    "...",
    "...",
    run,
    data=("mnist",),
)
