"""Forward and backward of an LSTM over sequences: written out and fused, beside `torch.nn.LSTM`."""

from statistics import median

import torch
from torch import Tensor
from turns import in_turns, ratio

from chainrule import nn

BATCH, LENGTH, WIDTH = 32, 64, 128


def measured(quick: bool) -> tuple[list[list[str]], float, float]:
    """Rows for a table, and our time by PyTorch's: fused, and written out."""
    twin = torch.nn.LSTM(WIDTH, WIDTH, batch_first=True)
    layers: dict[str, torch.nn.Module] = {"torch.nn.LSTM": twin}
    for name, fused in (("ours, fused", True), ("ours, written out", False)):
        layers[name] = nn.LSTM(WIDTH, WIDTH, fused=fused)
        layers[name].load_state_dict(twin.state_dict())
    x = torch.randn(BATCH, LENGTH, WIDTH, generator=torch.Generator().manual_seed(0)).requires_grad_()

    def gradient(layer: torch.nn.Module) -> Tensor:
        layer.zero_grad()
        x.grad = None
        layer(x)[0].sum().backward()
        assert x.grad is not None
        return x.grad

    expected = gradient(twin).clone()
    for layer in layers.values():
        torch.testing.assert_close(gradient(layer), expected, rtol=1e-3, atol=1e-4)
    ways = {name: (lambda layer=layer: gradient(layer)) for name, layer in layers.items()}
    took = in_turns(ways, 2 if quick else 25)
    ratios = {name: ratio(took, name, "torch.nn.LSTM") for name in layers}
    rows = [[name, f"{1000 * median(took[name]):.1f} ms", f"{ratios[name]:.2f}"] for name in layers]
    return rows, ratios["ours, fused"], ratios["ours, written out"]
