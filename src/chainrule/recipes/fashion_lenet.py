"""LeNet on Fashion-MNIST: the same sizes as MNIST, and harder (lecture 8)."""

from torch import Generator, Tensor

from chainrule.data import random_crop_flip
from chainrule.models.lenet import LeNet
from chainrule.recipes.images import Plan, fitted, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.training import Settings


def moved(x: Tensor, generator: Generator) -> Tensor:
    """Each image moved by up to 2 pixels, half of them mirrored."""
    return random_crop_flip(x, 2, generator)


PLAN = Plan(epochs=10, batch=128, rate=0.1, weight_decay=5e-4, augment=moved)


def run(options: Options) -> Outcome:
    """A LeNet of 20 and 50 maps with batch normalization and dropout."""
    [seed] = options.seeds(0)
    fashion = options.load("fashion-mnist")
    train, test, plan = fashion.train, fashion.test, PLAN
    if options.quick:
        train, test, plan = some(train, 4000), some(test, 1000), Plan(2, 64, 0.03)
    generator = options.generator(seed)
    model = LeNet.modern(
        channels=(20, 50), hidden=(256,), batch_norm=True, dropout=0.25, generator=generator, fused=not options.mine
    )
    how = Settings(channels_last=True)
    history = fitted(options, model, train, test, plan, generator=generator, part=f"seed {seed}", how=how)
    target = 0.70 if options.quick else 0.905
    return Outcome(
        (Number("test accuracy", history.metric("accuracy")[-1], target),),
        (seed,),
        history.seconds,
        pictures={} if options.quick else {"training": history.picture("Fashion-MNIST")},
    )


RECIPE = Recipe(
    "fashion-lenet",
    "LeNet on Fashion-MNIST",
    "90.5% of the test images right",
    "70% with 4,000 of the images",
    run,
    data=("fashion-mnist",),
)
