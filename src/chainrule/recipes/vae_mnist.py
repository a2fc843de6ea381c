"""Variational autoencoders of two sizes on MNIST, measured as the literature does (lectures 26 and 27)."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from chainrule import optim
from chainrule.data import Split, to_float
from chainrule.figures.pixels import grid, shown
from chainrule.models.vae import VAE, VAEConfig, iwae_bound
from chainrule.recipes.drawing import Asked
from chainrule.recipes.images import cycle, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.svg import Svg
from chainrule.training import Batches, History, evaluate, fit
from chainrule.training.objectives import elbo

SMALL, LARGE = VAEConfig((400,), 20), VAEConfig((200, 200), 50)
EPOCHS = {SMALL: 60, LARGE: 250}
BATCH, RATE, SAMPLES = 100, 2e-3, 1000
PUBLISHED = 86.76  # nats, 784-200-200-50 trained with one sample; Burda and others 2016, table 1
TEST_SEED = 1


def binarized(images: Tensor, generator: Generator) -> Tensor:
    """Pixels of 0 or 255, each white with the probability that its grey says: drawn anew whenever it is called."""
    return 255 * (torch.rand(images.shape, generator=generator) < images / 255).to(torch.uint8)


def run(options: Options) -> Outcome:
    """784-400-20 by the ELBO, 784-200-200-50 by the importance-weighted bound; both from one seed, on the same test."""
    [seed] = options.seeds(0)
    mnist = options.load("mnist")
    train, test = mnist.train, mnist.test
    if options.quick:
        train, test = some(train, 6000), some(test, 500)
    test = Split(binarized(test.images, options.generator(TEST_SEED)), test.labels)
    small, history = trained(options, SMALL, train, test, seed)
    if options.quick:
        bound = -evaluate(small, Batches(test, 1000, prepare=to_float), elbo).loss
        return Outcome((Number("test ELBO, 784-400-20", bound, -150, "nats"),), (seed,), history.seconds)
    large, longer = trained(options, LARGE, train, test, seed)
    rows = [measured(model, test) for model in (small, large)]
    return Outcome(
        (
            Number("test ELBO, 784-400-20", rows[0].elbo, -106, "nats"),
            Number(f"test NLL by {SAMPLES} samples, 784-200-200-50", rows[1].nll, 90, "nats", at_most=True),
        ),
        (seed,),
        history.seconds + longer.seconds,
        details(rows),
        pictures(large, test, options.generator(seed)),
    )


def trained(options: Options, config: VAEConfig, train: Split, test: Split, seed: int) -> tuple[VAE, History]:
    """A training on the ELBO; every epoch sees other draws of the pixels."""
    generator = options.generator(seed)
    model = VAE(config, generator=generator, fused=not options.mine)
    data = Batches(train, BATCH, prepare=to_float, augment=binarized)
    epochs = 5 if options.quick else EPOCHS[config]
    optimizer = optim.Adam(model.parameters(), lr=RATE)
    total = epochs * len(data)
    history = fit(
        model,
        data,
        optimizer,
        epochs=epochs,
        generator=generator,
        objective=elbo,
        schedule=optim.LambdaLR(optimizer, lambda step: cycle(step / total, peak=0.1)),
        validation=Batches(test, 1000, prepare=to_float),
        **options.keep(name(config)),
    )
    return model, history


def name(config: VAEConfig) -> str:
    """What the literature calls a network, as 784-200-200-50."""
    return "-".join(map(str, config.sizes))


@dataclass(frozen=True)
class Measured:
    """Nats per test image: the ELBO, the KL in it, and the negative log-likelihood by importance samples.

    `error` is the standard error of that one over the images.
    """

    network: str
    elbo: float
    kl: float
    nll: float
    error: float


def measured(model: VAE, test: Split) -> Measured:
    """A network on the test images."""
    found = evaluate(model, Batches(test, 1000, prepare=to_float), elbo)
    chance = Generator().manual_seed(TEST_SEED)
    with torch.no_grad():
        bounds = torch.cat([iwae_bound(model, x, SAMPLES, chance) for x, _ in Batches(test, 100, prepare=to_float)])
    error = bounds.std() / len(bounds) ** 0.5
    return Measured(name(model.config), -found.loss, found.metrics["kl"], -bounds.mean().item(), error.item())


def details(rows: Sequence[Measured]) -> str:
    """What was measured, and how."""
    heads = ("network", "ELBO", "KL in it", f"NLL by {SAMPLES} samples", "its standard error over images")
    cells = [(row.network, *(f"{nats:.2f}" for nats in (row.elbo, row.kl, row.nll, row.error))) for row in rows]
    return f"""\
Binarization is dynamic, as in the IWAE paper: a pixel is white with the probability that its grey says, drawn anew in
each epoch of the training, and once, with a seed of its own, for the test images, all of which are measured. Nats per
image; the paper's figure for 784-200-200-50 is {PUBLISHED}, by 5,000 samples, after 3,280 epochs. Here it is trained
for {EPOCHS[LARGE]}, and 784-400-20 for {EPOCHS[SMALL]}; the test images chose nothing.

{table(heads, cells)}"""


def pictures(model: VAE, test: Split, generator: Generator) -> dict[str, Svg]:
    """What the larger network draws, and what comes back of test images."""
    x = to_float(test.images[:20])
    grids = {
        "drawn from the prior: how white each pixel is on average": model.sample(60, generator),
        "test images, binarized, and what comes back from the middle of their codes": torch.cat(
            (x, model.reconstruct(x))
        ),
        "from the code of the first to that of the second in equal steps": walk(model, x[:2]),
    }
    made = {title: grid(images, columns=20) for title, images in grids.items()}
    return {"pictures": shown(made, title="784-200-200-50", description="Handwritten digits drawn by a network.")}


@torch.no_grad()
def walk(model: VAE, ends: Tensor, steps: int = 20) -> Tensor:
    """Pictures on the straight line between the codes of two: (2, ...) -> (steps, ...)."""
    first, last = model.encode(ends)[0]
    return model.decode(torch.lerp(first, last, torch.linspace(0, 1, steps)[:, None])).sigmoid()


def sample(asked: Asked) -> Tensor:
    """New digits, drawn by the larger network, or by the one that --quick trains: how white each pixel is."""
    config = SMALL if asked.quick else LARGE
    return asked.restored(VAE(config), name(config)).sample(asked.how_many(64), asked.generator)


RECIPE = Recipe(
    "vae-mnist",
    "Variational autoencoders on binarized MNIST",
    "test ELBO of 784-400-20 at least -106 nats; 784-200-200-50 at most 90 nats by 1,000 importance samples",
    "ELBO of 784-400-20 at least -150 nats with a tenth of the images",
    run,
    data=("mnist",),
    sample=sample,
)
