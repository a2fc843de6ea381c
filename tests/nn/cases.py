"""The table of cases: every layer beside its twin. A new layer gets its rows here, and all the tests of this folder."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from tests.nn.attention_twins import Causal, attend, block, heads, multihead, vectors
from torch import Generator, Tensor, nn

Make = Callable[[Any], nn.Module]  # called with `chainrule.nn` for ours, with `torch.nn` for the twin


@dataclass(frozen=True)
class Case:
    """A layer as either library makes it, and the inputs to try it on, drawn from a generator.

    `steps` is how many times in turn it rounds where it computes in half precision: once for each layer in it.
    """

    name: str
    make: Make
    inputs: Callable[[Generator], tuple[Tensor, ...]]
    steps: int = 1

    def __str__(self) -> str:
        return self.name


def size(chance: Generator, least: int, most: int) -> int:
    return int(torch.randint(least, most + 1, (), generator=chance))


def shape(pattern: str, chance: Generator) -> list[int]:
    """The sizes that a pattern stands for, as "N 3 H W": a letter is any size, the batch from 2 to 5, others from 7."""
    sizes = {"N": size(chance, 2, 5)}
    return [int(part) if part.isdigit() else sizes.setdefault(part, size(chance, 7, 12)) for part in pattern.split()]


def floats(pattern: str, scale: float = 1.5) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Inputs of floating-point numbers."""
    return lambda chance: (scale * torch.randn(shape(pattern, chance), generator=chance, dtype=torch.float64),)


def rounded(pattern: str) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Whole numbers from -2 to 2 as floats: many ties, many zeros."""
    return lambda chance: (torch.randint(-2, 3, shape(pattern, chance), generator=chance).double(),)


def indices(pattern: str, below: int) -> Callable[[Generator], tuple[Tensor, ...]]:
    return lambda chance: (torch.randint(below, shape(pattern, chance), generator=chance),)


def labelled(pattern: str, ignored: int | None = None) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Scores (N, C, ...) and labels (N, ...); the first label is `ignored` where that is given."""

    def draw(chance: Generator) -> tuple[Tensor, ...]:
        scores = 3 * torch.randn(shape(pattern, chance), generator=chance, dtype=torch.float64)
        labels = torch.randint(scores.shape[1], scores.select(1, 0).shape, generator=chance)
        if ignored is not None:
            labels.view(-1)[0] = ignored
        return scores, labels

    return draw


def two(
    pattern: str, target: Callable[[Tensor], Tensor] = lambda t: 2 * t
) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Predictions and targets of one shape."""

    def draw(chance: Generator) -> tuple[Tensor, ...]:
        sizes = shape(pattern, chance)
        x, t = (torch.randn(sizes, generator=chance, dtype=torch.float64) for _ in range(2))
        return x, target(t)

    return draw


CLASS_WEIGHTS = torch.tensor([0.5, 1.0, 2.0, 0.25, 3.0], dtype=torch.float64)

ACTIVATIONS = [
    Case("Sigmoid", lambda nn: nn.Sigmoid(), floats("N A B")),
    Case("Tanh", lambda nn: nn.Tanh(), floats("N A B")),
    Case("ReLU", lambda nn: nn.ReLU(), floats("N A B")),
    Case("ReLU, at zero", lambda nn: nn.ReLU(), rounded("N A B")),
    Case("LeakyReLU", lambda nn: nn.LeakyReLU(), rounded("N A")),
    Case("LeakyReLU, slope 0.2", lambda nn: nn.LeakyReLU(0.2), floats("N A")),
    Case("LeakyReLU, absolute value", lambda nn: nn.LeakyReLU(-1.0), rounded("N A")),
    Case("ELU", lambda nn: nn.ELU(), rounded("N A")),
    Case("ELU, alpha 0.5", lambda nn: nn.ELU(0.5), floats("N A")),
    Case("ELU, alpha below 0", lambda nn: nn.ELU(-0.5), floats("N A")),
    Case("GELU", lambda nn: nn.GELU(), floats("N A")),
    Case("GELU, tanh", lambda nn: nn.GELU("tanh"), floats("N A")),
    Case("SiLU", lambda nn: nn.SiLU(), floats("N A")),
    Case("Softmax", lambda nn: nn.Softmax(1), floats("N A B")),
    Case("Softmax, last", lambda nn: nn.Softmax(-1), floats("N A B", 10)),
    Case("LogSoftmax", lambda nn: nn.LogSoftmax(1), floats("N A B")),
    Case("LogSoftmax, last", lambda nn: nn.LogSoftmax(dim=-1), floats("N A B", 10)),
]

SUMS = [
    Case("Linear", lambda nn: nn.Linear(6, 4), floats("N 6")),
    Case("Linear, no bias", lambda nn: nn.Linear(6, 4, bias=False), floats("N 6")),
    Case("Linear, one vector", lambda nn: nn.Linear(6, 4), floats("6")),
    Case("Linear, of sequences", lambda nn: nn.Linear(6, 4), floats("N T 6")),
    Case("Conv2d", lambda nn: nn.Conv2d(3, 4, 3), floats("N 3 H W")),
    Case("Conv2d, one channel", lambda nn: nn.Conv2d(1, 4, 5, padding=2), floats("N 1 H W")),
    Case("Conv2d, 1 x 1", lambda nn: nn.Conv2d(3, 4, 1), floats("N 3 H W")),
    Case("Conv2d, 1 x 1, stride 2", lambda nn: nn.Conv2d(3, 4, 1, stride=2, bias=False), floats("N 3 H W")),
    Case("Conv2d, stride", lambda nn: nn.Conv2d(3, 4, 3, stride=2, padding=1), floats("N 3 H W")),
    Case("Conv2d, longer stride", lambda nn: nn.Conv2d(3, 4, 2, stride=3), floats("N 3 H W")),
    Case("Conv2d, two strides", lambda nn: nn.Conv2d(3, 4, (3, 2), (2, 3), (1, 0)), floats("N 3 H W")),
    Case("Conv2d, dilation", lambda nn: nn.Conv2d(3, 4, 3, padding=2, dilation=2), floats("N 3 H W")),
    Case("Conv2d, stride, dilation", lambda nn: nn.Conv2d(3, 4, 3, 2, 1, dilation=(2, 3)), floats("N 3 H W")),
    Case("Conv2d, groups", lambda nn: nn.Conv2d(4, 6, 3, groups=2), floats("N 4 H W")),
    Case("Conv2d, depthwise", lambda nn: nn.Conv2d(4, 8, 3, 2, 1, groups=4, bias=False), floats("N 4 H W")),
    Case("Conv2d, padding same", lambda nn: nn.Conv2d(3, 4, (3, 2), padding="same"), floats("N 3 H W")),
    Case("Conv2d, same, dilation", lambda nn: nn.Conv2d(3, 4, 4, padding="same", dilation=2), floats("N 3 H W")),
    Case("Conv2d, padding valid", lambda nn: nn.Conv2d(3, 4, 3, padding="valid"), floats("N 3 H W")),
    Case("Conv1d", lambda nn: nn.Conv1d(3, 4, 3), floats("N 3 L")),
    Case("Conv1d, stride, dilation", lambda nn: nn.Conv1d(3, 4, 2, 2, 1, dilation=3), floats("N 3 L")),
    Case("Conv1d, padding same", lambda nn: nn.Conv1d(4, 4, 4, padding="same", groups=4), floats("N 4 L")),
    Case("ConvTranspose2d", lambda nn: nn.ConvTranspose2d(3, 4, 3), floats("N 3 H W")),
    Case("ConvTranspose2d, 2 x", lambda nn: nn.ConvTranspose2d(3, 4, 2, stride=2), floats("N 3 H W")),
    Case("ConvTranspose2d, GAN", lambda nn: nn.ConvTranspose2d(3, 4, 4, 2, 1, bias=False), floats("N 3 H W")),
    Case("ConvTranspose2d, more", lambda nn: nn.ConvTranspose2d(3, 4, 3, 2, 1, 1), floats("N 3 H W")),
    Case("ConvTranspose2d, gaps", lambda nn: nn.ConvTranspose2d(3, 4, 2, stride=3), floats("N 3 H W")),
    Case("ConvTranspose2d, wide", lambda nn: nn.ConvTranspose2d(3, 4, 3, 3, 2, (2, 1)), floats("N 3 H W")),
    Case("ConvTranspose2d, crop", lambda nn: nn.ConvTranspose2d(3, 4, 1, 1, (2, 1)), floats("N 3 H W")),
    Case("ConvTranspose2d, groups", lambda nn: nn.ConvTranspose2d(4, 6, 3, 2, groups=2), floats("N 4 H W")),
    Case("ConvTranspose2d, dilation", lambda nn: nn.ConvTranspose2d(3, 4, (3, 2), dilation=2), floats("N 3 H W")),
    Case("Embedding", lambda nn: nn.Embedding(7, 4), indices("N T", 7)),
    Case("Embedding, padding", lambda nn: nn.Embedding(7, 4, padding_idx=2), indices("N T", 7)),
    Case("Embedding, padding from the end", lambda nn: nn.Embedding(7, 4, -1), indices("N T", 7)),
    Case("Embedding, one word", lambda nn: nn.Embedding(7, 4), lambda chance: (torch.tensor(3),)),
    Case("Flatten", lambda nn: nn.Flatten(), floats("N 3 H W")),
    Case("Flatten, the middle", lambda nn: nn.Flatten(1, 2), floats("N 3 H W")),
    Case("Flatten, all", lambda nn: nn.Flatten(0), floats("N 3 H W")),
]

POOLING = [
    Case("MaxPool2d", lambda nn: nn.MaxPool2d(2), floats("N 3 H W")),
    Case("MaxPool2d, ties", lambda nn: nn.MaxPool2d(2), rounded("N 3 H W")),
    Case("MaxPool2d, overlapping", lambda nn: nn.MaxPool2d(3, 2), floats("N 3 H W")),
    Case("MaxPool2d, overlapping ties", lambda nn: nn.MaxPool2d(3, stride=1, padding=1), rounded("N 3 H W")),
    Case("MaxPool2d, padding", lambda nn: nn.MaxPool2d((3, 2), (2, 1), padding=1), floats("N 3 H W")),
    Case("MaxPool2d, dilation", lambda nn: nn.MaxPool2d(3, 2, 1, dilation=2), floats("N 3 H W")),
    Case("MaxPool2d, gaps", lambda nn: nn.MaxPool2d(2, 3), floats("N 3 H W")),
    Case("MaxPool2d, ceil", lambda nn: nn.MaxPool2d(2, ceil_mode=True), floats("N 3 H W")),
    Case("MaxPool2d, ceil, padding", lambda nn: nn.MaxPool2d(3, 2, 1, ceil_mode=True), floats("N 3 H W")),
    Case("MaxPool2d, ceil, dilation", lambda nn: nn.MaxPool2d(2, 3, 1, 2, ceil_mode=True), floats("N 3 H W")),
    Case("AvgPool2d", lambda nn: nn.AvgPool2d(2), floats("N 3 H W")),
    Case("AvgPool2d, overlapping", lambda nn: nn.AvgPool2d(3, 2), floats("N 3 H W")),
    Case("AvgPool2d, padding", lambda nn: nn.AvgPool2d((3, 2), (2, 1), padding=1), floats("N 3 H W")),
    Case("AvgPool2d, ceil", lambda nn: nn.AvgPool2d(2, ceil_mode=True), floats("N 3 H W")),
    Case("AvgPool2d, ceil, padding", lambda nn: nn.AvgPool2d(3, 2, 1, ceil_mode=True), floats("N 3 H W")),
    Case("AvgPool2d, pixels only", lambda nn: nn.AvgPool2d(3, 2, 1, count_include_pad=False), floats("N 3 H W")),
    Case("AvgPool2d, ceil, pixels only", lambda nn: nn.AvgPool2d(3, 2, 1, True, False), floats("N 3 H W")),
    Case("AvgPool2d, own divisor", lambda nn: nn.AvgPool2d(2, divisor_override=3), floats("N 3 H W")),
    Case("AdaptiveAvgPool2d, global", lambda nn: nn.AdaptiveAvgPool2d(1), floats("N 3 H W")),
    Case("AdaptiveAvgPool2d", lambda nn: nn.AdaptiveAvgPool2d((3, 5)), floats("N 3 H W")),
]

SIZES = [
    Case("Upsample", lambda nn: nn.Upsample(scale_factor=2), floats("N 3 H W")),
    Case("Upsample, size", lambda nn: nn.Upsample((20, 5)), floats("N 3 H W")),
    Case("Upsample, odd factor", lambda nn: nn.Upsample(scale_factor=(1.7, 0.6)), floats("N 3 H W")),
    Case("Upsample, the same size", lambda nn: nn.Upsample(scale_factor=1.05), floats("N 3 H W")),
    Case("Upsample, about twice", lambda nn: nn.Upsample(scale_factor=2.04), floats("N 3 H W")),
    Case("Upsample, bilinear, the same", lambda nn: nn.Upsample(None, 1.05, "bilinear"), floats("N 3 H W")),
    Case("Upsample, bilinear", lambda nn: nn.Upsample(scale_factor=2, mode="bilinear"), floats("N 3 H W")),
    Case("Upsample, bilinear, size", lambda nn: nn.Upsample((20, 5), mode="bilinear"), floats("N 3 H W")),
    Case("Upsample, bilinear, factor", lambda nn: nn.Upsample(None, (1.7, 0.6), "bilinear"), floats("N 3 H W")),
    Case("Upsample, corners", lambda nn: nn.Upsample((20, 5), None, "bilinear", True), floats("N 3 H W")),
    Case("Upsample, corners, one pixel", lambda nn: nn.Upsample(1, None, "bilinear", True), floats("N 3 H W")),
]

NORMS = [
    Case("BatchNorm1d", lambda nn: nn.BatchNorm1d(5), floats("N 5")),
    Case("BatchNorm1d, sequences", lambda nn: nn.BatchNorm1d(5, eps=1e-3), floats("N 5 L")),
    Case("BatchNorm2d", lambda nn: nn.BatchNorm2d(3), floats("N 3 H W")),
    Case("BatchNorm2d, momentum", lambda nn: nn.BatchNorm2d(3, 1e-4, 0.3), floats("N 3 H W")),
    Case("BatchNorm2d, average of all", lambda nn: nn.BatchNorm2d(3, momentum=None), floats("N 3 H W")),
    Case("BatchNorm2d, not affine", lambda nn: nn.BatchNorm2d(3, affine=False), floats("N 3 H W")),
    Case("BatchNorm2d, no statistics", lambda nn: nn.BatchNorm2d(3, track_running_stats=False), floats("N 3 H W")),
    Case("LayerNorm", lambda nn: nn.LayerNorm(6), floats("N T 6")),
    Case("LayerNorm, two dimensions", lambda nn: nn.LayerNorm((4, 6), eps=1e-3), floats("N 4 6")),
    Case("LayerNorm, no bias", lambda nn: nn.LayerNorm(6, bias=False), floats("N T 6")),
    Case("LayerNorm, not affine", lambda nn: nn.LayerNorm([6], elementwise_affine=False), floats("N T 6")),
    Case("GroupNorm", lambda nn: nn.GroupNorm(2, 6), floats("N 6 H W")),
    Case("GroupNorm, one group", lambda nn: nn.GroupNorm(1, 6, eps=1e-3), floats("N 6 L")),
    Case("GroupNorm, of vectors", lambda nn: nn.GroupNorm(3, 6), floats("N 6")),
    Case("GroupNorm, not affine", lambda nn: nn.GroupNorm(6, 6, affine=False), floats("N 6 H W")),
    Case("RMSNorm", lambda nn: nn.RMSNorm(6), floats("N T 6")),
    Case("RMSNorm, two dimensions", lambda nn: nn.RMSNorm((4, 6), eps=1e-3), floats("N 4 6")),
    Case("RMSNorm, no weight", lambda nn: nn.RMSNorm(6, elementwise_affine=False), floats("N T 6")),
    Case("LocalResponseNorm", lambda nn: nn.LocalResponseNorm(5), floats("N 7 H W", 20)),
    Case("LocalResponseNorm, even", lambda nn: nn.LocalResponseNorm(4, 0.1, 0.5, 2.0), floats("N 7 L")),
    Case("LocalResponseNorm, few channels", lambda nn: nn.LocalResponseNorm(5, 0.1), floats("N 2 H W")),
    Case("LocalResponseNorm, alone", lambda nn: nn.LocalResponseNorm(1, 0.1), floats("N 3 H W")),
    Case("Dropout, nothing", lambda nn: nn.Dropout(0.0), floats("N A")),
    Case("Dropout, everything", lambda nn: nn.Dropout(1.0), floats("N A")),
]

LOSSES = [
    Case("CrossEntropyLoss", lambda nn: nn.CrossEntropyLoss(), labelled("N 5")),
    Case("CrossEntropyLoss, sum", lambda nn: nn.CrossEntropyLoss(reduction="sum"), labelled("N 5")),
    Case("CrossEntropyLoss, none", lambda nn: nn.CrossEntropyLoss(reduction="none"), labelled("N 5")),
    Case("CrossEntropyLoss, pixels", lambda nn: nn.CrossEntropyLoss(), labelled("N 5 H W")),
    Case("CrossEntropyLoss, smooth", lambda nn: nn.CrossEntropyLoss(label_smoothing=0.1), labelled("N 5")),
    Case("CrossEntropyLoss, ignored", lambda nn: nn.CrossEntropyLoss(), labelled("N 5", ignored=-100)),
    Case("CrossEntropyLoss, ignored class", lambda nn: nn.CrossEntropyLoss(ignore_index=2), labelled("N 5 L", 2)),
    Case("CrossEntropyLoss, weights", lambda nn: nn.CrossEntropyLoss(CLASS_WEIGHTS), labelled("N 5 L", -100)),
    *(
        Case(
            f"CrossEntropyLoss, everything, {reduction}",
            lambda nn, reduction=reduction: nn.CrossEntropyLoss(
                CLASS_WEIGHTS, ignore_index=1, reduction=reduction, label_smoothing=0.2
            ),
            labelled("N 5 H", 1),
        )
        for reduction in ("none", "mean", "sum")
    ),
    Case("NLLLoss", lambda nn: nn.NLLLoss(), labelled("N 5")),
    Case("NLLLoss, none", lambda nn: nn.NLLLoss(reduction="none"), labelled("N 5 H", ignored=-100)),
    Case("NLLLoss, weights", lambda nn: nn.NLLLoss(CLASS_WEIGHTS, ignore_index=0), labelled("N 5 H", 0)),
    Case("MSELoss", lambda nn: nn.MSELoss(), two("N A")),
    Case("MSELoss, sum", lambda nn: nn.MSELoss(reduction="sum"), two("N A")),
    Case("L1Loss", lambda nn: nn.L1Loss(), two("N A", torch.round)),
    Case("L1Loss, none", lambda nn: nn.L1Loss(reduction="none"), two("N A")),
    Case("HuberLoss", lambda nn: nn.HuberLoss(), two("N A")),
    Case("HuberLoss, delta", lambda nn: nn.HuberLoss("sum", 0.3), two("N A")),
    Case("SmoothL1Loss", lambda nn: nn.SmoothL1Loss(), two("N A")),
    Case("SmoothL1Loss, beta", lambda nn: nn.SmoothL1Loss(beta=0.3), two("N A")),
    Case("SmoothL1Loss, beta 0", lambda nn: nn.SmoothL1Loss(beta=0.0), two("N A")),
    Case("BCEWithLogitsLoss", lambda nn: nn.BCEWithLogitsLoss(), two("N A", torch.sigmoid)),
    Case("BCEWithLogitsLoss, sum", lambda nn: nn.BCEWithLogitsLoss(reduction="sum"), two("N A", torch.sigmoid)),
    Case("BCEWithLogitsLoss, weights", lambda nn: nn.BCEWithLogitsLoss(CLASS_WEIGHTS), two("N 5", torch.sigmoid)),
    Case(
        "BCEWithLogitsLoss, positives",
        lambda nn: nn.BCEWithLogitsLoss(pos_weight=CLASS_WEIGHTS),
        two("N 5", torch.sigmoid),
    ),
]


class Flat(nn.Module):
    """A recurrent layer or cell that takes states (N, layers, H), or none, and gives all in a row for each sequence."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor, *states: Tensor) -> Tensor:
        given = [each.transpose(0, 1) if x.dim() == 3 else each[:, 0] for each in states]
        made = self.layer(x, *given) if len(given) < 2 else self.layer(x, tuple(given))
        if x.dim() == 2:
            return torch.cat(made, 1) if isinstance(made, tuple) else made
        outputs, ends = made[0], made[1] if isinstance(made[1], tuple) else (made[1],)
        return torch.cat([outputs.flatten(1), *(each.transpose(0, 1).flatten(1) for each in ends)], 1)


def sequences(pattern: str, states: int = 0, layers: int = 1) -> Callable[[Generator], tuple[Tensor, ...]]:
    """x of this pattern, and so many states (N, layers, 4)."""

    def draw(chance: Generator) -> tuple[Tensor, ...]:
        x = torch.randn(shape(pattern, chance), generator=chance, dtype=torch.float64)
        return x, *(torch.randn(len(x), layers, 4, generator=chance, dtype=torch.float64) for _ in range(states))

    return draw


RECURRENT = [
    Case("RNN", lambda nn: Flat(nn.RNN(3, 4, batch_first=True)), sequences("N 5 3")),
    Case("RNN, relu", lambda nn: Flat(nn.RNN(3, 4, 1, "relu", batch_first=True)), sequences("N 3 3")),
    Case("RNN, T = 1", lambda nn: Flat(nn.RNN(3, 4, batch_first=True)), sequences("N 1 3", 1)),
    Case("RNN, deep", lambda nn: Flat(nn.RNN(3, 4, 2, batch_first=True, bidirectional=True)), sequences("N 4 3", 1, 4)),
    Case("LSTM", lambda nn: Flat(nn.LSTM(3, 4, batch_first=True)), sequences("N 5 3")),
    Case("LSTM, state", lambda nn: Flat(nn.LSTM(3, 4, batch_first=True, bias=False)), sequences("N 5 3", 2)),
    Case("LSTM, deep", lambda nn: Flat(nn.LSTM(3, 4, 2, batch_first=True)), sequences("N 4 3", 2, 2)),
    Case("LSTM, both", lambda nn: Flat(nn.LSTM(3, 4, 2, True, True, 0.0, True)), sequences("N 4 3")),
    Case("GRU", lambda nn: Flat(nn.GRU(3, 4, batch_first=True)), sequences("N 5 3")),
    Case("GRU, state", lambda nn: Flat(nn.GRU(3, 4, batch_first=True, bias=False)), sequences("N 5 3", 1)),
    Case("GRU, deep", lambda nn: Flat(nn.GRU(3, 4, 2, batch_first=True)), sequences("N 4 3", 1, 2)),
    Case("GRU, both", lambda nn: Flat(nn.GRU(3, 4, 2, True, True, 0.0, True)), sequences("N 4 3")),
    Case("RNNCell", lambda nn: Flat(nn.RNNCell(3, 4)), sequences("N 3")),
    Case("RNNCell, relu", lambda nn: Flat(nn.RNNCell(3, 4, nonlinearity="relu")), sequences("N 3", 1)),
    Case("LSTMCell", lambda nn: Flat(nn.LSTMCell(3, 4)), sequences("N 3")),
    Case("LSTMCell, state", lambda nn: Flat(nn.LSTMCell(3, 4, bias=False)), sequences("N 3", 2)),
    Case("GRUCell", lambda nn: Flat(nn.GRUCell(3, 4)), sequences("N 3")),
    Case("GRUCell, state", lambda nn: Flat(nn.GRUCell(3, 4, bias=False)), sequences("N 3", 1)),
]

ATTENTION = [
    Case("Attention", lambda nn: attend(nn), heads(3, 2, 4, 8)),
    Case("Attention, causal", lambda nn: attend(nn, causal=True), heads(3, 2, 5, 8)),
    Case("Attention, causal, from the end", lambda nn: attend(nn, causal=True), heads(3, 2, 2, 8)),
    Case("Attention, masked", lambda nn: attend(nn), heads(3, 2, 4, 8, masked=True)),
    Case("Attention, masked, causal", lambda nn: attend(nn, causal=True), heads(3, 2, 5, 8, masked=True)),
    Case("MultiheadAttention", lambda nn: multihead(nn, 6, 2), vectors(4), 3),
    Case("MultiheadAttention, no bias", lambda nn: multihead(nn, 6, 3, bias=False), vectors(4), 3),
    Case("MultiheadAttention, causal", lambda nn: Causal(multihead(nn, 6, 2)), vectors(4), 3),
    Case("MultiheadAttention, cross", lambda nn: multihead(nn, 6, 2), vectors(4, 5), 3),
    Case("MultiheadAttention, masked", lambda nn: multihead(nn, 6, 2), vectors(4, 5, masked=1), 3),
    Case("TransformerBlock", lambda nn: block(nn), vectors(4), 12),
    Case("TransformerBlock, causal", lambda nn: Causal(block(nn)), vectors(4), 12),
    Case("TransformerBlock, of 2017", lambda nn: block(nn, "ReLU", norm_first=False), vectors(4), 12),
    Case("TransformerBlock, no bias", lambda nn: block(nn, bias=False), vectors(4), 12),
    Case("TransformerBlock, cross", lambda nn: Causal(block(nn, cross=True)), vectors(4, 5), 16),
    Case("TransformerBlock, cross, of 2017", lambda nn: block(nn, norm_first=False, cross=True), vectors(4, 5), 16),
    Case("TransformerBlock, cross, masked", lambda nn: block(nn, cross=True), vectors(4, 5, masked=0), 16),
]

CASES = [*ACTIVATIONS, *SUMS, *POOLING, *SIZES, *NORMS, *LOSSES, *RECURRENT, *ATTENTION]


def large(mean: float, spread: float, *sizes: int) -> Callable[[Generator], tuple[Tensor, ...]]:
    """Numbers so large, or so many, that half precision could not add them up."""
    return lambda chance: (mean + spread * torch.randn(sizes, generator=chance, dtype=torch.float64),)


HALVES = [  # where half precision overflows, or loses its few digits, unless it is computed in float32
    Case("AvgPool2d, large", lambda nn: nn.AvgPool2d(8), large(2000, 1, 2, 3, 8, 8)),
    Case("AdaptiveAvgPool2d, large", lambda nn: nn.AdaptiveAvgPool2d(1), large(2000, 1, 2, 3, 8, 8)),
    Case("Conv2d, large", lambda nn: nn.Conv2d(3, 4, 5), large(100, 100, 4, 3, 12, 12)),
    Case("ConvTranspose2d, large", lambda nn: nn.ConvTranspose2d(3, 4, 5), large(100, 100, 4, 3, 9, 9)),
    Case("BatchNorm2d, many", lambda nn: nn.BatchNorm2d(3), large(1, 1, 64, 3, 40, 40)),
    Case("LayerNorm, large", lambda nn: nn.LayerNorm([3, 40, 40]), large(100, 200, 4, 3, 40, 40)),
    Case("LayerNorm, small", lambda nn: nn.LayerNorm(64), large(0, 1e-3, 4, 64)),
    Case("GroupNorm, large", lambda nn: nn.GroupNorm(1, 3), large(100, 200, 4, 3, 40, 40)),
    Case("RMSNorm, large", lambda nn: nn.RMSNorm(64), large(0, 300, 4, 64)),
    Case("RMSNorm, small", lambda nn: nn.RMSNorm(64), large(0, 1e-3, 4, 64)),
    Case("LocalResponseNorm, large", lambda nn: nn.LocalResponseNorm(5, 0.1), large(0, 300, 2, 7, 4)),
    Case("Sigmoid, wide", lambda nn: nn.Sigmoid(), large(0, 5, 200)),
    Case("SiLU, wide", lambda nn: nn.SiLU(), large(0, 5, 200)),
    Case("Softmax, many", lambda nn: nn.Softmax(-1), large(0, 5, 4, 200)),
    Case("LogSoftmax, many", lambda nn: nn.LogSoftmax(-1), large(0, 5, 4, 200)),
    Case("MSELoss, many", lambda nn: nn.MSELoss(), lambda chance: (torch.full((100_000,), 7.0), torch.zeros(100_000))),
]
