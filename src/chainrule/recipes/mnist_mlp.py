"""A multilayer perceptron reads handwritten digits (lectures 5 and 6)."""

from statistics import fmean

from chainrule import optim
from chainrule.data import Split, to_float
from chainrule.models.mlp import MLP
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.training import Batches, History, fit

EPOCHS, BATCH, RATE, DROPOUT = 10, 128, 0.1, 0.2
QUICK_EXAMPLES = 6000


def run(options: Options) -> Outcome:
    """784-512-10, dropout, momentum, one cycle: the mean accuracy over seeds on the 10,000 test images."""
    mnist = options.load("mnist")
    seeds = options.seeds(0, 1, 2)
    train = mnist.train.take(slice(QUICK_EXAMPLES)) if options.quick else mnist.train
    histories = [train_one(options, train, mnist.test, seed) for seed in seeds]
    accuracy = fmean(history.metric("accuracy")[-1] for history in histories)
    return Outcome(
        (Number("test accuracy", accuracy, 0.90 if options.quick else 0.98),),
        seeds,
        sum(history.seconds for history in histories),
    )


def train_one(options: Options, train: Split, test: Split, seed: int) -> History:
    """One training from a seed."""
    generator = options.generator(seed)
    epochs = 2 if options.quick else EPOCHS
    data = Batches(train, BATCH, prepare=to_float)
    model = MLP([784, 512, 10], dropout=DROPOUT, generator=generator, fused=not options.mine)
    optimizer = optim.SGD(model.parameters(), lr=RATE, momentum=0.9, nesterov=True)
    schedule = optim.OneCycleLR(optimizer, RATE, total_steps=epochs * len(data) + 1)
    return fit(
        model,
        data,
        optimizer,
        epochs=epochs,
        generator=generator,
        schedule=schedule,
        validation=Batches(test, 1000, prepare=to_float),
        **options.keep(f"seed {seed}"),
    )


RECIPE = Recipe(
    "mnist-mlp",
    "A multilayer perceptron on MNIST",
    "98% of the test images right, mean of three seeds",
    "90% with a tenth of the images",
    run,
    data=("mnist",),
)
