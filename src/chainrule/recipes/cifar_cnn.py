"""A small residual network on CIFAR-10, and what each means against learning by heart does (lecture 12)."""

from dataclasses import replace

from torch import Generator, Tensor

from chainrule.data import Split, random_crop_flip
from chainrule.data.augment import cutout
from chainrule.models.resnet import FastResNet, whitening
from chainrule.recipes.images import Mirrored, Plan, fitted, prepared, settings, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.training import Batches, evaluate
from chainrule.training.parallel import team

QUICK_EXAMPLES = 4000
WHITENED = 5000  # images that the first kernels are made from


def moved(x: Tensor, generator: Generator) -> Tensor:
    """Each image moved by up to 4 pixels, half of them mirrored."""
    return random_crop_flip(x, 4, generator)


def covered(x: Tensor, generator: Generator) -> Tensor:
    """The same, with a square of 8 pixels covered."""
    return cutout(moved(x, generator), 8, generator)


FULL = Plan(epochs=28, batch=512, rate=0.5, weight_decay=5e-4, label_smoothing=0.2, augment=covered)
SHORT = Plan(epochs=5, batch=256, rate=0.2)
SMALL = (32, 64, 128)
MEANS = {
    # name: (weight decay, dropout, augmentation)
    "none": (0.0, 0.0, None),
    "weight decay": (2e-3, 0.0, None),
    "dropout": (0.0, 0.5, None),
    "augmentation": (0.0, 0.0, moved),
    "all": (2e-3, 0.5, moved),
}


def run(options: Options) -> Outcome:
    """One long training for the number; then a short one of a smaller network for each means, and for all."""
    [seed] = options.seeds(0)
    cifar = options.load("cifar10")
    train, test = cifar.train, cifar.test
    plan, channels = FULL, (64, 128, 256)
    if options.quick:
        train, test = some(train, QUICK_EXAMPLES), some(test, 1000)
        plan, channels = replace(SHORT, epochs=3, batch=64, rate=0.1, augment=moved), (16, 32, 64)
    generator = options.generator(seed)
    first = whitening(prepared(train.images)(train.images[:WHITENED]))
    model = FastResNet(channels=channels, first=first, generator=generator, fused=not options.mine)
    history = fitted(options, model, train, test, plan, generator=generator, part=f"seed {seed}")
    plain = history.metric("accuracy")[-1]
    mirrored = accuracy(Mirrored(model), train, test)
    outcome = Outcome(
        (Number(f"test accuracy, {cifar.card.title}", plain, 0.35 if options.quick else 0.90),),
        (seed,),
        history.seconds,
        details=f"{plan.epochs} epochs in {history.seconds:.0f} s of training"
        f"{', in bfloat16' if settings().bfloat16 else ''}. The first kernels whiten squares of four pixels and are "
        "not learned. The image alone counts; by the mean of what the network says of it and of its mirror image, "
        f"{100 * mirrored:.2f}% are right.",
        pictures={"training": history.picture("CIFAR-10")},
    )
    if options.quick or team().size > 1:  # the table is about the means, not about processes
        return outcome
    words, seconds = ablation(options, train, test, seed)
    return replace(outcome, details=f"{outcome.details}\n\n{words}", seconds=outcome.seconds + seconds)


def ablation(options: Options, train: Split, test: Split, seed: int) -> tuple[str, float]:
    """The table of the means, as Markdown, and the seconds that it took."""
    rows, seconds = [], 0.0
    for name, (decay, dropout, augment) in MEANS.items():
        generator = options.generator(seed)
        model = FastResNet(channels=SMALL, dropout=dropout, generator=generator, fused=not options.mine)
        plan = replace(SHORT, weight_decay=decay, augment=augment)
        history = fitted(options, model, train, test, plan, generator=generator, part=f"means {name}")
        seconds += history.seconds
        learned, known = accuracy(model, train, train), history.metric("accuracy")[-1]
        rows.append([name, *(f"{100 * share:.1f}%" for share in (learned, known, learned - known))])
    words = (
        f"What holds a network back from learning by heart: a smaller one of {', '.join(map(str, SMALL))} maps, "
        f"{SHORT.epochs} epochs each, one seed ({seconds:.0f} s in all). Over so few epochs what is held back also "
        "learns less; the gap says what a means is good for."
    )
    return f"{words}\n\n{table(['means', 'training images', 'test images', 'gap'], rows)}", seconds


def accuracy(model: FastResNet | Mirrored, train: Split, images: Split) -> float:
    """The share of the images, made ready as the training images are, that the network gets right."""
    ready = Batches(images, 1000, prepare=prepared(train.images))
    return evaluate(model, ready, settings=settings()).metrics["accuracy"]


RECIPE = Recipe(
    "cifar-cnn",
    "A small residual network on CIFAR-10, with and without each means of regularization",
    "90% of the test images right",
    "35% with 4,000 of the images",
    run,
    data=("cifar10",),
)
