"""LeNet on MNIST, and how soon it knows 99% of the digits beside a network that everybody has run (lecture 8)."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import fmean

import torch
from torch import Generator, Tensor, nn

from chainrule.data import Split
from chainrule.models.lenet import LeNet
from chainrule.recipes.images import Plan, cycle, fitted, prepared, some
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.training import Batches, History, Settings, fit
from chainrule.training.batches import Batch
from chainrule.training.parallel import team

PLAN = Plan(epochs=5, batch=128, rate=0.1, weight_decay=5e-4)
PIECE, GOAL, MOST_PIECES = 12_000, 0.99, 75
RACE_EPOCHS, RACE_BATCH, RACE_RATE = 2, 128, 0.05
QUICK_EXAMPLES = 6000


def run(options: Options) -> Outcome:
    """The mean accuracy over seeds; then two networks, one after the other, each until it knows 99%."""
    mnist = options.load("mnist")
    seeds = options.seeds(0, 1, 2)
    train, test, plan = mnist.train, mnist.test, PLAN
    if options.quick:
        train, test, plan = some(train, QUICK_EXAMPLES), some(test, 2000), Plan(2, 128, 0.05)
    histories = [train_one(options, train, test, plan, seed) for seed in seeds]
    accuracy = fmean(history.metric("accuracy")[-1] for history in histories)
    seconds = sum(history.seconds for history in histories)
    number = Number("test accuracy", accuracy, 0.90 if options.quick else 0.992)
    if options.quick or team().size > 1:
        return Outcome((number,), seeds, seconds)
    words, raced = race(options, mnist.train, mnist.test, seeds[0])
    return Outcome((number,), seeds, seconds + raced, details=words)


def train_one(options: Options, train: Split, test: Split, plan: Plan, seed: int) -> History:
    """LeNet as it is built today: ReLU, maximum pooling, batch normalization, and more kernels.

    Of 6,000 training images held out, 6 and 16 kernels know 99.0%, 16 and 32 know 99.1%, means of three seeds.
    """
    generator = options.generator(seed)
    model = LeNet.modern(channels=(16, 32), batch_norm=True, generator=generator, fused=not options.mine)
    return fitted(
        options, model, train, test, plan, generator=generator, part=f"seed {seed}", how=Settings(channels_last=True)
    )


@dataclass(frozen=True, eq=False)
class Pieces:
    """A fifth of the images at a time, in a new order: for measuring more often than once in all images."""

    split: Split
    size: int
    batches: Batches

    def __len__(self) -> int:
        return -(-self.size // self.batches.size)

    def epoch(self, generator: Generator) -> Iterator[Batch]:
        order = torch.randperm(len(self.split), generator=generator)[: self.size]
        piece = Batches(self.split.take(order), self.batches.size, self.batches.prepare)
        yield from piece.epoch(generator)

    def about(self) -> dict[str, object]:
        return {**self.batches.about(), "the size of a piece": self.size}


class Example(nn.Module):
    """The network of PyTorch's MNIST example: two convolutions, one pooling, two dropouts, two linear layers.

    Source: the example "mnist" that PyTorch distributes, from its description: 32 and 64 kernels of 3x3, 128 hidden
    units, dropout 0.25 and 0.5; Adadelta with rate 1, times 0.7 after each epoch, batches of 64.
    """

    def __init__(self) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(1, 32, 3),
            nn.ReLU(),
            nn.Conv2d(32, 64, 3),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Linear(9216, 128),
            nn.ReLU(),
            nn.Dropout(0.5),
            nn.Linear(128, 10),
        )

    def forward(self, x: Tensor) -> Tensor:
        return self.layers(x)


def race(options: Options, train: Split, test: Split, seed: int) -> tuple[str, float]:
    """Both networks until they know 99% of the test images, measured after every 12,000 images: words, and seconds."""
    generator = options.generator(seed)
    pieces = len(train) // PIECE
    ours = LeNet.modern(generator=generator, fused=not options.mine)
    sgd = torch.optim.SGD(ours.parameters(), lr=RACE_RATE, momentum=0.9, nesterov=True)
    steps = RACE_EPOCHS * pieces * -(-PIECE // RACE_BATCH)
    rise_and_fall = torch.optim.lr_scheduler.LambdaLR(sgd, lambda step: max(0.05, cycle(step / steps)))
    mine = until_goal(options, ours, train, test, RACE_BATCH, sgd, rise_and_fall, "step", generator, "race lenet")

    torch.manual_seed(seed)  # dropout of torch.nn knows no other generator
    theirs = Example()
    adadelta = torch.optim.Adadelta(theirs.parameters(), lr=1.0)
    falling = torch.optim.lr_scheduler.LambdaLR(adadelta, lambda piece: 0.7 ** (piece // pieces))
    example = until_goal(options, theirs, train, test, 64, adadelta, falling, "epoch", generator, "race example")

    rows = [[name, *told(history)] for name, history in (("LeNet", mine), ("PyTorch's example", example))]
    threads = torch.get_num_threads()
    words = (
        f"Seconds of training until {GOAL:.0%} of the test images are right, measured after every {PIECE:,} images, "
        f"one after the other in the same run with {threads} thread{'s' if threads > 1 else ''}. PyTorch's example is "
        "rebuilt from its description (Adadelta, batches of 64); both compute in float32."
    )
    page = f"{words}\n\n{table(['network', 'seconds to 99%', 'images seen', 'accuracy then'], rows)}"
    return page, mine.seconds + example.seconds


def until_goal(
    options: Options,
    model: nn.Module,
    train: Split,
    test: Split,
    batch: int,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LambdaLR,
    schedule_each: str,
    generator: Generator,
    part: str,
) -> History:
    """Train until the goal, or until so many pieces that it will not come."""
    ready = prepared(train.images)
    return fit(
        model,
        Pieces(train, PIECE, Batches(train, batch, prepare=ready)),
        optimizer,
        epochs=MOST_PIECES,
        generator=generator,
        schedule=schedule,
        validation=Batches(test, 1000, prepare=ready),
        settings=Settings(schedule_each=schedule_each),
        until=lambda history: history.metric("accuracy")[-1] >= GOAL,
        **options.keep(part),
    )


def told(history: History) -> list[str]:
    """A row: seconds, images, accuracy."""
    reached = history.metric("accuracy")[-1]
    seconds = f"{history.seconds:.1f}" if reached >= GOAL else "not reached"
    return [seconds, f"{len(history.epochs) * PIECE:,}", f"{100 * reached:.2f}%"]


RECIPE = Recipe(
    "mnist-lenet",
    "LeNet on MNIST, and seconds to 99% beside PyTorch's example",
    "99.2% of the test images right, mean of three seeds",
    "90% with a tenth of the images",
    run,
    data=("mnist",),
)
