"""Latent diffusion on MNIST: an autoencoder, and diffusion of its codes, beside diffusion of pixels (lecture 29)."""

from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor
from torch.nn.functional import pixel_shuffle, pixel_unshuffle

from chainrule import nn, optim
from chainrule.data import Split, to_float
from chainrule.figures.pixels import grid, shown
from chainrule.models.autoencoder_kl import AutoencoderKL, AutoencoderKLConfig
from chainrule.models.build import count_parameters
from chainrule.models.latent_diffusion import LatentDiffusion
from chainrule.models.latent_diffusion import drawn as drawn_codes
from chainrule.models.unet import UNet, UNetConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.reader import SURE, Reader, judged
from chainrule.recipes.recipe import Recipe
from chainrule.sampling.diffusion import cosine_schedule, guided, sample
from chainrule.svg import Svg
from chainrule.training import Batches, History, Hook, MovingAverage, Objective, Settings, fit
from chainrule.training.objectives import denoising, elbo

KEPT = cosine_schedule(1000)
NONE = 10  # the label that stands for no digit
STEPS, GUIDANCE, COUNT, BETA, CLIP = 25, 0.5, 1000, 0.1, 1.0
CODES = AutoencoderKLConfig(4, 4, (16, 32), layers=1, latent=4, groups=8, attention=False)
DENOISER = UNetConfig(4, 4, (64,), layers=1, attention=(False,), dim_head=16, groups=8, classes=NONE + 1)


@dataclass(frozen=True)
class Plan:
    """Epochs of the autoencoder and of the denoiser; the weights that draw are the mean over 1 / (1 - decay) steps."""

    coding: int = 1
    denoising: int = 2
    batch: int = 64
    rate: float = 2e-3
    decay: float = 0.995


def run(options: Options) -> Outcome:
    """Train both, draw by DDIM, and let a LeNet read what was drawn, beside as many images of MNIST."""
    [seed] = options.seeds(0)
    mnist = options.load("mnist")
    train, test = mnist.train, mnist.test
    if options.quick:
        model, first, second = trained(options, some(train, 640), Plan(3, 5, decay=0.9), seed)
        missed = Number("squared error of v, 1 for who knows nothing", second.epochs[-1].loss, 0.97, "", at_most=True)
        return Outcome((missed,), (seed,), first.seconds + second.seconds)
    model, first, second = trained(options, train, Plan(), seed)
    labels = torch.arange(COUNT) % NONE
    images = drawn(model, labels, options.generator(seed))
    reader = Reader(options, train, test)
    held, back = some(train, COUNT), some(test, COUNT)
    rows = {
        "drawn": reader.judge(images, labels),
        "test images, coded and decoded": reader.judge(decoded(model, back.images), back.labels),
        "training images": reader.judge(held.images, held.labels),
    }
    mine, ideal = rows["drawn"], rows["training images"]
    return Outcome(
        (
            Number("Fréchet distance by that of training images", mine.frechet / ideal.frechet, 8, "times", True),
            Number(f"share read with confidence above {SURE}", mine.sure, 0.85),
        ),
        (seed,),
        first.seconds + second.seconds + reader.seconds,
        details(model, first, second, judged(rows, reader)),
        pictures(model, images, back.images[:20]),
    )


def trained(options: Options, train: Split, plan: Plan, seed: int) -> tuple[LatentDiffusion, History, History]:
    """The autoencoder, and then the denoiser of its codes, with averaged weights."""
    generator = options.generator(seed)
    autoencoder = AutoencoderKL(CODES, generator=generator, fused=not options.mine)
    denoiser = UNet(DENOISER, generator, fused=not options.mine)
    model, average = LatentDiffusion(autoencoder, denoiser), MovingAverage(denoiser, plan.decay)

    def stage(part: nn.Module, data: Batches, epochs: int, objective: Objective, name: str, *hooks: Hook) -> History:
        optimizer = optim.AdamW(part.parameters(), lr=plan.rate, weight_decay=0.0)
        total = epochs * len(data)
        return fit(
            part,
            data,
            optimizer,
            epochs=epochs,
            generator=generator,
            schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total, peak=0.1)),
            objective=objective,
            settings=Settings(clip_norm=CLIP),
            hooks=hooks,
            **options.keep(name),
        )

    pixels = Batches(train, plan.batch, prepare=squares, drop_last=True)
    first = stage(autoencoder, pixels, plan.coding, partial(elbo, beta=BETA), "autoencoder")
    model.standardize(squares(train.images[:1000]), generator)
    moments = torch.cat([model.moments(squares(part)) for part in train.images.split(1000)])  # (N, 8, 7, 7)
    codes = Batches(Split(moments, train.labels), plan.batch, augment=drawn_codes, drop_last=True)
    second = stage(
        denoiser, codes, plan.denoising, partial(denoising, kept=KEPT, predicts="v", none=NONE), "denoiser", average
    )
    denoiser.load_state_dict(average.model.state_dict())
    options.save(model)
    return model, first, second


def squares(images: Tensor) -> Tensor:
    """Pixels from 0 to 1, each square of 2 x 2 as one place with four maps: (N, 1, 28, 28) -> (N, 4, 14, 14)."""
    return pixel_unshuffle(to_float(images), 2)


def seen(logits: Tensor) -> Tensor:
    """What the decoder makes as images: (N, 4, 14, 14) -> uint8 (N, 1, 28, 28)."""
    return (255 * pixel_shuffle(logits, 2).sigmoid()).round().to(torch.uint8)


def drawn(model: LatentDiffusion, labels: Tensor, generator: Generator) -> Tensor:
    """An image for each label, uint8 (N, 1, 28, 28)."""
    made = []
    for part in labels.split(250):
        shape = (len(part), CODES.latent, 7, 7)
        denoiser = guided(model, GUIDANCE, NONE)
        z = sample(denoiser, shape, KEPT, generator=generator, labels=part, predicts="v", steps=STEPS)
        made.append(seen(model.pictures(z)))
    return torch.cat(made)


def decoded(model: LatentDiffusion, images: Tensor) -> Tensor:
    """Images as they come back from the middle of their codes: what the autoencoder alone loses."""
    mean, _ = model.moments(squares(images)).chunk(2, dim=1)
    return seen(model.pictures(mean))


def details(model: LatentDiffusion, first: History, second: History, rows: str) -> str:
    """What was trained and how it was drawn from, and what came of it."""
    weights = sum(each.numel() for each in model.denoiser.parameters())
    return f"""\
An autoencoder of {count_parameters(model.autoencoder):,} weights makes 4 x 7 x 7 numbers of an image; its ELBO counts
the divergence {BETA} times. A U-Net of {weights:,} weights, which is told the digit, learns to denoise these codes.
Epochs of the one and the other: {len(first.epochs)} in {first.seconds:.0f} s, {len(second.epochs)} in
{second.seconds:.0f} s. The U-Net predicts v under the cosine schedule of {len(KEPT):,} steps; what draws is the moving
average of its weights, by {STEPS} steps of DDIM, guided by weight {GUIDANCE}; as many of each digit.

{rows}"""


def pictures(model: LatentDiffusion, images: Tensor, test: Tensor) -> dict[str, Svg]:
    """Samples, and what the autoencoder alone makes of test images."""
    grids = {
        "samples, a column for each digit": grid(images[:100].float() / 255, columns=10),
        "test images, and what comes back of their codes": grid(
            torch.cat((test, decoded(model, test))).float() / 255, columns=len(test)
        ),
    }
    return {"pictures": shown(grids, title="Latent diffusion on MNIST", description="Handwritten digits from codes.")}


def asked_for(asked: Asked) -> Tensor:
    """Digits, as `Asked.digits` reads the prompt: numbers from 0 to 1."""
    model = asked.restored(LatentDiffusion(AutoencoderKL(CODES, fused=True), UNet(DENOISER, fused=True)))
    return to_float(drawn(model, asked.digits(), asked.generator))


RECIPE = Recipe(
    "ldm-mnist",
    "Latent diffusion on MNIST: an autoencoder, and a U-Net that draws its codes and is told the digit",
    "a Fréchet distance to the test images at most 8 times that of as many training images; 85% read as sure",
    "a denoiser that knows a little more than nothing, after training on 640 images",
    run,
    data=("mnist",),
    sample=asked_for,
)
