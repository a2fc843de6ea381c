"""A scaling law of one's own: small GPTs foretell what a larger one will reach (lecture 29)."""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import nn

from chainrule.chart import Series, lines
from chainrule.data import Text
from chainrule.models.gpt import GPT, GPTConfig
from chainrule.recipes.options import Options
from chainrule.recipes.outcome import Number, Outcome
from chainrule.recipes.recipe import Recipe
from chainrule.recipes.tables import table
from chainrule.recipes.texts import LETTERS, Plan, fitted, shakespeare
from chainrule.svg import Svg
from chainrule.training import Windows
from chainrule.training.scaling import ScalingLaw, fit_scaling_law

CONTEXT, BATCH, LAYERS, HEAD = 64, 16, 2, 8
WIDTHS = (8, 16, 24, 32, 48, 64, 96)  # the last is foretold
STEPS = 500
QUICK_WIDTHS, QUICK_STEPS = (8, 16, 24, 32, 48), 400


@dataclass(frozen=True)
class Point:
    """One training: how many weights the blocks have, the loss on held-out text, and the seconds."""

    width: int
    weights: int
    loss: float
    seconds: float


def run(options: Options) -> Outcome:
    """Train each width on the same characters, fit the law to all but the largest, and let it foretell that."""
    [seed] = options.seeds(0)
    _, train, held_out = shakespeare(options)
    if options.quick:
        held_out = Text(held_out.tokens[:20_000])
    *small, large = [
        trained(options, width, train, held_out, seed) for width in (QUICK_WIDTHS if options.quick else WIDTHS)
    ]
    law = fit_scaling_law([point.weights for point in small], [point.loss for point in small], limit=0.0)
    foretold = law(large.weights)
    points = [*small, large]
    return Outcome(
        (
            Number(
                "nats between what the law foretold and what the largest model reached",
                abs(foretold - large.loss),
                0.3 if options.quick else 0.05,
                "nats",
                at_most=True,
            ),
        ),
        (seed,),
        sum(point.seconds for point in points),
        details=written(law, points),
        pictures={} if options.quick else {"law": picture(law, points)},
    )


def trained(options: Options, width: int, train: Text, held_out: Text, seed: int) -> Point:
    """A GPT of this width. Wider ones take smaller steps, by the root of the width."""
    generator = options.generator(seed)
    config = GPTConfig(LETTERS, CONTEXT, LAYERS, width // HEAD, width, bias=False)
    model = GPT(config, generator, fused=not options.mine)
    steps = QUICK_STEPS if options.quick else STEPS
    plan = Plan(steps, 0.008 * (16 / width) ** 0.5, every=steps, warm_up=steps // 10)
    windows, measured = Windows(train, CONTEXT, BATCH), Windows(held_out, CONTEXT, 64)
    part = f"width {width}"
    history = fitted(options, model, windows, measured, plan, generator=generator, part=part)
    return Point(width, weights_of(model), history.metric("loss")[-1], history.seconds)


def weights_of(model: nn.Module) -> int:
    """How many weights the blocks have: tables of tokens and positions do not count (Kaplan and others, 2020)."""
    return sum(p.numel() for name, p in model.named_parameters() if name.startswith("blocks."))


def written(law: ScalingLaw, points: Sequence[Point]) -> str:
    """The law with its standard errors, and the table, as Markdown."""

    rows = [
        [f"{point.width}", f"{point.weights:,}", f"{point.loss:.3f}", f"{law(point.weights):.3f}"] for point in points
    ]
    rows[-1][0] += ", foretold"
    _, _, exponent = law.errors
    head = ["width", "weights in blocks", "nats per held-out character", "by the law"]
    return (
        f"{len(points)} GPTs of {LAYERS} layers, windows of {CONTEXT}, each trained on the same characters of tiny "
        f"Shakespeare as often. Fitted to all but the largest: L(N) = {law.factor:.2f} / N^b with b = "
        f"{law.exponent:.4f} ± {exponent:.4f} (standard error), where N counts the weights of the blocks; the losses "
        f"lie {law.scatter:.3f} nats about it. A limit above 0 cannot be told from so small a range."
        f"\n\n{table(head, rows)}"
    )


def picture(law: ScalingLaw, points: Sequence[Point]) -> Svg:
    """The losses and the law, by the weights."""
    sizes = [point.weights for point in points]
    steps = [sizes[0] * (sizes[-1] / sizes[0]) ** (step / 40) for step in range(41)]
    series = [
        Series("the law", [(size, law(size)) for size in steps]),
        Series("fitted", [(point.weights, point.loss) for point in points[:-1]], dots=True),
        Series("foretold", [(points[-1].weights, points[-1].loss)], dots=True),
    ]
    title = "Losses of small GPTs foretell that of a larger one"
    return lines(series, title=title, x="weights in blocks", y="nats per held-out character", x_log=True)


RECIPE = Recipe(
    "scaling-gpt",
    "A scaling law of small GPTs on tiny Shakespeare",
    "six small models foretell the loss of a larger one within 0.05 nats",
    "four tiny models foretell a fifth within 0.3 nats",
    run,
    data=("tinyshakespeare",),
)
