"""Instruments for a network in training: what every layer passes forward, and what comes back to it (lecture 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

BINS = 40


@dataclass(frozen=True)
class Statistics:
    """Many numbers in a few. `zeros` is the share that is exactly 0, as behind a ReLU; `bad` that of inf and NaN.

    Mean, standard deviation and histogram are those of the finite numbers; `counts` has a bin for each of equal steps
    from `low` to `high`.
    """

    mean: float
    std: float
    zeros: float
    bad: float
    low: float
    high: float
    counts: tuple[int, ...]


def statistics(numbers: Tensor) -> Statistics:
    """The statistics of all numbers in a tensor.

    >>> seen = statistics(torch.tensor([0.0, 0.0, 2.0, torch.nan]))
    >>> seen.zeros, seen.bad, seen.low, seen.high
    (0.5, 0.25, 0.0, 2.0)
    """
    x = numbers.detach().flatten()
    x = x if x.dtype == torch.float64 else x.float()
    if not x.numel():
        return Statistics(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, (0,) * BINS)
    good = x[x.isfinite()].double()  # in which a bin can count more than 2^24
    zeros, bad = int((x == 0).sum()) / x.numel(), 1 - good.numel() / x.numel()
    if not good.numel():
        return Statistics(0.0, 0.0, zeros, bad, 0.0, 0.0, (0,) * BINS)
    std, mean = torch.std_mean(good, correction=0)
    low, high = good.min().item(), good.max().item()
    counts = (
        torch.histc(good, BINS, min=low, max=high).long().tolist() if high > low else [good.numel()] + [0] * (BINS - 1)
    )
    return Statistics(mean.item(), std.item(), zeros, bad, low, high, tuple(counts))


@dataclass
class LayerRecord:
    """One layer: an entry for every pass. `gradients` are dL/d(output), `weight_gradients` dL/d(weight).

    The gradients stand in the order of the passes, however they came: that of the last use of a layer comes first. A
    pass that nothing went back through has none.
    """

    name: str
    kind: str
    activations: list[Statistics] = field(default_factory=list)
    weight_gradients: list[Statistics] = field(default_factory=list)
    by_pass: dict[int, Statistics] = field(default_factory=dict)  # the gradients, by the number of the pass

    @property
    def gradients(self) -> list[Statistics]:
        return [self.by_pass[number] for number in sorted(self.by_pass)]

    def see(self, output: Tensor) -> None:
        """Note what a pass gives, and what will come back to it."""
        number = len(self.activations)
        self.activations.append(statistics(output))
        if output.requires_grad:
            output.register_hook(lambda gradient: self.by_pass.update({number: statistics(gradient)}))


@dataclass
class Watched:
    """A layer that is watched, and its records: one, or one for each part of what it gives, as of an LSTM's tuple."""

    module: nn.Module
    whole: LayerRecord
    parts: dict[str, LayerRecord] = field(default_factory=dict)

    def see(self, output: object, place: str = "") -> None:
        """Note all tensors in an output."""
        if isinstance(output, Tensor):
            self.record(place).see(output)
        elif isinstance(output, (tuple, list, dict)):
            for name, part in output.items() if isinstance(output, dict) else enumerate(output):
                self.see(part, f"{place}[{name}]")

    def record(self, place: str) -> LayerRecord:
        if not place:
            return self.whole
        return self.parts.setdefault(place, LayerRecord(f"{self.whole.name}{place}", self.whole.kind))

    @property
    def records(self) -> list[LayerRecord]:
        """The layer's own, unless it recorded nothing while its parts did."""
        own = self.whole.activations or self.whole.weight_gradients or not self.parts
        return [*([self.whole] if own else []), *self.parts.values()]


class Recording:
    """Watches the layers of a model while it is entered; the numbers are kept, the tensors are not.

    A layer is a module without children, or one of `layers`, named as in `model.named_modules()`. Nothing that the
    model computes changes. Where a layer gives a tuple, a list or a dict, each tensor in it has a record of its own,
    named as "lstm[0]". ValueError for a name that the model does not have.

    >>> model = nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 1))
    >>> with Recording(model) as recording:
    ...     model(torch.ones(5, 3)).sum().backward()
    >>> [(layer.name, layer.kind, len(layer.activations)) for layer in recording.layers]
    [('0', 'Linear', 1), ('1', 'Tanh', 1), ('2', 'Linear', 1)]
    >>> recording.layers[2].gradients[0].mean
    1.0
    """

    def __init__(self, model: nn.Module, layers: Sequence[str] | None = None) -> None:
        modules = dict(model.named_modules())
        if layers is None:
            layers = [name for name, module in modules.items() if not list(module.children())]
        for name in layers:
            if name not in modules:
                raise ValueError(f"the model has no layer {name!r}; it has {', '.join(n for n in modules if n)}")
        self._watched = [
            Watched(modules[name], LayerRecord(name or type(model).__name__, type(modules[name]).__name__))
            for name in layers
        ]
        self._hooks: list[RemovableHandle] = []

    @property
    def layers(self) -> list[LayerRecord]:
        """The records, in the order in which the model names its layers."""
        return [record for watched in self._watched for record in watched.records]

    def __enter__(self) -> Recording:
        for watched in self._watched:
            self._watch(watched)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()

    def _watch(self, watched: Watched) -> None:
        def weight(parameter: Tensor) -> None:
            if parameter.grad is not None:
                watched.whole.weight_gradients.append(statistics(parameter.grad))

        forward = watched.module.register_forward_hook(lambda module, inputs, output: watched.see(output))
        self._hooks.append(forward)
        parameter = getattr(watched.module, "weight", None)
        if isinstance(parameter, nn.Parameter) and parameter.requires_grad:
            self._hooks.append(parameter.register_post_accumulate_grad_hook(weight))
