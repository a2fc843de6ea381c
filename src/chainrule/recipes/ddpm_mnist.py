"""Diffusion on MNIST: a small U-Net that is told the digit, and what its samples are worth (lecture 28)."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Generator, Tensor
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

from chainrule import nn, optim
from chainrule.data import Split, to_float
from chainrule.figures.pixels import grid, shown
from chainrule.models.unet import UNet, UNetConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.reader import SURE, Reader, judged
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.diffusion import cosine_schedule, guided, sample
from chainrule.svg import Svg
from chainrule.training import Batches, History, MovingAverage, Settings, fit
from chainrule.training.objectives import denoising

KEPT = cosine_schedule(1000)
NONE = 10  # the label that stands for no digit
STEPS, GUIDANCE, COUNT = 50, 0.5, 1000


@dataclass(frozen=True)
class Plan:
    """How large, how long, and how fast; the weights that draw are the mean over about 1 / (1 - decay) steps."""

    channels: tuple[int, int] = (32, 64)
    epochs: int = 4
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.995

    def model(self, generator: Generator | None = None, fused: bool = True) -> "DigitUNet":
        """The network, with its first weights."""
        channels, classes = self.channels, NONE + 1
        config = UNetConfig(4, 4, channels, 1, (False, False), dim_head=16, groups=8, classes=classes)
        return DigitUNet(config, generator, fused)


FULL, QUICK = Plan(), Plan((16, 32), epochs=3, batch=32, decay=0.9)


class DigitUNet(nn.Module):
    """A U-Net over squares of 2 x 2 pixels, each of them one place with four maps: its steps take less time.

    Shapes: x (N, 1, 28, 28), t (N,), labels (N,) from 0 to 10, where 10 is none -> (N, 1, 28, 28).
    """

    def __init__(self, config: UNetConfig, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.unet = UNet(config, generator, fused)

    def forward(self, x: Tensor, t: Tensor, labels: Tensor) -> Tensor:
        return pixel_shuffle(self.unet(pixel_unshuffle(x, 2), t, labels), 2)


def run(options: Options) -> Outcome:
    """Train, draw by DDIM, and let a LeNet read what was drawn, beside as many images of MNIST."""
    [seed] = options.seeds(0)
    mnist = options.load("mnist")
    train, test = some(mnist.train, 1000) if options.quick else mnist.train, mnist.test
    model, history = trained(options, train, QUICK if options.quick else FULL, seed)
    if options.quick:
        return Outcome(
            (Number("squared error of v", history.epochs[-1].loss, 0.75, "", at_most=True),), (seed,), history.seconds
        )
    labels = torch.arange(COUNT) % NONE
    images = drawn(model, labels, options.generator(seed))
    reader = Reader(options, train, test)
    held = some(train, COUNT)
    rows = {
        "drawn": reader.judge(images, labels),
        "training images": reader.judge(held.images, held.labels),
        "test images": reader.judge(test.images[:COUNT], test.labels[:COUNT]),
    }
    mine, ideal = rows["drawn"], rows["training images"]
    numbers = (
        Number("Fréchet distance by that of training images", mine.frechet / ideal.frechet, 2.5, "times", at_most=True),
        Number(f"share read with confidence above {SURE}", mine.sure, 0.95),
    )
    return Outcome(
        numbers,
        (seed,),
        history.seconds + reader.seconds,
        details(model, history, judged(rows, reader)),
        pictures(model, images, options.generator(seed + 1)),
    )


def trained(options: Options, train: Split, plan: Plan, seed: int) -> tuple[nn.Module, History]:
    """The network with averaged weights."""
    generator = options.generator(seed)
    model = plan.model(generator, fused=not options.mine)
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
    options.save(average.model, f"seed {seed}")
    return average.model, history


def drawn(model: nn.Module, labels: Tensor, generator: Generator, *, steps: int = STEPS, **options: Any) -> Tensor:
    """A picture for each label, uint8 (N, 1, 28, 28)."""
    made = [
        sample(
            guided(model, GUIDANCE, NONE),
            (len(part), 1, 28, 28),
            KEPT,
            generator=generator,
            labels=part,
            predicts="v",
            steps=steps,
            clip=1.0,
            **options,
        )
        for part in labels.split(250)
    ]
    return ((torch.cat(made).clamp(-1, 1) + 1) * 127.5).round().to(torch.uint8)


def details(model: nn.Module, history: History, rows: str) -> str:
    """What was trained and how it was drawn from, and what came of it."""
    weights = sum(each.numel() for each in model.parameters())
    return f"""\
A U-Net of {weights:,} weights, which is told the digit, {len(history.epochs)} epochs in
{history.seconds:.0f} s. It predicts v under the cosine schedule of {len(KEPT):,} steps. What draws is the moving
average of its weights, by {STEPS} steps of DDIM, guided by weight {GUIDANCE}; as many of each digit.

{rows}"""


def pictures(model: nn.Module, images: Tensor, generator: Generator) -> dict[str, Svg]:
    """Samples, a column for each digit, and how ten of them came about."""
    way: list[Tensor] = []
    every = STEPS // 10

    def keep(t: int, x: Tensor, x0: Tensor) -> None:
        way.append(torch.cat((x, x0)).clamp(-1, 1))

    drawn(model, torch.arange(NONE), generator, seen=keep)
    rows = torch.stack(way[::every][:10])  # (10, 20, 1, 28, 28)
    grids = {
        f"{len(images[:100])} samples, a column for each digit": images[:100].float() / 255,
        "x_t from noise (top) to picture": (rows[:, :10].flatten(0, 1) + 1) / 2,
        "x0 as the network sees it at these times": (rows[:, 10:].flatten(0, 1) + 1) / 2,
    }
    made = {title: grid(each, columns=10) for title, each in grids.items()}
    return {"pictures": shown(made, title="Diffusion on MNIST", description="Handwritten digits drawn out of noise.")}


def pixels(images: Tensor) -> Tensor:
    """From -1 to 1: as much spread around zero as the noise that comes in."""
    return 2 * to_float(images) - 1


def asked_for(asked: Asked) -> Tensor:
    """Digits, as `Asked.digits` reads the prompt: numbers from 0 to 1."""
    model = asked.restored((QUICK if asked.quick else FULL).model(), "seed")
    return to_float(drawn(model, asked.digits(), asked.generator))


RECIPE = Recipe(
    "ddpm-mnist",
    "Diffusion on MNIST, by a small U-Net that is told the digit",
    "a Fréchet distance to the test images at most 2.5 times that of training images; 95% read as sure",
    "a squared error of at most 0.75, by a smaller network, on 1,000 images",
    run,
    data=("mnist",),
    sample=asked_for,
)
