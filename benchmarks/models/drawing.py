"""Tokens drawn with the cache of keys and values, and without: then all of the text is read again for each token."""

from functools import partial
from statistics import median
from typing import Any

import torch
from torch import Tensor
from turns import in_turns, ratio

from chainrule.models.gpt import GPT, GPTConfig
from chainrule.sampling import LanguageModel, generate

# nanoGPT's two sizes for tiny Shakespeare: for a CPU, with a context that holds the text here, and for a GPU.
SIZES = {
    "4 layers, 128 wide": GPTConfig(65, context=256, layers=4, heads=4, width=128),
    "6 layers, 384 wide": GPTConfig(65, context=256, layers=6, heads=6, width=384),
}
SMALL, LARGE = SIZES


class Forgetful:
    """A model whose state is the text, and which reads all of it each time."""

    def __init__(self, model: GPT) -> None:
        self.model = model

    def extend(self, tokens: Tensor, state: Any) -> tuple[Tensor, Any]:
        text = tokens if state is None else torch.cat((state, tokens), 1)
        return self.model(text), text


def measured(quick: bool) -> tuple[list[list[str]], float, float]:
    """Rows for a table, by how much the cache is faster for the larger model, and tokens per second of the smaller."""
    count = 16 if quick else 256

    def draw(model: LanguageModel) -> list[int]:
        chance = torch.Generator().manual_seed(1)
        return [int(token) for token in generate(model, torch.tensor([0]), count, generator=chance)]

    rows, ratios, seconds = [], {}, {}
    for name, config in SIZES.items():
        model = GPT(config, torch.Generator().manual_seed(0), fused=True).eval()
        forgetful = Forgetful(model)
        if draw(model) != draw(forgetful):
            raise SystemExit(f"{name}: other tokens are drawn with the cache than without")
        ways = {"cached": partial(draw, model), "forgetful": partial(draw, forgetful)}
        took = in_turns(ways, 1 if quick else 2)
        ratios[name], seconds[name] = ratio(took, "forgetful", "cached"), median(took["cached"])
        each = [f"{count / median(took[way]):,.0f}" for way in ("cached", "forgetful")]
        rows.append([name, *each, f"{ratios[name]:.1f}"])
    return rows, ratios[LARGE], count / seconds[SMALL]
