"""Low-rank adaptation: a frozen linear layer learns a correction of few numbers (lecture 29)."""

from collections.abc import Iterable, Mapping, Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from chainrule.nn import init
from chainrule.nn.freezing import freeze
from chainrule.nn.layer import Layer, Model
from chainrule.nn.linear import Linear, linear

ADAPTER = ("lora_A", "lora_B")


class LoRALinear(Linear):
    """y = x W^T + b + alpha / r (x A^T) B^T: a linear layer that is frozen, and beside it two thin matrices that learn.

    W (O, I) and b (O,) are those of `linear`, under their names, and get no gradients. A (r, I) starts out uniform
    between -1/sqrt(I) and 1/sqrt(I), drawn from `generator`, and B (O, r) at zero, so that the layer begins as the one
    it was made of. It learns r (I + O) numbers in place of I O: of a layer 768 x 768 with r = 4, 1%. `alpha` (r where
    it is not given) says how much the correction counts; with alpha / r, a rate that suits one rank suits others.

    Shapes: (..., I) -> (..., O). Raises ValueError for a rank below zero; one of 0 is the frozen layer.

    Source: E. J. Hu and others, LoRA: low-rank adaptation of large language models (2021), section 4.1.

    >>> layer = LoRALinear(Linear(768, 768), rank=4)
    >>> sum(p.numel() for p in layer.parameters() if p.requires_grad), layer.weight.numel()
    (6144, 589824)
    """

    def __init__(
        self, linear: Linear, rank: int, alpha: float | None = None, *, generator: torch.Generator | None = None
    ) -> None:
        Layer.__init__(self, fused=linear.fused)  # not that of Linear, which would draw a weight
        if rank < 0:
            raise ValueError(f"LoRALinear: rank must be at least 0, got {rank}")
        self.in_features, self.out_features, self.rank = linear.in_features, linear.out_features, rank
        self.alpha, self.merged = float(rank if alpha is None else alpha), False
        self.weight, self.bias = linear.weight, linear.bias
        for frozen in linear.parameters():
            frozen.requires_grad_(False)
        self.lora_A = nn.Parameter(self.weight.new_empty(rank, self.in_features))
        self.lora_B = nn.Parameter(self.weight.new_zeros(self.out_features, rank))
        init.default_(self.lora_A, None, generator)

    @property
    def scale(self) -> float:
        """alpha / r."""
        return self.alpha / self.rank if self.rank else 0.0

    def forward(self, input: Tensor) -> Tensor:
        apply = F.linear if self.fused else linear
        y = apply(input, self.weight, self.bias)  # (..., O)
        if self.merged:
            return y
        return y + self.scale * apply(apply(input, self.lora_A), self.lora_B)  # (..., I) -> (..., r) -> (..., O)

    @torch.no_grad()
    def merge(self) -> None:
        """W <- W + alpha / r B A: the same outputs, from one product. For use, not for training."""
        if not self.merged:
            self.weight.add_(self.lora_B @ self.lora_A, alpha=self.scale)
            self.merged = True

    @torch.no_grad()
    def unmerge(self) -> None:
        """W <- W - alpha / r B A: the frozen weight again, up to rounding."""
        if self.merged:
            self.weight.sub_(self.lora_B @ self.lora_A, alpha=self.scale)
            self.merged = False


def adapt(
    model: Model,
    names: Sequence[str] = (),
    *,
    rank: int,
    alpha: float | None = None,
    trained: Sequence[str] = (),
    generator: torch.Generator | None = None,
) -> Model:
    """Freeze `model`, and put a `LoRALinear` into the place of its linear layers; the model is changed and returned.

    `names` says which: all whose dotted names end so, as "query" for the queries of all blocks; none means every linear
    layer. The parts `trained` (see `freeze`) learn in full and get no adapters, as a new head. Raises ValueError for a
    name of no linear layer.

    >>> from chainrule import nn
    >>> model = nn.Sequential(nn.Linear(28 * 28, 500), nn.ReLU(), nn.Linear(500, 10))
    >>> _ = adapt(model, ["0"], rank=2, trained=["2"])
    >>> [name for name, parameter in model.named_parameters() if parameter.requires_grad]
    ['0.lora_A', '0.lora_B', '2.weight', '2.bias']
    """
    freeze(model, but=trained)
    found = [
        (name, layer)
        for name, layer in model.named_modules()
        if name and type(layer) is Linear and not any(f"{name}.".startswith(f"{part}.") for part in trained)
    ]
    for wanted in names or ("",):
        if not any(ends(name, wanted) for name, _ in found):
            raise ValueError(f"adapt: no linear layer is called {wanted!r}; there are {', '.join(n for n, _ in found)}")
    for name, layer in found:
        if not names or any(ends(name, wanted) for wanted in names):
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, LoRALinear(layer, rank, alpha, generator=generator))
    return model


def ends(name: str, wanted: str) -> bool:
    """Whether a dotted name ends with these parts.

    >>> ends("blocks.0.query", "query"), ends("blocks.0.subquery", "query")
    (True, False)
    """
    return not wanted or f".{name}".endswith(f".{wanted}")


def merge(model: Model) -> Model:
    """`merge` each adapter of the model into its weight: for use, at the cost of the model without adapters."""
    for layer in adapted(model):
        layer.merge()
    return model


def unmerge(model: Model) -> Model:
    """Take each adapter out of its weight again: for training, or for putting another one in."""
    for layer in adapted(model):
        layer.unmerge()
    return model


def adapted(model: nn.Module) -> Iterable[LoRALinear]:
    """The layers that have an adapter."""
    return (layer for layer in model.modules() if isinstance(layer, LoRALinear))


def adapters(model: nn.Module) -> dict[str, Tensor]:
    """The state dict of the adapters alone, A and B of each layer: what has to be kept for each task."""
    return {name: tensor for name, tensor in model.state_dict().items() if name.rpartition(".")[2] in ADAPTER}


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
