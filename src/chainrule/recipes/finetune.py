"""What a trained model is worth for another task: frozen, by low-rank adapters or in full, beside from scratch.

LeNet goes from digits to clothes, a GPT from Shakespeare to names; each by how many examples the new task has
(lecture 29).
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from statistics import fmean

from torch import Generator, nn

from chainrule import optim
from chainrule.chart import Series, lines
from chainrule.data import Examples, hold_out
from chainrule.data.text import Names, split_names
from chainrule.models.build import count_parameters
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.models.lenet import LeNet
from chainrule.recipes import images, texts
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.svg import Svg
from chainrule.training import Batches, Best, Settings, Windows, evaluate, fit
from chainrule.training.evaluation import Evaluation
from chainrule.training.objectives import classification, next_token
from chainrule.training.sums import Objective
from chainrule.training.transfer import Repeated, new_head, transfer

SCRATCH = "from scratch"
RATES = {SCRATCH: 3e-3, "frozen": 1e-2, "LoRA": 5e-3, "full": 2e-3}  # of AdamW
RANK, BATCH = 4, 32
PIECES, QUICK_PIECES, STEPS = 8, 4, 20  # how often the model is measured, and the steps before each time
COUNTS, QUICK_COUNTS = (50, 500, 5000), (50,)  # examples of the new task
DIGITS, QUICK_DIGITS = images.Plan(1, 128, 0.1, weight_decay=5e-4), images.Plan(1, 64, 0.05)
PLAYS, QUICK_PLAYS = texts.Plan(600, 5e-3, every=600), texts.Plan(150, 5e-3, every=150)
LENGTH = 32  # characters that a GPT sees
CONFIG = GPTConfig(texts.LETTERS, LENGTH, layers=2, heads=4, width=64, dropout=0.1, tied=False)
Scores = Mapping[tuple[str, int], float]  # by way and number of examples


@dataclass(frozen=True)
class Task:
    """A new task, a model that learned another one before in so many `seconds`, and what is measured on `held_out`.

    `outputs` says how many the new head has, None that it needs none. `score` reads the measure off an evaluation, and
    with `least` the lower one is the better.
    """

    name: str
    measure: str
    trained: nn.Module
    seconds: float
    untrained: Callable[[Generator], nn.Module]
    head: str
    outputs: int | None
    examples: Examples
    batches: Callable[[Examples], Batches]
    held_out: Batches
    objective: Objective
    score: Callable[[Evaluation], float]
    least: bool
    form: Callable[[float], str]


def run(options: Options) -> Outcome:
    """Both tasks: every way, for every number of examples and every seed, in as many steps."""
    seeds = options.seeds(0, 1, 2)
    counts = QUICK_COUNTS if options.quick else COUNTS
    tasks = [clothes(options, seeds[0]), names(options, seeds[0])]
    seconds = sum(task.seconds for task in tasks)
    scores: list[dict[tuple[str, int], float]] = []
    sections = []
    for task in tasks:
        runs = {
            (way, count): [one(options, task, way, count, seed) for seed in seeds] for way in RATES for count in counts
        }
        seconds += sum(each.seconds for several in runs.values() for each in several)
        scores.append({place: fmean(each.score for each in several) for place, several in runs.items()})
        learned = {way: runs[way, counts[0]][0].learned for way in RATES}
        sections.append(written(task, scores[-1], learned))
    of_clothes, of_names = scores
    few, many = counts[0], counts[-1]
    gained = of_clothes["full", many] - of_clothes["frozen", many]
    saved = of_names[SCRATCH, few] - of_names["LoRA", few]
    return Outcome(
        (
            Number(f"accuracy with {many:,} clothes, full above frozen", gained, -0.05 if options.quick else 0.1),
            Number(f"saved by LoRA with {few} names", saved, -0.05 if options.quick else 0.05, "nats per letter"),
        ),
        seeds,
        seconds,
        details=f"{words()}\n\n" + "\n\n".join(sections),
        pictures={} if options.quick else {t.name: picture(t, s) for t, s in zip(tasks, scores, strict=True)},
    )


@dataclass(frozen=True)
class Run:
    """One training: the score on held-out examples, the seconds, and how many numbers learned."""

    score: float
    seconds: float
    learned: int


def one(options: Options, task: Task, way: str, count: int, seed: int) -> Run:
    """Train in one way on so many examples, which are the same for all ways; a fifth of them chooses when to stop."""
    generator = options.generator(seed)
    few = hold_out(task.examples, count, generator)[1]
    few, others = hold_out(few, count // 5, generator)
    model = task.untrained(generator) if way == SCRATCH else deepcopy(task.trained)
    if way != SCRATCH:
        if task.outputs is not None:
            new_head(model, task.head, task.outputs, generator=generator)
        transfer(model, way, [task.head], rank=RANK, generator=generator)
    pieces = QUICK_PIECES if options.quick else PIECES
    optimizer = optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=RATES[way])
    sign = 1 if task.least else -1
    best = Best(model, task.batches(others), task.objective, lambda found: sign * task.score(found))
    learned = count_parameters(model)
    history = fit(
        model,
        Repeated(task.batches(few), STEPS),
        optimizer,
        epochs=pieces,
        generator=generator,
        objective=task.objective,
        schedule=optim.LambdaLR(optimizer, lambda step: images.cycle(step / (STEPS * pieces))),
        settings=Settings(clip_norm=1.0),
        hooks=[best],
        **options.keep(f"{task.name} {way} {count} seed {seed}"),
    )
    return Run(task.score(evaluate(best.model, task.held_out, task.objective)), history.seconds, learned)


def clothes(options: Options, seed: int) -> Task:
    """Clothes to tell apart, for a LeNet that knows digits."""
    digits, fashion = options.load("mnist"), options.load("fashion-mnist")
    old, test, plan = digits.train, fashion.test, DIGITS
    if options.quick:
        old, test, plan = images.some(old, 6000), images.some(test, 1000), QUICK_DIGITS

    def lenet(generator: Generator) -> LeNet:
        return LeNet.modern(batch_norm=True, generator=generator, fused=not options.mine)

    generator = options.generator(seed)
    trained, seen = lenet(generator), images.some(digits.test, 1000)
    history = images.fitted(options, trained, old, seen, plan, generator=generator, part="digits", how=Settings())
    ready = images.prepared(fashion.train.images)
    return Task(
        "clothes",
        "test accuracy",
        trained,
        history.seconds,
        lenet,
        head="classifier.4",
        outputs=len(fashion.card.classes),
        examples=fashion.train,
        batches=lambda few: Batches(few, BATCH, prepare=ready),
        held_out=Batches(test, 1000, prepare=ready),
        objective=classification,
        score=lambda found: found.metrics["accuracy"],
        least=False,
        form="{:.1%}".format,
    )


def names(options: Options, seed: int) -> Task:
    """Names to go on with, for a GPT that knows Shakespeare; they are written in the characters of the plays."""
    alphabet, plays, held_out = texts.shakespeare(options)
    letters, *parts = split_names(options.load("names").lines)
    number = alphabet.encode(letters.letters).tokens  # of each letter of names among the characters of the plays
    train, dev, _ = (Names(number[part.tokens], part.counts) for part in parts)

    def gpt(generator: Generator) -> GPT:
        return GPT(CONFIG, generator, fused=not options.mine)

    generator = options.generator(seed)
    trained, plan = gpt(generator), QUICK_PLAYS if options.quick else PLAYS
    seen = Windows(held_out.cut(20_000)[1], LENGTH, 64)
    history = texts.fitted(options, trained, Windows(plays, LENGTH, 32), seen, plan, generator=generator, part="plays")
    return Task(
        "names",
        "nats per letter of the dev names",
        trained,
        history.seconds,
        gpt,
        head="head",
        outputs=None,
        examples=train,
        batches=lambda few: Batches(few, BATCH),
        held_out=Batches(dev.take(slice(500)) if options.quick else dev, 500),
        objective=next_token,
        score=lambda found: found.loss,
        least=True,
        form="{:.3f}".format,
    )


def words() -> str:
    """What is measured, in words."""
    return (
        f"Each way makes {PIECES * STEPS} steps of AdamW with batches of {BATCH}, through four fifths of the examples "
        f"again and again; after each {STEPS} steps the last fifth is measured, and the model that was best there "
        f"counts. Means of the seeds, which draw the examples. LoRA is of rank {RANK}, in all linear layers but the "
        "head, and learns the head as well. What is frozen keeps its batch normalization as it was."
    )


def written(task: Task, scores: Scores, learned: Mapping[str, int]) -> str:
    """The table of a task, as Markdown."""
    counts = sorted({count for _, count in scores})
    rows = [[way, f"{learned[way]:,}", *(task.form(scores[way, count]) for count in counts)] for way in RATES]
    head = ["way", "numbers that learn", *(f"{count:,} examples" for count in counts)]
    return f"{task.name.capitalize()}, {task.measure}:\n\n{table(head, rows)}"


def picture(task: Task, scores: Scores) -> Svg:
    """The score by the number of examples, a line for each way."""
    series = [
        Series(way, [(float(count), score) for (each, count), score in scores.items() if each == way], dots=True)
        for way in RATES
    ]
    title = f"What was learned before, for {task.name}"
    return lines(series, title=title, x="examples", y=task.measure, x_log=True)


RECIPE = Recipe(
    "finetune",
    "Fine-tuning: digits to clothes, Shakespeare to names",
    "with 50 names, LoRA saves 0.05 nats against training from scratch; with 5,000 clothes, training all weights is "
    "ten points above training the head alone, for which what digits taught is not enough",
    "with 50 examples and eighty steps, no way is much worse than another",
    run,
    data=("mnist", "fashion-mnist", "tinyshakespeare", "names"),
)
