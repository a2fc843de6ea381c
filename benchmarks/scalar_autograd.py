"""How long is one training step over scalar Values, beside micrograd in the same run?

    python benchmarks/scalar_autograd.py [--repeats N] [--points N] [--json] [--write]

One step is the whole of it: make the inputs, run a 2-16-16-1 network on 100 points of two moons, take the max-margin
loss with weight decay, go backward, move the parameters. All engines start from the same weights, see the same points
and must agree on every loss to 1e-9. They take turns, and the median of the repeats counts.

It is timed twice: as users run it, and with Python's cyclic garbage collector paused for all. Before each step, what
the last one left behind is collected outside the measured time, so that no engine pays for another's garbage.
Processor time counts: nothing here waits or runs in parallel, and other programs on the machine disturb it least.
"""

import argparse
import gc
import json
import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time
from typing import Any

try:
    import micrograd.engine
    import micrograd.nn
except ModuleNotFoundError:
    sys.exit("micrograd is missing. It is compared with: pip install -c constraints.txt micrograd")
from report import machine, table, write_section

from chainrule.autograd import MLP, Value
from chainrule.data.moons import two_moons

SEED = 1337
LAYERS = [16, 16, 1]
LEARNING_RATE = 0.1
WEIGHT_DECAY = 1e-4
TOLERANCE = 1e-9  # between the losses of two engines

WHAT = (
    "One full training step (forward, max-margin loss with weight decay, backward, update) of a 2-16-16-1 network on "
    "{points} points of two moons, in pure Python. Median processor time of {repeats} steps; the engines take turns in "
    "one process, start from the same weights and agree on every loss to 1e-9. The collector is Python's cyclic "
    "garbage collector: micrograd's nodes hold closures that refer back to them, which keeps it busy."
)
HOW = "Measured by `python benchmarks/scalar_autograd.py --write`."


@dataclass(frozen=True)
class Engine:
    """One way to do the same step: its class of scalars, its network, and the network's single output."""

    name: str
    scalar: Callable[[float], Any]
    parameters: list[Any]
    score: Callable[[Sequence[Any]], Any]


def engines() -> dict[str, Engine]:
    """micrograd, and both of ours with micrograd's initial weights."""
    random.seed(SEED)  # micrograd draws from the global generator
    theirs = micrograd.nn.MLP(2, LAYERS)
    made = {"micrograd": Engine("micrograd 0.1.0", micrograd.engine.Value, theirs.parameters(), theirs)}
    for key, name, fused in (
        ("plain", "chainrule, a node per operation", False),
        ("fused", "chainrule, fused dot", True),
    ):
        model = MLP(2, LAYERS, fused=fused, generator=random.Random(SEED))
        for parameter, other in zip(model.parameters(), theirs.parameters(), strict=True):
            parameter.data = float(other.data)
        made[key] = Engine(name, Value, model.parameters(), lambda inputs, model=model: model(inputs)[0])
    return made


def training_step(engine: Engine, points: Sequence[tuple[float, float]], signs: Sequence[int]) -> float:
    """One step of gradient descent on all points; returns the loss before it."""
    inputs = [[engine.scalar(coordinate) for coordinate in point] for point in points]
    scores = [engine.score(each) for each in inputs]
    margins = [(1 + -sign * score).relu() for sign, score in zip(signs, scores, strict=True)]
    decay = sum(parameter * parameter for parameter in engine.parameters)
    loss = sum(margins) * (1.0 / len(margins)) + WEIGHT_DECAY * decay
    for parameter in engine.parameters:
        parameter.grad = 0.0
    loss.backward()
    for parameter in engine.parameters:
        parameter.data -= LEARNING_RATE * parameter.grad
    return float(loss.data)


def measure(repeats: int, points: int, *, collector: bool) -> dict[str, float]:
    """The median processor seconds of a step for each engine, with Python's cyclic collector on or paused."""
    contestants = engines()
    inputs, moons = two_moons(points, noise=0.1, generator=random.Random(SEED))
    signs = [2 * moon - 1 for moon in moons]
    seconds: dict[str, list[float]] = {key: [] for key in contestants}
    for repeat in range(repeats + 1):
        losses = {}
        for key, engine in contestants.items():
            gc.collect()
            if not collector:
                gc.disable()
            start = process_time()
            losses[key] = training_step(engine, inputs, signs)
            elapsed = process_time() - start
            gc.enable()
            if repeat > 0:  # the first round warms up
                seconds[key].append(elapsed)
        if max(losses.values()) - min(losses.values()) > TOLERANCE:
            raise SystemExit(f"the engines did not do the same work: their losses are {losses}")
    return {key: median(times) for key, times in seconds.items()}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Time a training step over scalar Values beside micrograd.")
    parser.add_argument("--repeats", type=int, default=11, help="timed steps for each engine and condition")
    parser.add_argument("--points", type=int, default=100, help="points of two moons")
    parser.add_argument("--json", action="store_true", help="end with the ratios as one line of JSON")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args(arguments)
    if options.repeats < 1 or options.points < 2:
        parser.error("--repeats must be at least 1 and --points at least 2")

    usual = measure(options.repeats, options.points, collector=True)
    paused = measure(options.repeats, options.points, collector=False)

    def faster(key: str, times: dict[str, float]) -> float:
        return round(times["micrograd"] / times[key], 2)

    rows = [
        [
            engine.name,
            f"{1000 * usual[key]:.1f} ms",
            f"{faster(key, usual):.1f}x",
            f"{1000 * paused[key]:.1f} ms",
            f"{faster(key, paused):.1f}x",
        ]
        for key, engine in engines().items()
    ]
    result = table(["one training step", "as users run it", "faster", "collector paused", "faster"], rows)
    print(result)
    if options.write:
        write_section("Scalar autograd", f"{WHAT.format(**vars(options))} {machine()}.\n\n{result}\n\n{HOW}")
    if options.json:
        ratios = {key: faster(key, usual) for key in ("plain", "fused")}
        ratios |= {f"{key}_gc_paused": faster(key, paused) for key in ("plain", "fused")}
        print(json.dumps(ratios))


if __name__ == "__main__":
    main()
