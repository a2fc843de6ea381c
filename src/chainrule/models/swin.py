"""Swin: attention within windows, which move by half their size from block to block (lecture 24)."""

from dataclasses import dataclass
from functools import partial

import torch
from torch import Generator, Tensor

from chainrule import nn
from chainrule.models.build import expect_images, expect_patches
from chainrule.models.published import Names, Source, load, read, require, stacked
from chainrule.models.vit import PatchEmbedding, first_weights


@dataclass(frozen=True)
class SwinConfig:
    """The pictures, patches and windows (pixels, pixels, patches a side), and the stages: how many blocks and heads.

    A stage has half as many tokens a side as the one before, of twice the width; the first has `width`. Where a stage
    has no more tokens a side than a window, one window holds all of them. Swin-T, the smallest of the paper, is
    `SwinConfig(size=224, channels=3, patch=4, window=7, classes=1000, width=96, depths=(2, 2, 6, 2),
    heads=(3, 6, 12, 24))`; the defaults are for MNIST. Raises ValueError where patches do not fill the picture, windows
    or pairs of tokens a stage, or heads a token.
    """

    size: int = 28
    channels: int = 1
    patch: int = 2
    window: int = 7
    classes: int = 10
    width: int = 32
    depths: tuple[int, ...] = (2, 2)
    heads: tuple[int, ...] = (2, 4)
    hidden: float = 4.0  # units of the feed-forward layers by the width
    dropout: float = 0.0
    eps: float = 1e-5  # in layer normalization

    def __post_init__(self) -> None:
        expect_patches(self, self.patch, self.size)
        if len(self.depths) != len(self.heads):
            raise ValueError(f"SwinConfig: as many depths as heads, got {self.depths} and {self.heads}")
        for stage, (side, width, heads) in enumerate(zip(self.sides, self.widths, self.heads, strict=True)):
            if width % heads:
                raise ValueError(f"SwinConfig: {heads} heads do not divide the width {width} of stage {stage}")
            if side % self.window_of(stage):
                raise ValueError(f"SwinConfig: windows of {self.window} do not fill the {side} tokens of stage {stage}")
            if side % 2 and stage + 1 < len(self.depths):
                raise ValueError(f"SwinConfig: the {side} tokens a side of stage {stage} cannot be merged in pairs")

    @property
    def sides(self) -> list[int]:
        """How many tokens a side each stage has."""
        return [self.size // self.patch // 2**stage for stage in range(len(self.depths))]

    @property
    def widths(self) -> list[int]:
        """How wide a token is in each stage."""
        return [self.width * 2**stage for stage in range(len(self.depths))]

    def window_of(self, stage: int) -> int:
        """How many tokens a side a window has in this stage."""
        return min(self.window, self.sides[stage])


class Swin(nn.Module):
    """Patches, then stages of blocks with windows at rest and moved in turn; between stages 2 x 2 tokens become one.

    Attention costs the number of tokens times that of a window, where ViT's costs the square of the tokens. What is
    near meets first, and the windows' moves let it meet its other neighbours.

    Shapes: (N, channels, size, size) -> (N, classes). Raises ValueError for pictures of another shape.

    Source: Z. Liu and others, Swin transformer: hierarchical vision transformer using shifted windows (2021).

    >>> model = Swin(SwinConfig(), generator=torch.Generator().manual_seed(0))
    >>> model(torch.zeros(5, 1, 28, 28)).shape
    torch.Size([5, 10])
    """

    def __init__(self, config: SwinConfig, *, generator: Generator | None = None, fused: bool = False) -> None:
        super().__init__()
        self.config = config
        norm = partial(nn.LayerNorm, eps=config.eps)
        self.patches = PatchEmbedding(config.channels, config.patch, config.width, generator=generator)
        self.patch_norm = norm(config.width)
        self.dropout = nn.Dropout(config.dropout, generator=generator)
        self.stages = nn.ModuleList(stage_of(config, stage, generator) for stage in range(len(config.depths)))
        self.merges = nn.ModuleList(PatchMerging(width, config.eps) for width in config.widths[:-1])
        self.norm = norm(config.widths[-1])
        self.head = nn.Linear(config.widths[-1], config.classes)
        first_weights(self, generator)
        nn.fuse(self, on=fused)

    def forward(self, x: Tensor) -> Tensor:
        expect_images(x, self.config.channels, self.config.size, "Swin")
        side = self.config.sides[0]
        z = self.dropout(self.patch_norm(self.patches(x))).unflatten(1, (side, side))  # (N, H, W, D)
        for number, stage in enumerate(self.stages):
            z = self.merges[number - 1](z) if number else z  # (N, H / 2, W / 2, 2 D)
            z = stage(z)
        return self.head(self.norm(z).mean((1, 2)))  # (N, classes)

    @classmethod
    def from_hf(cls, source: Source, fused: bool = False) -> "Swin":
        """The Swin of the folder or safetensors file where a `SwinForImageClassification` was saved: see `published`.

        Not of one in memory, whose weights have other names there.
        """
        settings, weights = read(source)
        require(settings, hidden_act="gelu", qkv_bias=True, use_absolute_embeddings=False)
        config = SwinConfig(
            size=settings["image_size"],
            channels=settings["num_channels"],
            patch=settings["patch_size"],
            window=settings["window_size"],
            classes=len(weights["classifier.bias"]),
            width=settings["embed_dim"],
            depths=tuple(settings["depths"]),
            heads=tuple(settings["num_heads"]),
            hidden=settings["mlp_ratio"],
            dropout=settings["hidden_dropout_prob"],
            eps=settings["layer_norm_eps"],
        )
        return load(cls(config, fused=fused), weights, NAMES, ignored=(r".*\.relative_position_index",))


def stage_of(config: SwinConfig, stage: int, generator: Generator | None) -> nn.Sequential:
    """The blocks of a stage: every second one has its windows moved by half their size, if there are several."""
    side, width, window = config.sides[stage], config.widths[stage], config.window_of(stage)
    moved = window // 2 if side > window else 0
    hidden = int(config.hidden * width)
    norm = partial(nn.LayerNorm, eps=config.eps)
    return nn.Sequential(
        *(
            SwinBlock(
                nn.TransformerBlock(width, config.heads[stage], hidden, config.dropout, norm=norm, generator=generator),
                side,
                window,
                moved if number % 2 else 0,
            )
            for number in range(config.depths[stage])
        )
    )


class SwinBlock(nn.Module):
    """A transformer block on each window by itself, with a bias for each distance and head added to the scores.

    Norms, feed-forward layers and the ways past them see single tokens, so that the whole block may work on windows.
    With `shift` s the picture is rolled by s tokens to the left and up before it is cut, and back afterwards. Then some
    windows hold what was far apart, from two ends of the picture; the mask lets these not look at each other.

    Shapes: (N, side, side, D) -> (N, side, side, D).
    """

    mask: Tensor
    places: Tensor

    def __init__(self, block: nn.TransformerBlock, side: int, window: int, shift: int) -> None:
        super().__init__()
        self.block, self.window, self.shift = block, window, shift
        self.biases = nn.Parameter(torch.zeros((2 * window - 1) ** 2, block.self_attn.num_heads))
        self.register_buffer("places", relative_places(window), persistent=False)
        self.register_buffer("mask", shift_mask(side, window, shift), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        n, side, s = len(x), x.shape[1], self.shift
        x = x.roll((-s, -s), (1, 2)) if s else x
        z = self.block(into_windows(x, self.window), mask=self.scores_added(n))  # (N W, T, D)
        x = from_windows(z, side, self.window)
        return x.roll((s, s), (1, 2)) if s else x

    def scores_added(self, n: int) -> Tensor:
        """The bias of each pair of tokens in a window, -inf where the mask forbids it: (1 or N W, heads, T, T)."""
        bias = self.biases[self.places].permute(2, 0, 1)  # (T, T, heads) -> (heads, T, T)
        if not self.shift:
            return bias[None]
        allowed = torch.where(self.mask[:, None], bias, -torch.inf)  # (W, heads, T, T)
        return allowed.repeat(n, 1, 1, 1)


def into_windows(x: Tensor, window: int) -> Tensor:
    """(N, H, W, D) -> (N windows, T, D), with T = window², windows and their tokens row by row.

    >>> into_windows(torch.arange(16).view(1, 4, 4, 1), 2)[1, :, 0]
    tensor([2, 3, 6, 7])
    """
    grid = x.unflatten(2, (-1, window)).unflatten(1, (-1, window))  # (N, rows, window, columns, window, D)
    return grid.transpose(2, 3).flatten(3, 4).flatten(0, 2).unflatten(1, (window, window)).flatten(1, 2)


def from_windows(z: Tensor, side: int, window: int) -> Tensor:
    """The way back of `into_windows`: (N windows, T, D) -> (N, side, side, D)."""
    count = side // window
    grid = z.unflatten(1, (window, window)).unflatten(0, (-1, count, count))  # (N, rows, columns, window, window, D)
    return grid.transpose(2, 3).flatten(3, 4).flatten(1, 2)


def relative_places(window: int) -> Tensor:
    """For each pair of tokens of a window the row of the table of biases that belongs to their distance: (T, T).

    Distances go from -(window - 1) to window - 1, down and across: (2 window - 1)² of them.

    >>> relative_places(2)[0]  # from the upper left one to itself, to the right, down, and both
    tensor([4, 3, 1, 0])
    """
    row = torch.arange(window).repeat_interleave(window)  # (T,)
    column = torch.arange(window).repeat(window)  # (T,)
    down, across = row[:, None] - row, column[:, None] - column  # (T, T)
    return (down + window - 1) * (2 * window - 1) + across + window - 1


def shift_mask(side: int, window: int, shift: int) -> Tensor:
    """Which tokens of a window may look at each other after the roll: (windows, T, T), True where they may.

    Those that came round from the other end, the last `shift` rows and columns, may look only at their like.

    >>> shift_mask(4, 2, 1)[1, 0]  # a window at the right edge, whose right column came from the left one
    tensor([ True, False,  True, False])
    """
    came_round = (torch.arange(side) >= side - shift).long()  # (side,)
    part = 2 * came_round[:, None] + came_round  # (side, side)
    parts = into_windows(part[None, :, :, None], window).squeeze(2)  # (windows, T)
    return parts[:, :, None] == parts[:, None, :]


class PatchMerging(nn.Module):
    """2 x 2 tokens, side by side, become one of twice the width: (N, H, W, D) -> (N, H / 2, W / 2, 2 D)."""

    def __init__(self, width: int, eps: float = 1e-5) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(4 * width, eps)
        self.reduction = nn.Linear(4 * width, 2 * width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        upper, lower = x[:, 0::2], x[:, 1::2]
        four = (upper[:, :, 0::2], lower[:, :, 0::2], upper[:, :, 1::2], lower[:, :, 1::2])
        return self.reduction(self.norm(torch.cat(four, -1)))


QUERY_KEY_VALUE = ("query", "key", "value")
BLOCK = "swin.encoder.layers.{}.blocks.{}."
ATTENTION = "swin.encoder.layers.{0}.blocks.{1}.attention.self."

# Our names and those that SwinForImageClassification is published with.
NAMES: Names = {
    "patches.projection": "swin.embeddings.patch_embeddings.projection",
    "patch_norm": "swin.embeddings.norm",
    "stages.{}.{}.biases": f"{BLOCK}attention.self.relative_position_bias_table",
    "stages.{}.{}.block.norm1": f"{BLOCK}layernorm_before",
    "stages.{}.{}.block.self_attn.in_proj_weight": stacked(*(f"{ATTENTION}{x}.weight" for x in QUERY_KEY_VALUE)),
    "stages.{}.{}.block.self_attn.in_proj_bias": stacked(*(f"{ATTENTION}{x}.bias" for x in QUERY_KEY_VALUE)),
    "stages.{}.{}.block.self_attn.out_proj": f"{BLOCK}attention.output.dense",
    "stages.{}.{}.block.norm2": f"{BLOCK}layernorm_after",
    "stages.{}.{}.block.linear1": f"{BLOCK}intermediate.dense",
    "stages.{}.{}.block.linear2": f"{BLOCK}output.dense",
    "merges.{}.norm": "swin.encoder.layers.{}.downsample.norm",
    "merges.{}.reduction": "swin.encoder.layers.{}.downsample.reduction",
    "norm": "swin.layernorm",
    "head": "classifier",
}
