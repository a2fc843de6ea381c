"""How the time grows: of attention with the length of a text, of a training step with the number of layers."""

from dataclasses import replace
from statistics import median

import torch
from gpt import BATCH, CONFIG
from turns import in_turns

from chainrule.chart import Series, lines
from chainrule.models.gpt import GPT
from chainrule.nn.attention import fused_attention, scaled_dot_product_attention
from chainrule.svg import Svg
from chainrule.training.objectives import next_token

LENGTHS = (64, 128, 256, 512, 1024, 2048)
LAYERS = (1, 2, 4, 8, 16)


def pictures(quick: bool) -> dict[str, Svg]:
    """Milliseconds, forward and backward, by length and by layers."""
    turns = 1 if quick else 5
    attention: dict[str, list[tuple[float, float]]] = {"written out": [], "fused": []}
    for length in LENGTHS[: 2 if quick else None]:
        q = torch.randn(1, CONFIG.heads, length, CONFIG.width // CONFIG.heads).requires_grad_()
        ways = {
            name: (lambda attend=attend, q=q: attend(q, q, q, causal=True).sum().backward())
            for name, attend in (("written out", scaled_dot_product_attention), ("fused", fused_attention))
        }
        for name, took in in_turns(ways, turns).items():
            attention[name].append((float(length), 1000 * median(took)))
    training: dict[str, list[tuple[float, float]]] = {"written out": [], "fused": []}
    batch = torch.randint(CONFIG.vocabulary, (BATCH, CONFIG.context + 1), generator=torch.Generator().manual_seed(0))
    for layers in LAYERS[: 2 if quick else None]:
        ways = {}
        for name in training:
            model = GPT(replace(CONFIG, layers=layers), fused=name == "fused")
            ways[name] = lambda model=model: next_token(model, batch, torch.Generator())[0].backward()
        for name, took in in_turns(ways, turns).items():
            training[name].append((float(layers), 1000 * median(took)))
    titles = {
        "growth-length": ("Attention of one text: time by its length", "tokens", attention),
        "growth-layers": ("GPT, batches of 12 x 64: time by layers", "layers", training),
    }
    return {
        name: lines(
            [Series(label, points, dots=True) for label, points in series.items()],
            title=title,
            x=x,
            y="ms, forward and backward",
            x_log=name == "growth-length",
            y_log=name == "growth-length",
        )
        for name, (title, x, series) in titles.items()
    }
