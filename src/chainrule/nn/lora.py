"""Low-rank adaptation: a frozen linear layer learns a correction of few numbers (lecture 29)."""

from collections.abc import Iterator, Mapping, Sequence

import torch
from torch import Tensor, nn

from chainrule.nn.attention import MultiheadAttention
from chainrule.nn.freezing import freeze
from chainrule.nn.layer import Layer, Model
from chainrule.nn.linear import Linear
from chainrule.nn.low_rank import LowRank


class LoRALinear(Linear):
    """y = x W^T + b + alpha / r (x A^T) B^T: a linear layer that is frozen, and beside it two thin matrices that learn.

    W (O, I) and b (O,) are those of `linear`, under their names, and get no gradients; A and B: see `LowRank`. It
    begins as the layer it was made of, and of rank 0 it stays that. It learns r (I + O) numbers in place of I O: of a
    layer 768 x 768 with r = 4, 1%.

    Shapes: (..., I) -> (..., O). Raises ValueError for a rank below zero.

    >>> layer = LoRALinear(Linear(768, 768), rank=4)
    >>> sum(p.numel() for p in layer.parameters() if p.requires_grad), layer.weight.numel()
    (6144, 589824)
    """

    def __init__(
        self, linear: Linear, rank: int, alpha: float | None = None, *, generator: torch.Generator | None = None
    ) -> None:
        Layer.__init__(self, fused=linear.fused)  # not that of Linear, which would draw a weight
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.weight, self.bias = linear.weight, linear.bias
        for frozen in linear.parameters():
            frozen.requires_grad_(False)
        self.lora = LowRank(self.weight, rank, alpha, fused=linear.fused, generator=generator)

    def forward(self, input: Tensor) -> Tensor:
        y = super().forward(input)  # (..., O)
        return y if self.lora.merged else y + self.lora(input)


def adapt(
    model: Model,
    names: Sequence[str] = (),
    *,
    rank: int,
    alpha: float | None = None,
    trained: Sequence[str] = (),
    generator: torch.Generator | None = None,
) -> Model:
    """Freeze `model`, and give its linear layers adapters that learn; the model is changed and returned.

    A linear layer becomes a `LoRALinear`; attention gets one for its projections to queries, keys and values, which
    have one matrix together. `names` says which: all layers whose dotted names end so, as "self_attn" for the
    projections in all blocks and "linear1" for the first feed-forward layers; none means every one. The parts `trained`
    (see `freeze`) learn in full and get no adapters, as a new head. Raises ValueError for a name of no such layer.

    >>> from chainrule import nn
    >>> model = nn.Sequential(nn.Linear(28 * 28, 500), nn.ReLU(), nn.Linear(500, 10))
    >>> _ = adapt(model, ["0"], rank=2, trained=["2"])
    >>> [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    ['0.lora.A', '0.lora.B', '2.weight', '2.bias']
    """
    freeze(model, but=trained)
    found = [
        (name, layer)
        for name, layer in model.named_modules()
        if name and bare(layer) and not any(f"{name}.".startswith(f"{part}.") for part in trained)
    ]
    for wanted in names or ("",):
        if not any(ends(name, wanted) for name, _ in found):
            raise ValueError(f"adapt: no linear layer is called {wanted!r}; there are {', '.join(n for n, _ in found)}")
    for name, layer in found:
        if names and not any(ends(name, wanted) for wanted in names):
            continue
        if isinstance(layer, MultiheadAttention):
            layer.lora = LowRank(layer.in_proj_weight, rank, alpha, fused=layer.fused, generator=generator)
        elif isinstance(layer, Linear):
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, LoRALinear(layer, rank, alpha, generator=generator))
    return model


def bare(layer: nn.Module) -> bool:
    """Whether it is a layer that an adapter is for, and has none yet."""
    return type(layer) is Linear or (isinstance(layer, MultiheadAttention) and layer.lora is None)


def ends(name: str, wanted: str) -> bool:
    """Whether a dotted name ends with these parts.

    >>> ends("blocks.0.query", "query"), ends("blocks.0.subquery", "query")
    (True, False)
    """
    return not wanted or f".{name}".endswith(f".{wanted}")


def merge(model: Model) -> Model:
    """`merge` each adapter of the model into its weight: for use, at the cost of the model without adapters."""
    for weight, lora in adapted(model):
        lora.merge(weight)
    return model


def unmerge(model: Model) -> Model:
    """Take each adapter out of its weight again: for training, or for putting another one in."""
    for weight, lora in adapted(model):
        lora.unmerge(weight)
    return model


def adapted(model: nn.Module) -> Iterator[tuple[Tensor, LowRank]]:
    """Each weight that has an adapter, and that."""
    for layer in model.modules():
        if isinstance(layer, LoRALinear):
            yield layer.weight, layer.lora
        elif isinstance(layer, MultiheadAttention) and layer.lora is not None:
            yield layer.in_proj_weight, layer.lora


def adapters(model: nn.Module) -> dict[str, Tensor]:
    """The state dict of the adapters alone, A and B of each: what has to be kept for each task."""
    return {name: tensor for name, tensor in model.state_dict().items() if ".lora." in f".{name}"}


def load_adapters(model: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Put other adapters into the model; what is merged is taken out before, and not merged again.

    Raises ValueError where the names or shapes are not those of the model's adapters.
    """
    mine = {name: tuple(tensor.shape) for name, tensor in adapters(model).items()}
    theirs = {name: tuple(tensor.shape) for name, tensor in state.items()}
    if mine != theirs:
        name = next(name for name in [*mine, *theirs] if mine.get(name) != theirs.get(name))
        raise ValueError(f"load_adapters: the model has {mine.get(name)} for {name}, and the state {theirs.get(name)}")
    unmerge(model).load_state_dict(dict(state), strict=False)
