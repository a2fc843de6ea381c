"""Where all three engines begin: the sizes, and the first weights as plain numbers."""

from dataclasses import dataclass
from random import Random

Weights = dict[str, list[list[float]]]  # a matrix by its name, as rows


@dataclass(frozen=True)
class Config:
    """`vocabulary` tokens, at most `context` of them, as vectors of `width` numbers, in `layers` blocks of `heads`."""

    vocabulary: int
    context: int = 16
    width: int = 16
    heads: int = 4
    layers: int = 1


def first_weights(config: Config, generator: Random) -> Weights:
    """Matrices (outputs, inputs), normal with mean 0 and standard deviation 1/sqrt(width); 0.02 in the tables.

    >>> weights = first_weights(Config(vocabulary=27), Random(0))
    >>> sum(len(row) for matrix in weights.values() for row in matrix)
    4192
    """
    width = config.width
    shapes = {"tokens": (config.vocabulary, width), "positions": (config.context, width)}
    for layer in range(config.layers):
        shapes |= {f"{name}{layer}": (width, width) for name in ("query", "key", "value", "out")}
        shapes |= {f"up{layer}": (4 * width, width), f"down{layer}": (width, 4 * width)}
    shapes["head"] = (config.vocabulary, width)
    std = {name: 0.02 if name in ("tokens", "positions") else width**-0.5 for name in shapes}
    return {
        name: [[generator.gauss(0.0, std[name]) for _ in range(inputs)] for _ in range(outputs)]
        for name, (outputs, inputs) in shapes.items()
    }
