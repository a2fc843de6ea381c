"""Train the small GPT on names and write some new ones: python -m chainrule.microgpt [values | tensors | torch]."""

import argparse
import importlib
import math
from collections.abc import Iterator
from random import Random
from typing import Any

from chainrule.data import load
from chainrule.microgpt.start import Config, first_weights

ENGINES = {"values": "on_values", "tensors": "on_tensors", "torch": "on_torch"}
LETTERS = ".abcdefghijklmnopqrstuvwxyz"  # the first begins and ends a name
STEPS = {"values": 500, "tensors": 5000, "torch": 5000}
RATE = 0.01
EACH = 100  # steps, whose mean loss is printed


def encode(name: str) -> list[int]:
    """A name as tokens between two boundaries.

    >>> encode("ann")
    [0, 1, 14, 14, 0]
    """
    return [LETTERS.index(letter) for letter in f".{name}."]


def train(model: Any, names: list[str], steps: int) -> Iterator[float]:
    """The loss of each step, down one name; the rate falls in a line."""
    for step in range(steps):
        yield model.step(encode(names[step % len(names)]), RATE * (1 - step / steps))


def sample(model: Any, generator: Random, temperature: float = 0.7) -> str:
    """A name, letter by letter: each drawn by softmax(logits / temperature)."""
    tokens = [0]
    while len(tokens) <= model.config.context:
        last = model.logits(tokens)[len(tokens) - 1]
        numbers = [float(number.data) for number in last]
        weights = [math.exp((number - max(numbers)) / temperature) for number in numbers]
        [token] = generator.choices(range(len(weights)), weights)
        if token == 0:
            break
        tokens.append(token)
    return "".join(LETTERS[token] for token in tokens[1:])


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m chainrule.microgpt", description=__doc__)
    asked.add_argument("engine", nargs="?", choices=ENGINES, default="tensors", help="what computes: tensors")
    asked.add_argument("--steps", type=int, help="how many names to learn from")
    asked.add_argument("--seed", type=int, default=0)
    given = asked.parse_args()
    config, generator = Config(vocabulary=len(LETTERS)), Random(given.seed)
    model = importlib.import_module(f"chainrule.microgpt.{ENGINES[given.engine]}").GPT(
        config, first_weights(config, generator)
    )
    names = [name for name in load("names").lines if len(name) < config.context]
    generator.shuffle(names)
    steps = given.steps or STEPS[given.engine]
    losses: list[float] = []
    for loss in train(model, names, steps):
        losses.append(loss)
        if len(losses) % EACH == 0:
            print(f"step {len(losses)} of {steps}: {sum(losses[-EACH:]) / EACH:.3f} nats")
    for _ in range(10):
        print(sample(model, generator))


if __name__ == "__main__":
    main()
