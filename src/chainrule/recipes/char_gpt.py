"""GPT on the characters of tiny Shakespeare: as in 2019, with what was learned since, and for ten minutes (lecture 24).

The sizes are those of nanoGPT's configuration for a CPU: 4 layers, 4 heads, 128 wide, windows of 64, batches of 12.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chainrule.chart import Series, lines
from chainrule.data import Text
from chainrule.models.build import count_parameters
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.recipes.drawing import Asked
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.recipes.texts import LETTERS, Plan, fitted, shakespeare
from chainrule.svg import Svg
from chainrule.training import History, Windows


@dataclass(frozen=True)
class Training:
    """A model, how it is trained, and what it must reach on the last tenth of the text, in nats per character."""

    config: GPTConfig
    plan: Plan
    batch: int
    target: float


OF_2019 = GPTConfig(LETTERS, bias=False)
# 344 is 2/3 of 4 x 128, so that three matrices weigh what two did.
MODERN = replace(OF_2019, positions="rotary", gated=True, activation="silu", hidden=344)
TRAININGS = {
    "GPT": Training(OF_2019, Plan(2000, 3e-3), 12, 1.88),
    "rotary, gated": Training(MODERN, Plan(2000, 3e-3), 12, 1.80),
    "ten minutes": Training(replace(MODERN, context=128), Plan(1800, 3e-3, muon=0.02), 16, 1.65),
}
QUICK = {"GPT": Training(replace(OF_2019, context=32, layers=2, width=64), Plan(300, 5e-3, every=100), 16, 2.4)}


def run(options: Options) -> Outcome:
    """Each of the trainings from the same seed, and the loss of all of the held-out text in windows."""
    [seed] = options.seeds(0)
    _, train, held_out = shakespeare(options)
    if options.quick:
        held_out = Text(held_out.tokens[:10_000])
    histories: dict[str, History] = {}
    rows, numbers = [], []
    for name, each in (QUICK if options.quick else TRAININGS).items():
        generator = options.generator(seed)
        model = GPT(each.config, generator, fused=not options.mine)
        length = each.config.context
        history = fitted(
            options,
            model,
            Windows(train, length, each.batch),
            Windows(held_out, length, 64),
            each.plan,
            generator=generator,
            part=name,
        )
        histories[name] = history
        reached = history.metric("loss")[-1]
        numbers.append(Number(f"nats per held-out character, {name}", reached, each.target, "nats", at_most=True))
        seen = history.step * each.batch * length
        weights = f"{count_parameters(model):,}"
        seconds = (f"{each:.0f}" for each in (history.seconds, history.metric("processor_seconds")[-1]))
        rows.append((name, weights, str(history.step), f"{seen:,}", *seconds, f"{reached:.3f}"))
    pictures = {} if options.quick else {"losses": picture(histories)}
    return Outcome(tuple(numbers), (seed,), sum(each.seconds for each in histories.values()), details(rows), pictures)


def details(rows: Sequence[tuple[str, ...]]) -> str:
    """What was measured, and how."""
    heads = (
        "training",
        "weights",
        "steps",
        "characters seen",
        "seconds",
        "of processor",
        "nats per held-out character",
    )
    return f"""\
The last tenth of the text is held out, all of it is measured, in windows as long as those of the training, and it
chooses nothing. AdamW, a warm-up and a cosine; no dropout. Rotary positions stand for learned ones, and SwiGLU for
GELU. In ten minutes there are windows of 128 in batches of 16, and Muon steps the matrices. Products are in bfloat16
where the processor computes with it. Seconds are those of the training; of processor, about what it takes where nothing
else runs.

{table(heads, rows)}"""


def picture(histories: dict[str, History]) -> Svg:
    """The loss on the held-out text by the processor seconds of training."""
    series = [
        Series(
            name, [(epoch.metrics["processor_seconds"], epoch.metrics["loss"]) for epoch in history.epochs], dots=True
        )
        for name, history in histories.items()
    ]
    return lines(
        series, title="GPT on tiny Shakespeare", x="processor seconds of training", y="nats per held-out character"
    )


def sample(asked: Asked) -> Iterator[str]:
    """A play, character by character, by the model of ten minutes, or by the one that --quick trains."""
    alphabet, *_ = shakespeare(asked)
    name, training = list((QUICK if asked.quick else TRAININGS).items())[-1]
    context = training.config.context
    return asked.text(asked.restored(GPT(training.config, fused=True), name), alphabet, context=context)


RECIPE = Recipe(
    "char-gpt",
    "GPT on the characters of tiny Shakespeare",
    "1.88 nats per held-out character in 2,000 steps of nanoGPT's configuration for a CPU; 1.80 with rotary positions "
    "and a gate; 1.65 in ten minutes",
    "2.4 nats with two narrow layers",
    run,
    data=("tinyshakespeare",),
    sample=sample,
)
