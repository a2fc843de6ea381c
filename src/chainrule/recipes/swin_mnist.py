"""Swin on MNIST beside LeNet: attention that is told that neighbours matter (lecture 24)."""

from dataclasses import replace

from torch.nn.functional import pad

from chainrule.data import Split
from chainrule.models.swin import Swin, SwinConfig
from chainrule.recipes.images import Plan, adamw
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.vit_mnist import beside_lenet, moved

MARGIN = 2  # black pixels around an image: of 32, patches can be merged in pairs
CONFIG = SwinConfig(size=28 + 2 * MARGIN, patch=4, window=4, width=32, depths=(2, 2), heads=(2, 4))
PLAN = Plan(epochs=4, batch=128, rate=2e-3, weight_decay=0.05, augment=moved, optimizer=adamw)


def run(options: Options) -> Outcome:
    """Swin of two stages, then LeNet."""
    [seed] = options.seeds(0)
    generator = options.generator(seed)
    model = Swin(CONFIG, generator=generator, fused=not options.mine)
    words = (
        f"Swin sees an image of 32 x 32, with its margin, as {CONFIG.sides[0]} x {CONFIG.sides[0]} patches in windows "
        f"of {CONFIG.window} x {CONFIG.window}; two blocks of width {CONFIG.width}, then two of {CONFIG.widths[1]} on "
        f"{CONFIG.sides[1]} x {CONFIG.sides[1]} tokens."
    )
    return beside_lenet(options, "Swin", model, PLAN, generator, seed, quick=0.70, words=words, change=with_margin)


def with_margin(split: Split) -> Split:
    """The images with black pixels around them."""
    return replace(split, images=pad(split.images, (MARGIN,) * 4))


RECIPE = Recipe(
    "swin-mnist",
    "Swin on MNIST, beside LeNet",
    "98% of the test images right",
    "70% with 6,000 of the images",
    run,
    data=("mnist",),
)
