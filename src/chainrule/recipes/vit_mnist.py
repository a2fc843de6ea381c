"""A vision transformer on MNIST beside LeNet: what it costs not to be told that neighbours matter (lecture 24)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from torch import Generator, Tensor, nn

from chainrule.data import Split, random_crop
from chainrule.models.build import count_parameters
from chainrule.models.lenet import LeNet
from chainrule.models.vit import ViT, ViTConfig
from chainrule.recipes.images import Plan, adamw, fitted, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.training import History, Settings

QUICK_EXAMPLES = 6000


def moved(x: Tensor, generator: Generator) -> Tensor:
    """Each image moved by up to 2 pixels."""
    return random_crop(x, 2, generator)


CONFIG = ViTConfig(patch=7, width=64, depth=4, heads=4)
PLAN = Plan(epochs=7, batch=128, rate=3e-3, weight_decay=0.05, augment=moved, optimizer=adamw)
LENET = Plan(epochs=4, batch=128, rate=0.1, weight_decay=5e-4, augment=moved)


@dataclass(frozen=True)
class Row:
    """One network: how many numbers it learned, and how that went."""

    parameters: int
    history: History

    @property
    def accuracy(self) -> float:
        return self.history.metric("accuracy")[-1]


def run(options: Options) -> Outcome:
    """ViT of 16 patches, then LeNet."""
    [seed] = options.seeds(0)
    generator = options.generator(seed)
    model = ViT(CONFIG, generator=generator, fused=not options.mine)
    words = (
        f"The vision transformer has {CONFIG.depth} blocks of width {CONFIG.width} with {CONFIG.heads} heads, and sees "
        f"{CONFIG.patches} patches of {CONFIG.patch} x {CONFIG.patch} pixels."
    )
    return beside_lenet(options, "ViT", model, PLAN, generator, seed, quick=0.70, words=words)


def beside_lenet(
    options: Options,
    name: str,
    model: nn.Module,
    plan: Plan,
    generator: Generator,
    seed: int,
    *,
    quick: float,
    words: str,
    change: Callable[[Split], Split] = lambda split: split,
) -> Outcome:
    """Train `model` on MNIST, which must reach 98%, then LeNet (not with --quick), for the table.

    `change` is done to the images that the model sees, and not to LeNet's.
    """
    mnist = options.load("mnist")
    train, test = mnist.train, mnist.test
    if options.quick:
        train, test, plan = some(train, QUICK_EXAMPLES), some(test, 2000), replace(plan, epochs=3, batch=64)
    history = fitted(options, model, change(train), change(test), plan, generator=generator, part=name, how=Settings())
    rows = {name: Row(count_parameters(model), history)}
    number = Number("test accuracy", rows[name].accuracy, quick if options.quick else 0.98)
    if options.quick:
        return Outcome((number,), (seed,), history.seconds)
    draw = options.generator(seed)
    lenet = LeNet.modern(channels=(16, 32), batch_norm=True, generator=draw, fused=not options.mine)
    how = Settings(channels_last=True)
    after = fitted(options, lenet, train, test, LENET, generator=draw, part="LeNet", how=how)
    rows["LeNet"] = Row(count_parameters(lenet), after)
    return Outcome(
        (number,),
        (seed,),
        sum(row.history.seconds for row in rows.values()),
        details=f"{words} The images are moved by up to 2 pixels, also for LeNet.\n\n{written(rows)}",
        pictures={"training": history.picture(f"{name} on MNIST")},
    )


def written(rows: Mapping[str, Row]) -> str:
    """The table, as Markdown."""
    head = ["network", "parameters", "epochs", "seconds of training", "test accuracy"]
    cells = [
        [
            name,
            f"{row.parameters:,}",
            f"{len(row.history.epochs)}",
            f"{row.history.seconds:.0f}",
            f"{100 * row.accuracy:.2f}%",
        ]
        for name, row in rows.items()
    ]
    return table(head, cells)


RECIPE = Recipe(
    "vit-mnist",
    "A vision transformer on MNIST, beside LeNet",
    "98% of the test images right",
    "70% with 6,000 of the images",
    run,
    data=("mnist",),
)
